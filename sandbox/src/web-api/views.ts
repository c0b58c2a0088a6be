import type { HomeView, ModalView } from '@slack/types';
import type { ViewsOpenResponse, ViewsPublishResponse } from '@slack/web-api';
import { checkView, viewTooLarge } from '../checks';
import type { Core } from '../core';
import { slackValues } from '../field-values';
import { freshHash, freshId } from '../fresh';
import { type ModalOrError, wireView, withIds } from '../modals';
import { tellHome } from '../seen';
import { type Asking, human } from '../store';
import { ApiError, type Args, type Context, text } from './call';

/** https://docs.slack.dev/reference/methods/views.open */
export function open(args: Args, { core }: Context): ViewsOpenResponse {
  const view = modalIn(args);
  return shown(core, core.modals.open(exchanged(args, core.triggers).person, view));
}

/** https://docs.slack.dev/reference/methods/views.push: its trigger comes from inside the modal; others are refused (python-slack-sdk#804). */
export function push(args: Args, { core }: Context): ViewsOpenResponse {
  const view = modalIn(args);
  const { person, inModal } = exchanged(args, core.triggers);
  if (!inModal) throw new ApiError('invalid_trigger_id');
  return shown(core, core.modals.push(person.id, view));
}

/** https://docs.slack.dev/reference/methods/views.update */
export function update(args: Args, { core }: Context): ViewsOpenResponse {
  const [viewId, externalId, hash] = [text(args, 'view_id'), text(args, 'external_id'), text(args, 'hash')];
  const which = {
    ...(viewId !== undefined && { viewId }),
    ...(externalId !== undefined && { externalId }),
    ...(hash !== undefined && { hash }),
  };
  return shown(core, core.modals.update(which, modalIn(args)));
}

/** https://docs.slack.dev/reference/methods/views.publish */
export function publish(args: Args, { core }: Context): ViewsPublishResponse {
  const { store, manifest } = core;
  const user = text(args, 'user_id') ?? '';
  const view = homeIn(args);
  if (!manifest.homeTab) throw new ApiError('not_enabled');
  if (!human(store, user)) throw new ApiError('user_not_found');
  const old = store.homes.get(user);
  const hash = text(args, 'hash');
  if (hash !== undefined && old && hash !== old.hash) throw new ApiError('hash_conflict');
  const home = { id: old?.id ?? freshId('V'), hash: freshHash(), view: withIds(view) };
  store.homes.set(user, home);
  tellHome(core, user);
  return { ok: true, view: wireView(home, slackValues(core, home.view.blocks, {})) };
}

function exchanged(args: Args, triggers: Context['core']['triggers']): { person: Asking; inModal: boolean } {
  const exchange = triggers.exchange(text(args, 'trigger_id') ?? '');
  if (!exchange.ok) throw new ApiError(exchange.error);
  return exchange;
}

function modalIn({ view }: Args): ModalView {
  check(view, 'modal');
  // It has just been checked.
  return view as ModalView;
}

function homeIn({ view }: Args): HomeView {
  check(view, 'home');
  // It has just been checked.
  return view as HomeView;
}

function check(view: unknown, kind: 'modal' | 'home'): void {
  const messages = checkView(view, kind);
  if (messages.length > 0) throw new ApiError('invalid_arguments', { response_metadata: { messages } });
  if (viewTooLarge(view)) throw new ApiError('view_too_large');
}

function shown(core: Core, modal: ModalOrError): ViewsOpenResponse {
  if ('error' in modal) throw new ApiError(modal.error);
  return { ok: true, view: wireView(modal, slackValues(core, modal.view.blocks, {})) };
}
