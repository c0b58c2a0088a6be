import type { Tab } from '../ui/state/tab';

export const now = new Date('2026-11-24T09:00:00Z');
const nothing = (): undefined => undefined;
const people = [
  {
    id: 'U1',
    handle: 'alice',
    name: 'Alice Adams',
    title: '',
    timeZone: 'Europe/Berlin',
    isApp: false,
    deactivated: false,
  },
  {
    id: 'U2',
    handle: 'bob',
    name: 'Bob Brown',
    title: '',
    timeZone: 'America/New_York',
    isApp: false,
    deactivated: false,
  },
] as const;
/** A browser tab of Alice, as the parts of the page see it. */
export const tab: Tab = {
  state: {
    workspace: 'Practice',
    url: 'http://127.0.0.1:4000',
    me: 'U1',
    people: [...people],
    conversations: [
      {
        id: 'C1',
        kind: 'channel',
        name: 'general',
        topic: '',
        members: [],
        unread: 0,
        unreadMentions: false,
        lastRead: '',
        latest: '',
      },
    ],
    app: {
      userId: 'UAPP',
      name: 'Deskbell',
      description: '',
      longDescription: '',
      commands: [],
      shortcuts: [],
      homeTab: true,
      messagesTab: true,
      messagesReadOnly: false,
    },
    modals: [],
  },
  connected: true,
  ephemeral: [],
  version: 0,
  address: { handle: 'alice' },
  me: people[0],
  now,
  notice: undefined,
  person: (id) => people.find((each) => each.id === id) ?? people[0],
  call: () => Promise.resolve({ ok: false, refusal: { code: '', message: '' } }),
  ask: () => Promise.resolve(false),
  tell: nothing,
  dismiss: nothing,
  openConversation: nothing,
  openThread: nothing,
};
