/** Which results the command palette shows and in what order: pure, so that it can be tested by itself. */
import { matches } from '../clients/filter-sort';
import { compareNames, folded } from '../../lib/format';
import type { ClientRow } from '../../ipc/types';

const sections = ['clients', 'actions', 'places', 'codes', 'settings'] as const;
export type Section = (typeof sections)[number];

export interface Choice {
  id: string;
  section: Section;
  text: string;
  /** Other words it can be found by. */
  also?: string;
}

export interface Group<C> {
  section: Section;
  choices: C[];
}

/** More clients than this are one line that shows them all in the list. */
export const MOST_CLIENTS = 7;
export const MOST_CODES = 20;
export const FEW_CODES = 4;

const BEGINS = 3;
const WORD_BEGINS = 2;
const HOLDS = 1;

/** How well a text answers a query, both folded: it begins so, its words do, it holds it, or not at all. */
function score(text: string, query: string): number {
  if (text.startsWith(query)) return BEGINS;
  const words = query.split(' ');
  const starts = ` ${text.replace(/[^\p{L}\p{N}']+/gu, ' ')}`;
  if (words.every((word) => starts.includes(` ${word}`))) return WORD_BEGINS;
  return words.every((word) => text.includes(word)) ? HOLDS : 0;
}

/** A query as it is compared: without accents, case and needless spaces. */
export function plain(query: string): string {
  return folded(query).trim().replace(/\s+/g, ' ');
}

export function rank(choice: Pick<Choice, 'text' | 'also'>, query: string): number {
  const own = score(folded(choice.text), query);
  if (own > 0 || choice.also === undefined) return own;
  // What a thing is also called counts less than its name.
  return Math.min(HOLDS, score(folded(choice.also), query));
}

const names = new WeakMap<ClientRow, string>();

function nameOf(row: ClientRow): string {
  const kept = names.get(row);
  if (kept !== undefined) return kept;
  const name = folded(row.name);
  names.set(row, name);
  return name;
}

function rankRow(row: ClientRow, query: string): number {
  const own = score(nameOf(row), query);
  if (own === BEGINS) return own;
  if (row.number !== null && row.number.toLowerCase() === query) return BEGINS;
  if (own > 0) return own;
  return matches(row, query) ? HOLDS : 0;
}

interface Ranked {
  row: ClientRow;
  rank: number;
}

/** What comes first: the better match, then those that are not archived, then the name. */
function before(a: Ranked, b: Ranked): boolean {
  if (a.rank !== b.rank) return a.rank > b.rank;
  const [left, right] = [a.row.state === 'archived', b.row.state === 'archived'];
  if (left !== right) return right;
  return compareNames(a.row.name, b.row.name) < 0;
}

export interface FoundRows {
  rows: ClientRow[];
  /** All that match, without the archived ones, as the list counts them. */
  total: number;
  best: number;
}

/** The best few of many clients. Only those few are kept in order, so that thousands stay instant. */
export function findRows(all: Iterable<ClientRow>, query: string, most: number): FoundRows {
  const top: Ranked[] = [];
  let total = 0;
  for (const row of all) {
    const it = { row, rank: rankRow(row, query) };
    if (it.rank === 0) continue;
    if (row.state !== 'archived') total += 1;
    const last = top[top.length - 1];
    if (top.length === most && last && !before(it, last)) continue;
    const at = top.findIndex((each) => before(it, each));
    top.splice(at < 0 ? top.length : at, 0, it);
    if (top.length > most) top.pop();
  }
  return { rows: top.map((it) => it.row), total, best: top[0]?.rank ?? 0 };
}

export interface Ready<C> {
  choice: C;
  rank: number;
}

/** Ranks choices; without a query all stay in their own order. */
export function findChoices<C extends Choice>(all: readonly C[], query: string): Ready<C>[] {
  return all
    .map((choice) => ({ choice, rank: query === '' ? HOLDS : rank(choice, query) }))
    .filter((it) => it.rank > 0);
}

/** By section, the section with the best match first; equals in the order of the design. */
export function group<C extends Choice>(found: readonly Ready<C>[]): Group<C>[] {
  return sections
    .map((section) => {
      const mine = found.filter((it) => it.choice.section === section);
      // Sorting is stable: equals keep the order they were given in.
      const sorted = [...mine].sort((a, b) => b.rank - a.rank);
      return { section, best: sorted[0]?.rank ?? 0, choices: sorted.map((it) => it.choice) };
    })
    .filter((it) => it.choices.length > 0)
    .sort((a, b) => b.best - a.best)
    .map(({ section, choices }) => ({ section, choices }));
}

/** Where the arrows lead in a list of this length; the ends join. */
export function step(key: string, from: number, count: number): number | null {
  if (count === 0) return null;
  switch (key) {
    case 'ArrowDown':
      return (from + 1) % count;
    case 'ArrowUp':
      return (from - 1 + count) % count;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    case 'PageDown':
      return Math.min(count - 1, from + 8);
    case 'PageUp':
      return Math.max(0, from - 8);
    default:
      return null;
  }
}
