import { isDay } from './checks';
import type { Core } from './core';
import type { Press } from './driver';
import { type Element, elementsOf, type Placed } from './elements';
import type { Modal } from './modals';
import type { PersonsVerbs } from './people';
import type { ActionContainer, FieldValue, FieldValues, Submitted } from './protocol';
import { human, type StoredPerson } from './store';
import { keepPicked, type Picked } from './uploads';
import { wordsOf } from './words';

/** An open modal, with what the person has typed into it. */
export interface ModalInHand {
  id: string;
  /** As it is now: an update shows. */
  title(): string;
  words(): string;
  view(): Modal['view'];
  /** What the last press of submit found wrong: label to words. */
  errors: Record<string, string>;
  /** By label: words, an option's text, a person's handle, several of those, files, a date (`2026-11-01`), or null to empty it. */
  fills(fields: Record<string, string | string[] | Picked[] | null>): void;
  submits(): Promise<Submitted>;
  /** Presses a button in it, with what has been typed. */
  presses(name: string, press?: Press): Promise<void>;
  closes(): Promise<void>;
}

type PressIn = (
  container: ActionContainer,
  name: string,
  placed: Placed[],
  press: Press,
  state?: FieldValues,
) => Promise<void>;

export function createModalInHand(
  core: Core,
  me: StoredPerson,
  verbs: PersonsVerbs,
  id: string,
  press: PressIn,
): ModalInHand {
  const typed: FieldValues = {};
  const now = () => {
    const modal = core.modals.find(id);
    if (!modal) throw new Error(`${me.name}'s modal has closed.`);
    return modal;
  };
  const inputs = () => elementsOf(now().view.blocks).filter(({ input }) => input !== undefined);

  const hand: ModalInHand = {
    id,
    errors: {},
    title: () => now().view.title.text,
    words: () => wordsOf(now().view),
    view: () => now().view,
    fills(fields) {
      for (const [label, filling] of Object.entries(fields)) {
        const placed = inputs().find(({ input }) => input?.label === label);
        if (!placed)
          throw new Error(
            `"${now().view.title.text}" has no field "${label}", but: ${inputs()
              .map(({ input }) => input?.label)
              .join(', ')}`,
          );
        const { blockId, element } = placed;
        const value = areFiles(filling) ? filledWithFiles(core, me, element, filling) : filled(core, element, filling);
        typed[blockId] = { ...typed[blockId], [element.action_id]: value };
      }
    },
    async submits() {
      const shown = inputs();
      const submitted = await verbs.submit({ viewId: id, values: typed });
      const wrong = submitted.became === 'errors' ? Object.entries(submitted.errors) : [];
      const labelOf = (wanted: string) => shown.find(({ blockId }) => blockId === wanted)?.input?.label ?? wanted;
      hand.errors = Object.fromEntries(wrong.map(([blockId, words]) => [labelOf(blockId), words]));
      return submitted;
    },
    presses: (name, how = {}) => press({ type: 'view', viewId: id }, name, elementsOf(now().view.blocks), how, typed),
    async closes() {
      await verbs.close({ viewId: id, all: false });
    },
  };
  return hand;
}

function areFiles(filling: string | string[] | Picked[] | null): filling is Picked[] {
  return Array.isArray(filling) && typeof filling[0] === 'object';
}

function filledWithFiles(core: Core, me: StoredPerson, element: Element, picked: Picked[]): FieldValue {
  if (element.type !== 'file_input') throw new Error(`A ${element.type} takes no files.`);
  return { type: element.type, files: picked.map((file) => keepPicked(core.store, me.id, file, true)) };
}

/** The value of a field that a person has filled in so. Throws when it cannot be. */
export function filled(core: Core, element: Element, filling: string | string[] | null): FieldValue {
  const one = Array.isArray(filling) ? (filling[0] ?? null) : filling;
  const many = Array.isArray(filling) ? filling : filling === null ? [] : [filling];
  const options = element.options ?? [];
  const option = (text: string) => {
    const found = options.find((known) => known.text.text === text);
    if (!found)
      throw new Error(`There is no option "${text}", but: ${options.map((known) => known.text.text).join(', ')}`);
    return found.value;
  };
  const person = (handle: string) => human(core.store, handle)?.id ?? handle;
  switch (element.type) {
    case 'plain_text_input':
      return { type: element.type, value: one };
    case 'static_select':
    case 'radio_buttons':
      return { type: element.type, value: one === null ? null : option(one) };
    case 'checkboxes':
      return { type: element.type, values: many.map(option) };
    case 'users_select':
      return { type: element.type, user: one === null ? null : person(one) };
    case 'multi_users_select':
      if (many.length > (element.max_selected_items ?? many.length))
        throw new Error(`Only ${element.max_selected_items} people can be chosen here.`);
      return { type: element.type, users: many.map(person) };
    case 'file_input':
      if (many.length > 0) throw new Error('A field for files takes files: { name, content }.');
      return { type: element.type, files: [] };
    case 'datepicker':
      if (one !== null && !isDay(one)) throw new Error(`"${one}" is no date of the form 2026-11-01.`);
      return { type: element.type, date: one };
    default:
      throw new Error(`A driver cannot fill in a ${element.type}.`);
  }
}
