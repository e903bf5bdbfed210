/** A record as a person reads it: fields in groups, lines as tables, what is empty apart. */
import { folded } from '../../lib/format';
import * as words from './words';
import { holdsChoice } from './words-choices';
import { fieldOf } from './catalogue';
import type { BooksRecord, Field, FieldKind, Json, Lines, Resource } from './types';
import { isReference, none, text } from './values';

export interface Item {
  name: string;
  label: string;
  field: Field;
  value: Json;
  text: string;
}

export interface Section {
  name: string;
  title: string;
  items: Item[];
}

export interface LineTable {
  name: string;
  title: string;
  fields: Field[];
  rows: BooksRecord[];
}

export interface Sections {
  groups: Section[];
  tables: LineTable[];
}

/** What the service keeps about a record comes after what the books say. */
const housekeeping = new Set([
  'id',
  'objectType',
  'createdAt',
  'updatedAt',
  'revisionNumber',
  'externalId',
  'transactionId',
  'transactionLineId',
]);

/** The kind of a value the catalogue does not know. */
function guessed(name: string, value: Json): FieldKind {
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') return 'number';
  if (isReference(value)) return 'reference';
  if (typeof value !== 'string') return 'text';
  if (holdsChoice(name)) return 'choice';
  if (/^\d{4}-\d\d-\d\d$/.test(value)) return 'date';
  return /^\d{4}-\d\d-\d\dT/.test(value) ? 'date_time' : 'text';
}

function fieldFor(fields: readonly Field[], name: string, value: Json): Field {
  return fieldOf(fields, name) ?? { name, kind: guessed(name, value), to: [], sensitive: false };
}

function isObject(value: Json): value is BooksRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Objects that make a table: not references, which are values. */
function lineRows(value: Json): BooksRecord[] | null {
  if (!Array.isArray(value) || value.length === 0) return null;
  const rows = value.filter((it): it is BooksRecord => isObject(it) && !isReference(it));
  return rows.length === value.length ? rows : null;
}

/** Every value by its dotted name; tables stay whole. */
function flat(record: BooksRecord, prefix = ''): [string, Json][] {
  return Object.entries(record).flatMap(([key, value]): [string, Json][] => {
    const name = `${prefix}${key}`;
    return isObject(value) && !isReference(value) ? flat(value, `${name}.`) : [[name, value]];
  });
}

/** Names in the order of the catalogue, which is the service's: a record comes through the app without one. */
function inOrder<T>(all: readonly T[], nameOf: (it: T) => string, known: readonly Field[]): T[] {
  const places = new Map(known.map((it, place) => [it.name, place]));
  const place = (name: string): number =>
    places.get(name) ?? places.get(name.split('.')[0] ?? name) ?? known.length;
  return all.toSorted((a, b) => place(nameOf(a)) - place(nameOf(b)));
}

function tablesOf(
  value: [string, Json][],
  all: readonly Lines[],
  path: string,
  title: string,
): LineTable[] {
  return value.flatMap(([name, it]) => {
    const rows = lineRows(it);
    if (!rows) return [];
    const full = path === '' ? name : `${path}.${name}`;
    const heading = title === '' ? words.fieldName(name) : `${title}: ${words.fieldName(name)}`;
    const known = all.find((lines) => lines.path === full)?.fields ?? [];
    const flatRows = rows.map((row) => Object.fromEntries(flat(row)) as BooksRecord);
    const found = [...new Set(flatRows.flatMap((row) => Object.keys(row)))];
    const names = inOrder(found, (it) => it, known);
    const fields = names
      .filter((field) => flatRows.some((row) => lineText(row[field] ?? null) !== none))
      .filter((field) => !flatRows.some((row) => lineRows(row[field] ?? null)))
      .filter((field) => field !== 'objectType')
      .map((field) =>
        fieldFor(
          known,
          field,
          flatRows.map((row) => row[field] ?? null).find((v) => v !== null) ?? null,
        ),
      );
    const own: LineTable = {
      name: `${title}${full}`,
      title: heading,
      fields: lastId(fields),
      rows: flatRows,
    };
    const inner = rows.flatMap((row, index) =>
      tablesOf(flat(row), all, full, `${heading} ${index + 1}`),
    );
    return [own, ...inner];
  });
}

function lineText(value: Json): string {
  return Array.isArray(value) && value.length === 0 ? none : text(value, 'text');
}

/** An id says least to a person, so it comes last. */
function lastId(fields: Field[]): Field[] {
  const isId = (it: Field): boolean => it.name === 'id' || it.name.endsWith('LineId');
  return [...fields.filter((it) => !isId(it)), ...fields.filter(isId)];
}

function titleOf(group: string): string {
  if (group === '') return words.record.fields;
  return group === ' about' ? words.record.about : words.fieldName(group, true);
}

export function sectionsOf(resource: Resource, record: BooksRecord): Sections {
  const all = inOrder(flat(record), ([name]) => name, resource.fields);
  const groups = new Map<string, Item[]>([['', []]]);
  for (const [name, value] of all) {
    if (lineRows(value)) continue;
    const full = name === 'fullName' && 'name' in record;
    if (full && value === record.name) continue;
    const field = fieldFor(resource.fields, name, value);
    const dot = name.lastIndexOf('.');
    const group = housekeeping.has(name) ? ' about' : dot < 0 ? '' : name.slice(0, dot);
    const item = {
      name,
      label: full ? words.record.fullName : words.fieldName(name.slice(dot + 1)),
      field,
      value,
      text: lineText(value) === none ? none : text(value, field.kind, name),
    };
    groups.set(group, [...(groups.get(group) ?? []), item]);
  }
  const about = groups.get(' about') ?? [];
  groups.delete(' about');
  groups.set(' about', about);
  return {
    groups: [...groups]
      .filter(([, items]) => items.length > 0)
      .map(([name, items]) => ({ name, title: titleOf(name), items })),
    tables: tablesOf(all, resource.lines, '', ''),
  };
}

/** The sections with only what holds every word; masked values are not searched. */
export function searched(all: Sections, query: string): Sections {
  const parts = folded(query.trim()).split(/\s+/).filter(Boolean);
  if (parts.length === 0) return all;
  const holds = (said: string): boolean => {
    const it = folded(said);
    return parts.every((part) => it.includes(part));
  };
  return {
    groups: all.groups
      .map((group) => ({
        ...group,
        items: group.items.filter((it) =>
          holds(`${it.label} ${it.field.sensitive ? '' : it.text}`),
        ),
      }))
      .filter((group) => group.items.length > 0),
    tables: all.tables
      .map((table) => ({
        ...table,
        rows: table.rows.filter((row) =>
          holds(
            table.fields
              .filter((it) => !it.sensitive)
              .map((it) => text(row[it.name] ?? null, it.kind, it.name))
              .join(' '),
          ),
        ),
      }))
      .filter((table) => table.rows.length > 0),
  };
}

/** The record as lines of text for the clipboard. */
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
    const fields = table.fields.filter((it) => !it.sensitive);
    lines.push('', table.title, fields.map((it) => words.fieldName(it.name, true)).join('\t'));
    for (const row of table.rows) {
      lines.push(fields.map((it) => text(row[it.name] ?? null, it.kind, it.name)).join('\t'));
    }
  }
  return lines.join('\n');
}

/** The record as the service gave it, without what is masked. */
export function asJson(
  resource: Resource,
  record: BooksRecord,
  shown: ReadonlySet<string>,
): { text: string; masked: boolean } {
  const hidden = new Set(
    [
      ...resource.fields,
      ...resource.lines.flatMap((lines) =>
        lines.fields.map((it) => ({ ...it, name: `${lines.path}.${it.name}` })),
      ),
    ]
      .filter((it) => it.sensitive && !shown.has(it.name))
      .map((it) => it.name),
  );
  let masked = false;
  const without = (value: Json, path: string): Json => {
    if (Array.isArray(value)) return value.map((it) => without(it, path));
    if (!isObject(value)) return value;
    return Object.fromEntries(
      Object.entries(value).flatMap(([key, it]): [string, Json][] => {
        const name = path === '' ? key : `${path}.${key}`;
        if (hidden.has(name) && it !== null) {
          masked = true;
          return [];
        }
        return [[key, without(it, name)]];
      }),
    );
  };
  return { text: JSON.stringify(without(record, ''), null, 2), masked };
}
