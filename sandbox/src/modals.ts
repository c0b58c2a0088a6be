import type { HomeView, ModalView } from '@slack/types';
import type { ViewsOpenResponse } from '@slack/web-api';
import { blocksWithIds } from './elements';
import type { SlackValues } from './field-values';
import { freshHash, freshId } from './fresh';
import type { Newsroom } from './newsroom';
import type { OpenModal } from './protocol';
import { type Asking, bot, team } from './store';

export interface Modal extends OpenModal {
  owner: string;
  rootId: string;
  previousId: string | null;
}

/** A modal, or Slack's error code for why there is none. */
export type ModalOrError = Modal | { error: 'push_limit_reached' | 'hash_conflict' | 'not_found' };

/** Everybody's open modals: each person has one stack, at most three deep (platform facts, Slack: sizes). */
export interface Modals {
  /** The lowest first. */
  of(person: string): Modal[];
  find(viewId: string): Modal | undefined;
  open(person: Asking, view: ModalView): Modal;
  push(person: string, view: ModalView): ModalOrError;
  update(which: { viewId?: string; externalId?: string; hash?: string }, view: ModalView): ModalOrError;
  /** Closes the top modal, or all; gives those that were closed, the top one first. */
  close(person: string, all: boolean): Modal[];
}

const deepest = 3;

export function createModals(newsroom: Newsroom): Modals {
  const stacks = new Map<string, Modal[]>();
  const of = (person: string) => stacks.get(person) ?? [];
  const all = () => [...stacks.values()].flat();

  function set(person: string, stack: Modal[]): void {
    stacks.set(person, stack);
    newsroom.tell(person, () => ({ type: 'modals', modals: stack }));
  }
  function create(owner: string, view: ModalView, below: Modal | undefined, tab = below?.tab): Modal {
    const id = freshId('V');
    const rootId = below?.rootId ?? id;
    const place = { owner, rootId, previousId: below?.id ?? null, ...(tab !== undefined && { tab }) };
    return { id, hash: freshHash(), view: withIds(view), ...place };
  }

  return {
    of,
    find: (viewId) => all().find(({ id }) => id === viewId),
    open({ id, tab }, view) {
      const modal = create(id, view, undefined, tab);
      set(id, [modal]);
      return modal;
    },
    push(person, view) {
      const stack = of(person);
      if (stack.length === 0) return { error: 'not_found' };
      if (stack.length >= deepest) return { error: 'push_limit_reached' };
      const modal = create(person, view, stack.at(-1));
      set(person, [...stack, modal]);
      return modal;
    },
    update({ viewId, externalId, hash }, view) {
      const old = all().find(
        (modal) => modal.id === viewId || (externalId !== undefined && modal.view.external_id === externalId),
      );
      if (!old) return { error: 'not_found' };
      if (hash !== undefined && hash !== old.hash) return { error: 'hash_conflict' };
      const modal = { ...old, hash: freshHash(), view: withIds(view) };
      set(
        old.owner,
        of(old.owner).map((open) => (open === old ? modal : open)),
      );
      return modal;
    },
    close(person, everything) {
      const stack = of(person);
      const kept = everything ? [] : stack.slice(0, -1);
      set(person, kept);
      return stack.slice(kept.length).toReversed();
    },
  };
}

/** A view with the ids that Slack adds to its blocks. */
export function withIds<V extends ModalView | HomeView>(view: V): V {
  return { ...view, blocks: blocksWithIds(view.blocks) };
}

/** A view as answers and interactions show it (https://docs.slack.dev/reference/views). */
export function wireView(
  open: { id: string; hash: string; view: ModalView | HomeView; rootId?: string; previousId?: string | null },
  values: SlackValues,
): NonNullable<ViewsOpenResponse['view']> & { state: { values: SlackValues } } {
  const modal =
    open.view.type === 'modal' ? { submit: null, close: null, clear_on_close: false, notify_on_close: false } : {};
  const full = {
    private_metadata: '',
    callback_id: '',
    external_id: '',
    ...modal,
    ...open.view,
    id: open.id,
    hash: open.hash,
    team_id: team.id,
    app_id: bot.appId,
    bot_id: bot.id,
    app_installed_team_id: team.id,
    root_view_id: open.rootId ?? open.id,
    previous_view_id: open.previousId ?? null,
    state: { values },
  };
  // Slack's own type does not know of its nulls, and names blocks by what it was seen to answer.
  return full as unknown as ReturnType<typeof wireView>;
}
