/** A record as a person reads it: fields in groups, lines as tables, what is empty apart. */
import { folded } from '../../lib/format';
import * as words from './words';
import { holdsChoice } from './words-choices';
import { fieldOf } from './catalogue';
import { sensitivity } from './sensitive';
import type { BooksRecord, Field, FieldKind, Json, Resource } from './types';
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
  /** Its place in the record: `lines`, `lineGroups.0.lines`. With a field's name it says which one is shown. */
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

function fieldFor(fields: readonly Field[], name: string, value: Json, sensitive: boolean): Field {
  return fieldOf(fields, name) ?? { name, kind: guessed(name, value), to: [], sensitive };
}

export function isObject(value: Json): value is BooksRecord {
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

interface Tables {
  resource: Resource;
  sensitive: (path: string) => boolean;
}

/** Where a table is: `path` as the catalogue names it. */
interface Around {
  path: string;
  name: string;
  title: string;
}

function tablesOf(of: Tables, values: [string, Json][], around: Around | null): LineTable[] {
  return values.flatMap(([key, it]) => {
    const rows = lineRows(it);
    if (!rows) return [];
    const path = around ? `${around.path}.${key}` : key;
    const name = around ? `${around.name}.${key}` : key;
    const title = around ? `${around.title}: ${words.fieldName(key)}` : words.fieldName(key);
    const flatRows = rows.map((row) => Object.fromEntries(flat(row)) as BooksRecord);
    const fields = columnsOf(of, path, flatRows);
    const inner = rows.flatMap((row, index) =>
      tablesOf(of, flat(row), {
        path,
        name: `${name}.${index}`,
        title: `${title} ${index + 1}`,
      }),
    );
    return [{ name, title, fields, rows: flatRows }, ...inner];
  });
}

/** The columns of a table: what any of its rows says, but for tables in it. */
function columnsOf(of: Tables, path: string, rows: readonly BooksRecord[]): Field[] {
  const known = of.resource.lines.find((lines) => lines.path === path)?.fields ?? [];
  const found = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const fields = inOrder(found, (it) => it, known)
    .filter((field) => rows.some((row) => lineText(row[field] ?? null) !== none))
    .filter((field) => !rows.some((row) => lineRows(row[field] ?? null)))
    .filter((field) => field !== 'objectType')
    .map((field) => {
      const value = rows.map((row) => row[field] ?? null).find((v) => v !== null) ?? null;
      return fieldFor(known, field, value, of.sensitive(`${path}.${field}`));
    });
  return lastId(fields);
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
  const sensitive = sensitivity(resource);
  const all = inOrder(flat(record), ([name]) => name, resource.fields);
  const groups = new Map<string, Item[]>([['', []]]);
  for (const [name, value] of all) {
    if (lineRows(value)) continue;
    const full = name === 'fullName' && 'name' in record;
    if (full && value === record.name) continue;
    const field = fieldFor(resource.fields, name, value, sensitive(name));
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
    tables: tablesOf({ resource, sensitive }, all, null),
  };
}

/** The sections with only what holds every word; what is hidden is not searched. */
export function searched(all: Sections, query: string, shown: ReadonlySet<string>): Sections {
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
          holds(`${it.label} ${it.field.sensitive && !shown.has(it.name) ? '' : it.text}`),
        ),
      }))
      .filter((group) => group.items.length > 0),
    tables: all.tables
      .map((table) => ({
        ...table,
        rows: table.rows.filter((row) =>
          holds(
            table.fields
              .filter((it) => !it.sensitive || shown.has(`${table.name}.${it.name}`))
              .map((it) => text(row[it.name] ?? null, it.kind, it.name))
              .join(' '),
          ),
        ),
      }))
      .filter((table) => table.rows.length > 0),
  };
}
