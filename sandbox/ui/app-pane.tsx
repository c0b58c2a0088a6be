import { Tabs } from '@base-ui/react/tabs';
import { type ReactNode, useEffect, useState } from 'react';
import type { Conversation } from '../src/protocol';
import { Blocks } from './blocks/blocks';
import { Talk } from './conversation-pane';
import { Avatar } from './parts';
import { useTab } from './state/tab';

type AppTab = 'home' | 'messages' | 'about';

/** The app: its Home, the conversation with it, and what it says about itself. */
export function AppPane({ conversation }: { conversation: Conversation }): ReactNode {
  const { state, address, call } = useTab();
  const { userId, homeTab, messagesTab } = state.app;
  const said = address.message ?? address.thread;
  const first = homeTab ? 'home' : 'about';
  const wantsMessages = messagesTab && (conversation.unread > 0 || said !== undefined || !homeTab);
  const [tab, setTab] = useState<AppTab>(wantsMessages ? 'messages' : first);
  const [followed, setFollowed] = useState(said);
  if (said !== followed) {
    setFollowed(said);
    if (said && messagesTab) setTab('messages');
  }

  useEffect(() => {
    if (tab !== 'about') void call('openApp', { tab });
  }, [tab, call]);

  return (
    <main className="pane" aria-label={conversation.name}>
      <Tabs.Root className="app-tabs" value={tab} onValueChange={(value: AppTab) => setTab(value)}>
        <header className="line pane-head">
          <Avatar id={userId} size={24} />
          <h1>{conversation.name}</h1>
          <Tabs.List className="tabs" aria-label={conversation.name}>
            {homeTab ? <Tabs.Tab value="home">Home</Tabs.Tab> : null}
            {messagesTab ? <Tabs.Tab value="messages">Messages</Tabs.Tab> : null}
            <Tabs.Tab value="about">About</Tabs.Tab>
          </Tabs.List>
        </header>
        <Tabs.Panel value="home" className="tab-panel scrolls">
          <Home />
        </Tabs.Panel>
        <Tabs.Panel value="messages" className="tab-panel">
          <Talk conversation={conversation} />
        </Tabs.Panel>
        <Tabs.Panel value="about" className="tab-panel scrolls">
          <About />
        </Tabs.Panel>
      </Tabs.Root>
    </main>
  );
}

function Home(): ReactNode {
  const { home, app } = useTab().state;
  if (!home) return <p className="home muted">{app.name} has not shown you anything here yet.</p>;
  return (
    <div className="home">
      <Blocks key={home.id} blocks={home.view.blocks} container={{ type: 'view', viewId: home.id }} />
    </div>
  );
}

function About(): ReactNode {
  const { app } = useTab().state;
  return (
    <div className="home about">
      <Avatar id={app.userId} size={72} />
      <h2>{app.name}</h2>
      <p>{app.description}</p>
      {app.longDescription ? <p className="muted">{app.longDescription}</p> : null}
      {app.commands.length > 0 ? <h3>Commands</h3> : null}
      <dl>
        {app.commands.map(({ command, usage, description }) => (
          <div key={command}>
            <dt>
              {command} <small>{usage}</small>
            </dt>
            <dd>{description}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
