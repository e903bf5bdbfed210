/** Which columns a list shows, how wide they are, and what is remembered of that: names and widths only. */
import type { BooksColumns } from '../../ipc/types';
import { usualColumns, type ListEntry } from './catalogue';
import type { Field, FieldKind } from './types';

export interface Column {
  field: Field;
  width: number;
}

export const LEAST = 56;
export const MOST = 640;

const widths: Partial<Record<FieldKind, number>> = {
  money: 112,
  decimal: 104,
  percent: 96,
  number: 96,
  date: 104,
  date_time: 160,
  bool: 72,
  lines: 84,
  duration: 84,
  reference: 176,
};

function usualWidth(field: Field): number {
  if (field.name === 'refNumber') return 96;
  return widths[field.kind] ?? 160;
}

/** What can be a column: everything but tables, which are in the record; of those the number of lines. */
export function possible(entry: ListEntry): Field[] {
  return entry.resource.fields;
}

/** The columns of a list, as remembered or as usual. A name this version does not know is left out. */
export function columnsOf(entry: ListEntry, memory: readonly BooksColumns[]): Column[] {
  const kept = memory.find((it) => it.list === entry.id)?.columns ?? [];
  const named =
    kept.length > 0 ? kept : usualColumns(entry.resource).map((name) => ({ name, width: 0 }));
  const columns = named.flatMap(({ name, width }): Column[] => {
    const field = entry.resource.fields.find((it) => it.name === name);
    return field ? [{ field, width: clamp(width === 0 ? usualWidth(field) : width) }] : [];
  });
  if (columns.length > 0 || kept.length === 0) return columns;
  return columnsOf(entry, []);
}

export function clamp(width: number): number {
  return Math.round(Math.min(MOST, Math.max(LEAST, width)));
}

export function columnOf(field: Field): Column {
  return { field, width: usualWidth(field) };
}

/** The memory with these columns; the usual ones need none. */
export function remembered(
  memory: readonly BooksColumns[],
  entry: ListEntry,
  columns: readonly Column[],
): BooksColumns[] {
  const others = memory.filter((it) => it.list !== entry.id);
  const usual = columnsOf(entry, []);
  const same =
    usual.length === columns.length &&
    usual.every(
      (it, at) => it.field.name === columns[at]?.field.name && it.width === columns[at]?.width,
    );
  if (same) return others;
  const names = columns.map(({ field, width }) => ({ name: field.name, width }));
  return [...others, { list: entry.id, columns: names }];
}
