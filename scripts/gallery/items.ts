import type { GalleryItem, GallerySection } from '@deskbell/sandbox';
import type { AnyBlock, Button, HomeView, KnownBlock, ModalView } from '@slack/types';
import type { MessageContent } from '../../src/slack/views/blocks';

export function section(title: string, items: GalleryItem[]): GallerySection {
  return { title, items };
}

export function message(name: string, content: MessageContent): GalleryItem {
  return { name, shows: 'message', content };
}

export function modal(name: string, content: ModalView): GalleryItem {
  return { name, shows: 'modal', content };
}

export function homeItem(name: string, content: HomeView): GalleryItem {
  return { name, shows: 'home', content };
}

/** What the button with this label asks before it does something. */
export function confirmation(
  name: string,
  label: string,
  { blocks }: { readonly blocks: readonly AnyBlock[] },
): GalleryItem {
  const asked = buttonsIn(blocks).find(({ text }) => text.text === label)?.confirm;
  if (asked === undefined) throw new Error(`No button ${label} asks first.`);
  return { name, shows: 'confirm', content: asked };
}

function buttonsIn(blocks: readonly AnyBlock[]): Button[] {
  const known = blocks as readonly KnownBlock[]; // ours are of kinds that Slack's types know
  return known.flatMap((block) =>
    block.type === 'actions' ? block.elements.filter((element) => element.type === 'button') : [],
  );
}
