import { Combobox } from '@base-ui/react/combobox';
import type { MultiUsersSelect, PlainTextOption, StaticSelect, UsersSelect } from '@slack/types';
import { Check, ChevronDown } from 'lucide-react';
import type { ReactNode } from 'react';
import { plainWords } from '../text/mrkdwn';
import { useWorld } from '../text/world';
import { type ElementProps, useActing } from './acting';

interface Item {
  value: string;
  label: string;
  detail?: string | undefined;
}

interface ItemGroup {
  label: string;
  items: Item[];
}

const placeholders = {
  static_select: 'Select an option',
  users_select: 'Select a person',
  multi_users_select: 'Select people',
};

/** A select of options or people: a button, and a list with a filter. */
export function SelectElement(props: ElementProps<StaticSelect | UsersSelect | MultiUsersSelect>): ReactNode {
  const { element, field } = props;
  const { aria, beside, choose, locked, value } = useActing(props);
  const { contains } = Combobox.useFilter();
  const { people } = useWorld();
  const groups =
    element.type === 'static_select' ? groupsOf(element) : [{ label: '', items: people.map(itemOfPerson) }];
  const items = groups.flatMap((group) => group.items);
  const isMulti = element.type === 'multi_users_select';
  const placeholder = element.placeholder ? plainWords(element.placeholder) : placeholders[element.type];

  let ids: (string | null)[] = [];
  if (value?.type === 'static_select') ids = [value.value];
  if (value?.type === 'users_select') ids = [value.user];
  if (value?.type === 'multi_users_select') ids = value.users;
  const chosen = items.filter((item) => ids.includes(item.value));

  function pick(picked: Item[]): void {
    const values = picked.map((item) => item.value);
    if (element.type === 'static_select') return choose({ type: element.type, value: values[0] ?? null });
    if (element.type === 'users_select') return choose({ type: element.type, user: values[0] ?? null });
    if (values.length <= (element.max_selected_items ?? values.length)) choose({ type: element.type, users: values });
  }

  return (
    <span className="bk-element">
      <Combobox.Root
        items={groups}
        multiple={isMulti}
        value={isMulti ? chosen : (chosen[0] ?? null)}
        onValueChange={(picked: Item[] | Item | null) => pick([picked ?? []].flat())}
        onOpenChange={(_, change) => locked && change.cancel()}
        isItemEqualToValue={(one: Item, other: Item) => one.value === other.value}
        itemToStringLabel={(item: Item) => item.label}
        filter={(item: Item, part) => contains(item, part, ({ label, detail }) => `${label} ${detail ?? ''}`)}
        readOnly={locked}
        autoHighlight
      >
        <Combobox.Trigger className="bk-box bk-select" {...aria} aria-label={field ? undefined : placeholder}>
          <span>
            {chosen.length === 0 && placeholder}
            {chosen.map(({ value: id, label }) => (
              <bdi key={id} className={isMulti ? 'mention' : undefined}>
                {label}
              </bdi>
            ))}
          </span>
          <ChevronDown size={16} aria-hidden />
        </Combobox.Trigger>
        <Combobox.Portal>
          <Combobox.Positioner className="bk-layer" sideOffset={4} align="start">
            <Combobox.Popup className="bk-popup" aria-label={placeholder}>
              <Combobox.Input className="bk-box" aria-label="Filter options" placeholder="Filter" />
              <Combobox.Empty>
                <div className="bk-group">No matches found</div>
              </Combobox.Empty>
              <Combobox.List aria-label={placeholder}>{groupView}</Combobox.List>
            </Combobox.Popup>
          </Combobox.Positioner>
        </Combobox.Portal>
      </Combobox.Root>
      {beside}
    </span>
  );
}

function groupView({ label, items }: ItemGroup): ReactNode {
  return (
    <Combobox.Group key={label} items={items}>
      {label && <Combobox.GroupLabel className="bk-group">{label}</Combobox.GroupLabel>}
      <Combobox.Collection>
        {(item: Item) => (
          <Combobox.Item key={item.value} value={item} className="bk-option">
            <bdi>{item.label}</bdi>
            {item.detail && <small>{item.detail}</small>}
            <Combobox.ItemIndicator>
              <Check size={16} aria-hidden />
            </Combobox.ItemIndicator>
          </Combobox.Item>
        )}
      </Combobox.Collection>
    </Combobox.Group>
  );
}

function groupsOf({ options = [], option_groups: groups }: StaticSelect): ItemGroup[] {
  if (!groups) return [{ label: '', items: options.map(itemOf) }];
  return groups.map((group) => ({ label: plainWords(group.label), items: group.options.map(itemOf) }));
}

function itemOf({ value = '', text, description }: PlainTextOption): Item {
  return { value, label: plainWords(text), detail: description && plainWords(description) };
}

function itemOfPerson({ id, name, handle }: { id: string; name: string; handle: string }): Item {
  return { value: id, label: name, detail: handle };
}
