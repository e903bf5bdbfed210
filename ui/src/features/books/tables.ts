/** What was read, as a table for a file. Values are written as the service gave them, choices in words. */
import * as words from './words';
import type { Place } from './place.svelte';
import { headingOf, isSensitive, reportRows } from './reports';
import type { BooksRecord, Field } from './types';
import { valueAt, written } from './values';

export type Which = 'shown' | 'all';

/** The fields a file would hold. A sensitive one is never among them unless it was chosen. */
function fieldsFor(place: Place, which: Which, sensitive: boolean): Field[] {
  const all =
    which === 'shown'
      ? place.columns.map((it) => it.field)
      : (place.list?.resource.fields ?? []).filter((it) => it.kind !== 'lines');
  return all.filter((it) => sensitive || !it.sensitive);
}

/** The names of the sensitive columns that would be left out. */
export function sensitiveNames(place: Place, which: Which): string[] {
  if (place.report) return place.report.columns.filter(isSensitive).map(headingOf);
  const fields = fieldsFor(place, which, true).filter((it) => it.sensitive);
  return fields.map((it) => words.fieldName(it.name, true));
}

export function tableOf(
  place: Place,
  rows: readonly BooksRecord[],
  which: Which,
  sensitive: boolean,
): string[][] {
  if (place.report) return reportRows(place.report, sensitive);
  const fields = fieldsFor(place, which, sensitive);
  const header = fields.map((it) => words.fieldName(it.name, true));
  return [header, ...rows.map((row) => fields.map((it) => written(valueAt(row, it.name), it)))];
}

/** Whether the rows are all there are of what was asked. */
export function isWhole(place: Place): boolean {
  return place.phase === 'done';
}

/** The parts of the file's name; that it is incomplete comes first, where no width cuts it off. */
export function fileParts(place: Place, client: string, window: string): string[] {
  const what = window === '' ? place.entry.label : `${place.entry.label}, ${window}`;
  const parts = [client, what];
  return isWhole(place) ? parts : [words.exporting.incompletePart, ...parts];
}
