import type * as Slack from '@slack/types';
import type { FieldValue } from '../../src/protocol';

/** An element that can be drawn. */
export type DrawnElement =
  | Slack.Button
  | Slack.FeedbackButtons
  | Slack.Overflow
  | Slack.StaticSelect
  | Slack.UsersSelect
  | Slack.MultiUsersSelect
  | Slack.FileInput
  | Slack.Datepicker
  | Slack.RadioButtons
  | Slack.Checkboxes
  | Slack.PlainTextInput;

/** What an element shows before anybody touched it; undefined for one that holds no value. */
export function initialValue(element: DrawnElement): FieldValue | undefined {
  switch (element.type) {
    case 'plain_text_input':
      return { type: element.type, value: element.initial_value || null };
    case 'static_select':
    case 'radio_buttons':
      return { type: element.type, value: element.initial_option?.value ?? null };
    case 'checkboxes':
      return { type: element.type, values: (element.initial_options ?? []).map((option) => option.value ?? '') };
    case 'users_select':
      return { type: element.type, user: element.initial_user ?? null };
    case 'multi_users_select':
      return { type: element.type, users: element.initial_users ?? [] };
    case 'file_input':
      return { type: element.type, files: [] };
    case 'datepicker':
      return { type: element.type, date: element.initial_date ?? null };
    case 'feedback_buttons':
      return { type: element.type, value: null };
    default:
      return undefined;
  }
}
