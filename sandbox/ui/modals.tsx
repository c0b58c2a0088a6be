import { Dialog } from '@base-ui/react/dialog';
import { ArrowLeft, TriangleAlert, X } from 'lucide-react';
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import type { FieldValues, OpenModal } from '../src/protocol';
import { Blocks, initialValues, missingFields } from './blocks/blocks';
import { Avatar, IconButton } from './parts';
import { blocksOf, personOf, useTab } from './state/tab';

const firstInvalid = '[data-invalid] :is(input, textarea, button)';
const firstField =
  '.modal-body :is(input:not([type=hidden]), textarea, [role=combobox], [role=radio], [role=checkbox])';

/** The open modals: the highest is shown, and those below keep what was typed in them. */
export function Modals(): ReactNode {
  const { state, call } = useTab();
  const { modals } = state;
  const top = modals.at(-1);
  const [typed, setTyped] = useState<Record<string, FieldValues>>({});
  const [opener, setOpener] = useState<Element | null>(null);
  const [shown, setShown] = useState(top);
  const [seen, setSeen] = useState<OpenModal[]>([]);
  if (modals !== seen) {
    setSeen(modals);
    // A modal that fades out still shows what it was.
    if (top) setShown(top);
    else setTyped({});
    if (top && seen.length === 0) setOpener(document.activeElement);
  }
  if (!shown) return null;
  const close = (all: boolean): void => void call('close', { viewId: shown.id, all });
  return (
    <Dialog.Root open={top !== undefined} disablePointerDismissal onOpenChange={(open) => open || close(false)}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup
          className="modal"
          initialFocus={() => document.querySelector<HTMLElement>(firstField) ?? true}
          finalFocus={() =>
            opener instanceof HTMLElement && opener.isConnected
              ? opener
              : document.querySelector<HTMLElement>('main .composer textarea')
          }
        >
          <ModalForm
            key={shown.id}
            modal={shown}
            stacked={modals.length > 1}
            typed={typed[shown.id]}
            onType={(values) => setTyped((all) => ({ ...all, [shown.id]: values }))}
            onClose={close}
          />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

interface ModalFormProps {
  modal: OpenModal;
  stacked: boolean;
  typed: FieldValues | undefined;
  onType: (values: FieldValues) => void;
  onClose: (all: boolean) => void;
}

function ModalForm({ modal, stacked, typed, onType, onClose }: ModalFormProps): ReactNode {
  const { state, call } = useTab();
  const { view } = modal;
  const blocks = blocksOf(view);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [failure, setFailure] = useState('');
  const [busy, setBusy] = useState(false);
  const [hash, setHash] = useState(modal.hash);
  if (hash !== modal.hash) {
    setHash(modal.hash);
    setErrors({});
    setFailure('');
  }
  const form = useRef<HTMLFormElement>(null);
  const values = keptValues(initialValues(blocks), typed);
  const hasFields = blocks.some((block) => block.type === 'input');

  useEffect(() => {
    if (Object.keys(errors).length > 0) form.current?.querySelector<HTMLElement>(firstInvalid)?.focus();
  }, [errors]);
  // A pushed view, and the one below when it comes back, begin in their first field.
  useEffect(() => {
    (form.current?.querySelector<HTMLElement>(firstField) ?? form.current)?.focus();
  }, []);

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (busy || !view.submit) return;
    const missing = missingFields(blocks, values);
    setErrors(missing);
    setFailure('');
    if (Object.keys(missing).length > 0) return;
    const focused = document.activeElement;
    setBusy(true);
    const answer = await call('submit', { viewId: modal.id, values });
    setBusy(false);
    if (!answer.ok) setFailure(answer.refusal.message);
    else if (answer.result.became === 'errors') return setErrors(answer.result.errors);
    // A locked field loses the focus, which would leave the form.
    if (focused instanceof HTMLElement) requestAnimationFrame(() => focused.isConnected && focused.focus());
  }

  return (
    <form ref={form} className="modal-form" noValidate tabIndex={-1} onSubmit={(event) => void submit(event)}>
      <div className="line modal-head">
        {stacked ? (
          <IconButton label="Back" onClick={() => onClose(false)}>
            <ArrowLeft size={20} />
          </IconButton>
        ) : null}
        <Avatar person={personOf(state.people, state.app.userId)} size={36} />
        <Dialog.Title className="ellipsis modal-title">{view.title.text}</Dialog.Title>
        <IconButton label="Close dialog" onClick={() => onClose(true)}>
          <X size={20} />
        </IconButton>
      </div>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- A body without fields scrolls by keyboard only when it has the focus. */}
      <div className="modal-body" {...(hasFields ? {} : { tabIndex: 0 })}>
        <Blocks
          blocks={blocks}
          surface="modal"
          values={values}
          errors={errors}
          disabled={busy}
          onChange={(blockId, actionId, value) =>
            onType({ ...values, [blockId]: { ...values[blockId], [actionId]: value } })
          }
          onAct={async (blockId, actionId, value) => {
            const container = { type: 'view', viewId: modal.id } as const;
            const answer = await call('act', {
              container,
              blockId,
              actionId,
              state: values,
              ...(value ? { value } : {}),
            });
            return answer.ok ? undefined : answer.refusal;
          }}
        />
      </div>
      <div role="alert">
        {failure ? (
          <p className="line modal-failure">
            <TriangleAlert size={16} aria-hidden="true" /> {failure}
          </p>
        ) : null}
      </div>
      <div className="line modal-foot">
        <button type="button" className="foot-button" onClick={() => onClose(false)}>
          {view.close?.text ?? (view.submit ? 'Cancel' : 'Close')}
        </button>
        {view.submit ? (
          <button type="submit" className="foot-button primary" aria-disabled={busy} aria-busy={busy}>
            {view.submit.text}
          </button>
        ) : null}
      </div>
    </form>
  );
}

/** What the view begins with, except where the person has typed: that stays as long as its block and action ids do. */
function keptValues(initial: FieldValues, typed: FieldValues = {}): FieldValues {
  return Object.fromEntries(
    Object.entries(initial).map(([blockId, actions]) => [
      blockId,
      Object.fromEntries(
        Object.entries(actions).map(([actionId, value]) => {
          const kept = typed[blockId]?.[actionId];
          return [actionId, kept?.type === value.type ? kept : value];
        }),
      ),
    ]),
  );
}
