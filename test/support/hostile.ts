import { ids } from '../../src/slack/ids';

export { filledTo, hostile } from '../../scripts/gallery/examples';

/** Stands in every operator that is sent: none of them may reach the database as one. */
export const planted = 'planted by an attacker';

const operators = ['$ne', '$gt', '$in', '$regex', '$where', '$expr', '$exists', '$set'];
/** Names of buttons and forms, in places where others belong. */
const names = [ids.ticket, ids.admin, ids.audit, ids.queue].flatMap((some) => Object.values(some));

/** What may stand in a field in place of what belongs there, by what it is; `ticket` is somebody else's. */
export function hostileValues(ticket: string): Record<string, unknown> {
  const inJson = {
    operator: { $ne: planted },
    edit: { ticket, begunFrom: { $ne: planted } },
    invite: { invite: { $ne: planted }, asked: { $ne: planted } },
    'part of the record': { person: { $ne: planted } },
    list: { asked: { list: { $ne: planted }, order: 'oldest', words: { $ne: planted } } },
    'place in a list': { number: { $gt: planted }, closedAt: { $gt: planted } },
    'closing in a list': {
      ticket,
      state: { asked: { list: 'open', order: 'oldest', author: { $ne: planted } } },
      inHome: false,
    },
    'place in the record': { at: { $gt: planted }, key: { $gt: planted } },
  };
  return {
    ...Object.fromEntries(operators.map((operator) => [operator, { [operator]: planted }])),
    'an operator in a list': [{ $ne: planted }],
    'an operator in an object': { value: { $ne: planted }, id: { $ne: planted } },
    ...Object.fromEntries(Object.entries(inJson).map(([what, value]) => [`${what} in JSON`, JSON.stringify(value)])),
    'a prototype': JSON.parse('{"__proto__":{"isAdmin":true,"active":true}}'),
    'a constructor': { constructor: { prototype: { isAdmin: true } } },
    'the word __proto__': '__proto__',
    'the word constructor': 'constructor',
    'an empty list': [],
    'a list': ['a', 'b'],
    'an empty object': {},
    null: null,
    true: true,
    zero: 0,
    'a negative number': -1,
    'a huge number': 1e308,
    nothing: undefined,
    'no words': '',
    'a space': ' ',
    'control characters': '\u0000\u0007\u001B[31m',
    'half a character': '\uD800',
    'turned letters': '\u202E\u2066',
    'a hundred thousand letters': 'x'.repeat(100_000),
    'four hundred digits': '9'.repeat(400),
    "somebody's ticket": ticket,
    "a thumb for somebody's ticket": `good:${ticket}`,
    "somebody's ticket, and words": `${ticket} 1.0`,
    "somebody's words": 'D0ALICE:1.0',
    somebody: '<@U0CAROL>',
    ...Object.fromEntries(names.map((name) => [`the name ${name}`, name])),
  };
}

/** Where something stands in a payload: `view.state.values.title`. */
export function placesIn(payload: unknown, around = ''): string[] {
  if (typeof payload !== 'object' || payload === null) return [];
  return Object.entries(payload).flatMap(([key, value]) => {
    const place = around === '' ? key : `${around}.${key}`;
    return [place, ...placesIn(value, place)];
  });
}

/** The payload with something else at that place. */
export function replaced(payload: unknown, place: string, value: unknown): unknown {
  const [key = '', ...rest] = place.split('.');
  if (typeof payload !== 'object' || payload === null) return payload;
  const inside = Object.entries(payload).map(([name, old]): [string, unknown] => {
    if (name !== key) return [name, old];
    return [name, rest.length === 0 ? value : replaced(old, rest.join('.'), value)];
  });
  return Array.isArray(payload) ? inside.map(([, one]) => one) : Object.fromEntries(inside);
}
