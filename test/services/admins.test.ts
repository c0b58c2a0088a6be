import { startDesk, stopDesks } from '../support/desk';

afterEach(stopDesks);

test('somebody is made an admin once, and it is on record by whom', async () => {
  const desk = await startDesk({ admins: [] });
  const { bob, workspace } = desk;
  await bob.types('/ticket-admin', { in: 'general' });
  await bob.sees('Only admins of Deskbell can do that.', { in: 'general' });
  expect(await desk.deskbell().promote(workspace.people.bob, 'machine')).toBe(true);
  expect(await desk.deskbell().promote(workspace.people.bob, 'U0CAROL')).toBe(false);
  await bob.types('/ticket-admin', { in: 'general' });
  await bob.sees('New tickets stand in', { in: 'general' });
  const rows = await desk.inDatabase(({ admins }) => admins.find().lean());
  expect(rows).toMatchObject([{ teamId: workspace.teamId, userId: 'U0BOB', promotedBy: 'machine' }]);
});
