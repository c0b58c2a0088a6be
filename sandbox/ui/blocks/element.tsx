import type { ActionsBlock, ContextActionsBlock, InputBlock, SectionBlock } from '@slack/types';
import type { ReactNode } from 'react';
import type { ElementProps } from './acting';
import { ButtonElement, FeedbackElement, OverflowElement } from './buttons';
import { ChoicesElement } from './choices';
import { DateElement } from './dates';
import { FileElement } from './file-field';
import { PeopleElement, SelectElement } from './selects';
import { TextElement } from './text-field';

type AnyElement =
  | (ActionsBlock | ContextActionsBlock)['elements'][number]
  | InputBlock['element']
  | NonNullable<SectionBlock['accessory']>;

/** Any element of Block Kit that this workspace draws; a loud box for the others. */
export function Element({ element, ...rest }: ElementProps<AnyElement>): ReactNode {
  switch (element.type) {
    case 'button':
      return <ButtonElement element={element} {...rest} />;
    case 'overflow':
      return <OverflowElement element={element} {...rest} />;
    case 'feedback_buttons':
      return <FeedbackElement element={element} {...rest} />;
    case 'static_select':
    case 'users_select':
      return <SelectElement element={element} {...rest} />;
    case 'multi_users_select':
      return <PeopleElement element={element} {...rest} />;
    case 'file_input':
      return <FileElement element={element} {...rest} />;
    case 'radio_buttons':
    case 'checkboxes':
      return <ChoicesElement element={element} {...rest} />;
    case 'datepicker':
      return <DateElement element={element} {...rest} />;
    case 'plain_text_input':
      return <TextElement element={element} {...rest} />;
    default:
      return <Unknown what={element.type} />;
  }
}

/** The server refuses what cannot be drawn; should something slip through, it is a loud box and never a hole. */
export function Unknown({ what }: { what: string }): ReactNode {
  return (
    <div role="alert" className="bk-unknown">
      The practice workspace cannot draw “{what}”.
    </div>
  );
}
