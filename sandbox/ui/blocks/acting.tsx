import { AlertDialog } from '@base-ui/react/alert-dialog';
import type { ConfirmationDialog } from '@slack/types';
import { TriangleAlert } from 'lucide-react';
import { createContext, type ReactNode, useContext, useId, useState } from 'react';
import type { FieldValue, Refusal } from '../../src/protocol';
import { plainWords, Words } from '../text/mrkdwn';
import { type AnyElement, initialValue } from './values';

export const amber = '#d97706';

/** What the blocks of one message, modal or Home share. */
export interface Surface {
  disabled: boolean;
  errors: Record<string, string>;
  valueAt: (blockId: string, actionId: string) => FieldValue | undefined;
  change: (blockId: string, actionId: string, value: FieldValue) => void;
  act: (blockId: string, actionId: string, value?: FieldValue) => Promise<Refusal | undefined>;
}

export const SurfaceContext = createContext<Surface>({
  disabled: true,
  errors: {},
  valueAt: () => undefined,
  change: () => undefined,
  act: () => Promise.resolve(undefined),
});

/** What an input block tells its element. */
export interface Field {
  id: string;
  labelId: string;
  describedBy: string;
  required: boolean;
  invalid: boolean;
  dispatches: boolean;
}

export interface ElementProps<E = Exclude<AnyElement, { type: 'image' }>> {
  blockId: string;
  element: E;
  /** Set inside an input block. */
  field?: Field | undefined;
  /** The id of the words that name a group outside an input block. */
  groupLabelId?: string | undefined;
}

export type Acting = ReturnType<typeof useActing>;

/** What an element needs to hold a value and to tell the app of it. */
export function useActing({ blockId, element, field }: ElementProps) {
  const surface = useContext(SurfaceContext);
  const actionId = element.action_id ?? '';
  const confirm = 'confirm' in element ? element.confirm : undefined;
  const [pending, setPending] = useState(false);
  const [refusal, setRefusal] = useState<Refusal>();
  const [asking, setAsking] = useState<() => void>();
  const refusalId = useId();
  const dispatches = field?.dispatches ?? true;
  const locked = surface.disabled || pending;

  async function dispatch(value?: FieldValue): Promise<void> {
    setPending(true);
    setRefusal(undefined);
    try {
      setRefusal(await surface.act(blockId, actionId, value));
    } finally {
      setPending(false);
    }
  }

  /** Keeps a value, and tells the app if the element does that, after its confirmation where it has one. */
  function choose(value?: FieldValue, then?: () => void): void {
    if (locked) return;
    const commit = () => {
      if (value && initialValue(element)) surface.change(blockId, actionId, value);
      if (dispatches) void dispatch(value);
      then?.();
    };
    if (dispatches && confirm) setAsking(() => commit);
    else commit();
  }

  return {
    value: surface.valueAt(blockId, actionId) ?? initialValue(element),
    keep: (value: FieldValue) => surface.change(blockId, actionId, value),
    choose,
    locked,
    /** A locked control keeps the focus, so it is never really `disabled`. */
    aria: {
      id: field?.id,
      'aria-labelledby': field?.labelId,
      'aria-describedby': [field?.describedBy, refusal && refusalId].filter(Boolean).join(' ') || undefined,
      'aria-required': field?.required || undefined,
      'aria-invalid': field?.invalid || undefined,
      'aria-disabled': locked || undefined,
      'aria-busy': pending || undefined,
    },
    /** The amber triangle and the confirmation; stands right behind the control. */
    beside: (
      <>
        {refusal && (
          <span className="bk-refusal">
            <TriangleAlert size={18} color={amber} aria-hidden />
            <span id={refusalId} role="alert">
              {refusal.message}
            </span>
          </span>
        )}
        {confirm && <Confirm confirm={confirm} commit={asking} onClose={() => setAsking(undefined)} />}
      </>
    ),
  };
}

interface ConfirmProps {
  confirm: ConfirmationDialog;
  commit: (() => void) | undefined;
  onClose: () => void;
}

/** Slack's words where the app gives none are from memory. */
function Confirm({ confirm, commit, onClose }: ConfirmProps): ReactNode {
  return (
    <AlertDialog.Root open={commit !== undefined} onOpenChange={(open) => open || onClose()}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="bk-backdrop" forceRender />
        <AlertDialog.Popup className="bk-confirm">
          <AlertDialog.Title>{confirm.title ? plainWords(confirm.title) : 'Are you sure?'}</AlertDialog.Title>
          <AlertDialog.Description render={<div />}>
            <Words text={confirm.text} />
          </AlertDialog.Description>
          <div className="bk-confirm-foot">
            <AlertDialog.Close className="bk-button">
              {confirm.deny ? plainWords(confirm.deny) : 'Cancel'}
            </AlertDialog.Close>
            <AlertDialog.Close className={`bk-button ${confirm.style ?? 'primary'}`} onClick={() => commit?.()}>
              {confirm.confirm ? plainWords(confirm.confirm) : 'Yes'}
            </AlertDialog.Close>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
