import type * as Slack from '@slack/types';
import { CircleCheck, CircleX, Info, type LucideIcon, TriangleAlert } from 'lucide-react';
import { type ReactNode, useContext, useId, useState } from 'react';
import { beginning } from '../text/fold';
import { inOrder, plainWords, Words } from '../text/mrkdwn';
import { amber, SurfaceContext } from './acting';
import { Element } from './element';
import { Picture } from './pictures';
import type { AnyElement } from './values';

export function HeaderView({ block }: { block: Slack.HeaderBlock }): ReactNode {
  return (
    <h3 className="bk-header" dir="auto">
      {plainWords(block.text)}
    </h3>
  );
}

export function SectionView({ block }: { block: Slack.SectionBlock }): ReactNode {
  const textId = useId();
  return (
    <div className="bk-section">
      <div className="bk-section-text">
        {block.text && (
          <div id={textId}>{block.expand ? <Words text={block.text} /> : <Folded text={block.text} />}</div>
        )}
        {block.fields && (
          <div className="bk-fields">
            {inOrder(block.fields, (text) => (
              <Words text={text} />
            ))}
          </div>
        )}
      </div>
      {block.accessory && (
        <div className="bk-accessory">
          <Element
            blockId={block.block_id ?? ''}
            element={block.accessory}
            groupLabelId={block.text ? textId : undefined}
          />
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
    <>
      <Words text={open ? text : { ...text, text: folded }} />
      <button type="button" className="bk-more" aria-expanded={open} onClick={() => setOpen(!open)}>
        {open ? 'See less' : 'See more'}
      </button>
    </>
  );
}

export function ContextView({ block }: { block: Slack.ContextBlock }): ReactNode {
  const parts = inOrder(block.elements, (element) =>
    element.type === 'image' ? <Picture image={element} className="bk-context-image" /> : <Words text={element} />,
  );
  return <div className="bk-context">{parts}</div>;
}

export function ActionsView({ block }: { block: Slack.ActionsBlock | Slack.ContextActionsBlock }): ReactNode {
  const blockId = block.block_id ?? '';
  return (
    <div className="bk-actions">
      {inOrder<AnyElement>(block.elements, (element) => (
        <Element blockId={blockId} element={element} />
      ))}
    </div>
  );
}

export function InputView({ block }: { block: Slack.InputBlock }): ReactNode {
  const { errors } = useContext(SurfaceContext);
  const id = useId();
  const error = errors[block.block_id ?? ''];
  const field = {
    id: `${id}-field`,
    labelId: `${id}-label`,
    describedBy: [error && `${id}-error`, block.hint && `${id}-hint`].filter(Boolean).join(' '),
    required: !block.optional,
    invalid: error !== undefined,
    dispatches: block.dispatch_action ?? false,
  };
  return (
    <div data-invalid={error === undefined ? undefined : ''}>
      <div className="bk-label">
        <label id={field.labelId} htmlFor={field.id} dir="auto">
          {plainWords(block.label)}
        </label>
        {block.optional && <span> (optional)</span>}
      </div>
      <Element blockId={block.block_id ?? ''} element={block.element} field={field} />
      {error !== undefined && (
        <div id={`${id}-error`} role="alert" className="bk-below bk-error" dir="auto">
          {error}
        </div>
      )}
      {block.hint && (
        <div id={`${id}-hint`} className="bk-below" dir="auto">
          {plainWords(block.hint)}
        </div>
      )}
    </div>
  );
}

const levels: Record<NonNullable<Slack.AlertBlock['level']>, [LucideIcon, string]> = {
  default: [Info, 'var(--edge)'],
  info: [Info, 'var(--link)'],
  warning: [TriangleAlert, amber],
  error: [CircleX, 'var(--danger)'],
  success: [CircleCheck, 'var(--presence)'],
};

export function AlertView({ block: { level = 'default', text } }: { block: Slack.AlertBlock }): ReactNode {
  const [Icon, color] = levels[level];
  return (
    <div role={level === 'error' ? 'alert' : 'status'} className="bk-alert" style={{ borderInlineStartColor: color }}>
      <Icon size={18} color={level === 'default' ? 'var(--muted)' : color} aria-hidden />
      <Words text={text} />
    </div>
  );
}
