/** Which line of a list is its heading, and which column is what. Pure. */
import type { ListLine } from '../../ipc/types';
import { folded } from '../../lib/format';
import { isAddress, isIdOrNumberOfSomethingElse, isTelephone, readBooks } from './values';

export const fields = [
  'name',
  'first',
  'last',
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

/**
 * Whole headings as QuickBooks Online Accountant, QuickBooks' contact list, Karbon, TaxDome, Canopy, Financial Cents,
 * Xero, Double and Dext write them, and as people do; the surest first.
 */
const known: Record<Field, string[]> = {
  name: [
    'client name|customer name|company name|business name|client company name|client business name',
    'display name|account name|customer full name|organization name|organisation name|entity name',
    'client|customer|company|business|organization|organisation|name|contact name|client display name',
    'legal name|legal business name|legal company name|full legal name|trading name|client facing name',
    'doing business as|dba|contact|firm|entity',
    'kunde|kundenname|mandant|nom|nom du client|nombre|nombre del cliente|cliente',
  ],
  first: ['first name|first|given name|forename|client first name|contact first name'],
  last: ['last name|last|surname|family name|client last name|contact last name'],
  number: [
    'client number|client no|client nr|client num|client id|client code|client ref|client reference',
    'customer number|customer no|customer nr|customer id|customer code|file number|client file number',
    'number client|number customer|no client|number of client|number of customer|no of client|numero|kundennummer|mandantennummer|numero client|numero de cliente',
    'number|no|nr|num|code|ref|reference|external id|account number|account no|id',
  ],
  email: [
    'email|e mail|email address|e mail address|email addresses|primary email|primary email address',
    'client email|client e mail|business email|company email|main email|contact email|billing email|email 1',
    'emails|e mails|mail|courriel|correo|correo electronico',
  ],
  books: [
    'quickbooks|quickbooks product|quickbooks version|quickbooks edition|qb version|qb product',
    'product|edition|software|books|accounting software|accounting system|accounting package|ledger',
  ],
  place: ['where it runs|quickbooks runs|where|place|location|site'],
  computer: ['computer|computer name|pc|machine|workstation|host|server|hosted on'],
  sourceId: ['counterfoil id'],
};

/** Headings that say what a column is not, whatever else is in them. */
const other = new RegExp(
  [
    String.raw`\b(phone|telephone|tel|mobile|cell|fax|tax|ein|fein|ssn|itin|tin|vat|gst|gstin|abn|acn|utr|nino|crn)\b`,
    String.raw`\b(paye|bank|iban|bic|swift|routing|sort code|federal id|social security|companies house|duns|lei)\b`,
    String.raw`\b(opt|consent|unsubscribed?|receives?|send|sent|verified|bounced?|newsletter|marketing|subscribed)\b`,
    String.raw`\b(type|status|owner|manager|partner|preparer|assigned|assignee|staff|team|spouse|employees?)\b`,
    String.raw`\b(street|city|town|state|zip|postal|postcode|country|website|url|notes?|balance|date|since|created)\b`,
    String.raw`\b(updated|year|password|login|portal|currency|industry|tags?|terms|salutation|title|middle|user)\b`,
    String.raw`\b(realm|group|fee|project|task|workflow|payroll|invoice (number|no)|licen[cs]e|registration|charity)\b`,
    String.raw`\b(record|contact|lead|row|guid|uuid) (id|number|no)\b|\bcount\b|\b(company|quickbooks|qb|backup) file\b`,
    String.raw`\bfile (name|path|location)\b|\bcard\b`,
    String.raw`\b(company|business|organi[sz]ation|org|entity|corporate|corporation) (id|number|no|nr|num|code)\b`,
    String.raw`\b(number|no) of (?!(the )?(client|customer)$)`,
  ].join('|'),
);

/** What a heading may hold where none is known whole. */
const parts: [Field, RegExp][] = [
  ['email', /\be ?mail\b/],
  ['number', /\b(client|customer|file|account)\b.*\b(number|no|nr|code|ref)\b/],
  ['first', /\b(first|given) ?name\b/],
  ['last', /\b(last|family) ?name\b|\bsurname\b/],
  ['name', /\b(client|customer|company|business|kunden?|firmen)\b.*name|kundenname|firmenname/],
  ['books', /\bquickbooks\b|\baccounting software\b/],
  ['computer', /\bcomputer\b|\bpc\b/],
  ['place', /\bwhere\b|\blocation\b/],
  [
    'number',
    /\b(our|internal|own|reference|matter|relationship|engagement|practice)\b.*\b(number|no|nr|code|ref|id)\b/,
  ],
  ['name', /\bname\b/],
  ['name', /\b(client|customer|company)\b/],
];

const sureness = new Map<string, [Field, number]>();
for (const field of fields) {
  for (const [rank, headings] of known[field].entries()) {
    for (const heading of headings.split('|')) sureness.set(heading, [field, 100 - 10 * rank]);
  }
}

/** `* Client-facing Name (required)` and `ClientFacingName` as `client facing name`. */
export function plainHeading(title: string): string {
  const spaced = title.replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2').replace(/#/g, ' number ');
  return folded(spaced)
    .replace(/\((required|optional)\)/g, ' ')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .replace(/\bquick books\b/g, 'quickbooks')
    .trim()
    .replace(/\b(number)( number)+$/, '$1');
}

function ratings(title: string): [Field, number][] {
  const heading = plainHeading(title);
  const whole = sureness.get(heading);
  if (whole) return [whole];
  if (heading === '' || other.test(heading)) return [];
  const at = parts.findIndex(([, pattern]) => pattern.test(heading));
  const part = parts[at];
  return part ? [[part[0], 40 - at]] : [];
}

/** How surely a cell is a heading that lists have, of use to us or not: 0 where it is none. */
function isHeading(cell: string): number {
  // `Firm:` is the label of the cell beside it.
  if (cell.length > 60 || cell.endsWith(':')) return 0;
  if (sureness.has(plainHeading(cell))) return 2;
  if (other.test(plainHeading(cell))) return 2;
  return ratings(cell).length > 0 ? 1 : 0;
}

/** What is in lines of clients, and in no heading: an address, and beside uncertain headings a number. */
function isOfClient({ cells }: ListLine): boolean {
  const uncertain = !cells.some((cell) => sureness.has(plainHeading(cell)));
  return cells.some((cell) => isAddress(cell) || (uncertain && /^\d+$/.test(cell)));
}

const LOOKED_AT = 30;

/**
 * The line of the headings: of the first lines the one with most of them. Where no heading is known, the first
 * that is as wide as most lines and holds no number or address; `null` where there is none.
 */
export function findHeading(lines: readonly ListLine[]): number | null {
  const first = lines.slice(0, LOOKED_AT);
  let best = 0;
  let at: number | null = null;
  for (const [index, line] of first.entries()) {
    if (isOfClient(line)) continue;
    const headings = line.cells.filter((cell) => isHeading(cell) > 0).length;
    const count = line.cells.reduce((sum, cell) => sum + isHeading(cell), 0);
    // A single word of a title, such as the firm's own "Clients", does not make it the heading of a table.
    const lonely =
      headings === 1 && line.cells.length === 1 && (lines[index + 1]?.cells.length ?? 1) > 1;
    if (count > best && !lonely) {
      best = count;
      at = index;
    }
  }
  if (at !== null) return at;
  const width = usualWidth(lines);
  const found = first.findIndex(
    (line) =>
      line.cells.filter((cell) => cell !== '').length >= Math.ceil(width * 0.6) &&
      !line.cells.some((cell) => /\d|@/.test(cell)),
  );
  return found < 0 || lines.length === 1 ? null : found;
}

/** The number of cells that most lines have. */
function usualWidth(lines: readonly ListLine[]): number {
  const counts = new Map<number, number>();
  for (const { cells } of lines) counts.set(cells.length, (counts.get(cells.length) ?? 0) + 1);
  const sorted = [...counts].sort((a, b) => b[1] - a[1] || b[0] - a[0]);
  return sorted[0]?.[0] ?? 0;
}

const SAMPLED = 200;

/** Whether a column's values may be what its heading says. */
function fits(field: Field, values: readonly string[]): boolean {
  const filled = values.filter((it) => it !== '');
  const share = (is: (text: string) => boolean): number =>
    filled.length === 0 ? 0 : filled.filter(is).length / filled.length;
  // As many different ones as rows, or nearly: else it is a type of client and the like.
  const distinct = new Set(filled).size;
  const varied = filled.length < 6 || distinct >= filled.length * 0.4;
  if (field === 'name') {
    return varied && share((it) => /^[\d\s().+-]{4,}$/.test(it) || it.includes('@')) < 0.6;
  }
  if (field === 'number') {
    return (
      varied &&
      share((it) => isTelephone(it) || isIdOrNumberOfSomethingElse(it)) < 0.3 &&
      share((it) => it.length > 40 || it.includes('@')) < 0.3
    );
  }
  if (field === 'email') {
    const flags = share((it) => /^(y|n|yes|no|true|false|x|0|1|on|off|opted (in|out))$/i.test(it));
    const counts = share((it) => /^\d+$/.test(it));
    return (
      flags < 0.3 && counts < 0.9 && (filled.length < 5 || share((it) => it.includes('@')) >= 0.3)
    );
  }
  if (field === 'books') {
    return distinct <= 12 || share((it) => readBooks(it) !== null) >= 0.3;
  }
  return true;
}

/** A column of names with gaps comes after one without: programs leave the company of a person empty. */
function gaps(field: Field, rows: readonly (readonly string[])[], column: number): number {
  if (field !== 'name' || rows.length === 0) return 0;
  const empty = rows.filter((row) => (row[column] ?? '') === '').length;
  return empty > rows.length * 0.02 ? 30 : 0;
}

export function noMapping(): Mapping {
  return Object.fromEntries(fields.map((field) => [field, null])) as Mapping;
}

/** A column serves one field; of two of equal headings the first. `rows` are the cells below the heading. */
export function mapColumns(
  header: readonly string[],
  rows: readonly (readonly string[])[] = [],
): Mapping {
  const sample = rows.slice(0, SAMPLED);
  const pairs = header.flatMap((title, column) =>
    ratings(title).map(([field, sure]) => ({
      field,
      sure: sure - gaps(field, sample, column),
      column,
    })),
  );
  pairs.sort((a, b) => b.sure - a.sure || a.column - b.column);
  const mapping = noMapping();
  const taken = new Set<number>();
  for (const { field, column } of pairs) {
    if (mapping[field] !== null || taken.has(column)) continue;
    if (
      !fits(
        field,
        sample.map((row) => row[column] ?? ''),
      )
    )
      continue;
    mapping[field] = column;
    taken.add(column);
  }
  return mapping;
}

/** `A`, `B` … `Z`, `AA`: as spreadsheets name a column. */
export function columnLetters(index: number): string {
  const rest = Math.floor(index / 26);
  return (rest > 0 ? columnLetters(rest - 1) : '') + String.fromCharCode(65 + (index % 26));
}
