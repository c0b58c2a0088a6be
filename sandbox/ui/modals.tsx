import { Dialog } from '@base-ui/react/dialog';
import { ArrowLeft, TriangleAlert, X } from 'lucide-react';
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import type { FieldValues, OpenModal } from '../src/protocol';
import { Blocks } from './blocks/blocks';
import { IconButton } from './layers';
import { Avatar } from './parts';
import { useTab } from './state/tab';

const firstInvalid = '[data-invalid] :is(input, textarea, button)';
const firstField = '.modal-body :is(input:not([type=hidden], [hidden]), .field, .bk-files button)';

/** The open modals: the highest is shown, and those below keep what was typed in them. */
export function Modals(): ReactNode {
  const { state, call } = useTab();
  const top = state.modals.at(-1);
  const [typed, setTyped] = useState<Record<string, FieldValues>>({});
  const isOpen = top !== undefined;
  const [wasOpen, setWasOpen] = useState(false);
  const [opener, setOpener] = useState<Element | null>(null);
  if (isOpen !== wasOpen) {
    setWasOpen(isOpen);
    if (isOpen) setOpener(document.activeElement);
  }
  const close = (all: boolean): void => {
    if (top) void call('close', { viewId: top.id, all });
  };
  return (
    <Dialog.Root open={isOpen} disablePointerDismissal onOpenChange={(open) => open || close(false)}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup
          className="modal"
          initialFocus={false}
          finalFocus={() =>
            opener instanceof HTMLElement && opener.isConnected
              ? opener
              : document.querySelector<HTMLElement>('main .composer textarea')
          }
        >
          {top && (
            <ModalForm
              key={top.id}
              modal={top}
              stacked={state.modals.length > 1}
              values={typed[top.id] ?? {}}
              onType={(values) => setTyped({ ...typed, [top.id]: values })}
              onClose={close}
            />
          )}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

interface ModalFormProps {
  modal: OpenModal;
  stacked: boolean;
  values: FieldValues;
  onType: (values: FieldValues) => void;
  onClose: (all: boolean) => void;
}

/** What the last press of submit found wrong. */
interface Outcome {
  errors: Record<string, string>;
  failure: string;
}

const nothingWrong: Outcome = { errors: {}, failure: '' };

function ModalForm({ modal: { id, hash, view }, stacked, values, onType, onClose }: ModalFormProps): ReactNode {
  const { state, call } = useTab();
  const form = useRef<HTMLFormElement>(null);
  const [busy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState({ ...nothingWrong, hash });
  // What was wrong with a view says nothing of what it was changed into.
  const { errors, failure } = outcome.hash === hash ? outcome : nothingWrong;
  const hasFields = view.blocks.some((block) => block.type === 'input');

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
    setOutcome({ ...nothingWrong, hash });
    setBusy(true);
    const answer = await call('submit', { viewId: id, values });
    setBusy(false);
    if (!answer.ok) setOutcome({ errors: {}, failure: answer.refusal.message, hash });
    else if (answer.result.became === 'errors') setOutcome({ errors: answer.result.errors, failure: '', hash });
  }

  return (
    <form ref={form} className="modal-form" noValidate tabIndex={-1} onSubmit={(event) => void submit(event)}>
      <div className="line modal-head">
        {stacked ? <IconButton label="Back" onClick={() => onClose(false)} Icon={ArrowLeft} size={20} /> : null}
        <Avatar id={state.app.userId} size={36} />
        <Dialog.Title className="ellipsis">{view.title.text}</Dialog.Title>
        <IconButton label="Close dialog" onClick={() => onClose(true)} Icon={X} size={20} />
      </div>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- A body without fields scrolls by keyboard only when it has the focus. */}
      <div className="modal-body" tabIndex={hasFields ? undefined : 0}>
        <Blocks
          blocks={view.blocks}
          container={{ type: 'view', viewId: id }}
          values={values}
          onChange={onType}
          errors={errors}
          disabled={busy}
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
        <button type="button" className="button big" onClick={() => onClose(false)}>
          {view.close?.text ?? (view.submit ? 'Cancel' : 'Close')}
        </button>
        {view.submit ? (
          <button type="submit" className="button big primary" aria-disabled={busy} aria-busy={busy}>
            {view.submit.text}
          </button>
        ) : null}
      </div>
    </form>
  );
}
