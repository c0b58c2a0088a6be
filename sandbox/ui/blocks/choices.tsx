import type { Checkboxes, RadioButtons } from '@slack/types';
import { type ReactNode, useId } from 'react';
import { plainWords, Words } from '../text/mrkdwn';
import { type ElementProps, useActing } from './acting';

/** Radio buttons and checkboxes. */
export function ChoicesElement(props: ElementProps<RadioButtons | Checkboxes>): ReactNode {
  const { element, field } = props;
  const { aria, beside, choose, locked, value } = useActing(props);
  const groupId = useId();
  const isRadio = element.type === 'radio_buttons';
  const ticked = value?.type === 'checkboxes' ? value.values : [];
  const chosen = value?.type === 'radio_buttons' ? [value.value] : ticked;

  function pick(picked: string): void {
    if (isRadio) return choose({ type: 'radio_buttons', value: picked });
    // In the order of the options, whatever the order of the ticks.
    const values = element.options.map((option) => option.value ?? '');
    choose({ type: 'checkboxes', values: values.filter((other) => (other === picked) !== ticked.includes(other)) });
  }

  return (
    <span className="bk-element">
      <fieldset
        id={aria.id}
        className="bk-choices"
        aria-labelledby={aria['aria-labelledby']}
        aria-label={field ? undefined : 'Options'}
        aria-describedby={aria['aria-describedby']}
        aria-disabled={locked}
      >
        {element.options.map(({ text, description, value: option = '' }, index) => (
          <div key={option} className="bk-choice">
            <input
              type={isRadio ? 'radio' : 'checkbox'}
              id={`${groupId}${index}`}
              name={groupId}
              required={isRadio && aria['aria-required'] === true}
              checked={chosen.includes(option)}
              aria-disabled={locked}
              aria-describedby={description && `${groupId}${index}-more`}
              onChange={() => pick(option)}
            />
            <label htmlFor={`${groupId}${index}`}>
              <Words text={text} />
            </label>
            {description && <small id={`${groupId}${index}-more`}>{plainWords(description)}</small>}
          </div>
        ))}
      </fieldset>
      {beside}
    </span>
  );
}
