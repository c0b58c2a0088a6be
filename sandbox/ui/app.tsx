import { Tooltip } from '@base-ui/react/tooltip';
import { type ReactNode, useEffect, useState } from 'react';
import { AppPane } from './app-pane';
import { ConversationPane } from './conversation-pane';
import { Modals } from './modals';
import { Nobody } from './nobody';
import { Rail, Sidebar, TopBar } from './sidebar';
import { go, useAddress } from './state/address';
import { nameOf, TabContext, useConnectedTab, useTab } from './state/tab';
import { readTheme, showTheme } from './state/theme';
import { ThreadPane } from './thread-pane';

showTheme(readTheme());

/** The page: connects first, then shows the workspace as one person sees it. */
export function App(): ReactNode {
  const { handle } = useAddress();
  const { tab, nobody } = useConnectedTab();
  if (nobody) return <Nobody handle={handle} {...nobody} />;
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
        <Frame />
        <Modals />
      </Tooltip.Provider>
    </TabContext>
  );
}

function Frame(): ReactNode {
  const { state, address, connected, notice } = useTab();
  const { conversations } = state;
  const [drawer, setDrawer] = useState(false);
  const asked = conversations.find((each) => each.id === address.channel);
  const conversation = asked ?? conversations.find((each) => each.kind === 'channel') ?? conversations[0];
  const unread = conversations.reduce((sum, each) => sum + (each.unreadMentions ? each.unread : 0), 0);
  const Pane = conversation?.kind === 'app' ? AppPane : ConversationPane;

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
    <div className="frame" data-drawer={drawer}>
      <TopBar drawer={drawer} onDrawer={setDrawer} />
      <Rail />
      <Sidebar current={conversation?.id} onClose={() => setDrawer(false)} />
      <div className="panes">
        {connected ? null : <output className="reconnecting">Reconnecting…</output>}
        {conversation ? <Pane key={conversation.id} conversation={conversation} /> : null}
        {conversation && address.thread ? (
          <ThreadPane key={address.thread} conversation={conversation} thread={address.thread} />
        ) : null}
      </div>
      <div className="notices">
        <output>{notice?.failed === false ? <p className="notice">{notice.text}</p> : null}</output>
        <div role="alert">{notice?.failed ? <p className="notice failed">{notice.text}</p> : null}</div>
      </div>
    </div>
  );
}

/** Ctrl+F6 goes to the next part of the page, with Shift to the one before, as in Slack. */
function walkLandmarks(event: KeyboardEvent): void {
  if (event.key !== 'F6' || !event.ctrlKey) return;
  event.preventDefault();
  const landmarks = [...document.querySelectorAll('nav, main, aside')].filter((each) => each.checkVisibility());
  const at = landmarks.findIndex((each) => each.contains(document.activeElement));
  const next = landmarks.at((at + (event.shiftKey ? -1 : 1) + landmarks.length) % landmarks.length);
  const wanted = ['[aria-current="page"]', 'article[tabindex="0"]', 'button, a, textarea'];
  const found = wanted.map((selector) => next?.querySelector<HTMLElement>(selector));
  found.find(Boolean)?.focus();
}
