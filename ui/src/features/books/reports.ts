/** A report as a table. */
import { report as words } from './words';
import { compare } from './decimal';
import type { ReportTable } from './types';

type Column = ReportTable['columns'][number];

/** The lines of a column's heading; a column without one is what its rows are about. */
export function headingOf(column: Column): string {
  return column.titles
    .map((it) => it.value ?? '')
    .filter((it) => it.trim() !== '')
    .join(' ');
}

/** A column of which every value is a decimal; ids and dates are none. */
export function isAmount(report: ReportTable, columnId: string): boolean {
  let any = false;
  for (const row of report.rows) {
    const value = row.cells.find((it) => it.columnId === columnId)?.value ?? '';
    if (value === '') continue;
    if (!value.includes('.') || compare(value, '0') === null) return false;
    any = true;
  }
  return any;
}

/** Whether a value stays on one line: a date or a number of a document, which a browser would break at its hyphens. */
export function isOneWord(value: string): boolean {
  return value.length <= 20 && !/\s/.test(value);
}

/** A column of social security or tax numbers, which a detail report may have of people and vendors. */
export function isSensitive(column: Column): boolean {
  const said = `${column.columnType} ${headingOf(column)}`
    .replace(/([a-z])([A-Z])|([A-Z])(?=[A-Z][a-z])/g, '$1$3 $2')
    .toLowerCase()
    .replace(/[^a-z]+/g, ' ');
  return /\b(?:ssn|ein|social security|tax (?:id|identification))\b/.test(said);
}

/** The report for a file: what each row is, then its values as QuickBooks gave them. */
export function reportRows(report: ReportTable, sensitive: boolean): string[][] {
  const columns = report.columns.filter((it) => sensitive || !isSensitive(it));
  const header = [words.kind, ...columns.map(headingOf)];
  const rows = report.rows.map((row) =>
    row.kind === 'text'
      ? [words.kinds[row.kind], row.text ?? '']
      : [
          words.kinds[row.kind],
          ...columns.map(
            (column) => row.cells.find((it) => it.columnId === column.columnId)?.value ?? '',
          ),
        ],
  );
  return [header, ...rows.map((row) => header.map((_, at) => row[at] ?? ''))];
}
