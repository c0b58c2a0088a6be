import type { ImageBlock, ImageElement } from '@slack/types';
import type { ReactNode } from 'react';
import { plainWords } from '../text/mrkdwn';
import { isSafe } from '../text/pieces';

/** An image by its address; its words alone where the address may not be opened. */
export function Picture({ image, className }: { image: ImageElement | ImageBlock; className: string }): ReactNode {
  const url = 'image_url' in image ? image.image_url : 'url' in image.slack_file ? image.slack_file.url : '';
  if (!isSafe(url)) return <span className="bk-no-image">{image.alt_text}</span>;
  return <img className={className} src={url} alt={image.alt_text} referrerPolicy="no-referrer" />;
}

export function ImageView({ block }: { block: ImageBlock }): ReactNode {
  return (
    <figure className="bk-image">
      {block.title && <figcaption dir="auto">{plainWords(block.title)}</figcaption>}
      <Picture image={block} className="bk-image-picture" />
    </figure>
  );
}
