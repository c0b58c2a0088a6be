import type { AnyBlock, KnownBlock } from '@slack/types';
import { type ReactNode, useState } from 'react';
import type { ActionContainer, ChartBlock, FieldValues } from '../../src/protocol';
import { useTab } from '../state/tab';
import { type Surface, SurfaceContext } from './acting';
import { ChartView } from './chart';
import { Unknown } from './element';
import { ActionsView, ContextView, HeaderView, InputView, SectionView } from './layout';
import { RichTextView } from './rich-text';

interface BlocksProps {
  blocks: AnyBlock[];
  container: ActionContainer;
  /** Without them, the blocks keep what is chosen in them themselves. */
  values?: FieldValues;
  onChange?: (values: FieldValues) => void;
  /** Block id to words. The field in error is the first `[data-invalid]`; the frame moves the focus there. */
  errors?: Record<string, string>;
  disabled?: boolean;
}

/** The blocks of a message, a modal or a Home. */
export function Blocks(props: BlocksProps): ReactNode {
  const { call } = useTab();
  const [kept, setKept] = useState<FieldValues>({});
  const { container, values = kept, onChange = setKept, errors = {}, disabled = false } = props;
  const surface: Surface = {
    place: container.type === 'message' ? container.ts : container.viewId,
    disabled,
    errors,
    values,
    change: (blockId, actionId, value) => onChange({ ...values, [blockId]: { ...values[blockId], [actionId]: value } }),
    act: async (blockId, actionId, value) => {
      const answer = await call('act', { container, blockId, actionId, state: values, ...(value && { value }) });
      return answer.ok ? undefined : answer.refusal;
    },
  };
  return (
    <SurfaceContext value={surface}>
      <div className="bk">
        {props.blocks.map((block, index) => (
          // The server refuses any block that is neither.
          <BlockView key={keyOf(block, index)} block={block as DrawnBlock} />
        ))}
      </div>
    </SurfaceContext>
  );
}

/** A field keeps what is typed by its id; all else keeps its place, for each update gives blocks new ids, and a press on what is drawn anew would hit nothing. */
function keyOf({ type, block_id: id }: AnyBlock, index: number): string {
  return type === 'input' ? `${id}` : `${index} ${type}`;
}

type DrawnBlock = KnownBlock | ChartBlock;

function BlockView({ block }: { block: DrawnBlock }): ReactNode {
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
    case 'data_visualization':
      return <ChartView block={block} />;
    default:
      return <Unknown what={block.type} />;
  }
}
