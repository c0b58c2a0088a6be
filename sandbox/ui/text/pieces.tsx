import type { MouseEvent, ReactNode } from 'react';
import { go, permalinkTo, writeAddress } from '../state/address';
import { useTab } from '../state/tab';
import { formatDate } from './dates';

/** A person's mention, the reader's own in bold. `label` stands where the person is not known. */
export function UserMention({ id, label }: { id: string; label?: ReactNode }): ReactNode {
  const { people, me } = useTab().state;
  const name = people.find((person) => person.id === id)?.name;
  return <bdi className={id === me ? 'mention mention-me' : 'mention'}>@{name ?? label ?? id}</bdi>;
}

export function BroadcastMention({ range }: { range: string }): ReactNode {
  return <bdi className="mention mention-me">@{range}</bdi>;
}

/** A channel's mention: leads there if the reader can see the channel. */
export function ChannelMention({ id, label }: { id: string; label?: ReactNode }): ReactNode {
  const { state, openConversation } = useTab();
  const name = state.conversations.find((conversation) => conversation.id === id)?.name;
  if (name === undefined) return <bdi className="mention">#{label ?? 'private-channel'}</bdi>;
  return (
    <button type="button" className="mention" onClick={() => openConversation(id)}>
      <bdi>#{name}</bdi>
    </button>
  );
}

/** True for the only schemes that Slack makes a link of here. */
export function isSafe(url: string): boolean {
  return /^(https?:\/\/|mailto:)\S+$/i.test(url);
}

/** Gives what opens an address: a permalink of this workspace right here, any other in a tab of its own. */
export function useOpen(): (url: string | undefined) => void {
  const { state, address } = useTab();
  return (url = '') => {
    const inside = permalinkTo(url, state.url, address.handle);
    if (inside) go(inside);
    else if (isSafe(url)) window.open(url, '_blank', 'noreferrer');
  };
}

/** A link, or the words alone where the address is none that may be opened. */
export function Link({ url, children }: { url: string; children: ReactNode }): ReactNode {
  const { state, address } = useTab();
  const inside = permalinkTo(url, state.url, address.handle);
  if (!isSafe(url)) return children;
  if (inside) {
    const follow = (event: MouseEvent): void => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      go(inside);
    };
    return (
      <a className="link" href={writeAddress(inside)} onClick={follow}>
        {children}
      </a>
    );
  }
  return (
    <a className="link" href={url} target="_blank" rel="noreferrer">
      {children}
    </a>
  );
}

/** A date in the reader's zone, which ages by itself; the fallback where it cannot be shown. */
export function DateWords(props: { timestamp: number; format: string; url?: string; fallback: ReactNode }): ReactNode {
  const reader = useTab();
  const words = formatDate(props.format, props.timestamp, reader);
  if (words === undefined) return props.fallback;
  return (
    <Link url={props.url ?? ''}>
      <time
        dateTime={new Date(props.timestamp * 1000).toISOString()}
        title={formatDate('{date_long} at {time_secs}', props.timestamp, reader)}
      >
        {words}
      </time>
    </Link>
  );
}
