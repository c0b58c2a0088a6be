import { Tooltip } from '@base-ui/react/tooltip';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { AppPane } from './app-pane';
import { ConversationPane } from './conversation-pane';
import { Modals } from './modals';
import { Rail, Sidebar, TopBar } from './sidebar';
import { go } from './state/address';
import { nameOf, type Tab, TabContext, useConnectedTab } from './state/tab';
import { readTheme, showTheme } from './state/theme';
import { WorldContext } from './text/world';
import { ThreadPane } from './thread-pane';

showTheme(readTheme());

/** The page: connects first, then shows the workspace as one person sees it. */
export function App(): ReactNode {
  const tab = useConnectedTab();
  if (!tab) {
    return (
      <main className="connecting">
        <output>Connecting to the practice workspace…</output>
        <a href="/">Start over</a>
      </main>
    );
  }
  return (
    <TabContext value={tab}>
      <Tooltip.Provider delay={400}>
        <Frame tab={tab} />
      </Tooltip.Provider>
    </TabContext>
  );
}

function Frame({ tab }: { tab: Tab }): ReactNode {
  const { state, address, now, openConversation } = tab;
  const { people, conversations, me } = state;
  const [drawer, setDrawer] = useState(false);
  const asked = conversations.find((each) => each.id === address.channel);
  const conversation = asked ?? conversations.find((each) => each.kind === 'channel') ?? conversations[0];
  const world = useMemo(
    () => ({ people, conversations, me, now, openConversation }),
    [people, conversations, me, now, openConversation],
  );
  const unread = conversations.reduce((sum, each) => sum + (each.unreadMentions ? each.unread : 0), 0);

  useEffect(() => {
    if (!asked && conversation) go({ handle: address.handle, channel: conversation.id }, true);
  }, [asked, conversation, address.handle]);
  useEffect(() => {
    document.title = `${unread ? `(${unread}) ` : ''}${conversation ? nameOf(conversation) : ''} · Practice workspace`;
  }, [unread, conversation]);
  useEffect(() => {
    addEventListener('keydown', walkLandmarks);
    return () => removeEventListener('keydown', walkLandmarks);
  }, []);

  return (
    <WorldContext value={world}>
      <div className="frame" data-drawer={drawer}>
        <TopBar drawer={drawer} onDrawer={setDrawer} />
        <Rail />
        <Sidebar current={conversation?.id} onClose={() => setDrawer(false)} />
        <div className="panes">
          {tab.connected ? null : <output className="reconnecting">Reconnecting…</output>}
          {conversation?.kind === 'app' ? <AppPane key={conversation.id} conversation={conversation} /> : null}
          {conversation && conversation.kind !== 'app' ? (
            <ConversationPane key={conversation.id} conversation={conversation} />
          ) : null}
          {conversation && address.thread ? (
            <ThreadPane key={address.thread} conversation={conversation} thread={address.thread} />
          ) : null}
        </div>
        <div className="notices">
          <output>{tab.notice && !tab.notice.failed ? <p className="notice">{tab.notice.text}</p> : null}</output>
          <div role="alert">{tab.notice?.failed ? <p className="notice failed">{tab.notice.text}</p> : null}</div>
        </div>
      </div>
      <Modals />
    </WorldContext>
  );
}

/** Ctrl+F6 goes to the next part of the page, with Shift to the one before, as in Slack. */
function walkLandmarks(event: KeyboardEvent): void {
  if (event.key !== 'F6' || !event.ctrlKey) return;
  event.preventDefault();
  const landmarks = [...document.querySelectorAll<HTMLElement>('nav, main, aside')].filter((each) =>
    each.checkVisibility(),
  );
  const at = landmarks.findIndex((each) => each.contains(document.activeElement));
  const next = landmarks.at((at + (event.shiftKey ? -1 : 1) + landmarks.length) % landmarks.length);
  const wanted = ['[aria-current="page"]', 'article[tabindex="0"]', 'button, a, textarea'];
  wanted
    .map((selector) => next?.querySelector<HTMLElement>(selector))
    .find(Boolean)
    ?.focus();
}
