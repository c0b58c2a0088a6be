import { routesIn } from '../support/routes';
import { accounts } from './scenarios/accounts';
import { admins } from './scenarios/admins';
import { conversation } from './scenarios/conversation';
import { leftOut, reading } from './scenarios/reading';
import { requesters } from './scenarios/requesters';

const scenarios = [...requesters, ...conversation, ...admins, ...accounts, ...reading];

test('every route is gone by somebody to whom everything goes wrong, or is left out for a reason', () => {
  const gone = new Set(scenarios.flatMap(({ goes }) => goes));
  const missing = routesIn().flatMap(({ key }) => (gone.has(key) || leftOut.includes(key) ? [] : [key]));
  expect(missing).toEqual([]);
});

test('no route is named that is none, and no scenario has the name of another', () => {
  const known = new Set(routesIn().map(({ key }) => key));
  expect([...scenarios.flatMap(({ goes }) => goes), ...leftOut].filter((key) => !known.has(key))).toEqual([]);
  expect(new Set(scenarios.map(({ name }) => name)).size).toBe(scenarios.length);
});
