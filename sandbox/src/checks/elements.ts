/**
 * Composition objects and elements as Slack accepts them. Sizes and places: docs.slack.dev/reference/block-kit
 * (composition-objects, block-elements), which `@slack/types` repeats beside each field.
 */
import type {
  ActionsBlockElement,
  Button,
  Checkboxes,
  ConfirmationDialog,
  ContextActionsBlockElement,
  ContextBlockElement,
  Datepicker,
  DispatchActionConfig,
  FeedbackButtons,
  FileInput,
  InputBlockElement,
  MrkdwnElement,
  MultiUsersSelect,
  Option,
  Overflow,
  PlainTextElement,
  PlainTextInput,
  RadioButtons,
  SectionBlockAccessory,
  StaticSelect,
  UsersSelect,
} from '@slack/types';
import {
  boolean,
  integer,
  isObject,
  list,
  misplaced,
  object,
  oneOf,
  problem,
  type Rule,
  record,
  required,
  string,
  typed,
  undrawn,
  union,
} from './schema';

/** `block_id`, `action_id` and the ids of people and channels. */
export const id = string(1, 255);

/** An address that a click or a picture may lead to; Slack's words for others are not known. */
export function address(max?: number): Rule {
  const limit = string(1, max);
  return (value, at) => {
    const wrong = limit(value, at);
    if (wrong.length > 0) return wrong;
    return typeof value === 'string' && /^(?:https?|mailto|slack|tel):/i.test(value)
      ? []
      : [problem('must be a valid URL', at)];
  };
}

/** Words to read: blanks alone are none. */
function words(max: number): Rule {
  const limit = string(1, max);
  return (value, at) => limit(typeof value === 'string' && value.trim() === '' ? '' : value, at);
}

// composition-objects/text-object
const plainText = (max: number): Rule => object<PlainTextElement>({ text: required(words(max)), emoji: boolean });
const mrkdwn = (max: number): Rule => object<MrkdwnElement>({ text: required(words(max)), verbatim: boolean });

/** A `plain_text` object of at most `max` characters. */
export function plain(max: number): Rule {
  return typed({ plain_text: plainText(max) });
}

/** A `plain_text` or `mrkdwn` object of at most `max` characters. */
export function plainOrMrkdwn(max: number): Rule {
  return union(typed({ plain_text: plainText(max), mrkdwn: mrkdwn(max) }));
}

// composition-objects/confirmation-dialog-object
const confirm = record<ConfirmationDialog>({
  title: plain(100),
  text: required(plainOrMrkdwn(300)),
  confirm: plain(30),
  deny: plain(30),
  style: oneOf('primary', 'danger'),
});

// composition-objects/option-object: markdown in radio buttons and checkboxes only, links in overflow menus only
function option(text: Rule, url: Rule): Rule {
  return record<Option>({
    text: required(text),
    value: required(string(1, 150)),
    description: plain(75),
    url,
  });
}
const noUrl: Rule = (_value, at) => [problem('invalid additional property: url', at.slice(0, at.lastIndexOf('/')))];
const choice = option(plain(75), noUrl);
const richChoice = option(plainOrMrkdwn(75), noUrl);
const menuItem = option(plain(75), address(3000));

const dispatchActionConfig = record<DispatchActionConfig>({
  trigger_actions_on: list(oneOf('on_enter_pressed', 'on_character_entered'), 1, 2),
});

const placeholder = plain(150);

const button = object<Button>({
  action_id: id,
  text: required(plain(75)),
  value: string(1, 2000),
  url: address(3000),
  style: oneOf('primary', 'danger'),
  accessibility_label: string(1, 75),
  confirm,
});

// block-elements/feedback-buttons-element, "Button object fields"
const thumb = required(
  record<FeedbackButtons['positive_button']>({
    text: required(plain(75)),
    value: required(string(1, 2000)),
    accessibility_label: string(1, 75),
  }),
);
const feedbackButtons = object<FeedbackButtons>({ action_id: id, positive_button: thumb, negative_button: thumb });

/** What is chosen at first must be one of the choices. */
function initialAmongOptions(field: 'initial_option' | 'initial_options'): Rule {
  return (value, at) => {
    if (!isObject(value) || !Object.hasOwn(value, field)) return [];
    const offered = new Set((Array.isArray(value['options']) ? value['options'] : []).map(optionKey));
    const initial = field === 'initial_option' ? [value[field]] : value[field];
    const all = Array.isArray(initial) && initial.every((one) => offered.has(optionKey(one)));
    return all ? [] : [problem('must exactly match one of the provided `options`', `${at}/${field}`)];
  };
}

function optionKey(value: unknown): string {
  if (!isObject(value) || !isObject(value['text'])) return '';
  return JSON.stringify([value['value'], value['text']['type'], value['text']['text']]);
}

const staticSelect = object<StaticSelect>(
  {
    action_id: id,
    options: required(list(choice, 1, 100)),
    option_groups: undrawn,
    initial_option: choice,
    placeholder,
    confirm,
    focus_on_load: boolean,
  },
  initialAmongOptions('initial_option'),
);

const overflow = object<Overflow>({ action_id: id, options: required(list(menuItem, 1, 5)), confirm });

const checkboxes = object<Checkboxes>(
  {
    action_id: id,
    options: required(list(richChoice, 1, 10)),
    initial_options: list(richChoice, 1, 10),
    confirm,
    focus_on_load: boolean,
  },
  initialAmongOptions('initial_options'),
);

const radioButtons = object<RadioButtons>(
  {
    action_id: id,
    options: required(list(richChoice, 1, 10)),
    initial_option: richChoice,
    confirm,
    focus_on_load: boolean,
  },
  initialAmongOptions('initial_option'),
);

const usersSelect = object<UsersSelect>({
  action_id: id,
  initial_user: id,
  placeholder,
  confirm,
  focus_on_load: boolean,
});

const multiUsersSelect = object<MultiUsersSelect>(
  {
    action_id: id,
    initial_users: list(id, 1),
    max_selected_items: integer(1),
    placeholder,
    confirm,
    focus_on_load: boolean,
  },
  (value, at) =>
    isObject(value) && Array.isArray(value['initial_users']) && value['initial_users'].length > maxSelected(value)
      ? [problem('must not be more than `max_selected_items`', `${at}/initial_users`)]
      : [],
);

function maxSelected(value: Record<string, unknown>): number {
  return Number(value['max_selected_items'] ?? Number.POSITIVE_INFINITY);
}

/** Extensions, without their dot; how Slack refuses others is not known. */
const fileInput = object<FileInput>({
  action_id: id,
  filetypes: list(string(1, 255, /^[a-z0-9]+$/), 1),
  max_files: integer(1, 10),
});

/** Whether there is such a day, written `YYYY-MM-DD`. */
export function isDay(value: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(value) && JSON.stringify(new Date(value)).includes(value);
}

// block-elements/date-picker-element; Slack's words for other dates are not known.
const day: Rule = (value, at) => {
  const wrong = string(0)(value, at);
  return wrong.length > 0 || isDay(String(value)) ? wrong : [problem('must be a date in the format YYYY-MM-DD', at)];
};
const datepicker = object<Datepicker>({
  action_id: id,
  initial_date: day,
  placeholder,
  confirm,
  focus_on_load: boolean,
});

const plainTextInput = object<PlainTextInput>(
  {
    action_id: id,
    initial_value: string(0, 3000),
    multiline: boolean,
    min_length: integer(0, 3000),
    max_length: integer(1, 3000),
    placeholder,
    dispatch_action_config: dispatchActionConfig,
    focus_on_load: boolean,
  },
  (value, at) =>
    isObject(value) && Number(value['min_length'] ?? 0) > Number(value['max_length'] ?? 3000)
      ? [problem('must be less than or equal to `max_length`', `${at}/min_length`)]
      : [],
);

/** The elements that Slack has and the practice workspace does not draw. */
const undrawnInputs = {
  channels_select: undrawn,
  conversations_select: undrawn,
  external_select: undrawn,
  multi_channels_select: undrawn,
  multi_conversations_select: undrawn,
  multi_external_select: undrawn,
  multi_static_select: undrawn,
  multi_users_select: undrawn,
  timepicker: undrawn,
};

/** What may stand beside a section's text. */
export const accessory = typed({
  ...undrawnInputs,
  button,
  static_select: staticSelect,
  overflow,
  datepicker,
  checkboxes: undrawn,
  image: undrawn,
  radio_buttons: undrawn,
  users_select: undrawn,
  workflow_button: undrawn,
} satisfies Record<SectionBlockAccessory['type'], Rule>);

/** What may stand in an actions block. */
export const actionsElement = typed({
  ...undrawnInputs,
  button,
  static_select: staticSelect,
  overflow,
  datepicker,
  checkboxes,
  radio_buttons: radioButtons,
  users_select: usersSelect,
  datetimepicker: undrawn,
  rich_text_input: undrawn,
  workflow_button: undrawn,
} satisfies Record<ActionsBlockElement['type'], Rule>);

/** What may stand in an input block; files in modals only. */
const inputElements = {
  ...undrawnInputs,
  plain_text_input: plainTextInput,
  static_select: staticSelect,
  radio_buttons: radioButtons,
  checkboxes,
  users_select: usersSelect,
  datepicker,
  datetimepicker: undrawn,
  email_text_input: undrawn,
  file_input: fileInput,
  multi_users_select: multiUsersSelect,
  number_input: undrawn,
  rich_text_input: undrawn,
  url_text_input: undrawn,
} satisfies Record<InputBlockElement['type'], Rule>;
export const modalInputElement = typed(inputElements);
export const homeInputElement = typed({ ...inputElements, file_input: misplaced });

/** What may stand in a context actions block. */
export const contextActionsElement = typed({
  feedback_buttons: feedbackButtons,
  icon_button: undrawn,
} satisfies Record<ContextActionsBlockElement['type'], Rule>);

/** What may stand in a context block. */
export const contextElement = union(
  typed({
    plain_text: plainText(3000),
    mrkdwn: mrkdwn(3000),
    image: undrawn,
  } satisfies Record<ContextBlockElement['type'], Rule>),
);
