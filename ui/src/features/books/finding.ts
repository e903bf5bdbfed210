/** Books in the palette: a client and a list, in either order, each by some of its letters. */
import { folded } from '../../lib/format';
import type { ClientRow } from '../../ipc/types';
import { findRows, plain, type Ready } from '../palette/palette';
import type { Result } from '../palette/results';
import { store } from '../../store/store.svelte';
import * as words from './words';
import type { Entry } from './catalogue';
import { fits } from './catalogue';
import { hasBooks, noBooks, openBooks } from './opening';

const MOST = 8;
const LEAST = 3;
const between = new Set(['of', 'in', 'for', 'books']);

interface Split {
  lists: string;
  clients: string;
}

/** Every way to take the words apart into a list and a client: the list at the front, or at the end. */
function splits(query: string): Split[] {
  const parts = query.split(' ').filter((it) => !between.has(it));
  return Array.from({ length: parts.length }, (_, at) => at + 1).flatMap((at) => {
    const front = parts.slice(0, at).join(' ');
    const rest = parts.slice(at).join(' ');
    const back = parts.slice(-at).join(' ');
    const before = parts.slice(0, -at).join(' ');
    return [
      { lists: front, clients: rest },
      { lists: back, clients: before },
    ];
  });
}

function result(entry: Entry, row: ClientRow): Result {
  return {
    id: `books-${row.id}-${entry.id}`,
    section: 'actions',
    text: words.entryOf(entry.label, row.name),
    note: words.groups[entry.group],
    run: () => openBooks(row, entry.id),
  };
}

/** `target`: the client that is open, meant where none is named. */
export function booksResults(
  entries: readonly Entry[],
  query: string,
  target: ClientRow | null,
): Ready<Result>[] {
  const text = plain(query);
  if (folded(text).length < LEAST) return [];
  const found = new Map<string, Ready<Result>>();
  for (const { lists, clients } of splits(text)) {
    if (lists.length < LEAST) continue;
    const fitting = entries.filter((it) => fits(it, lists)).slice(0, MOST);
    if (fitting.length === 0) continue;
    const rows =
      clients === ''
        ? target && hasBooks(target)
          ? [target]
          : []
        : findRows(store.all.filter(hasBooks), clients, 4).rows;
    for (const row of rows.filter((it) => noBooks(it) === null)) {
      for (const entry of fitting) {
        const choice = result(entry, row);
        // Both were named, which is as near as what begins with the query.
        const rank = clients === '' ? 2 : 3;
        if (!found.has(choice.id)) found.set(choice.id, { choice, rank });
      }
    }
  }
  return [...found.values()].slice(0, MOST);
}
