import type { News } from './protocol';

/** Brings news to whoever follows a person: that person's browser tabs and drivers. */
export interface Newsroom {
  /** `write` is asked only when somebody listens. */
  tell(person: string, write: () => News): void;
  /** Returns a function that ends it. */
  follow(person: string, hear: (news: News) => void): () => void;
}

export function openNewsroom(): Newsroom {
  const followers = new Map<string, Set<(news: News) => void>>();
  return {
    tell(person, write) {
      const all = followers.get(person);
      if (!all?.size) return;
      const news = write();
      for (const hear of all) hear(news);
    },
    follow(person, hear) {
      const all = followers.get(person) ?? new Set();
      followers.set(person, all.add(hear));
      return () => all.delete(hear);
    },
  };
}
