import { resolve } from 'node:path';
import { startWorkspace } from '@deskbell/sandbox';
import { runUntilSignal } from '../../src/terminal';
import { catalogue } from './catalogue';
import { wordSets } from './words';

/** `npm run gallery`: everything that Deskbell can say, side by side in a browser. */
void runUntilSignal(async () => {
  const now = new Date();
  const gallery = Object.fromEntries(Object.entries(wordSets).map(([name, words]) => [name, catalogue(words, now)]));
  const workspace = await startWorkspace({ manifest: resolve('manifest.yml'), gallery });
  console.log(`\n  All that Deskbell says: ${workspace.url}/gallery\n\n  Ctrl-C ends it.\n`);
  return workspace;
});
