/** A report as a table. */
import { report as words } from './words';
import { compare } from './decimal';
import type { ReportTable } from './types';

/** The lines of a column's heading; a column without one is what its rows are about. */
export function headingOf(column: ReportTable['columns'][number]): string {
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

/** The report for a file: what each row is, then its values as QuickBooks gave them. */
export function reportRows(report: ReportTable): string[][] {
  const header = [words.kind, ...report.columns.map(headingOf)];
  const rows = report.rows.map((row) =>
    row.kind === 'text'
      ? [words.kinds[row.kind], row.text ?? '']
      : [
          words.kinds[row.kind],
          ...report.columns.map(
            (column) => row.cells.find((it) => it.columnId === column.columnId)?.value ?? '',
          ),
        ],
  );
  return [header, ...rows.map((row) => header.map((_, at) => row[at] ?? ''))];
}
