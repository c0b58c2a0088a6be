import { Menu } from '@base-ui/react/menu';
import type { Button, FeedbackButtons, Overflow } from '@slack/types';
import { Ellipsis, ThumbsDown, ThumbsUp } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { plainWords } from '../text/mrkdwn';
import { isSafe } from '../text/pieces';
import { type ElementProps, useActing } from './acting';

export function ButtonElement(props: ElementProps<Button>): ReactNode {
  const { text, style = '', url, accessibility_label: label } = props.element;
  const { aria, beside, choose } = useActing(props);
  const press = () => choose(undefined, () => open(url));
  return (
    <span className="bk-element">
      <button type="button" className={`bk-button ${style}`} aria-label={label} {...aria} onClick={press}>
        <span>{plainWords(text)}</span>
      </button>
      {beside}
    </span>
  );
}

function open(url: string | undefined): void {
  if (url !== undefined && isSafe(url)) window.open(url, '_blank', 'noreferrer');
}

/** The choice travels as a select's value does. */
export function OverflowElement(props: ElementProps<Overflow>): ReactNode {
  const { aria, beside, choose, locked } = useActing(props);
  return (
    <span className="bk-element">
      <Menu.Root disabled={locked}>
        <Menu.Trigger className="bk-button bk-icon-button" aria-label="More options" {...aria}>
          <Ellipsis size={18} aria-hidden />
        </Menu.Trigger>
        <Menu.Portal>
          <Menu.Positioner className="bk-layer" sideOffset={4} align="end">
            <Menu.Popup className="bk-popup">
              {props.element.options.map(({ value = '', text, description, url }) => (
                <Menu.Item
                  key={value}
                  className="bk-option"
                  onClick={() => choose({ type: 'static_select', value }, () => open(url))}
                >
                  <bdi>{plainWords(text)}</bdi>
                  {description && <small>{plainWords(description)}</small>}
                </Menu.Item>
              ))}
            </Menu.Popup>
          </Menu.Positioner>
        </Menu.Portal>
      </Menu.Root>
      {beside}
    </span>
  );
}

/** Two thumbs; the choice travels as a select's value does, and the pressed one stays filled. */
export function FeedbackElement(props: ElementProps<FeedbackButtons>): ReactNode {
  const { positive_button: positive, negative_button: negative } = props.element;
  const { aria, beside, choose } = useActing(props);
  const [pressed, setPressed] = useState<string>();
  return (
    <span className="bk-element">
      {[positive, negative].map(({ value, text, accessibility_label: label }, index) => (
        <button
          key={value}
          type="button"
          className="bk-button bk-icon-button bk-thumb"
          title={plainWords(text)}
          aria-label={label ?? plainWords(text)}
          aria-pressed={pressed === value}
          {...aria}
          onClick={() => choose({ type: 'static_select', value }, () => setPressed(value))}
        >
          {index === 0 ? <ThumbsUp size={16} aria-hidden /> : <ThumbsDown size={16} aria-hidden />}
        </button>
      ))}
      {beside}
    </span>
  );
}
