/** Opening the books of a client, from wherever it is asked. */
import type { Command } from '../palette/commands';
import type { ClientRow } from '../../ipc/types';
import { store } from '../../store/store.svelte';
import { barred } from '../firm/permissions';
import { join } from '../firm/words/firm';
import * as words from './words';

/** Clients whose books there are to read. */
export function hasBooks(row: ClientRow): boolean {
  return row.books === 'desktop' && row.endUserId !== null && row.state !== 'archived';
}

/** Why the books of this client cannot be opened, or nothing where they can. */
export function noBooks(row: ClientRow): string | null {
  if (row.books !== 'desktop') return words.onlyDesktop;
  const reason = barred(store.overview, 'readBooks');
  if (reason !== null) return reason;
  return hasBooks(row) ? null : words.notConnected(row.name);
}

export function openBooks(row: ClientRow, entry: string | null = null): void {
  const reason = noBooks(row);
  if (reason === null) store.openBooks(row.id, entry);
  else store.say(reason);
}

/** What this computer may not do stays on the palette's list; choosing it says why. */
export function booksCommand(row: ClientRow): Command {
  return {
    id: 'act-books',
    section: 'actions',
    text: words.open,
    key: 'books',
    ...(noBooks(row) === null ? {} : { note: join.no }),
    run: () => openBooks(row),
  };
}
