import { Combobox } from '@base-ui/react/combobox';
import type { MultiUsersSelect, StaticSelect, UsersSelect } from '@slack/types';
import { ChevronDown, X } from 'lucide-react';
import { type ReactNode, useRef } from 'react';
import type { Person } from '../../src/protocol';
import { type Choice, ChoiceList, Picker } from '../layers';
import { useTab } from '../state/tab';
import { plainWords } from '../text/mrkdwn';
import { type ElementProps, useActing } from './acting';

/** A select of options or people. */
export function SelectElement(props: ElementProps<StaticSelect | UsersSelect>): ReactNode {
  const { element, field } = props;
  const { aria, beside, choose, locked, value } = useActing(props);
  const { people } = useTab().state;
  const ofPeople = element.type === 'users_select';
  const choices = ofPeople ? choicesOf(people) : optionsOf(element);
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

/** Several people, each a chip in the box that finds them. */
export function PeopleElement(props: ElementProps<MultiUsersSelect>): ReactNode {
  const { element, field } = props;
  const { aria, beside, choose, locked, value } = useActing(props);
  const { person, state } = useTab();
  const box = useRef<HTMLDivElement>(null);
  const placeholder = element.placeholder ? plainWords(element.placeholder) : 'Select people';
  const most = element.max_selected_items ?? Number.POSITIVE_INFINITY;
  const chosen = (value?.type === 'multi_users_select' ? value.users : []).map((id) => choiceOf(person(id)));
  const isFull = chosen.length >= most;
  return (
    <span className="bk-element">
      <Combobox.Root
        multiple
        items={isFull ? [] : choicesOf(state.people)}
        value={chosen}
        isItemEqualToValue={(one, other) => one.value === other.value}
        onValueChange={(picked) => choose({ type: 'multi_users_select', users: picked.map((one) => one.value) })}
        readOnly={locked}
        autoHighlight
      >
        <Combobox.Chips className="line field chips" ref={box}>
          {chosen.map(({ value: id, label }) => (
            <Combobox.Chip key={id} className="line chip" aria-label={label}>
              <bdi className="ellipsis">{label}</bdi>
              <Combobox.ChipRemove className="icon-button" aria-label={`Remove ${label}`}>
                <X size={14} aria-hidden />
              </Combobox.ChipRemove>
            </Combobox.Chip>
          ))}
          <Combobox.Input
            {...aria}
            aria-label={field ? undefined : placeholder}
            placeholder={chosen.length === 0 ? placeholder : undefined}
          />
        </Combobox.Chips>
        <Combobox.Portal>
          <Combobox.Positioner className="layer" sideOffset={4} align="start" anchor={box}>
            <Combobox.Popup className="menu picker" aria-label={placeholder}>
              <ChoiceList label={placeholder} empty={isFull ? `No more than ${most} can be selected` : undefined} />
            </Combobox.Popup>
          </Combobox.Positioner>
        </Combobox.Portal>
      </Combobox.Root>
      {beside}
    </span>
  );
}

function choicesOf(people: Person[]): Choice[] {
  return people.filter(({ deactivated }) => !deactivated).map(choiceOf);
}

function choiceOf({ id, name, handle }: Person): Choice {
  return { value: id, label: name, more: handle };
}

function optionsOf({ options = [] }: StaticSelect): Choice[] {
  return options.map(({ value = '', text, description }) => ({
    value,
    label: plainWords(text),
    more: description && plainWords(description),
  }));
}
