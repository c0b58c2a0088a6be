import { Menu } from '@base-ui/react/menu';
import { Check, FlaskConical, House, Menu as Lines } from 'lucide-react';
import { type MouseEvent, type ReactNode, useState } from 'react';
import type { Conversation } from '../src/protocol';
import { IconButton, MenuButton } from './layers';
import { moveFocus } from './move-focus';
import { Avatar, ConversationSign, isSlackbot } from './parts';
import { writeAddress } from './state/address';
import { useTab } from './state/tab';
import { readTheme, showTheme, type Theme, themes } from './state/theme';

/** Says that this is a practice workspace, and opens the sidebar where the window is narrow. */
export function TopBar({ drawer, onDrawer }: { drawer: boolean; onDrawer: (open: boolean) => void }): ReactNode {
  return (
    <header className="line top-bar">
      <IconButton
        label="Show conversations"
        className="drawer-button"
        aria-expanded={drawer}
        onClick={() => onDrawer(!drawer)}
        Icon={Lines}
        size={20}
      />
      <p className="line small practice">
        <FlaskConical size={14} aria-hidden="true" /> Practice workspace
      </p>
    </header>
  );
}

/** The workspace, the way home, and who one is. */
export function Rail(): ReactNode {
  const { workspace, conversations } = useTab().state;
  const linkTo = useLinks();
  const home = conversations.find((each) => each.kind === 'channel') ?? conversations[0];
  return (
    <nav className="rail" aria-label="Workspace">
      <span className="tile" aria-hidden="true">
        {workspace.slice(0, 1).toUpperCase()}
      </span>
      {home ? (
        <a className="rail-link" {...linkTo(home.id)}>
          <span className="tile">
            <House size={20} aria-hidden="true" />
          </span>
          Home
        </a>
      ) : null}
      <PersonMenu />
    </nav>
  );
}

function PersonMenu(): ReactNode {
  const { state, me, address } = useTab();
  const [theme, setTheme] = useState<Theme>(readTheme);
  const channel = state.conversations.find((each) => each.id === address.channel && each.kind === 'channel');
  const trigger = (
    <button type="button" className="me with-presence" aria-label={`You are ${me.name}`}>
      <Avatar id={me.id} size={36} />
      <i className="presence" />
    </button>
  );

  function become(handle: string): void {
    location.assign(writeAddress({ handle, ...(channel && { channel: channel.id }) }));
  }
  function choose(chosen: Theme): void {
    setTheme(chosen);
    showTheme(chosen);
  }

  return (
    <MenuButton side="right" trigger={trigger}>
      <Menu.RadioGroup value={me.handle} onValueChange={become}>
        <Menu.GroupLabel className="menu-label">This tab is</Menu.GroupLabel>
        {state.people
          .filter((person) => !person.isApp && !person.deactivated && !isSlackbot(person))
          .map(({ id, handle, name, title }) => (
            <RadioItem key={id} value={handle} name={name} more={title}>
              <Avatar id={id} size={24} />
              {name}
            </RadioItem>
          ))}
      </Menu.RadioGroup>
      <Menu.Separator className="menu-line" />
      <Menu.RadioGroup value={theme} onValueChange={choose}>
        <Menu.GroupLabel className="menu-label">Theme</Menu.GroupLabel>
        {themes.map((each) => (
          <RadioItem key={each} value={each} name={each}>
            {each}
          </RadioItem>
        ))}
      </Menu.RadioGroup>
    </MenuButton>
  );
}

interface RadioItemProps {
  value: string;
  name: string;
  more?: string;
  children: ReactNode;
}

function RadioItem({ value, name, more, children }: RadioItemProps): ReactNode {
  return (
    <Menu.RadioItem value={value} className="line menu-item" label={name} aria-label={name} data-more={more}>
      {children}
      <Menu.RadioItemIndicator className="chosen">
        <Check size={16} />
      </Menu.RadioItemIndicator>
    </Menu.RadioItem>
  );
}

const sections = [
  { title: 'Channels', kinds: ['channel', 'private'] },
  { title: 'Direct messages', kinds: ['dm'] },
  { title: 'Apps', kinds: ['app'] },
];

/** Every conversation of the person. */
export function Sidebar({ current, onClose }: { current: string | undefined; onClose: () => void }): ReactNode {
  const { workspace, conversations } = useTab().state;
  return (
    <>
      {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions, jsx-a11y/click-events-have-key-events -- Escape does the same. */}
      <div className="drawer-shade" onClick={onClose} />
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Arrows move between its links. */}
      <nav
        className="sidebar"
        aria-label="Conversations"
        onKeyDown={(event) => (event.key === 'Escape' ? onClose() : moveFocus(event, 'a'))}
      >
        <h2 className="workspace">{workspace}</h2>
        {sections.map(({ title, kinds }) => {
          const rows = conversations.filter((each) => kinds.includes(each.kind));
          return rows.length === 0 ? null : (
            <section key={title}>
              <h3>{title}</h3>
              <ul>
                {rows.map((each) => (
                  <Row key={each.id} conversation={each} current={each.id === current} onOpen={onClose} />
                ))}
              </ul>
            </section>
          );
        })}
      </nav>
    </>
  );
}

interface RowProps {
  conversation: Conversation;
  current: boolean;
  onOpen: () => void;
}

function Row({ conversation, current, onOpen }: RowProps): ReactNode {
  const { me } = useTab();
  const linkTo = useLinks(onOpen);
  const { id, name, unread, unreadMentions } = conversation;
  return (
    <li>
      <a
        className="line row"
        data-unread={unread > 0}
        aria-label={unread ? `${name}, ${unread} unread` : name}
        aria-current={current ? 'page' : undefined}
        {...linkTo(id)}
      >
        <ConversationSign conversation={conversation} size={16} />
        <span className="ellipsis">
          {name}
          {conversation.with === me.id ? <small> you</small> : null}
        </span>
        {unread && unreadMentions ? <span className="badge" data-count={unread} /> : null}
      </a>
    </li>
  );
}

/** Real links to conversations, so that they open in a new tab too, which a plain click follows without loading the page. */
function useLinks(onOpen?: () => void) {
  const { address, openConversation } = useTab();
  return (channel: string) => ({
    href: writeAddress({ handle: address.handle, channel }),
    onClick: (event: MouseEvent) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      openConversation(channel);
      onOpen?.();
    },
  });
}
