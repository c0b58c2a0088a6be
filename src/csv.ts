import { stringify } from 'csv-stringify/sync';

/** Rows as CSV, as spreadsheets read it; what begins like a formula is a text there, too. https://owasp.org/www-community/attacks/CSV_Injection */
export function csvOf(
  rows: readonly Readonly<Record<string, string | number | undefined>>[],
  columns: readonly string[],
): string {
  return stringify([...rows], { header: true, columns: [...columns], bom: true, escape_formulas: true });
}
