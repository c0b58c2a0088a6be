import type { Button, FeedbackButtons, Overflow } from '@slack/types';
import { Ellipsis, ThumbsDown, ThumbsUp } from 'lucide-react';
import type { ReactNode } from 'react';
import { IconButton, MenuButton, MenuItem } from '../layers';
import { readThumb, writeThumb } from '../state/thumbs';
import { inOrder, plainWords } from '../text/mrkdwn';
import { useOpen } from '../text/pieces';
import { type ElementProps, useActing } from './acting';

export function ButtonElement(props: ElementProps<Button>): ReactNode {
  const { text, style = '', url, accessibility_label: label } = props.element;
  const { aria, beside, choose } = useActing(props);
  const open = useOpen();
  const press = () => choose(undefined, () => open(url));
  return (
    <span className="bk-element">
      <button type="button" className={`button ${style}`} aria-label={label} {...aria} onClick={press}>
        <span className="ellipsis">{plainWords(text)}</span>
      </button>
      {beside}
    </span>
  );
}

/** Two thumbs. The pressed one is filled, and each press tells the app, the same one's too (bolt-python#1435). */
export function FeedbackElement(props: ElementProps<FeedbackButtons>): ReactNode {
  const { positive_button: positive, negative_button: negative, action_id: actionId = '' } = props.element;
  const { aria, beside, choose, locked, place } = useActing(props);
  const pressed = readThumb(place, actionId);
  const thumbs = [
    { thumb: positive, Icon: ThumbsUp },
    { thumb: negative, Icon: ThumbsDown },
  ];
  function press(value: string): void {
    if (!locked) writeThumb(place, actionId, value);
    choose({ type: 'feedback_buttons', value });
  }
  return (
    <span className="bk-element">
      {inOrder(thumbs, ({ thumb, Icon }) => (
        <IconButton
          label={thumb.accessibility_label ?? plainWords(thumb.text)}
          Icon={Icon}
          size={16}
          className="thumb"
          {...aria}
          aria-pressed={pressed === thumb.value}
          onClick={() => press(thumb.value)}
        />
      ))}
      {beside}
    </span>
  );
}

/** The choice travels as a select's value does. */
export function OverflowElement(props: ElementProps<Overflow>): ReactNode {
  const { aria, beside, choose, locked } = useActing(props);
  const open = useOpen();
  const trigger = (
    <button type="button" className="button square" aria-label="More options" {...aria}>
      <Ellipsis size={18} aria-hidden />
    </button>
  );
  return (
    <span className="bk-element">
      <MenuButton trigger={trigger} locked={locked}>
        {props.element.options.map(({ value = '', text, description, url }) => (
          <MenuItem
            key={value}
            name={plainWords(text)}
            more={description && plainWords(description)}
            onClick={() => choose({ type: 'static_select', value }, () => open(url))}
          />
        ))}
      </MenuButton>
      {beside}
    </span>
  );
}
