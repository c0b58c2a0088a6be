import type { Message, News, OpenModal, State } from '../../src/protocol';
import { thisTab } from './connection';

export interface Workspace {
  state?: State;
  /** Who is here, where the address names nobody, or somebody deactivated. */
  nobody?: Extract<News, { type: 'nobody' }> | undefined;
  connected: boolean;
  /** What only this person sees: the server does not keep it. */
  ephemeral: Message[];
  /** Grows whenever a message that the server keeps has changed. */
  version: number;
}

export const nothing: Workspace = { connected: true, ephemeral: [], version: 0 };

/** The workspace after some news, or after the connection was lost. */
export function changed(workspace: Workspace, news: News | { type: 'away' }): Workspace {
  const { state, ephemeral, version } = workspace;
  switch (news.type) {
    case 'away':
      return { ...workspace, connected: false };
    case 'state':
      // What was said while the socket was away is not known, so every message is asked for again.
      return {
        ...workspace,
        state: { ...news.state, modals: ofThisTab(news.state.modals) },
        nobody: undefined,
        connected: true,
        version: version + 1,
      };
    case 'nobody':
      return { ...workspace, nobody: news };
    case 'conversation': {
      const conversations = [...(state?.conversations ?? [])];
      const at = conversations.findIndex(({ id }) => id === news.conversation.id);
      conversations.splice(at < 0 ? conversations.length : at, 1, news.conversation);
      return withState(workspace, { conversations });
    }
    case 'modals':
      return withState(workspace, { modals: ofThisTab(news.modals) });
    case 'home':
      return withState(workspace, { home: news.home });
    case 'message': {
      const { message } = news;
      if (!message.ephemeral) return { ...workspace, version: version + 1 };
      return { ...workspace, ephemeral: [...without(ephemeral, message.ts), message] };
    }
    case 'message_deleted':
      return { ...workspace, ephemeral: without(ephemeral, news.ts), version: version + 1 };
    default:
      return news satisfies never;
  }
}

function withState(workspace: Workspace, change: Partial<State>): Workspace {
  return workspace.state ? { ...workspace, state: { ...workspace.state, ...change } } : workspace;
}

/** What another tab, or this one before it was loaded again, has opened does not lie on top of this one. */
function ofThisTab(modals: OpenModal[]): OpenModal[] {
  return modals.filter(({ tab }) => tab === thisTab);
}

function without(messages: Message[], ts: string): Message[] {
  return messages.filter((message) => message.ts !== ts);
}
