/** Values of the books: where they are, how they read, and how they sort. */
import * as fmt from '../../lib/format';
import * as words from './words';
import { choice } from './words-choices';
import * as decimal from './decimal';
import type { BooksRecord, Field, FieldKind, Json, Reference, Resource } from './types';

/** The value with a dotted name; `null` where it is not there. */
export function valueAt(record: BooksRecord, name: string): Json {
  let value: Json = record;
  for (const part of name.split('.')) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
    value = value[part] ?? null;
  }
  return value;
}

/** What identifies a row in its list; `null` where it has none. */
export function keyOf(resource: Resource, record: BooksRecord): string | null {
  const parts = resource.keyFields
    .map((name) => valueAt(record, name))
    .filter((it) => typeof it === 'string' || typeof it === 'number');
  return parts.length === 0 ? null : parts.join('/');
}

export function isReference(value: Json): value is Json & Reference {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    'id' in value &&
    'fullName' in value &&
    Object.keys(value).length === 2
  );
}

const DAY = /^(\d{4})-(\d\d)-(\d\d)$/;

function day(text: string): number | null {
  const found = DAY.exec(text);
  return found
    ? new Date(Number(found[1]), Number(found[2]) - 1, Number(found[3])).getTime()
    : null;
}

function date(text: string): string {
  const at = day(text);
  return at === null ? text : fmt.date(at);
}

function dateTime(text: string): string {
  const at = Date.parse(text);
  return Number.isNaN(at) ? date(text) : `${fmt.date(at)}, ${fmt.clock(at)}`;
}

/** `PT1H30M` as `1:30`. */
function duration(text: string): string {
  const found = /^PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?$/.exec(text);
  if (!found) return text;
  return `${found[1] ?? '0'}:${(found[2] ?? '0').padStart(2, '0')}`;
}

export const none = '—';

/** A value in words; `name` is its field's. What is not there is a dash. */
export function text(value: Json, kind: FieldKind, name = ''): string {
  if (value === null || value === '') return none;
  if (typeof value === 'boolean') return value ? words.yes : words.no;
  if (typeof value === 'number') {
    return kind === 'money' ? decimal.shown(String(value), 2) : decimal.shown(String(value));
  }
  if (Array.isArray(value)) {
    if (value.length === 0) return none;
    const all = value.map((it) =>
      isReference(it) || typeof it === 'string' ? text(it, 'text') : null,
    );
    return all.includes(null) ? words.lineCount(value.length) : all.join(', ');
  }
  if (typeof value === 'object') {
    return isReference(value) ? (value.fullName ?? value.id ?? none) : words.lineCount(1);
  }
  switch (kind) {
    case 'choice':
      return choice(value, name);
    case 'money':
      return decimal.shown(value, 2);
    case 'decimal':
      return decimal.shown(value);
    case 'percent':
      return `${decimal.shown(value)} %`;
    case 'date':
      return date(value);
    case 'date_time':
      return dateTime(value);
    case 'duration':
      return duration(value);
    default:
      return value;
  }
}

/** What a cell of a table says: nothing of a sensitive field. */
export function shownIn(row: BooksRecord, field: Field): string {
  const value = valueAt(row, field.name);
  if (field.sensitive && value !== null && value !== '') return words.table.hidden;
  return text(value, field.kind, field.name);
}

/** A value for a file: as the service gave it, so that nothing of it is lost; its choices in words. */
export function written(value: Json, field: Field): string {
  return field.kind === 'choice' && typeof value === 'string' && value !== ''
    ? choice(value, field.name)
    : plain(value);
}

/** A value as the service gave it. */
export function plain(value: Json): string {
  if (value === null) return '';
  if (typeof value === 'boolean') return value ? words.yes : words.no;
  if (Array.isArray(value)) {
    const simple = value.every((it) => isReference(it) || typeof it !== 'object');
    return simple ? value.map(plain).join('; ') : String(value.length);
  }
  if (typeof value === 'object')
    return isReference(value) ? (value.fullName ?? value.id ?? '') : '';
  return String(value);
}

export const isNumeric = (kind: FieldKind): boolean =>
  kind === 'money' || kind === 'decimal' || kind === 'number' || kind === 'percent';

/** How two texts of a field are compared. What it takes is made once, not at every comparison. */
function comparison(texts: readonly string[], { kind }: Field): (a: string, b: string) => number {
  const amounts = isNumeric(kind) ? decimal.aligned(texts) : null;
  if (amounts) {
    return (a, b) => {
      const [x = 0, y = 0] = [amounts.get(a), amounts.get(b)];
      return x < y ? -1 : Number(x > y);
    };
  }
  if (kind === 'date_time') return (a, b) => Date.parse(a) - Date.parse(b);
  // ISO dates sort as text, and far quicker so.
  if (kind === 'date') return (a, b) => (a < b ? -1 : Number(a > b));
  return fmt.compareNames;
}

/** The place of each text among the others; equals share one. */
function ranks(texts: readonly string[], field: Field): ReadonlyMap<string, number> {
  const once = [...new Set(texts)];
  const compare = comparison(once, field);
  once.sort(compare);
  let rank = 0;
  return new Map(
    once.map((it, at): [string, number] => {
      if (at > 0 && compare(once[at - 1] ?? '', it) !== 0) rank += 1;
      return [it, rank];
    }),
  );
}

function isEmpty(value: Json): boolean {
  return value === null || value === '' || plain(value) === '';
}

/** Rows by a column; what is empty comes last either way, and equals keep the service's order. */
export function sorted(
  rows: readonly BooksRecord[],
  field: Field,
  down: boolean,
): readonly BooksRecord[] {
  const texts = rows.map((row) => {
    const value = valueAt(row, field.name);
    return isEmpty(value) ? '' : isNumeric(field.kind) ? String(value) : written(value, field);
  });
  const places = ranks(
    texts.filter((it) => it !== ''),
    field,
  );
  const keyed = rows.map((row, at) => ({ row, rank: places.get(texts[at] ?? '') ?? Infinity }));
  keyed.sort((a, b) => {
    if (a.rank === b.rank) return 0;
    if (a.rank === Infinity || b.rank === Infinity) return a.rank === Infinity ? 1 : -1;
    return down ? b.rank - a.rank : a.rank - b.rank;
  });
  return keyed.map((it) => it.row);
}

/** The currency all rows are in: its name, '' for a company with one currency, `null` for several. */
export function oneCurrency(rows: readonly BooksRecord[]): string | null {
  let name: string | null = null;
  for (const row of rows) {
    const own = plain(valueAt(row, 'currency'));
    if (name !== null && name !== own) return null;
    name = own;
  }
  return name ?? '';
}

/** Whether sums of these rows mean something: amounts of unlike accounts do not add up. */
export function addsUp(path: string, rows: readonly BooksRecord[]): boolean {
  if (path === 'accounts') return false;
  if (path !== 'transactions') return true;
  const account = (row: BooksRecord | undefined): string =>
    row ? plain(valueAt(row, 'account')) : '';
  return rows.every((row) => account(row) === account(rows[0]));
}

/** The exact sum of a column; `null` where it would mean nothing. */
export function total(rows: readonly BooksRecord[], field: Field): string | null {
  if (field.kind !== 'money' || rows.length === 0) return null;
  const amounts = rows
    .map((row) => valueAt(row, field.name))
    .filter((it): it is string | number => typeof it === 'string' || typeof it === 'number')
    .map(String);
  return amounts.length === 0 ? null : decimal.sum(amounts);
}
