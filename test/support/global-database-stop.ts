/** Stops the server that global-database.ts started. */
export default async function stopDatabase(): Promise<void> {
  if (!globalThis.testDatabase) return;
  await globalThis.testDatabase.stop();
  // Jest's watch mode starts the next run in this same process.
  delete process.env['DESKBELL_TEST_MONGODB'];
  globalThis.testDatabase = undefined;
}
