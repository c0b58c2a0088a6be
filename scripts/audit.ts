import { parseArgs } from 'node:util';
import { config as readDotenv } from 'dotenv';
import { auditCsv } from '../src/audit-csv';
import { type AuditEntry, type AuditFilter, deeds } from '../src/domain/audit';
import { wholeAudit } from '../src/services/audit';
import { CannotDo, runOnce } from '../src/terminal';
import { onMachine } from './machine';

const usage = `Usage: npm run audit -- [--person <user id>] [--what <deed>] [--from 2026-11-01] [--until 2026-11-30] [--csv]
Deeds: ${deeds.join(', ')}. Days are UTC's; the newest comes first.`;

/** `npm run audit`: who did what to whom, in lines or as CSV. */
readDotenv({ quiet: true });
void runOnce(async () => {
  const { filter, asCsv } = asked();
  await onMachine(async (teamId, ports) => {
    const entries: AuditEntry[] = [];
    let count = 0;
    for await (const entry of wholeAudit(teamId, filter, ports)) {
      count += 1;
      if (asCsv) entries.push(entry);
      else console.log(lineOf(entry));
    }
    if (asCsv) process.stdout.write(auditCsv(entries));
    if (count === 0) console.error('There is nothing like that on record.');
  });
});

function asked(): { filter: AuditFilter; asCsv: boolean } {
  try {
    const { values } = parseArgs({
      options: {
        person: { type: 'string' },
        what: { type: 'string' },
        from: { type: 'string' },
        until: { type: 'string' },
        csv: { type: 'boolean', default: false },
      },
    });
    const what = deeds.find((deed) => deed === values.what);
    if (values.what !== undefined && what === undefined) throw new CannotDo(usage);
    const until = dayOf(values.until);
    const isTurned = values.from !== undefined && values.until !== undefined && values.from > values.until;
    const isNobody = values.person !== undefined && !/^[a-zA-Z0-9]+$/.test(values.person);
    if (isTurned || isNobody) throw new CannotDo(usage);
    const to = until && new Date(until.getTime() + 24 * 60 * 60_000);
    return { filter: { person: values.person, what, from: dayOf(values.from), to }, asCsv: values.csv };
  } catch {
    throw new CannotDo(usage);
  }
}

function dayOf(day: string | undefined): Date | undefined {
  if (day === undefined) return undefined;
  const date = new Date(day);
  // The 31st of February is none, though it can be read as a day in March.
  if (Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== day) throw new CannotDo(usage);
  return date;
}

function lineOf({ at, who, what, whom, ticket }: AuditEntry): string {
  return [at.toISOString(), who, what, ...(whom ? [whom] : []), ...(ticket ? [`#${ticket}`] : [])].join('  ');
}
