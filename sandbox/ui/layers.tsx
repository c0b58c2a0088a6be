import { AlertDialog } from '@base-ui/react/alert-dialog';
import { Combobox } from '@base-ui/react/combobox';
import { Menu } from '@base-ui/react/menu';
import { Tooltip } from '@base-ui/react/tooltip';
import { Check, type LucideIcon } from 'lucide-react';
import type { ComponentProps, ReactElement, ReactNode } from 'react';
import { emojiNames, emojiOf } from './text/emoji';

/** Shows words in a dark bubble while the mouse or the focus is on its child. */
export function Tip({ label, children }: { label: string; children: ReactElement }): ReactNode {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger render={children} />
      <Tooltip.Portal>
        <Tooltip.Positioner sideOffset={6} className="layer">
          <Tooltip.Popup className="tip">{label}</Tooltip.Popup>
        </Tooltip.Positioner>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}

interface IconButtonProps extends ComponentProps<'button'> {
  label: string;
  Icon: LucideIcon;
  size?: number;
}

/** A button that is only an icon: its name is also its tip. */
export function IconButton({ label, Icon, size = 18, className = '', ...button }: IconButtonProps): ReactNode {
  return (
    <Tip label={label}>
      <button type="button" {...button} aria-label={label} className={`icon-button ${className}`}>
        <Icon size={size} />
      </button>
    </Tip>
  );
}

/** What a button with a layer of its own takes. */
interface OpenerProps {
  trigger: ReactElement;
  locked?: boolean;
  onOpen?: (open: boolean) => void;
  finalFocus?: ComponentProps<typeof Menu.Popup>['finalFocus'];
}

interface MenuButtonProps extends OpenerProps {
  side?: 'top' | 'right' | 'bottom';
  align?: 'start' | 'end';
  children: ReactNode;
}

/** A button that opens a menu. */
export function MenuButton(props: MenuButtonProps): ReactNode {
  const { trigger, locked = false, onOpen, finalFocus, side = 'bottom', align = 'end', children } = props;
  return (
    <Menu.Root modal={false} disabled={locked} onOpenChange={(open) => onOpen?.(open)}>
      <Menu.Trigger render={trigger} />
      <Menu.Portal>
        <Menu.Positioner side={side} align={align} sideOffset={6} className="layer">
          <Menu.Popup className="menu" finalFocus={finalFocus}>
            {children}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

interface MenuItemProps {
  name: string;
  more?: string | undefined;
  danger?: boolean;
  onClick: () => void;
}

export function MenuItem({ name, more, danger = false, onClick }: MenuItemProps): ReactNode {
  return (
    <Menu.Item className="line menu-item" aria-label={name} data-more={more} data-danger={danger} onClick={onClick}>
      <bdi>{name}</bdi>
    </Menu.Item>
  );
}

export interface Choice {
  value: string;
  label: string;
  more?: string | undefined;
}

interface PickerProps extends OpenerProps {
  label: string;
  choices: Choice[];
  chosen?: Choice | undefined;
  onPick: (value: string) => void;
}

/** A button that opens a list to choose from, with a filter. */
export function Picker(props: PickerProps): ReactNode {
  const { trigger, locked = false, onOpen, finalFocus, label, choices, chosen, onPick } = props;
  return (
    <Combobox.Root
      items={choices}
      limit={40}
      value={chosen ?? null}
      onValueChange={(picked) => picked && onPick(picked.value)}
      onOpenChange={(open, change) => (locked ? change.cancel() : onOpen?.(open))}
      readOnly={locked}
      autoHighlight
    >
      <Combobox.Trigger render={trigger} />
      <Combobox.Portal>
        <Combobox.Positioner className="layer" sideOffset={4} align="start">
          <Combobox.Popup className="menu picker" aria-label={label} finalFocus={finalFocus}>
            <Combobox.Input className="field" aria-label="Filter options" placeholder="Filter" />
            <ChoiceList label={label} />
          </Combobox.Popup>
        </Combobox.Positioner>
      </Combobox.Portal>
    </Combobox.Root>
  );
}

/** What a combobox offers, or why it offers nothing. */
export function ChoiceList({
  label,
  empty = 'No matches found',
}: {
  label: string;
  empty?: string | undefined;
}): ReactNode {
  return (
    <>
      <Combobox.Empty>
        <p className="menu-label">{empty}</p>
      </Combobox.Empty>
      <Combobox.List aria-label={label}>
        {(choice: Choice) => (
          <Combobox.Item key={choice.value} value={choice} className="line menu-item">
            <bdi>{choice.label}</bdi>
            {choice.more && <small>{choice.more}</small>}
            <Combobox.ItemIndicator className="chosen">
              <Check size={16} aria-hidden />
            </Combobox.ItemIndicator>
          </Combobox.Item>
        )}
      </Combobox.List>
    </>
  );
}

const allEmoji = emojiNames.map((name) => ({ value: name, label: `${emojiOf(name)} :${name}:` }));

type EmojiPickerProps = Pick<IconButtonProps, 'label' | 'Icon'> & Pick<PickerProps, 'onOpen' | 'onPick' | 'finalFocus'>;

/** An icon button with a list of all emoji. */
export function EmojiPicker({ label, Icon, ...picker }: EmojiPickerProps): ReactNode {
  // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- Its list would make a combobox of it.
  const trigger = <IconButton label={label} Icon={Icon} role="button" />;
  return <Picker label="Emoji" choices={allEmoji} trigger={trigger} {...picker} />;
}

interface ConfirmDialogProps {
  open: boolean;
  title: string;
  yes: string;
  no?: string;
  look?: 'primary' | 'danger';
  onSure: () => void;
  onClose: () => void;
  children: ReactNode;
}

/** A small modal that asks before something is done. */
export function ConfirmDialog(props: ConfirmDialogProps): ReactNode {
  const { open, title, yes, no = 'Cancel', look = 'primary', onSure, onClose, children } = props;
  return (
    <AlertDialog.Root open={open} onOpenChange={(next) => next || onClose()}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="backdrop" forceRender />
        <AlertDialog.Popup className="modal confirm">
          <AlertDialog.Title>{title}</AlertDialog.Title>
          <AlertDialog.Description render={<div />}>{children}</AlertDialog.Description>
          <div className="line modal-foot">
            <AlertDialog.Close className="button big">{no}</AlertDialog.Close>
            <AlertDialog.Close className={`button big ${look}`} onClick={onSure}>
              {yes}
            </AlertDialog.Close>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
