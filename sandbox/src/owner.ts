import type { Core } from './core';
import { remove } from './posts';
import { greeting, seenState, tellConversation } from './seen';
import { bot, type Channel, human, otherTeam, type StoredPerson, slackbotId, team } from './store';
import { wireUser } from './wire';

/** What an owner of the workspace does. People go by handle, `app` is the bot. Each throws when there is no such thing. */
export interface Owner {
  invites(who: string, channelId: string): void;
  removes(who: string, channelId: string): void;
  /** Slack takes apps out of a channel that is archived. */
  archives(channelId: string): void;
  unarchives(channelId: string): void;
  /** Ends the app's token, and takes the app out of its channels. */
  uninstalls(): void;
  /** The same token works again, where Slack would give a new one. */
  reinstalls(): void;
  /** Signs the person out, who can do nothing any more, until `reactivates`. */
  deactivates(who: string): void;
  reactivates(who: string): void;
  makesGuest(who: string): void;
  /** Makes them somebody of another workspace, who is here by a shared channel. */
  lends(who: string): void;
  renames(who: string, name: string): void;
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
  /** https://docs.slack.dev/reference/events/user_change; every tab is told too, as all of them name people. */
  function changePerson(who: string, change: Partial<StoredPerson>): StoredPerson {
    const person = { ...personOf(who), ...change };
    store.people.set(person.id, person);
    for (const { id } of store.people.values()) newsroom.tell(id, () => greeting(core, id));
    const type = 'user_change';
    events.send(type, { type, user: wireUser(store, person), cache_ts: Math.floor(Date.now() / 1000) });
    return person;
  }
  function setInstalled(isInstalled: boolean): void {
    store.people.set(bot.userId, { ...personOf('app'), deactivated: !isInstalled });
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
    /** Seen with elastic/connectors#1972, open-cli-collective/slack-chat-api#26. */
    archives(channelId) {
      const channel = channelOf(channelId);
      const members = channel.members.filter((member) => member !== bot.userId);
      store.channels.set(channelId, { ...channel, members, archived: true });
    },
    /** https://docs.slack.dev/reference/events/channel_unarchive; of a private channel its members alone are told, and the app is none. */
    unarchives(channelId) {
      const channel = { ...channelOf(channelId), archived: false };
      store.channels.set(channelId, channel);
      const type = 'channel_unarchive';
      if (channel.kind === 'channel') events.send(type, { type, channel: channelId, user: slackbotId });
    },
    /** https://docs.slack.dev/reference/methods/auth.revoke, "Usage info"; https://docs.slack.dev/reference/events/tokens_revoked, https://docs.slack.dev/reference/events/app_uninstalled. */
    uninstalls() {
      setInstalled(false);
      for (const channel of store.channels.values().filter(({ kind }) => kind !== 'im')) {
        setMembers(
          channel,
          channel.members.filter((member) => member !== bot.userId),
          bot.userId,
        );
      }
      events.send('tokens_revoked', { type: 'tokens_revoked', tokens: { oauth: [], bot: [bot.userId] } });
      events.send('app_uninstalled', { type: 'app_uninstalled' });
    },
    reinstalls: () => setInstalled(true),
    deactivates(who) {
      core.modals.close(changePerson(who, { deactivated: true }).id, true);
    },
    reactivates: (who) => void changePerson(who, { deactivated: false }),
    makesGuest: (who) => void changePerson(who, { guest: true }),
    lends: (who) => void changePerson(who, { homeTeam: otherTeam }),
    renames: (who, name) => void changePerson(who, { name }),
    deletesMessage(channelId, ts) {
      const message = store.messages(channelOf(channelId).id).get(ts);
      if (!message) throw new Error(`There is no message ${ts} in ${channelId}.`);
      remove(core, message);
    },
  };
}
