import { createContext, useContext } from 'react';
import type { Conversation, Person } from '../../src/protocol';

/** What drawing a text needs to know: who and what its ids mean, who reads it, and when. */
export interface World {
  people: Person[];
  conversations: Conversation[];
  /** The reader's id. */
  me: string;
  now: Date;
  openConversation(id: string): void;
}

export const WorldContext = createContext<World>({
  people: [],
  conversations: [],
  me: '',
  now: new Date(),
  openConversation: () => undefined,
});

export function useWorld(): World {
  return useContext(WorldContext);
}
