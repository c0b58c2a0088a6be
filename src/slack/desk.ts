import type { Logger } from 'pino';
import type { DeliveryStore } from '../services/delivery-ports';
import type { DoctorPorts } from '../services/doctor';
import type { Meter } from '../services/health-ports';
import type { Asked, Ports } from '../services/ports';

/** What the listeners have in hand. */
export interface Desk extends Ports, DoctorPorts {
  /** The one workspace that Deskbell serves. */
  readonly teamId: string;
  /** The user id of Deskbell itself. */
  readonly botUserId: string;
  /** Where the workspace is in the browser, with a slash at its end. */
  readonly workspaceUrl: string;
  readonly deliveries: DeliveryStore;
  readonly asked: Asked;
  /** Sees whether Slack takes the token. */
  checkToken(): Promise<void>;
  readonly log: Logger;
  readonly meter: Meter;
  /** Sends a file to somebody's messages with Deskbell. Throws what Slack says. */
  sendFile(userId: string, file: { name: string; title: string; content: string }): Promise<void>;
  /** True for the errors of a database that cannot be reached. */
  isStoreAway(error: unknown): boolean;
  /** How long a form or a click waits for the database before the person is told. */
  readonly patienceMs: number;
  /** After this a loading view opens in place of one that is not ready. */
  readonly openWithinMs: number;
}
