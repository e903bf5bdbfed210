/** A spreadsheet as clients: which column is what, and what each row would do. Pure. */
import type { ClientForm, ImportForm } from './ipc';
import type { ClientRow, Place, Table } from './ipc/types';
import { folded } from './format';
import * as words from './words';

export const fields = [
  'name',
  'number',
  'email',
  'books',
  'place',
  'computer',
  'sourceId',
] as const;
export type Field = (typeof fields)[number];
/** The column of each field; `null`: not in the list. */
export type Mapping = Record<Field, number | null>;

/** Header words, the surest first. A column serves one field. */
const headers: Record<Field, RegExp[]> = {
  sourceId: [/^counterfoil id$/],
  email: [/e-?mail/],
  number: [
    /^(client|customer|account)?\s*(no|nr|num|number|id|#|code|ref|reference)\.?$/,
    /\b(number|no|nr)\b|#/,
  ],
  books: [/^quickbooks( product| version| edition)?$/, /^(product|edition|software|books)$/],
  computer: [/^(computer|pc|machine|workstation|host|server|computer name)$/, /computer|\bpc\b/],
  place: [/^(where|place|location|site|where it runs|quickbooks runs)$/, /where|location/],
  name: [
    /^((client|customer|company|business) name|name|client|customer|company|business)$/,
    /name|client|customer|company/,
  ],
};

export function mapColumns(header: readonly string[]): Mapping {
  const mapping: Mapping = {
    name: null,
    number: null,
    email: null,
    books: null,
    place: null,
    computer: null,
    sourceId: null,
  };
  const taken = new Set<number>();
  const titles = header.map((title) =>
    folded(title)
      .trim()
      .replace(/[_\s]+/g, ' '),
  );
  for (const sureness of [0, 1]) {
    for (const field of Object.keys(headers) as Field[]) {
      const pattern = headers[field][sureness];
      if (!pattern || mapping[field] !== null) continue;
      const index = titles.findIndex((title, at) => !taken.has(at) && pattern.test(title));
      if (index < 0) continue;
      mapping[field] = index;
      taken.add(index);
    }
  }
  return mapping;
}

/** Takes what firms write in their lists, and shows only the two names in full. */
export function readBooks(text: string): 'online' | 'desktop' | null {
  const it = folded(text)
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();
  if (/\b(online|qbo|cloud|web|simple start|essentials|plus|advanced)\b/.test(it)) return 'online';
  if (/\b(desktop|qbd|qbdt|qbw|pro|premier|enterprise|qbes)\b/.test(it)) return 'desktop';
  return null;
}

export function readPlace(text: string): Place | null {
  const it = folded(text)
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();
  if (/\b(hosted|hosting|host|rightworks|right networks|remote|cloud)\b/.test(it)) return 'hosted';
  if (/\bclient\b|\bcustomer\b|\btheir\b/.test(it)) return 'clientOffice';
  if (/\bother\b|\banother\b|\boffice\b|\bours?\b/.test(it)) return 'otherComputer';
  return /\bthis\b|\bhere\b|\blocal\b/.test(it) ? 'thisComputer' : null;
}

export type Verdict = 'new' | 'change' | 'same' | 'out';

/** A row in the app's form: what the client is, and the firm's id of it. */
export type ListForm = ClientForm & Pick<ImportForm, 'sourceId'>;

export interface Line {
  /** The row as the spreadsheet counts it; the header is row 1. */
  line: number;
  form: ListForm;
  verdict: Verdict;
  problem: string | null;
}

/** For what a list leaves out. */
export interface Defaults {
  books: 'online' | 'desktop';
  place: Place;
}

interface Known {
  bySourceId: ReadonlyMap<string, ClientRow>;
  byNumber: ReadonlyMap<string, ClientRow>;
  byName: ReadonlyMap<string, ClientRow>;
}

function key(text: string): string {
  return text.trim().toLowerCase();
}

/** Archived ones first, so that one that is worked with takes their place. */
function index(rows: Iterable<ClientRow>): Known {
  const sorted = [...rows].sort(
    (a, b) => Number(b.state === 'archived') - Number(a.state === 'archived'),
  );
  const numbered = sorted.filter((row) => row.number !== null);
  return {
    bySourceId: new Map(sorted.map((row) => [row.sourceId, row])),
    byNumber: new Map(numbered.map((row) => [key(row.number ?? ''), row])),
    byName: new Map(sorted.map((row) => [key(row.name), row])),
  };
}

/** The same rule as the app's: by the firm's id, else by number, else by name; two numbers tell two of one name apart. */
function formerOf(
  known: Known,
  { name, number, sourceId }: Record<Field, string>,
): ClientRow | null {
  const own = sourceId === '' ? undefined : known.bySourceId.get(sourceId);
  if (own) return own;
  const numbered = number === '' ? undefined : known.byNumber.get(key(number));
  if (numbered) return numbered;
  const named = known.byName.get(key(name));
  return named && (named.number === null || number === '') ? named : null;
}

/** What a row says; `''` where it says nothing. */
function cellsOf(row: readonly string[], mapping: Mapping): Record<Field, string> {
  const cell = (field: Field): string => {
    const at = mapping[field];
    return at === null ? '' : (row[at] ?? '').trim();
  };
  return {
    name: cell('name'),
    number: cell('number'),
    email: cell('email'),
    books: cell('books'),
    place: cell('place'),
    computer: cell('computer'),
    sourceId: cell('sourceId'),
  };
}

/** The form of a row; what the row leaves out is what is known of the client, else the default. */
function formOf(
  cells: Record<Field, string>,
  former: ClientRow | null,
  defaults: Defaults,
): ListForm {
  const books = readBooks(cells.books) ?? former?.books ?? defaults.books;
  const desktop = books === 'desktop';
  return {
    name: cells.name,
    number: cells.number || (former?.number ?? ''),
    email: cells.email || (former?.email ?? ''),
    books,
    place: desktop ? (readPlace(cells.place) ?? former?.place ?? defaults.place) : null,
    computer: desktop ? cells.computer || (former?.computer ?? '') : '',
    sourceId: cells.sourceId,
  };
}

function unchanged(form: ListForm, row: ClientRow): boolean {
  return (
    form.name === row.name &&
    form.number === (row.number ?? '') &&
    form.email === (row.email ?? '') &&
    form.books === row.books &&
    form.place === row.place &&
    form.computer === (row.computer ?? '') &&
    // What has a connection at Conductor keeps the id that it has there.
    (form.sourceId === '' || form.sourceId === row.sourceId || row.endUserId !== null)
  );
}

/** The app's own rule; one such row would have the whole list refused. */
const LONGEST = 200;

function unfit(text: string): boolean {
  return [...text].length > LONGEST || /\p{Cc}/u.test(text);
}

const local = /^[\p{L}\p{N}!#$%&'*+\-/=?^_`{|}~]+(\.[\p{L}\p{N}!#$%&'*+\-/=?^_`{|}~]+)*$/u;
const domain =
  /^[\p{L}\p{N}]([\p{L}\p{N}-]*[\p{L}\p{N}])?(\.[\p{L}\p{N}]([\p{L}\p{N}-]*[\p{L}\p{N}])?)*$/u;

/** Exactly one `local@domain`, as the app has it (`roster::mail`), but for the lengths of its parts. */
export function isAddress(text: string): boolean {
  const at = text.indexOf('@');
  return at > 0 && local.test(text.slice(0, at)) && domain.test(text.slice(at + 1));
}

/** The words of what is wrong with a row taken by itself. */
function problemOf(
  cells: Record<Field, string>,
  form: ListForm,
  former: ClientRow | null,
): string | null {
  const it = words.imports.problem;
  if (cells.name === '') return it.noName;
  if ([cells.name, cells.number, cells.email, cells.sourceId].some((text) => unfit(text)))
    return it.long(LONGEST);
  if (cells.email !== '' && !isAddress(cells.email) && cells.email !== former?.email)
    return it.email;
  if (cells.books !== '' && readBooks(cells.books) === null) return it.books(cells.books);
  if (form.books === 'desktop' && cells.place !== '' && readPlace(cells.place) === null) {
    return it.place(cells.place);
  }
  if (former && former.books !== form.books && former.state !== 'never') {
    return it.product(former.name, words.booksFull[former.books]);
  }
  return null;
}

/** Rows that name a client which an earlier row names already. */
class Twins {
  readonly #numbers = new Map<string, number>();
  readonly #names = new Map<string, { line: number; number: string }>();
  readonly #clients = new Map<string, number>();
  readonly #ids = new Map<string, number>();

  /** The words of the clash, or `null`, and then the row is remembered. */
  clash(line: number, form: ListForm, former: ClientRow | null): string | null {
    const it = words.imports.problem;
    const seen = former ? this.#clients.get(former.id) : undefined;
    if (former && seen !== undefined) return it.sameClient(former.name, seen);
    const sameId = form.sourceId === '' ? undefined : this.#ids.get(form.sourceId);
    if (sameId !== undefined) return it.sameId(sameId);
    const number = key(form.number);
    const sameNumber = number === '' ? undefined : this.#numbers.get(number);
    if (sameNumber !== undefined) return it.sameNumber(sameNumber);
    const named = this.#names.get(key(form.name));
    if (named && (named.number === '' || number === '')) return it.sameName(named.line);
    if (form.sourceId !== '') this.#ids.set(form.sourceId, line);
    if (number !== '') this.#numbers.set(number, line);
    this.#names.set(key(form.name), { line, number });
    if (former) this.#clients.set(former.id, line);
    return null;
  }
}

/** Whether the list leaves the product open for a client that is not here yet. */
export function needsBooks(table: Table, mapping: Mapping, rows: Iterable<ClientRow>): boolean {
  const known = index(rows);
  return table.rows.some((row) => {
    const cells = cellsOf(row, mapping);
    return cells.name !== '' && cells.books === '' && formerOf(known, cells) === null;
  });
}

export function preview(
  table: Table,
  mapping: Mapping,
  defaults: Defaults,
  rows: Iterable<ClientRow>,
): Line[] {
  const known = index(rows);
  const twins = new Twins();
  const lines: Line[] = [];
  for (const [at, row] of table.rows.entries()) {
    const cells = cellsOf(row, mapping);
    if (row.every((cell) => cell.trim() === '')) continue;
    const former = formerOf(known, cells);
    const form = formOf(cells, former, defaults);
    const line = at + 2;
    const problem = problemOf(cells, form, former) ?? twins.clash(line, form, former);
    const verdict = former ? (unchanged(form, former) ? 'same' : 'change') : 'new';
    lines.push({ line, form, problem, verdict: problem === null ? verdict : 'out' });
  }
  return lines;
}

export function tallied(lines: readonly Line[]): Record<Verdict, number> {
  const counts: Record<Verdict, number> = { new: 0, change: 0, same: 0, out: 0 };
  for (const line of lines) counts[line.verdict] += 1;
  return counts;
}

/** What is sent: rows that say nothing new are left where they are. */
export function formsOf(lines: readonly Line[]): ListForm[] {
  return lines
    .filter((line) => line.verdict === 'new' || line.verdict === 'change')
    .map((line) => line.form);
}

/** Spreadsheets write UTF-8, UTF-16 or the code page of their Windows. */
export function decode(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/** Far more than a client list takes; a larger file is some other one. */
export const LARGEST = 5 * 1024 * 1024;

const SHOWN = 200;

/** What has a problem first, then the rows as they come, as many as a person looks at. */
export function firstLook(lines: readonly Line[], count = SHOWN): Line[] {
  const out = lines.filter((line) => line.verdict === 'out');
  const fine = lines.filter((line) => line.verdict !== 'out');
  return [...out, ...fine].slice(0, count);
}
