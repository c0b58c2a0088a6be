import { type Gallery, startWorkspace, type WorkspaceOptions } from '../src';
import { manifest } from './support';

async function galleryOf(options: Partial<WorkspaceOptions>): Promise<{ status: number; text: string }> {
  const workspace = await startWorkspace({ manifest, ...options });
  try {
    const response = await fetch(`${workspace.url}/practice/gallery`);
    return { status: response.status, text: await response.text() };
  } finally {
    await workspace.stop();
  }
}

test('a gallery is served as it was given, by the kind of its words', async () => {
  const gallery: Gallery = {
    short: [
      { title: 'Messages', items: [{ name: 'hello', shows: 'message', content: { text: 'Hello.', blocks: [] } }] },
    ],
  };
  const { status, text } = await galleryOf({ gallery });
  expect(status).toBe(200);
  expect(JSON.parse(text)).toEqual(gallery);
});

test('a workspace without a gallery has none', async () => {
  expect((await galleryOf({})).status).toBe(404);
});
