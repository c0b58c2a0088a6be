import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { Actor } from '@deskbell/sandbox';
import type { ReceiverEvent } from '@slack/bolt';
import { DeskApp } from '../../src/slack/app';
import type { TestDesk } from './desk';

/** What Slack sends to an app's door, and in which of its three ways. */
export type Envelope =
  | { readonly via: 'event' | 'interaction'; readonly payload: Record<string, unknown> }
  | { readonly via: 'command'; readonly payload: Record<string, string | readonly string[]> };

/** Sends Deskbell, at its HTTP door, whatever a test makes up, signed as Slack signs it. */
export function signedTo({ config, workspace }: TestDesk) {
  async function send(type: string, body: string): Promise<{ status: number; body: string }> {
    const timestamp = String(Math.floor(Date.now() / 1000));
    const signature = createHmac('sha256', workspace.tokens.signingSecret)
      .update(`v0:${timestamp}:${body}`)
      .digest('hex');
    const answer = await fetch(`http://127.0.0.1:${config.port}/slack/events`, {
      method: 'POST',
      headers: {
        'content-type': type,
        'x-slack-request-timestamp': timestamp,
        'x-slack-signature': `v0=${signature}`,
      },
      body,
    });
    return { status: answer.status, body: await answer.text() };
  }

  const door = {
    event: (payload: object) => send('application/json', JSON.stringify(payload)),
    interaction: (payload: object) =>
      send('application/x-www-form-urlencoded', String(new URLSearchParams({ payload: JSON.stringify(payload) }))),
    command: (fields: Record<string, string | readonly string[]>) => {
      const pairs = Object.entries(fields).flatMap(([name, value]) =>
        [value].flat().map((one): [string, string] => [name, one]),
      );
      return send('application/x-www-form-urlencoded', String(new URLSearchParams(pairs)));
    },
  };
  return {
    ...door,
    send: (envelope: Envelope) =>
      envelope.via === 'command' ? door.command(envelope.payload) : door[envelope.via](envelope.payload),
  };
}

/** Who a payload says that it comes from. */
export interface By {
  readonly userId: string;
  readonly teamId: string;
  /** The team they belong to, where it is another one. */
  readonly homeTeamId?: string;
}

/** What a payload has of the moment in which something was pressed. */
export interface Moment {
  readonly triggerId: string;
  readonly responseUrl: string;
  /** The modal that it was pressed in, or a form's own id. */
  readonly viewId: string;
}

let made = 0;

/** A name that was not given before. */
export function fresh(prefix: string): string {
  made += 1;
  return `${prefix}${made}`;
}

function common({ userId, teamId, homeTeamId = teamId }: By, { triggerId }: Moment): Record<string, unknown> {
  return {
    team: { id: teamId, domain: 'x' },
    user: { id: userId, name: 'x', team_id: homeTeamId },
    api_app_id: 'A0',
    token: 'x',
    trigger_id: triggerId,
  };
}

/** What is typed behind a command. */
export function commandBy(by: By, command: string, text: string, { triggerId, responseUrl }: Moment): Envelope {
  const payload = {
    token: 'x',
    team_id: by.teamId,
    team_domain: 'x',
    channel_id: 'C0GENERAL',
    channel_name: 'general',
    user_id: by.userId,
    user_name: 'x',
    command,
    text,
    api_app_id: 'A0',
    is_enterprise_install: 'false',
    response_url: responseUrl,
    trigger_id: triggerId,
  };
  return { via: 'command', payload };
}

/** Where a button stands, and what is around it there. */
export interface Place {
  readonly in: 'message' | 'home' | 'modal';
  readonly channel?: string;
  readonly metadata?: string;
}

/** A click on a button. */
export function clickBy(by: By, actionId: string, value: string, place: Place, moment: Moment): Envelope {
  const { in: where, channel = 'C0TRIAGE', metadata = '' } = place;
  const { viewId, responseUrl } = moment;
  const around =
    where === 'message'
      ? {
          container: { type: 'message', channel_id: channel, message_ts: '1.0', is_ephemeral: false },
          channel: { id: channel, name: 'privategroup' },
          response_url: responseUrl,
        }
      : {
          container: { type: 'view', view_id: viewId },
          view: { id: viewId, type: where, private_metadata: metadata, blocks: [], state: { values: {} } },
        };
  const action = { type: 'button', action_id: actionId, block_id: 'b', value, text: { type: 'plain_text', text: 'x' } };
  const payload = { type: 'block_actions', ...common(by, moment), ...around, actions: [action] };
  return { via: 'interaction', payload };
}

/** A form that is sent, with what is filled in, by field. */
export function formBy(
  by: By,
  callbackId: string,
  { metadata = '', fields }: { metadata?: string | undefined; fields: Record<string, object> },
  moment: Moment,
): Envelope {
  const names = Object.keys(fields);
  const view = {
    id: moment.viewId,
    type: 'modal',
    callback_id: callbackId,
    private_metadata: metadata,
    blocks: names.map((name) => ({ type: 'input', block_id: name })),
    state: { values: Object.fromEntries(names.map((name) => [name, { [name]: fields[name] }])) },
    root_view_id: moment.viewId,
    previous_view_id: null,
    hash: 'x',
  };
  return { via: 'interaction', payload: { type: 'view_submission', ...common(by, moment), view, response_urls: [] } };
}

/** What people fill into the fields of a form. */
export const filledIn = {
  text: (value: string) => ({ type: 'plain_text_input', value }),
  person: (userId: string) => ({ type: 'users_select', selected_user: userId }),
  people: (userIds: readonly string[]) => ({ type: 'multi_users_select', selected_users: userIds }),
  option: (value: string) => ({
    type: 'static_select',
    selected_option: { text: { type: 'plain_text', text: 'x' }, value },
  }),
  day: (date: string | null) => ({ type: 'datepicker', selected_date: date }),
};

/** A shortcut, on a message where its words are given. */
export function shortcutBy(by: By, callbackId: string, text: string | undefined, moment: Moment): Envelope {
  const { responseUrl } = moment;
  const on =
    text === undefined
      ? { type: 'shortcut' }
      : {
          type: 'message_action',
          channel: { id: 'C0GENERAL', name: 'general' },
          message: { type: 'message', user: 'U0BOB', ts: '1.0', text },
          message_ts: '1.0',
          response_url: responseUrl,
        };
  return { via: 'interaction', payload: { ...common(by, moment), callback_id: callbackId, action_ts: '1.0', ...on } };
}

/** An event. */
export function eventOf(teamId: string, event: Record<string, unknown>): Envelope {
  const payload = { type: 'event_callback', team_id: teamId, api_app_id: 'A0', event_id: fresh('Ev0FORGED'), event };
  return { via: 'event', payload };
}

/** What comes in at Deskbell's door, as a test follows it. */
export interface Watched {
  /** Resolves once all that has come in is done. */
  idle(): Promise<void>;
  /** What Slack says of the click, the form or the command that `act` sends; Deskbell never gets it. */
  takes(act: () => Promise<unknown>): Promise<Record<string, unknown>>;
  end(): void;
}

/** Begins to follow what comes in. */
export function watchDoor(): Watched {
  const original = DeskApp.prototype.processEvent;
  const inHand = new Set<Promise<void>>();
  let take: ((body: Record<string, unknown>) => void) | undefined;

  async function takenAway({ body, ack }: ReceiverEvent): Promise<void> {
    take?.(body);
    take = undefined;
    // A form stays open with an error under it, everything else is done with.
    const isForm = body['type'] === 'view_submission';
    await (isForm ? ack({ response_action: 'errors', errors: { title: 'Once more.' } }) : ack());
  }

  DeskApp.prototype.processEvent = async function watched(this: DeskApp, event) {
    // What Slack tells by itself meanwhile is not it.
    if (take !== undefined && 'trigger_id' in event.body) return await takenAway(event);
    const work = original.call(this, event);
    inHand.add(work);
    try {
      await work;
    } finally {
      inHand.delete(work);
    }
  };

  return {
    async idle() {
      while (inHand.size > 0) await Promise.allSettled(inHand);
    },
    async takes(act) {
      const taken = new Promise<Record<string, unknown>>((resolve) => {
        take = resolve;
      });
      await act();
      return await taken;
    },
    end() {
      DeskApp.prototype.processEvent = original;
    },
  };
}

/** A trigger with which something can be opened for this person, once: from a message, or from a modal that is open then. */
export async function triggerOf(
  person: Actor,
  door: Watched,
  from: Place['in'] = 'message',
): Promise<Pick<Moment, 'triggerId' | 'viewId'>> {
  if (from !== 'modal') {
    const body = await door.takes(() => person.types('/ticket', { in: 'general' }));
    return { triggerId: String(body['trigger_id']), viewId: fresh('V0FORGED') };
  }
  await person.types('/ticket', { in: 'general' });
  const form = await person.modal('New ticket');
  form.fills({ Title: 'x' });
  const body = await door.takes(() => form.submits());
  return { triggerId: String(body['trigger_id']), viewId: form.id };
}

/** An address that keeps what is answered to it, and at which path below it, as a `response_url` does, and thanks for it after `slowMs`. */
export async function startListening({ slowMs = 0 } = {}): Promise<{
  url: string;
  heard: { text?: string; path?: string }[];
  /** How often it has thanked. */
  thanked(): number;
  stop(): Promise<void>;
}> {
  let thanked = 0;
  const heard: { text?: string; path?: string }[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (piece) => {
      body += String(piece);
    });
    request.on('end', () => {
      heard.push({ ...JSON.parse(body), path: request.url });
      setTimeout(() => response.end('ok', () => (thanked += 1)), slowMs);
    });
  });
  await new Promise<void>((listening) => {
    server.listen(0, '127.0.0.1', listening);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/`,
    heard,
    thanked: () => thanked,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
