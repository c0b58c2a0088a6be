import { csvOf } from './csv';
import type { AuditEntry } from './domain/audit';

/** The record as CSV: when (UTC), who, what, whom, and the ticket's number. People are named by their ids, as names change. */
export function auditCsv(entries: readonly AuditEntry[]): string {
  const rows = entries.map(({ at, who, what, whom, ticket }) => ({ at: at.toISOString(), who, what, whom, ticket }));
  return csvOf(rows, ['at', 'who', 'what', 'whom', 'ticket']);
}
