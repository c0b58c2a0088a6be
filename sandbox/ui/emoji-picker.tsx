import { Popover } from '@base-ui/react/popover';
import { type ComponentProps, type ReactNode, useState } from 'react';
import { emojiOf, searchEmoji } from './text/emoji';

interface EmojiPickerProps {
  trigger: ComponentProps<typeof Popover.Trigger>['render'];
  onOpen?: (open: boolean) => void;
  onPick: (name: string) => void;
}

const usual = (
  '+1 white_check_mark eyes tada heart pray raised_hands joy thinking_face wave fire 100 rocket bulb warning x ' +
  'hourglass_flowing_sand bellhop_bell ticket sob sweat_smile clap ok_hand bug'
).split(' ');
const mostFound = 48;

/** A button that opens a small choice of emoji, with a search in all of them. */
export function EmojiPicker({ trigger, onOpen, onPick }: EmojiPickerProps): ReactNode {
  const [open, setOpen] = useState(false);
  const [part, setPart] = useState('');
  const found = part
    ? searchEmoji(part.toLowerCase().replaceAll(':', ''), mostFound)
    : usual.flatMap((name) => {
        const char = emojiOf(name);
        return char ? [{ name, char }] : [];
      });

  function show(next: boolean): void {
    setOpen(next);
    setPart('');
    onOpen?.(next);
  }
  function pick(name: string): void {
    show(false);
    onPick(name);
  }

  return (
    <Popover.Root open={open} onOpenChange={show}>
      <Popover.Trigger render={trigger} />
      <Popover.Portal>
        <Popover.Positioner side="top" align="end" sideOffset={6} className="layer">
          <Popover.Popup className="popover emoji-picker" aria-label="Emoji">
            <input
              type="search"
              aria-label="Search emoji"
              placeholder="Search all emoji"
              value={part}
              onChange={(event) => setPart(event.target.value)}
              onKeyDown={(event) => {
                if (event.key === 'Enter' && found[0]) pick(found[0].name);
              }}
            />
            <div className="emoji-grid">
              {found.map(({ name, char }) => (
                <button
                  key={name}
                  type="button"
                  aria-label={`:${name}:`}
                  title={`:${name}:`}
                  onClick={() => pick(name)}
                >
                  {char}
                </button>
              ))}
            </div>
            {found.length === 0 ? <p className="muted">No emoji is called that.</p> : null}
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
