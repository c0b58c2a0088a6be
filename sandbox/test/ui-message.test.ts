import type { FeedbackButtons, KnownBlock } from '@slack/types';
import { createElement, type ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import type { Message, OpenModal } from '../src/protocol';
import { Blocks } from '../ui/blocks/blocks';
import { MessageRow } from '../ui/message';
import { Nobody } from '../ui/nobody';
import { thisTab } from '../ui/state/connection';
import { TabContext } from '../ui/state/tab';
import { writeThumb } from '../ui/state/thumbs';
import { changed, nothing, type Workspace } from '../ui/state/workspace';
import { tab } from './ui-tab';

function html(drawn: ReactNode): string {
  return renderToStaticMarkup(createElement(TabContext, { value: tab }, drawn));
}

const reply: Message = {
  channel: 'C1',
  ts: '1764000001.000000',
  user: 'U2',
  text: 'I am on my way',
  edited: false,
  threadTs: '1764000000.000000',
  broadcast: true,
  parentText: 'Printer on *fire*, says <@U1>',
  replyCount: 0,
  replyUsers: [],
  reactions: [],
  files: [],
  ephemeral: false,
};

function row(message: Message, inThread: boolean): string {
  const still = { head: true, current: false, pointedOut: false, editing: false };
  const deaf = { onEdit: () => undefined, onFocus: () => undefined };
  return html(createElement(MessageRow, { message, inThread, ...still, ...deaf }));
}

test('a reply in the channel says which thread it answers, and leads there; in the thread it does not', () => {
  expect(row(reply, false)).toMatch(
    /replied to a thread:<button type="button" class="ellipsis" dir="auto">Printer on fire, says @Alice Adams<\/button>/,
  );
  expect(row({ ...reply, parentText: 'y'.repeat(900) }, false)).toContain(`>${'y'.repeat(80)}…</button>`);
  expect(row(reply, true)).not.toContain('replied to a thread');
});

test('a pressed thumb stays pressed after the app has changed the message, there and nowhere else', () => {
  expect(pressed(thumbs('1.1', 'before'))).toEqual(['false', 'false']);
  writeThumb('1.1', 'rate', 'up');
  expect(pressed(thumbs('1.1', 'after'))).toEqual(['true', 'false']);
  writeThumb('1.1', 'rate', 'down');
  expect(pressed(thumbs('1.1', 'after'))).toEqual(['false', 'true']);
  expect(pressed(thumbs('2.2', 'after'))).toEqual(['false', 'false']);
});

test('an address of nobody says so, and leads to the people', () => {
  const page = html(createElement(Nobody, { handle: '<nobody>', people: tab.state.people }));
  expect(page).toContain('There is nobody called “&lt;nobody&gt;” here.');
  expect(page).toContain('<a href="/alice">Alice Adams</a>');
  expect(page).toContain('<a href="/bob">Bob Brown</a>');
  const { nobody } = changed(nothing, { type: 'nobody', people: tab.state.people });
  expect(nobody?.people.map(({ handle }) => handle)).toEqual(['alice', 'bob']);
});

test('a tab shows the modals that it opened, not those of other tabs or of before it was loaded again', () => {
  const all = [modal('own', thisTab), modal('above', thisTab)];
  const others = [modal('left open', 'another tab'), modal('of a driver')];
  const fresh = changed(nothing, { type: 'state', state: { ...tab.state, modals: others } });
  expect(shown(fresh)).toEqual([]);
  const busy = changed(fresh, { type: 'modals', modals: all });
  expect(shown(busy)).toEqual(['own', 'above']);
  expect(shown(changed(busy, { type: 'state', state: { ...tab.state, modals: all } }))).toEqual(['own', 'above']);
  expect(shown(changed(busy, { type: 'modals', modals: others }))).toEqual([]);
});

function thumb(text: string, value: string): FeedbackButtons['positive_button'] {
  return { text: { type: 'plain_text', text }, value };
}

function thumbs(ts: string, blockId: string): string {
  const buttons = { positive_button: thumb('Good', 'up'), negative_button: thumb('Bad', 'down') };
  const element = { type: 'feedback_buttons' as const, action_id: 'rate', ...buttons };
  const blocks: KnownBlock[] = [{ type: 'context_actions', block_id: blockId, elements: [element] }];
  return html(createElement(Blocks, { blocks, container: { type: 'message', channel: 'C1', ts } }));
}

function pressed(drawn: string): (string | undefined)[] {
  return [...drawn.matchAll(/aria-pressed="(\w+)"/g)].map(([, is]) => is);
}

function modal(id: string, opener?: string): OpenModal {
  const view = { type: 'modal' as const, title: { type: 'plain_text' as const, text: id }, blocks: [] };
  return { id, hash: '1', view, ...(opener !== undefined && { tab: opener }) };
}

function shown({ state }: Workspace): string[] | undefined {
  return state?.modals.map(({ id }) => id);
}
