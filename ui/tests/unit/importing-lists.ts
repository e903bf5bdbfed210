/** Lists as the tests of the import read them. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { noAnswers, type Answers } from '../../src/features/import/answers';
import { findHeading, type Mapping } from '../../src/features/import/headings';
import {
  guessColumns,
  preview,
  tableOf,
  type Line,
  type Table,
} from '../../src/features/import/preview';
import type { ClientRow, ListView } from '../../src/ipc/types';

export const defaults = { books: 'online', place: 'otherComputer' } as const;

export function tableFrom(header: string[], rows: string[][]): Table {
  return {
    header,
    headerRow: 1,
    rows: rows.map((cells, at) => ({ row: at + 2, cells })),
  };
}

export function look(
  text: string,
  rows: ClientRow[] = [],
  how = defaults as Parameters<typeof preview>[2],
  answers: Answers = noAnswers,
): Line[] {
  const [header = [], ...lines] = text.split('\n').map((line) => line.split(';'));
  const table = tableFrom(header, lines);
  return preview(table, guessColumns(table), how, rows, answers);
}

export function verdicts(lines: Line[]): string[] {
  return lines.map((line) => line.verdict);
}

/** The files people really have, as the app reads them (`spreadsheet`'s own test keeps this record true). */
export const folder = new URL('../../../tests/fixtures/lists/', import.meta.url);
export const strangers = JSON.parse(
  readFileSync(fileURLToPath(new URL('read.json', folder)), 'utf8'),
) as Record<string, ListView | { error: string }>;

export function opened(name: string): { table: Table; mapping: Mapping; lines: Line[] } {
  const list = strangers[name];
  if (!list || 'error' in list) throw new Error(`${name} was not read`);
  const table = tableOf(list.lines, findHeading(list.lines));
  const mapping = guessColumns(table);
  return { table, mapping, lines: preview(table, mapping, defaults, []) };
}
