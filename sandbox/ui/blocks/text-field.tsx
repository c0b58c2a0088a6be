import type { PlainTextInput } from '@slack/types';
import type { ChangeEvent, KeyboardEvent, ReactNode } from 'react';
import { plainWords } from '../text/mrkdwn';
import { type ElementProps, useActing } from './acting';

export function TextElement(props: ElementProps<PlainTextInput>): ReactNode {
  const { element, field } = props;
  const { aria, beside, choose, keep, locked, value } = useActing(props);
  const text = (value?.type === 'plain_text_input' && value.value) || '';
  const box = {
    ...aria,
    className: 'field',
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
      {beside}
    </span>
  );
}
