import type { Core } from './core';
import { remove } from './posts';
import { seenState, tellConversation } from './seen';
import { bot, type Channel, human, type StoredPerson, team } from './store';
import { wireUser } from './wire';

/** What an owner of the workspace does. People go by handle, `app` is the bot. Each throws when there is no such thing. */
export interface Owner {
  invites(who: string, channelId: string): void;
  removes(who: string, channelId: string): void;
  archives(channelId: string): void;
  deactivates(who: string): void;
  deletesMessage(channelId: string, ts: string): void;
}

export function createOwner(core: Core): Owner {
  const { store, events, newsroom } = core;

  function channelOf(id: string): Channel {
    const channel = store.channels.get(id);
    if (!channel) throw new Error(`There is no conversation ${id}.`);
    return channel;
  }
  function personOf(who: string): StoredPerson {
    const person = who === 'app' ? store.people.get(bot.userId) : human(store, who);
    if (!person) throw new Error(`There is nobody called ${who}.`);
    return person;
  }
  function setMembers(channel: Channel, members: string[], who: string): void {
    const changed = { ...channel, members };
    store.channels.set(channel.id, changed);
    newsroom.tell(who, () => ({ type: 'state', state: seenState(core, who) }));
    tellConversation(core, changed);
  }

  return {
    invites(who, channelId) {
      const [person, channel] = [personOf(who), channelOf(channelId)];
      if (channel.members.includes(person.id)) return;
      setMembers(channel, [...channel.members, person.id], person.id);
      if (!channelOf(channelId).members.includes(bot.userId)) return;
      const type = 'member_joined_channel';
      const place = { channel: channelId, channel_type: channel.kind === 'private' ? 'G' : 'C', team: team.id };
      events.send(type, { type, user: person.id, ...place });
    },
    removes(who, channelId) {
      const [person, channel] = [personOf(who), channelOf(channelId)];
      setMembers(
        channel,
        channel.members.filter((member) => member !== person.id),
        person.id,
      );
    },
    archives(channelId) {
      store.channels.set(channelId, { ...channelOf(channelId), archived: true });
    },
    deactivates(who) {
      const gone = { ...personOf(who), deactivated: true };
      store.people.set(gone.id, gone);
      events.send('user_change', {
        type: 'user_change',
        user: wireUser(gone),
        cache_ts: Math.floor(Date.now() / 1000),
      });
    },
    deletesMessage(channelId, ts) {
      const message = store.messages(channelOf(channelId).id).get(ts);
      if (!message) throw new Error(`There is no message ${ts} in ${channelId}.`);
      remove(core, message);
    },
  };
}
