import type { Datepicker, PlainTextInput } from '@slack/types';
import type { ChangeEvent, KeyboardEvent, ReactNode } from 'react';
import { plainWords } from '../text/mrkdwn';
import { type ElementProps, useActing } from './acting';

/** Slack takes no more than this into a text field. */
const longestText = 3000;

export function TextElement(props: ElementProps<PlainTextInput>): ReactNode {
  const { element, field } = props;
  const { aria, beside, choose, keep, locked, value } = useActing(props);
  const text = (value?.type === 'plain_text_input' && value.value) || '';
  const longest = element.max_length ?? longestText;
  const left = longest - text.length;
  const nearEnd = left <= Math.max(20, longest / 10);
  const leftId = `${field?.id}-left`;
  const box = {
    ...aria,
    'aria-describedby': [aria['aria-describedby'], nearEnd && leftId].filter(Boolean).join(' ') || undefined,
    className: 'bk-box',
    dir: 'auto',
    value: text,
    placeholder: element.placeholder && plainWords(element.placeholder),
    readOnly: locked,
    // What is typed is kept at once; the app hears of it on Enter, if it asked to.
    onChange: (event: ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) =>
      keep({ type: 'plain_text_input', value: event.target.value || null }),
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.nativeEvent.isComposing || !field?.dispatches) return;
    event.preventDefault();
    choose({ type: 'plain_text_input', value: text || null });
  };
  return (
    <span className="bk-element">
      {element.multiline ? (
        <textarea {...box} />
      ) : (
        <input type="text" autoComplete="off" {...box} onKeyDown={onKeyDown} />
      )}
      {nearEnd && (
        <span id={leftId} className="bk-left" data-over={left < 0}>
          {left}
          <span className="bk-unseen"> characters left</span>
        </span>
      )}
      {beside}
    </span>
  );
}

export function DateElement(props: ElementProps<Datepicker>): ReactNode {
  const { aria, beside, choose, locked, value } = useActing(props);
  const placeholder = props.element.placeholder ? plainWords(props.element.placeholder) : 'Select a date';
  return (
    <span className="bk-element">
      <input
        type="date"
        className="bk-box"
        {...aria}
        aria-label={props.field ? undefined : placeholder}
        readOnly={locked}
        value={(value?.type === 'datepicker' && value.date) || ''}
        onChange={(event) => choose({ type: 'datepicker', date: event.target.value || null })}
      />
      {beside}
    </span>
  );
}
