import { Menu } from '@base-ui/react/menu';
import { Check, FlaskConical, House, Menu as Lines } from 'lucide-react';
import { type KeyboardEvent, type MouseEvent, type ReactNode, useState } from 'react';
import type { Conversation } from '../src/protocol';
import { Avatar, ConversationSign, IconButton, isSlackbot } from './parts';
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
      >
        <Lines size={20} />
      </IconButton>
      <p className="line small practice">
        <FlaskConical size={14} aria-hidden="true" /> Practice workspace
      </p>
    </header>
  );
}

/** The workspace, the way home, and who one is. */
export function Rail(): ReactNode {
  const { state, address, openConversation } = useTab();
  const home = state.conversations.find((each) => each.kind === 'channel') ?? state.conversations[0];
  return (
    <nav className="rail" aria-label="Workspace">
      <span className="tile" aria-hidden="true">
        {state.workspace.slice(0, 1).toUpperCase()}
      </span>
      {home ? (
        <a className="rail-link" {...linkTo(address.handle, home.id, openConversation)}>
          <span>
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
  return (
    <Menu.Root modal={false}>
      <Menu.Trigger className="me" aria-label={`You are ${me.name}`}>
        <span className="with-presence">
          <Avatar person={me} size={36} />
          <i className="presence" />
        </span>
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner side="right" align="end" sideOffset={8} className="layer">
          <Menu.Popup className="menu person-menu">
            <Menu.RadioGroup
              value={me.handle}
              onValueChange={(handle: string) =>
                location.assign(writeAddress({ handle, ...(channel ? { channel: channel.id } : {}) }))
              }
            >
              <Menu.GroupLabel className="menu-label">This tab is</Menu.GroupLabel>
              {state.people
                .filter((person) => !person.isApp && !isSlackbot(person))
                .map((person) => (
                  <Menu.RadioItem
                    key={person.id}
                    value={person.handle}
                    className="line menu-item person"
                    label={person.name}
                    aria-label={person.name}
                    data-more={person.title}
                  >
                    <Avatar person={person} size={24} />
                    {person.name}
                    <Menu.RadioItemIndicator className="chosen">
                      <Check size={16} />
                    </Menu.RadioItemIndicator>
                  </Menu.RadioItem>
                ))}
            </Menu.RadioGroup>
            <Menu.Separator className="menu-line" />
            <Menu.RadioGroup
              value={theme}
              onValueChange={(chosen: Theme) => {
                setTheme(chosen);
                showTheme(chosen);
              }}
            >
              <Menu.GroupLabel className="menu-label">Theme</Menu.GroupLabel>
              {themes.map((each) => (
                <Menu.RadioItem key={each} value={each} className="line menu-item">
                  {each}
                  <Menu.RadioItemIndicator className="chosen">
                    <Check size={16} />
                  </Menu.RadioItemIndicator>
                </Menu.RadioItem>
              ))}
            </Menu.RadioGroup>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

/** Every conversation of the person. */
export function Sidebar({ current, onClose }: { current: string | undefined; onClose: () => void }): ReactNode {
  const { state } = useTab();
  const sections = [
    { title: 'Channels', kinds: ['channel', 'private'] },
    { title: 'Direct messages', kinds: ['dm'] },
    { title: 'Apps', kinds: ['app'] },
  ];
  return (
    <>
      {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions, jsx-a11y/click-events-have-key-events -- Escape does the same. */}
      <div className="drawer-shade" onClick={onClose} />
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Arrows move between its links. */}
      <nav className="sidebar" aria-label="Conversations" onKeyDown={(event) => moveBetweenRows(event, onClose)}>
        <h2 className="workspace">{state.workspace}</h2>
        {sections.map(({ title, kinds }) => {
          const rows = state.conversations.filter((each) => kinds.includes(each.kind));
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

function Row({
  conversation,
  current,
  onOpen,
}: {
  conversation: Conversation;
  current: boolean;
  onOpen: () => void;
}): ReactNode {
  const { state, address, openConversation } = useTab();
  const { id, name, unread, unreadMentions } = conversation;
  return (
    <li>
      <a
        className="line row"
        data-unread={unread > 0}
        aria-label={unread ? `${name}, ${unread} unread` : name}
        {...(current ? { 'aria-current': 'page' as const } : {})}
        {...linkTo(address.handle, id, () => {
          openConversation(id);
          onOpen();
        })}
      >
        <ConversationSign conversation={conversation} people={state.people} size={16} />
        <span className="ellipsis row-name">
          {name}
          {conversation.with === state.me ? <small> you</small> : null}
        </span>
        {unread && unreadMentions ? <span className="badge" data-count={unread} /> : null}
      </a>
    </li>
  );
}

/** A real link, so that it opens in a new tab too, which a plain click follows without loading the page. */
function linkTo(handle: string, channel: string, open: (id: string) => void) {
  return {
    href: writeAddress({ handle, channel }),
    onClick: (event: MouseEvent) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      open(channel);
    },
  };
}

function moveBetweenRows(event: KeyboardEvent<HTMLElement>, onClose: () => void): void {
  if (event.key === 'Escape') return onClose();
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined) return;
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('a')];
  const next = rows[rows.findIndex((row) => row === document.activeElement) + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
