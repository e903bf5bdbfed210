/**
 * Looking up a code without a network. The words, who says so and how sure it is are in `words/codes*.ts`; which
 * spellings are the same code is in `code-forms.ts`.
 */
import { hresult, mentions, numbered, withoutLabels, type Mention } from './code-forms';
import { lists, otherOfConductor, phrases, spellings, unknown, type Meaning } from './words/codes';
import type { Confidence, Origin, Source } from './words/facts';

export interface CodeEntry {
  code: string;
  /** Other spellings of the same code. */
  also: readonly string[];
  /** Several owners may use one number for different things; each meaning names its own. */
  meanings: readonly Meaning[];
  /** Of the first meaning. */
  sure: Confidence;
  /** Of all meanings. */
  stated: readonly Source[];
}

function entryOf(code: string, meanings: readonly Meaning[]): CodeEntry {
  return {
    code,
    also: spellings[code] ?? [],
    meanings,
    sure: meanings[0]?.sure ?? 'none',
    stated: [...new Set(meanings.flatMap((it) => it.stated))],
  };
}

const written = new Map<string, Meaning[]>();
for (const list of lists) {
  for (const [code, meanings] of Object.entries(list)) {
    written.set(code, [...(written.get(code) ?? []), ...meanings]);
  }
}

export const codes: readonly CodeEntry[] = [...written].map(([code, meanings]) =>
  entryOf(code, meanings),
);

/** Letters and digits alone: `QBWC-1039` and `qbwc 1039` are the same code to people. */
function bare(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]/g, '');
}

function isFamily(code: string): boolean {
  return code.includes('…');
}

interface Known {
  entry: CodeEntry;
  keys: readonly string[];
}

const known: readonly Known[] = codes.map((entry) => ({
  entry,
  // "VAL-…" is found by its other spelling, not by the bare letters of its label.
  keys: [...(isFamily(entry.code) ? [] : [entry.code]), ...entry.also].map((code) =>
    bare(code).replace(/^0x/, ''),
  ),
}));

const byKey = new Map<string, CodeEntry>();
for (const { entry, keys } of known) for (const key of keys) byKey.set(key, entry);

/** The numbers of QuickBooks' own windows, explained beside those of QuickBooks Online from the same range. */
function beside(entry: CodeEntry): CodeEntry {
  const own = /^6\d{3}$/.test(entry.code) ? (written.get('Program 6…') ?? []) : [];
  return own.length === 0 ? entry : entryOf(entry.code, [...entry.meanings, ...own]);
}

function family(label: string): CodeEntry | null {
  const meanings = written.get(label);
  return meanings ? entryOf(label, meanings) : null;
}

/** Families of codes by the key, whose members are not all known. They answer only when no member does. */
const lettered: readonly [RegExp, string][] = [
  [/^qbwc10\d\d$/, 'QBWC10…'],
  [/^val\d{4}$/, 'VAL-…'],
  [/^ahz\d{4}$/, 'AHZ-…'],
  [/^sys\d{4}$/, 'SYS-…'],
  [/^oth\d{4}$/, 'OTH-…'],
  [/^ps\d{3}$/, 'PS…'],
  [/^ol\d{3}$/, 'OL-…'],
  [/^800404[0-9a-f]{2}$/, '0x800404…'],
  [/^8004[0-9a-f]{4}$/, '0x8004…'],
  [/^8007[0-9a-f]{4}$/, '0x8007…'],
  [/^8000[0-9a-f]{4}$/, '0x8000…'],
  [/^8001[0-9a-f]{4}$/, '0x8001…'],
  [/^8002[0-9a-f]{4}$/, '0x8002…'],
  [/^8008[0-9a-f]{4}$/, '0x8008…'],
  [/^8013[0-9a-f]{4}$/, '0x8013…'],
];

/** The families of plain numbers: first and last number. Several owners may use the same ones. */
const ranges: readonly [number, number, string][] = [
  [300, 399, 'HTTP 3…'],
  [400, 499, 'HTTP 4…'],
  [500, 599, 'HTTP 5…'],
  [500, 999, 'Desktop 5…'],
  [1000, 1999, 'Desktop 1…'],
  [2000, 2999, 'Online 2…'],
  [3000, 3099, 'Desktop 30…'],
  [3100, 3999, 'Desktop 3…'],
  [4000, 4999, 'Online 4…'],
  [5000, 5999, 'Online 5…'],
  [6000, 6999, 'Online 6…'],
  [6000, 6999, 'Program 6…'],
  [9000, 9199, 'Desktop 3…'],
  [10000, 10999, 'Online 10…'],
  [12000, 12999, 'Program 12…'],
  [15000, 15999, 'Program 15…'],
];

function ofNumber(digits: string): CodeEntry | null {
  // Numbers of clients begin with zeros, codes do not.
  if (digits.startsWith('0')) return null;
  const value = Number(digits);
  const meanings = ranges
    .filter(([first, last]) => first <= value && value <= last)
    .flatMap(([, , label]) => written.get(label) ?? []);
  return meanings.length > 0 ? entryOf(String(value), meanings) : null;
}

/** The same entry with the meaning of this owner first. */
function ownersFirst(entry: CodeEntry | null, first: Origin | null): CodeEntry | null {
  if (!entry || !first) return entry;
  const own = entry.meanings.filter((it) => it.from === first);
  const others = entry.meanings.filter((it) => it.from !== first);
  return { ...entry, ...entryOf(entry.code, [...own, ...others]) };
}

/** The entry of a text that is nothing but a code: a known one, else what is known of its family. */
function ofCode(text: string, first: Origin | null): CodeEntry | null {
  const { code, from } = withoutLabels(text);
  const owner = from ?? first;
  const key = hresult(code) ?? connectorKey(bare(code));
  if (key === '') return null;
  const digits = numbered(key);
  const exact = byKey.get(digits ?? key);
  if (exact) return ownersFirst(beside(exact), owner);
  if (digits !== null) return ownersFirst(ofNumber(digits), owner);
  const label = lettered.find(([pattern]) => pattern.test(key))?.[1];
  if (label !== undefined) return family(label);
  const named = /^(?:QBD_|INTEGRATION_)[A-Z_]+$/.test(code) ? written.get(otherOfConductor) : null;
  return named ? entryOf(code, named) : null;
}

/**
 * The entry of a code, however it is spelt, or of the one code that a message names. `first` is whose meaning comes
 * first where several owners use the code.
 */
export function findCode(text: string | null, first: Origin | null = null): CodeEntry | null {
  if (text === null) return null;
  const whole = ofCode(text, first);
  if (whole) return whole;
  const named = mentions(text).map((it) => ofCode(it.code, it.from ?? first));
  return named.length === 1 ? (named[0] ?? null) : null;
}

/** Typed from a picture, an O may mean a zero. */
function connectorKey(key: string): string {
  return /^q(?:bwc|wbc|bcw)[\doil]{4}$/.test(key)
    ? `qbwc${key.slice(4).replace(/o/g, '0').replace(/[il]/g, '1')}`
    : key;
}

const members = new Set(codes.map((it) => it.code).filter((it) => !isFamily(it)));

/** Whether the code itself is known, not only its family. */
export function isKnown(entry: CodeEntry | null): entry is CodeEntry {
  return entry !== null && members.has(entry.code);
}

function ofMention(it: Mention): CodeEntry | null {
  const found = ofCode(it.code, it.from);
  // Only what was called a code may be one of a family that is nothing but a range of numbers.
  return found ?? (it.sure ? entryOf(it.code, unknown) : null);
}

/** The codes a person may mean: those in a pasted message, or the exact one and those that go on like it. */
export function lookUp(text: string): CodeEntry[] {
  const key = bare(text).replace(/^(?:0x|h(?=8))/, '');
  if (key.length < 2 && !/^\d$/.test(text.trim())) return [];
  const exact = findCode(text);
  const inText = [...mentions(text).map(ofMention), ...saidIn(text)];
  const all = [exact, ...inText].filter((it) => it !== null);
  if (!isKnown(exact) || !/^\d+$/.test(key)) all.push(...near(key));
  else if (key.length === 4)
    all.push(...[byKey.get(`qbwc${key}`)].filter((it) => it !== undefined));
  const each = all.filter((it, index) => all.findIndex((one) => one.code === it.code) === index);
  // What is known goes before what only its family is known of.
  return [...each.filter(isKnown), ...each.filter((it) => !isKnown(it))];
}

/** The codes whose own message is in the text, for messages that were pasted without their code. */
function saidIn(text: string): CodeEntry[] {
  if (text.length < 12) return [];
  const plain = text.toLowerCase().replace(/\s+/g, ' ');
  return known
    .filter((it) => phrases[it.entry.code]?.some((phrase) => plain.includes(phrase)))
    .map((it) => it.entry);
}

/** Those that begin like it, then those that hold it. Short numbers are held by too many to be meant. */
function near(key: string): CodeEntry[] {
  const least = /^\d+$/.test(key) ? 4 : 3;
  if (key.length < 2 || key.length > 40) return [];
  const begin = known.filter((it) => it.keys.some((each) => each.startsWith(key)));
  const holds = (each: string): boolean =>
    /^\d+$/.test(key) ? each.endsWith(key) : each.includes(key);
  const hold = key.length < least ? [] : known.filter((it) => it.keys.some(holds));
  return [...begin, ...hold].map((it) => it.entry);
}
