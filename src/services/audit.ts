import type { AuditEntry, AuditFilter, AuditPlace } from '../domain/audit';
import type { Ports } from './ports';

/** A page of the record, newest first, and where the next one begins, where there is one. */
export async function auditPage(
  teamId: string,
  filter: AuditFilter,
  { limit, after }: { limit: number; after?: AuditPlace | undefined },
  { audit }: Pick<Ports, 'audit'>,
): Promise<{ entries: readonly AuditEntry[]; next: AuditPlace | undefined }> {
  const found = await audit.list(teamId, filter, { limit: limit + 1, after });
  const entries = found.slice(0, limit);
  const last = entries.at(-1);
  return { entries, next: found.length > limit && last ? { at: last.at, key: last.key } : undefined };
}

const readAtOnce = 500;

/** The whole record, newest first, page after page. */
export async function* wholeAudit(
  teamId: string,
  filter: AuditFilter,
  ports: Pick<Ports, 'audit'>,
): AsyncGenerator<AuditEntry> {
  let after: AuditPlace | undefined;
  do {
    const page = await auditPage(teamId, filter, { limit: readAtOnce, after }, ports);
    yield* page.entries;
    after = page.next;
  } while (after !== undefined);
}
