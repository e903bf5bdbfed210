/** What the command palette finds for a query: clients, codes, and what can be done. */
import { findCode, isKnown, lookUp, type CodeEntry } from '../codes/codes';
import { goTo, reveal, type Command } from './commands';
import type { ClientRow } from '../../ipc/types';
import {
  findChoices,
  FEW_CODES,
  findRows,
  group,
  MOST_CLIENTS,
  MOST_CODES,
  plain,
  rank,
  type Group,
  type Ready,
} from './palette';
import { store } from '../../store/store.svelte';
import type { Entry } from '../books/catalogue';
import { isNearly } from '../../lib/nearly';
import { booksResults } from '../books/finding';
import * as words from '../../words';

export interface Result extends Command {
  row?: ClientRow;
  entry?: CodeEntry;
}

function resultOf(row: ClientRow): Result {
  return {
    id: row.id,
    section: 'clients',
    row,
    text: row.name,
    note: words.badge(row, store.now),
    run: () => reveal(row),
  };
}

function clients(query: string): Ready<Result>[] {
  const text = plain(query);
  if (text === '') return [];
  const found = findRows(store.all, text, MOST_CLIENTS);
  const results = found.rows.map(resultOf);
  if (found.total > found.rows.length) {
    results.push({
      id: 'show-all',
      section: 'clients',
      text: words.palette.showAll(found.total),
      run: () => {
        goTo('all');
        store.query = query.trim();
      },
    });
  }
  return results.map((choice) => ({ choice, rank: found.best }));
}

function known(query: string, open: (entry: CodeEntry) => void): Ready<Result>[] {
  const hits = lookUp(query);
  const first = hits[0];
  if (!first) return [];
  // A number may be a client's as well, so one that only fits the range of a family comes after.
  const near = isKnown(findCode(query)) ? 3 : rank({ text: first.code }, plain(query)) || 1;
  // Codes that only hold the word somewhere must not bury what was meant.
  return hits.slice(0, near > 1 ? MOST_CODES : FEW_CODES).map((entry) => ({
    choice: {
      id: `code-${entry.code}`,
      section: 'codes',
      entry,
      text: entry.code,
      note: words.codes.inShort(entry),
      run: () => open(entry),
    },
    rank: near,
  }));
}

export function resultsFor(
  query: string,
  fixed: readonly Command[],
  open: (entry: CodeEntry) => void,
  books: { entries: readonly Entry[]; target: ClientRow | null },
): Group<Result>[] {
  return group<Result>([
    ...clients(query),
    ...booksResults(books.entries, query, books.target),
    ...findChoices(fixed, plain(query)),
    ...known(query, open),
  ]);
}

/** What a query means that finds nothing as it is typed: at most a letter away. */
export function nearResults(query: string, fixed: readonly Command[]): Group<Result>[] {
  const rows = store.all.filter((row) => row.state !== 'archived' && isNearly(row.name, query));
  return group<Result>([
    ...rows.slice(0, MOST_CLIENTS).map((row) => ({ choice: resultOf(row), rank: 1 })),
    ...fixed
      .filter((choice) => isNearly(choice.text, query))
      .map((choice) => ({ choice, rank: 1 })),
  ]);
}
