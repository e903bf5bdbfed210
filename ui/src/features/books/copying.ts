/** A record for the clipboard, without what is hidden. */
import * as words from './words';
import { isObject, type LineTable, type Sections } from './sections';
import { sensitivity } from './sensitive';
import type { BooksRecord, Json, Resource } from './types';
import { isReference, none, text } from './values';

/** The fields of a table whose values may be seen. */
function open(table: LineTable, shown: ReadonlySet<string>): LineTable['fields'] {
  return table.fields.filter((it) => !it.sensitive || shown.has(`${table.name}.${it.name}`));
}

/** Whether something of the record is hidden. */
export function hides(all: Sections, shown: ReadonlySet<string>): boolean {
  return (
    all.groups.some((group) =>
      group.items.some((it) => it.field.sensitive && it.text !== none && !shown.has(it.name)),
    ) || all.tables.some((it) => open(it, shown).length < it.fields.length)
  );
}

/** The record as lines of text. */
export function asText(name: string, all: Sections, shown: ReadonlySet<string>): string {
  const lines = [name];
  for (const group of all.groups) {
    const items = group.items.filter(
      (it) => it.text !== none && (!it.field.sensitive || shown.has(it.name)),
    );
    if (items.length === 0) continue;
    lines.push('', group.title, ...items.map((it) => `${it.label}: ${it.text}`));
  }
  for (const table of all.tables) {
    const fields = open(table, shown);
    if (fields.length === 0) continue;
    lines.push('', table.title, fields.map((it) => words.fieldName(it.name, true)).join('\t'));
    for (const row of table.rows) {
      lines.push(fields.map((it) => text(row[it.name] ?? null, it.kind, it.name)).join('\t'));
    }
  }
  return lines.join('\n');
}

/** Where a value is: `path` as the catalogue names it, `name` as `shown` does, `row` where tables in it are named. */
interface Spot {
  path: string;
  name: string;
  row: string;
}

const below = (prefix: string, key: string): string => (prefix === '' ? key : `${prefix}.${key}`);

/** The record as the service gave it, without what is hidden. */
export function asJson(
  resource: Resource,
  record: BooksRecord,
  shown: ReadonlySet<string>,
): { text: string; masked: boolean } {
  const sensitive = sensitivity(resource);
  let masked = false;
  const object = (value: BooksRecord, at: Spot): Json =>
    Object.fromEntries(
      Object.entries(value).flatMap(([key, it]): [string, Json][] => {
        const path = below(at.path, key);
        // Names like `lineGroups.0.lines`: only the tables around one are counted.
        const isTable = Array.isArray(it) && it.some((row) => isObject(row) && !isReference(row));
        const name = below(isTable ? at.row : at.name, key);
        const spot = { path, name, row: below(at.row, key) };
        if (isTable) return [[key, it.map((row, index) => inTable(row, spot, index))]];
        if (isObject(it) && !isReference(it)) return [[key, object(it, spot)]];
        const says = it !== null && it !== '' && !(Array.isArray(it) && it.length === 0);
        if (!says || !sensitive(path) || shown.has(name)) return [[key, it]];
        masked = true;
        return [];
      }),
    );
  const inTable = (row: Json, at: Spot, index: number): Json => {
    if (isObject(row) && !isReference(row))
      return object(row, { ...at, row: `${at.name}.${index}` });
    // Something else than an object has no field of its own in the table.
    if (!sensitive(at.path)) return row;
    masked = true;
    return null;
  };
  return { text: JSON.stringify(object(record, { path: '', name: '', row: '' }), null, 2), masked };
}
