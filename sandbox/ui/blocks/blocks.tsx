import type { AnyBlock } from '@slack/types';
import { type ReactNode, useState } from 'react';
import type { FieldValue, FieldValues, Refusal } from '../../src/protocol';
import { type Surface, SurfaceContext } from './acting';
import './blocks.css';
import '../text/text.css';
import { Unknown } from './element';
import { ActionsView, AlertView, ContextView, HeaderView, InputView, SectionView } from './layout';
import { ImageView } from './pictures';
import { RichTextView } from './rich-text';
import { isDrawn } from './values';

export { initialValues, missingFields } from './values';

export interface BlocksProps {
  blocks: AnyBlock[];
  surface: 'message' | 'modal' | 'home';
  /** Without them, the blocks keep what is chosen in them themselves. */
  values?: FieldValues;
  /** Block id to words. The field in error is the first `[data-invalid]`; the frame moves the focus there. */
  errors?: Record<string, string>;
  disabled?: boolean;
  onChange?: (blockId: string, actionId: string, value: FieldValue) => void;
  onAct?: (blockId: string, actionId: string, value?: FieldValue) => Promise<Refusal | undefined>;
}

/** The blocks of a message, a modal or a Home. */
export function Blocks({ blocks, surface: kind, values, errors, disabled, onChange, onAct }: BlocksProps): ReactNode {
  const [kept, setKept] = useState<FieldValues>({});
  const surface: Surface = {
    disabled: disabled ?? false,
    errors: errors ?? {},
    valueAt: (blockId, actionId) => (values ?? kept)[blockId]?.[actionId],
    change: (blockId, actionId, value) => {
      setKept((before) => ({ ...before, [blockId]: { ...before[blockId], [actionId]: value } }));
      onChange?.(blockId, actionId, value);
    },
    act: async (blockId, actionId, value) => onAct?.(blockId, actionId, value),
  };
  return (
    <SurfaceContext value={surface}>
      <div className={`bk bk-${kind}`}>
        {blocks.map((block) => (
          <BlockView key={block.block_id} block={block} />
        ))}
      </div>
    </SurfaceContext>
  );
}

function BlockView({ block }: { block: AnyBlock }): ReactNode {
  if (!isDrawn(block)) return <Unknown what={block.type} />;
  switch (block.type) {
    case 'header':
      return <HeaderView block={block} />;
    case 'section':
      return <SectionView block={block} />;
    case 'context':
      return <ContextView block={block} />;
    case 'divider':
      return <hr className="bk-divider" />;
    case 'actions':
    case 'context_actions':
      return <ActionsView block={block} />;
    case 'input':
      return <InputView block={block} />;
    case 'rich_text':
      return <RichTextView block={block} />;
    case 'image':
      return <ImageView block={block} />;
    case 'alert':
      return <AlertView block={block} />;
    default:
      return block satisfies never;
  }
}
