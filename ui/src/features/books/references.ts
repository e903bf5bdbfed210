/** Names to choose from: those that were read already, and those a list is asked for. */
import { store } from '../../store/store.svelte';
import type { Books } from './books.svelte';
import type { BooksEvent, BooksRecord, Filter, Resource } from './types';
import { isReference, valueAt } from './values';

export interface Named {
  id: string;
  name: string;
}

const MOST_SEEN = 400;
const MOST_FOUND = 50;

function nameIn(record: BooksRecord): string | null {
  for (const field of ['fullName', 'name']) {
    const value = valueAt(record, field);
    if (typeof value === 'string') return value;
  }
  return null;
}

function own(resource: Resource, record: BooksRecord): Named | null {
  const id = valueAt(record, resource.idField ?? 'id');
  const name = nameIn(record);
  return typeof id === 'string' && name !== null ? { id, name } : null;
}

/** What the rows that are in memory name, without asking anybody. */
export function seen(books: Books, filter: Filter): Named[] {
  const all = new Map<string, string>();
  for (const place of books.places) {
    const resource = place.list?.resource;
    if (!resource) continue;
    const itself = filter.to.includes(resource.path);
    const fields = resource.fields.filter(
      (it) => it.kind === 'reference' && it.to.some((to) => filter.to.includes(to)),
    );
    for (const row of place.rows) {
      if (all.size >= MOST_SEEN) break;
      const it = itself ? own(resource, row) : null;
      if (it) all.set(it.id, it.name);
      for (const field of fields) {
        const value = valueAt(row, field.name);
        if (isReference(value) && value.id !== null && value.fullName !== null) {
          all.set(value.id, value.fullName);
        }
      }
    }
  }
  return [...all].map(([id, name]) => ({ id, name })).sort((a, b) => a.name.localeCompare(b.name));
}

/** Asks each list the filter points to for names that hold this text. */
export async function lookUp(books: Books, filter: Filter, text: string): Promise<Named[]> {
  const found: Named[] = [];
  for (const path of filter.to) {
    const resource = books.resource(path);
    if (!resource?.filters.some((it) => it.name === 'nameContains')) continue;
    for (const record of await rowsOf(books, path, text)) {
      const it = own(resource, record);
      if (it) found.push(it);
    }
  }
  return found;
}

function rowsOf(books: Books, path: string, nameContains: string): Promise<BooksRecord[]> {
  return new Promise((resolve, reject) => {
    const rows: BooksRecord[] = [];
    const receive = (event: BooksEvent): void => {
      if (event.kind === 'page') rows.push(...event.records);
      else if (event.kind === 'done') resolve(rows);
      else if (event.kind === 'incomplete') reject(new Error(event.why.code));
    };
    store.ipc
      .booksList(books.clientId, path, { nameContains }, MOST_FOUND, receive)
      .catch((error: unknown) => reject(error instanceof Error ? error : new Error('books')));
  });
}
