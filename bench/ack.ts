/**
 * `npm run bench:ack`: from the arrival of a submitted form to its acknowledgement, in Deskbell and in a bare Bolt listener
 * that makes one raw driver insert of the same document. Both in one run, turn by turn, on the same database server.
 */

import { type Actor, startWorkspace, type Workspace } from '@deskbell/sandbox';
import { App, type ReceiverEvent, SocketModeReceiver } from '@slack/bolt';
import { mongo } from 'mongoose';
import { grams } from '../src/domain/grams';
import { DeskApp } from '../src/slack/app';
import { ticketForm } from '../src/slack/views/forms';
import { connect } from '../src/storage/connection';
import { createIndexes } from '../src/storage/indexes';
import { modelsOf } from '../src/storage/models';
import { benchDatabase, benchDesk, manifest, quantile, quiet } from './bench-desk';

const rounds = Number(process.env['ROUNDS'] ?? 200);
const warmUp = 30;

type Process = (event: ReceiverEvent) => Promise<void>;

/** Notes how long each form waited between its arrival and its acknowledgement, in milliseconds. */
function timed(process: Process, taken: number[]): Process {
  return async (event) => {
    const isForm = event.body['type'] === 'view_submission';
    const arrived = performance.now();
    const ack: ReceiverEvent['ack'] = async (answer) => {
      if (isForm) taken.push(performance.now() - arrived);
      await event.ack(answer);
    };
    await process({ ...event, ack });
  };
}

/** The bare listener; `prepare` makes the indexes that its collection has. */
async function bareListener(
  uri: string,
  taken: number[],
  prepare: (uri: string) => Promise<void>,
): Promise<{ workspace: Workspace; stop(): Promise<void> }> {
  const workspace = await startWorkspace({ manifest });
  const client = await new mongo.MongoClient(uri, { writeConcern: { w: 'majority', journal: true } }).connect();
  const tickets = client.db().collection('tickets');
  await prepare(uri);
  const clientOptions = { slackApiUrl: workspace.apiUrl };
  const app = new App({
    token: workspace.tokens.bot,
    receiver: new SocketModeReceiver({ appToken: workspace.tokens.app, installerOptions: { clientOptions } }),
    clientOptions: { ...clientOptions },
    convoStore: false,
    deferInitialization: true,
  });
  await app.init();
  app.processEvent = timed(app.processEvent.bind(app), taken);
  let number = 0;
  app.command('/ticket', async ({ ack, body, client: slack }) => {
    await ack();
    await slack.views.open({
      trigger_id: body.trigger_id,
      view: ticketForm({ title: '', description: '', leftOut: 0 }),
    });
  });
  app.view('ticket.submit', async ({ ack, view, body }) => {
    number += 1;
    const { title, description } = view.state.values;
    const now = new Date();
    await tickets.insertOne({
      teamId: body.team?.id,
      number,
      key: view.id,
      requester: body.user.id,
      title: title?.['title']?.value,
      description: description?.['description']?.value,
      status: 'open',
      live: true,
      audience: 'admins',
      grams: grams(title?.['title']?.value ?? '', description?.['description']?.value ?? ''),
      createdAt: now,
      version: 1,
      comments: [],
      history: [{ at: now, who: body.user.id, what: 'submit', key: view.id, to: 'open' }],
      entries: [
        { key: view.id, surface: 'triage', to: workspace.channels.triage },
        { key: view.id, surface: 'requester', to: body.user.id },
      ],
      threads: [],
      dueAt: now,
      tries: 0,
    });
    await ack();
  });
  await app.start();
  return {
    workspace,
    async stop() {
      await app.stop();
      await client.close();
      await workspace.stop();
    },
  };
}

function row(name: string, times: readonly number[]): string {
  const cells = [0.5, 0.9, 0.99].map((part) => quantile(times, part).toFixed(2).padStart(9));
  return `${name.padEnd(30)}${cells.join('')}`;
}

async function withDeskbellsIndexes(uri: string): Promise<void> {
  const connection = await connect(uri).asPromise();
  await createIndexes(modelsOf(connection));
  await connection.close();
}

async function submit(alice: Actor, round: number): Promise<void> {
  await alice.types('/ticket', { in: 'general' });
  const form = await alice.modal('New ticket');
  form.fills({ Title: `Printer ${round} is on fire`, Description: 'Third floor, by the window. Smoke since nine.' });
  await form.submits();
  await alice.noModal();
}

async function main(): Promise<void> {
  const database = await benchDatabase();
  const taken = { deskbell: [] as number[], bare: [] as number[], indexed: [] as number[] };
  DeskApp.prototype.processEvent = wrapped(DeskApp.prototype.processEvent, taken.deskbell);
  const desk = await benchDesk(database.uri('deskbell'));
  const bare = await bareListener(database.uri('bare'), taken.bare, async () => undefined);
  const indexed = await bareListener(database.uri('indexed'), taken.indexed, withDeskbellsIndexes);

  // Each round in another order, each after a moment of quiet: what has just run leaves warm caches behind, or work.
  const turns = [desk.workspace, bare.workspace, indexed.workspace];
  for (let round = 0; round < warmUp + rounds; round += 1) {
    if (round === warmUp) for (const times of Object.values(taken)) times.length = 0;
    for (const workspace of turns) {
      await submit(workspace.as('alice'), round);
      await quiet(workspace, 20);
    }
    turns.push(...turns.splice(0, 1));
  }
  console.log(`Form to acknowledgement, milliseconds, ${rounds} rounds, ${database.description}`);
  console.log(`${''.padEnd(30)}${['median', '90 %', '99 %'].map((head) => head.padStart(9)).join('')}`);
  console.log(row('bare Bolt, no indexes', taken.bare));
  console.log(row('bare Bolt, the same indexes', taken.indexed));
  console.log(row('Deskbell', taken.deskbell));
  const ratio = (times: readonly number[]): string => (quantile(taken.deskbell, 0.5) / quantile(times, 0.5)).toFixed(2);
  console.log(
    `Deskbell's median: ${ratio(taken.indexed)} times that with the same indexes, ${ratio(taken.bare)} times that without`,
  );
  await desk.stop();
  await bare.stop();
  await indexed.stop();
  await database.stop();
}

function wrapped(original: Process, taken: number[]): Process {
  return async function timedOfThis(this: DeskApp, event: ReceiverEvent): Promise<void> {
    await timed(original.bind(this), taken)(event);
  };
}

void main();
