import type { ReactNode } from 'react';
import type { Person } from '../src/protocol';
import { writeAddress } from './state/address';

interface NobodyProps {
  handle: string;
  people: Person[];
  /** Who is called so, and was signed out. */
  deactivated?: string;
}

/** The page at an address that names nobody, or somebody deactivated: says so, and leads to those who are here. */
export function Nobody({ handle, people, deactivated }: NobodyProps): ReactNode {
  return (
    <main className="connecting">
      <h1>
        {deactivated === undefined
          ? `There is nobody called “${handle}” here.`
          : `${deactivated}’s account has been deactivated.`}
      </h1>
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
