/** What each row of a list would do. Pure. */
import type { ClientForm, ImportForm } from '../../ipc';
import type { ClientRow, ListLine, Place } from '../../ipc/types';
import { formOf } from '../../lib/client-form';
import * as words from '../../words';
import { noAnswers, type Answers } from './answers';
import { mapColumns, plainHeading, type Mapping } from './headings';
import {
  clean,
  isFailed,
  isNoClient,
  isShortened,
  normalForm,
  numberOf,
  readAddresses,
  readBooks,
  readPlace,
  valueOf,
  withoutZeros,
} from './values';

/** A list with its heading found. */
export interface Table {
  /** Titles of the columns; columns without one are empty. */
  header: string[];
  /** The heading's row as the spreadsheet counts it; `null` where there is none. */
  headerRow: number | null;
  /** The lines below the heading, with their cells cleaned. */
  rows: ListLine[];
}

/** The list below its heading: `heading` is an index into `lines`, or `null` where every line is a client. */
export function tableOf(lines: readonly ListLine[], heading: number | null): Table {
  const cleaned = lines.map(({ row, cells }) => ({ row, cells: cells.map(clean) }));
  const line = heading === null ? undefined : cleaned[heading];
  const rows = cleaned.slice(heading === null ? 0 : heading + 1);
  // Reports print their heading on every page.
  const repeated = line?.cells.map(plainHeading).join('|');
  return {
    header: line?.cells ?? [],
    headerRow: line?.row ?? null,
    rows: rows.filter(({ cells }) => cells.map(plainHeading).join('|') !== repeated),
  };
}

/** The titles a person can choose from: a list without a heading has as many as its widest line. */
export function widthOf({ header, headerRow, rows }: Table): number {
  if (headerRow !== null) return header.length;
  return rows.reduce((most, { cells }) => Math.max(most, cells.length), 0);
}

export function guessColumns(table: Table): Mapping {
  return mapColumns(
    table.header,
    table.rows.map((it) => it.cells),
  );
}

export type Verdict = 'new' | 'change' | 'same' | 'ask' | 'out';

/** A row in the app's form: what the client is, and the firm's id of it. */
export type ListForm = ClientForm & Pick<ImportForm, 'sourceId'>;

export interface Line {
  /** The row as the spreadsheet counts it. */
  line: number;
  form: ListForm;
  verdict: Verdict;
  problem: string | null;
  /** What was in the row and is not taken, though the row is. */
  note: string | null;
  /** Left out only because it reads like a title or a total: the person may take it all the same. */
  doubtful: boolean;
  /** With `ask`: the client that may be the same one. */
  twin: ClientRow | null;
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
  /** By number without zeros at its beginning, where only one client has it. */
  byShortNumber: ReadonlyMap<string, ClientRow | null>;
}

/** Archived ones first, so that one that is worked with takes their place. */
function index(rows: Iterable<ClientRow>): Known {
  const sorted = [...rows].sort(
    (a, b) => Number(b.state === 'archived') - Number(a.state === 'archived'),
  );
  const numbered = sorted.filter((row) => row.number !== null);
  const byShortNumber = new Map<string, ClientRow | null>();
  for (const row of numbered) {
    const short = withoutZeros(normalForm(row.number ?? ''));
    byShortNumber.set(short, byShortNumber.has(short) ? null : row);
  }
  return {
    bySourceId: new Map(sorted.map((row) => [row.sourceId, row])),
    byNumber: new Map(numbered.map((row) => [normalForm(row.number ?? ''), row])),
    byName: new Map(sorted.map((row) => [normalForm(row.name), row])),
    byShortNumber,
  };
}

interface Cells {
  name: string;
  number: string;
  email: string;
  books: string;
  place: string;
  computer: string;
  sourceId: string;
}

/** The same rule as the app's: by the firm's id, else by number, else by name; two numbers tell two of one name apart. */
function formerOf(known: Known, { name, number, sourceId }: Cells): ClientRow | null {
  const own = sourceId === '' ? undefined : known.bySourceId.get(sourceId);
  if (own) return own;
  const numbered = number === '' ? undefined : known.byNumber.get(normalForm(number));
  if (numbered) return numbered;
  const named = known.byName.get(normalForm(name));
  return named && (named.number === null || number === '') ? named : null;
}

/** A client whose number differs only by zeros at the beginning, which a spreadsheet takes away. */
function twinOf(known: Known, { number }: Cells): ClientRow | null {
  if (!/^\d+$/.test(number)) return null;
  return known.byShortNumber.get(withoutZeros(number)) ?? null;
}

/** What a row says; `''` where it says nothing. */
function cellsOf(row: readonly string[], mapping: Mapping): Cells {
  const cell = (field: keyof Mapping): string => {
    const at = mapping[field];
    return at === null ? '' : valueOf(row[at] ?? '');
  };
  const both = [cell('first'), cell('last')].filter((it) => it !== '').join(' ');
  return {
    name: cell('name') || both,
    number: numberOf(cell('number')),
    email: cell('email'),
    books: cell('books'),
    place: cell('place'),
    computer: cell('computer'),
    sourceId: cell('sourceId'),
  };
}

/** The form of a row; what the row leaves out is what is known of the client, else the default. */
function listForm(
  cells: Cells,
  former: ClientRow | null,
  defaults: Defaults,
  answers: Answers,
): ListForm {
  const said = readBooks(cells.books) ?? answers.products.get(cells.books);
  const books = said ?? former?.books ?? defaults.books;
  const desktop = books === 'desktop';
  const same = former && cells.email === former.email ? former.email : null;
  const email = same ?? readAddresses(cells.email)?.first ?? cells.email;
  const known = formOf(former);
  return {
    ...known,
    name: cells.name,
    number: cells.number || known.number,
    email: email || known.email,
    books,
    place: desktop ? (readPlace(cells.place) ?? former?.place ?? defaults.place) : null,
    computer: desktop ? cells.computer || known.computer : '',
    sourceId: cells.sourceId,
  };
}

function unchanged({ sourceId, ...form }: ListForm, row: ClientRow): boolean {
  const known = formOf(row);
  return (
    (Object.keys(known) as (keyof ClientForm)[]).every((field) => form[field] === known[field]) &&
    // What has a connection at Conductor keeps the id that it has there.
    (sourceId === '' || sourceId === row.sourceId || row.endUserId !== null)
  );
}

/** The app's own rule; one such row would have the whole list refused. */
const LONGEST = 200;

function unfit(text: string): boolean {
  return [...text].length > LONGEST || /\p{Cc}/u.test(text);
}

/** The words of what is wrong with a row taken by itself. */
function problemOf(
  cells: Cells,
  form: ListForm,
  former: ClientRow | null,
  answers: Answers,
): string | null {
  const it = words.imports.problem;
  if (cells.name === '') return it.noName;
  if ([cells.name, cells.number, cells.sourceId].some((text) => unfit(text)))
    return it.long(LONGEST);
  if (isShortened(cells.number)) return it.shortened(cells.number);
  if (cells.email !== '' && readAddresses(cells.email) === null && cells.email !== former?.email)
    return it.email;
  if (unfit(form.email)) return it.long(LONGEST);
  const known = readBooks(cells.books) ?? answers.products.get(cells.books);
  if (cells.books !== '' && known === undefined) return it.books(cells.books);
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
    const number = normalForm(form.number);
    const sameNumber = number === '' ? undefined : this.#numbers.get(number);
    if (sameNumber !== undefined) return it.sameNumber(sameNumber);
    const named = this.#names.get(normalForm(form.name));
    if (named && (named.number === '' || number === '')) return it.sameName(named.line);
    if (form.sourceId !== '') this.#ids.set(form.sourceId, line);
    if (number !== '') this.#numbers.set(number, line);
    this.#names.set(normalForm(form.name), { line, number });
    if (former) this.#clients.set(former.id, line);
    return null;
  }
}

/** Whether the list leaves the product open for a client that is not here yet. */
export function needsBooks(table: Table, mapping: Mapping, rows: Iterable<ClientRow>): boolean {
  const known = index(rows);
  return table.rows.some((row) => {
    const cells = cellsOf(row.cells, mapping);
    return cells.name !== '' && cells.books === '' && formerOf(known, cells) === null;
  });
}

/** Products of the list that are neither Online nor Desktop, each with the number of its rows. */
export function unknownProducts(table: Table, mapping: Mapping): [string, number][] {
  const counts = new Map<string, number>();
  for (const row of table.rows) {
    const { name, books } = cellsOf(row.cells, mapping);
    if (name === '' || books === '' || readBooks(books) !== null) continue;
    counts.set(books, (counts.get(books) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1]);
}

/** Cells beyond the last column: an unquoted comma has moved the rest of the row. */
function tooMany(row: readonly string[], width: number): string[] {
  return row.slice(width).filter((cell) => cell !== '');
}

export function preview(
  table: Table,
  mapping: Mapping,
  defaults: Defaults,
  rows: Iterable<ClientRow>,
  answers: Answers = noAnswers,
): Line[] {
  const known = index(rows);
  const twins = new Twins();
  const width = widthOf(table);
  const lines: Line[] = [];
  const it = words.imports;
  for (const { row: line, cells: row } of table.rows) {
    if (row.every((cell) => cell === '')) continue;
    const cells = cellsOf(row, mapping);
    const exact = formerOf(known, cells);
    const twin = exact ? null : twinOf(known, cells);
    const answer = answers.same.get(line);
    const former = exact ?? (answer === true ? twin : null);
    // The number of the client that is here still has its zeros.
    if (former && former === twin) cells.number = former.number ?? cells.number;
    const form = listForm(cells, former, defaults, answers);
    const put = (verdict: Verdict, problem: string | null, doubtful = false): void => {
      const note = verdict === 'out' ? null : noteOf(cells, form);
      lines.push({ line, form, verdict, problem, note, doubtful, twin });
    };
    const extra = tooMany(row, width);
    if (answers.left.has(line)) put('out', it.problem.byHand);
    else if (extra.length > 0) put('out', it.problem.tooMany(extra));
    else if (mapping.name !== null && isFailed(row[mapping.name] ?? ''))
      put('out', it.problem.failed);
    else if (isNoClient(cells.name) && !answers.taken.has(line)) {
      put('out', it.problem.noClient, true);
    } else {
      const problem = problemOf(cells, form, former, answers);
      if (problem !== null) put('out', problem);
      else if (twin && answer === undefined)
        put('ask', it.problem.twin(twin.name, twin.number ?? ''));
      else {
        const clash = twins.clash(line, form, former);
        if (clash !== null) put('out', clash);
        else put(former ? (unchanged(form, former) ? 'same' : 'change') : 'new', null);
      }
    }
  }
  return lines;
}

/** Addresses after the first are not taken, and that is said. */
function noteOf(cells: Cells, form: ListForm): string | null {
  const rest = readAddresses(cells.email)?.rest ?? [];
  if (rest.length === 0 || cells.email === form.email) return null;
  return words.imports.otherAddresses(rest);
}

export function tallied(lines: readonly Line[]): Record<Verdict, number> {
  const counts: Record<Verdict, number> = { new: 0, change: 0, same: 0, ask: 0, out: 0 };
  for (const line of lines) counts[line.verdict] += 1;
  return counts;
}

/** What is sent: rows that say nothing new are left where they are. */
export function formsOf(lines: readonly Line[]): ListForm[] {
  return lines
    .filter((line) => line.verdict === 'new' || line.verdict === 'change')
    .map((line) => line.form);
}

/** Far more than a client list takes; a larger file is some other one. */
export const LARGEST = 5 * 1000 * 1000;

const SHOWN = 200;

/** What is asked, what has a problem, then the rows as they come, as many as a person looks at. */
export function firstLook(lines: readonly Line[], count = SHOWN): Line[] {
  const rank = { ask: 0, out: 1, new: 2, change: 2, same: 2 };
  return [...lines].sort((a, b) => rank[a.verdict] - rank[b.verdict]).slice(0, count);
}
