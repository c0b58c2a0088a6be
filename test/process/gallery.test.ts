import { build, startProgram, stopPrograms } from '../support/process';

beforeAll(build);
afterEach(stopPrograms);

test('the gallery says where to look, has all three kinds of words, and ends with Ctrl-C', async () => {
  const program = startProgram('scripts/gallery/index.js', {});
  const [url = ''] = /http:\S+\/gallery/.exec(await program.prints('Ctrl-C ends it.')) ?? [];
  const response = await fetch(new URL('/practice/gallery', url));
  expect(Object.keys(JSON.parse(await response.text()))).toEqual(['short', 'long', 'hostile']);
  expect(await program.ends('SIGINT')).toEqual({ code: 0, signal: null });
  expect(program.printed()).not.toMatch(/error|^ {4}at /im);
});
