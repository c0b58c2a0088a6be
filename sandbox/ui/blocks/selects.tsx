import type { StaticSelect, UsersSelect } from '@slack/types';
import { ChevronDown } from 'lucide-react';
import type { ReactNode } from 'react';
import { type Choice, Picker } from '../layers';
import { useTab } from '../state/tab';
import { plainWords } from '../text/mrkdwn';
import { type ElementProps, useActing } from './acting';

/** A select of options or people. */
export function SelectElement(props: ElementProps<StaticSelect | UsersSelect>): ReactNode {
  const { element, field } = props;
  const { aria, beside, choose, locked, value } = useActing(props);
  const { people } = useTab().state;
  const ofPeople = element.type === 'users_select';
  const choices = ofPeople
    ? people
        .filter((person) => !person.deactivated)
        .map(({ id, name, handle }) => ({ value: id, label: name, more: handle }))
    : optionsOf(element);
  const usual = ofPeople ? 'Select a person' : 'Select an option';
  const placeholder = element.placeholder ? plainWords(element.placeholder) : usual;
  const id = value?.type === 'users_select' ? value.user : value?.type === 'static_select' && value.value;
  const chosen = choices.find((choice) => choice.value === id);
  const trigger = (
    <button
      type="button"
      className="field select"
      {...aria}
      aria-label={field ? undefined : placeholder}
      data-placeholder={chosen === undefined}
    >
      <bdi className="ellipsis">{chosen?.label ?? placeholder}</bdi>
      <ChevronDown size={16} aria-hidden />
    </button>
  );
  return (
    <span className="bk-element">
      <Picker
        label={placeholder}
        choices={choices}
        chosen={chosen}
        trigger={trigger}
        locked={locked}
        onPick={(picked) =>
          choose(ofPeople ? { type: 'users_select', user: picked } : { type: 'static_select', value: picked })
        }
      />
      {beside}
    </span>
  );
}

function optionsOf({ options = [] }: StaticSelect): Choice[] {
  return options.map(({ value = '', text, description }) => ({
    value,
    label: plainWords(text),
    more: description && plainWords(description),
  }));
}
