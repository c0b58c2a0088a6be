import type * as Slack from '@slack/types';
import { type ReactNode, useContext, useId, useState } from 'react';
import { beginning } from '../text/fold';
import { inOrder, plainWords, Words } from '../text/mrkdwn';
import { SurfaceContext } from './acting';
import { Element, Unknown } from './element';

export function HeaderView({ block }: { block: Slack.HeaderBlock }): ReactNode {
  return (
    <h3 className="bk-header" dir="auto">
      {plainWords(block.text)}
    </h3>
  );
}

export function SectionView({ block }: { block: Slack.SectionBlock }): ReactNode {
  const { text, fields, accessory, expand, block_id: blockId = '' } = block;
  return (
    <div className="bk-section">
      <div className="bk-section-text">
        {text && (expand ? <Words text={text} /> : <Folded text={text} />)}
        {fields && (
          <div className="bk-fields">
            {inOrder(fields, (field) => (
              <Words text={field} />
            ))}
          </div>
        )}
      </div>
      {accessory && (
        <div className="bk-accessory">
          <Element blockId={blockId} element={accessory} />
        </div>
      )}
    </div>
  );
}

function Folded({ text }: { text: Slack.TextObject }): ReactNode {
  const [open, setOpen] = useState(false);
  const folded = beginning(text);
  if (folded === undefined) return <Words text={text} />;
  return (
    <div>
      <Words text={open ? text : { ...text, text: folded }} />
      <button type="button" className="bk-more" aria-expanded={open} onClick={() => setOpen(!open)}>
        {open ? 'See less' : 'See more'}
      </button>
    </div>
  );
}

export function ContextView({ block }: { block: Slack.ContextBlock }): ReactNode {
  const parts = inOrder(block.elements, (element) =>
    element.type === 'image' ? <Unknown what={element.type} /> : <Words text={element} />,
  );
  return <div className="bk-row small muted">{parts}</div>;
}

export function ActionsView({ block }: { block: Slack.ActionsBlock | Slack.ContextActionsBlock }): ReactNode {
  const { elements, block_id: blockId = '' } = block;
  return (
    <div className="bk-row">
      {inOrder<(typeof elements)[number]>(elements, (element) => (
        <Element blockId={blockId} element={element} />
      ))}
    </div>
  );
}

export function InputView({ block }: { block: Slack.InputBlock }): ReactNode {
  const { label, hint, optional = false, element, dispatch_action: dispatches = false, block_id: blockId = '' } = block;
  const error = useContext(SurfaceContext).errors[blockId];
  const invalid = error !== undefined;
  const id = useId();
  const aria = {
    id,
    'aria-labelledby': `${id}-label`,
    'aria-describedby': [invalid && `${id}-error`, hint && `${id}-hint`].filter(Boolean).join(' '),
    'aria-required': !optional,
    'aria-invalid': invalid,
  };
  return (
    <div data-invalid={invalid || undefined}>
      <div className="bk-label">
        <label id={`${id}-label`} htmlFor={id} dir="auto">
          {plainWords(label)}
        </label>
        {optional && <span className="muted"> (optional)</span>}
      </div>
      <Element blockId={blockId} element={element} field={{ dispatches, aria }} />
      {invalid && (
        <p id={`${id}-error`} role="alert" className="small bk-error" dir="auto">
          {error}
        </p>
      )}
      {hint && (
        <p id={`${id}-hint`} className="small muted" dir="auto">
          {plainWords(hint)}
        </p>
      )}
    </div>
  );
}
