import { TriangleAlert } from 'lucide-react';
import { type AriaAttributes, createContext, useContext, useId, useState } from 'react';
import type { FieldValue, FieldValues, Refusal } from '../../src/protocol';
import { ConfirmDialog } from '../layers';
import { plainWords, Words } from '../text/mrkdwn';
import { type DrawnElement, initialValue } from './values';

/** What the blocks of one message, modal or Home share. */
export interface Surface {
  /** The message's `ts`, or the view's id. */
  place: string;
  disabled: boolean;
  /** Block id to words. */
  errors: Record<string, string>;
  /** What the person has chosen or typed. */
  values: FieldValues;
  change: (blockId: string, actionId: string, value: FieldValue) => void;
  act: (blockId: string, actionId: string, value?: FieldValue) => Promise<Refusal | undefined>;
}

export const SurfaceContext = createContext<Surface>({
  place: '',
  disabled: true,
  errors: {},
  values: {},
  change: () => undefined,
  act: () => Promise.resolve(undefined),
});

/** What an input block tells its element. */
interface Field {
  dispatches: boolean;
  aria: AriaAttributes & { id: string };
}

export interface ElementProps<E = DrawnElement> {
  blockId: string;
  element: E;
  /** Set inside an input block. */
  field?: Field | undefined;
}

/** What an element needs to hold a value and to tell the app of it. */
export function useActing({ blockId, element, field }: ElementProps) {
  const surface = useContext(SurfaceContext);
  const actionId = element.action_id ?? '';
  const confirm = 'confirm' in element ? element.confirm : undefined;
  const [pending, setPending] = useState(false);
  const [refusal, setRefusal] = useState<Refusal>();
  const [asking, setAsking] = useState<() => void>();
  const refusalId = useId();
  const initial = initialValue(element);
  const kept = surface.values[blockId]?.[actionId];
  const dispatches = field?.dispatches ?? true;
  const locked = surface.disabled || pending;

  async function dispatch(value?: FieldValue): Promise<void> {
    setPending(true);
    setRefusal(undefined);
    setRefusal(await surface.act(blockId, actionId, value));
    setPending(false);
  }

  /** Keeps a value, and tells the app if the element does that, after its confirmation where it has one. */
  function choose(value?: FieldValue, then?: () => void): void {
    if (locked) return;
    const commit = () => {
      if (value && initial) surface.change(blockId, actionId, value);
      if (dispatches) void dispatch(value);
      then?.();
    };
    if (dispatches && confirm) setAsking(() => commit);
    else commit();
  }

  return {
    place: surface.place,
    value: kept?.type === initial?.type ? kept : initial,
    keep: (value: FieldValue) => surface.change(blockId, actionId, value),
    choose,
    locked,
    /** A locked control keeps the focus, so it is never really `disabled`. */
    aria: {
      ...field?.aria,
      'aria-describedby':
        [field?.aria['aria-describedby'], refusal && refusalId].filter(Boolean).join(' ') || undefined,
      'aria-disabled': locked || undefined,
      'aria-busy': pending || undefined,
    },
    /** The amber triangle and the confirmation; stands right behind the control. */
    beside: (
      <>
        {refusal && (
          <span className="bk-refusal">
            <TriangleAlert size={18} aria-hidden />
            <span id={refusalId} role="alert" className="tip">
              {refusal.message}
            </span>
          </span>
        )}
        {confirm && (
          // Slack's words where the app gives none are from memory.
          <ConfirmDialog
            open={asking !== undefined}
            title={confirm.title ? plainWords(confirm.title) : 'Are you sure?'}
            yes={confirm.confirm ? plainWords(confirm.confirm) : 'Yes'}
            no={confirm.deny ? plainWords(confirm.deny) : 'Cancel'}
            look={confirm.style ?? 'primary'}
            onSure={() => asking?.()}
            onClose={() => setAsking(undefined)}
          >
            <Words text={confirm.text} />
          </ConfirmDialog>
        )}
      </>
    ),
  };
}
