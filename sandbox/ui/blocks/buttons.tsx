import type { Button, Overflow } from '@slack/types';
import { Ellipsis } from 'lucide-react';
import type { ReactNode } from 'react';
import { MenuButton, MenuItem } from '../layers';
import { plainWords } from '../text/mrkdwn';
import { isSafe } from '../text/pieces';
import { type ElementProps, useActing } from './acting';

export function ButtonElement(props: ElementProps<Button>): ReactNode {
  const { text, style = '', url, accessibility_label: label } = props.element;
  const { aria, beside, choose } = useActing(props);
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

function open(url: string | undefined): void {
  if (url !== undefined && isSafe(url)) window.open(url, '_blank', 'noreferrer');
}

/** The choice travels as a select's value does. */
export function OverflowElement(props: ElementProps<Overflow>): ReactNode {
  const { aria, beside, choose, locked } = useActing(props);
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
