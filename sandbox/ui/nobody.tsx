import type { ReactNode } from 'react';
import type { Person } from '../src/protocol';
import { writeAddress } from './state/address';

/** The page at an address that names nobody: says so, and leads to those who are here. */
export function Nobody({ handle, people }: { handle: string; people: Person[] }): ReactNode {
  return (
    <main className="connecting">
      <h1>There is nobody called “{handle}” here.</h1>
      <p className="muted">In this practice workspace you can be</p>
      <ul>
        {people.map(({ id, handle: other, name }) => (
          <li key={id}>
            <a href={writeAddress({ handle: other })}>{name}</a>
          </li>
        ))}
      </ul>
    </main>
  );
}
