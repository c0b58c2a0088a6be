/** Views as Slack accepts them: docs.slack.dev/reference/views. */
import type { HomeView, ModalView } from '@slack/types';
import { blocks } from './blocks';
import { plain } from './elements';
import { boolean, isObject, object, problem, type Rule, required, string, typed, undrawn, union } from './schema';

const common = {
  private_metadata: string(0, 3000),
  callback_id: string(0, 255),
  external_id: string(0, 255),
};

const modal = object<ModalView>({
  ...common,
  title: required(plain(24)),
  submit: plain(24),
  close: plain(24),
  clear_on_close: boolean,
  notify_on_close: boolean,
  blocks: required(blocks('modal')),
});

const home = object<HomeView>({ ...common, blocks: required(blocks('home')) });

const view = union(typed({ modal, home, workflow_step: undrawn }));

const inputsWantSubmit: Rule = (value, at) => {
  if (!isObject(value) || value['type'] !== 'modal' || 'submit' in value || !Array.isArray(value['blocks'])) return [];
  return value['blocks'].flatMap((one, index) =>
    isObject(one) && one['type'] === 'input'
      ? [problem('must define `submit` to use an `input` block in modals', `${at}/blocks/${index}/input`)]
      : [],
  );
};

/**
 * What Slack would say to this view; empty when it is fine. `kind` is what the method takes:
 * `views.open` and `views.push` a modal, `views.publish` a home.
 */
export function checkView(value: unknown, kind?: 'modal' | 'home'): string[] {
  const wrong = view(value, '/view');
  if (wrong.length > 0) return wrong;
  if (kind && isObject(value) && value['type'] !== kind)
    return [problem(`must be of the type \`${kind}\``, '/view/type')];
  return inputsWantSubmit(value, '/view');
}

/** Whether Slack would answer `view_too_large`: more than 250 kB (docs.slack.dev/reference/methods/views.open). */
export function viewTooLarge(value: unknown): boolean {
  return Buffer.byteLength(JSON.stringify(value) ?? '') > 250_000;
}
