/** What a person last saw in a firm: kept by the app, restored when the firm opens again. */
import type { RoleFilter, Sort, SortKey, View } from '../features/clients/filter-sort';
import type { BooksMemory, RosterMemory } from '../ipc';
import type { Store } from './store.svelte';

const SAVE_AFTER = 300;

const sortKeys: Record<SortKey, true> = {
  urgency: true,
  client: true,
  books: true,
  status: true,
  person: true,
  role: true,
  payroll: true,
  checked: true,
  heard: true,
};

const roleFilters: Record<RoleFilter, true> = {
  any: true,
  admin: true,
  employee: true,
  inactive: true,
  payroll: true,
  noPayroll: true,
  notAvailable: true,
};

const groups: Record<Exclude<View, `${string}:${string}`>, true> = {
  all: true,
  attention: true,
  waiting: true,
  resting: true,
  connected: true,
  none: true,
  expiring: true,
  archived: true,
};

function isIn<T extends string>(known: Record<T, true>, word: string): word is T {
  return Object.hasOwn(known, word);
}

function isView(word: string): word is View {
  return isIn(groups, word) || /^(person|computer|place):./s.test(word);
}

export interface Looked {
  sort: Sort;
  view: View;
  viewChosen: boolean;
  role: RoleFilter;
  books: BooksMemory;
}

/** What the memory says; words it does not know, and empty ones, mean the defaults. */
export function read(memory: RosterMemory): Looked {
  return {
    sort: isIn(sortKeys, memory.sort)
      ? { key: memory.sort, down: memory.down }
      : { key: 'urgency', down: false },
    view: isView(memory.view) ? memory.view : 'all',
    viewChosen: isView(memory.view),
    role: isIn(roleFilters, memory.role) ? memory.role : 'any',
    books: memory.books,
  };
}

/** The way back. A default is an empty word, so that it stays free to change. */
export function write(it: Looked): RosterMemory {
  const usual = it.sort.key === 'urgency' && !it.sort.down;
  return {
    sort: usual ? '' : it.sort.key,
    down: it.sort.down,
    view: it.viewChosen ? it.view : '',
    role: it.role === 'any' ? '' : it.role,
    books: it.books,
  };
}

export function recall(store: Store, memory: RosterMemory): void {
  const it = read(memory);
  store.sort = it.sort;
  store.view = it.view;
  store.viewChosen = it.viewChosen;
  store.role = it.role;
  store.books = it.books;
}

/**
 * The view a firm opens with: the remembered one while it still holds somebody, else what needs
 * attention. Practice and sandbox open with everyone: people look around there.
 */
export function landing(store: Store): View {
  const { view } = store;
  if (view.startsWith('person:') || view.startsWith('computer:')) {
    const [list, name] = view.startsWith('person:')
      ? [store.people, view.slice('person:'.length)]
      : [store.computers, view.slice('computer:'.length)];
    return list.some((it) => it.name === name) ? view : 'all';
  }
  if (store.viewChosen || store.overview?.profile !== 'live') return view;
  return store.counts.attention > 0 ? 'attention' : view;
}

function same(a: RosterMemory, b: RosterMemory): boolean {
  return (
    a.sort === b.sort &&
    a.down === b.down &&
    a.view === b.view &&
    a.role === b.role &&
    (a.books === b.books || JSON.stringify(a.books) === JSON.stringify(b.books))
  );
}

/** Saves what is shown a moment after it changes, for as long as the window lives. */
export function remember(store: Store): void {
  $effect.root(() => {
    $effect(() => {
      const { overview } = store;
      const memory = write(store);
      if (!overview || overview.profile === 'none' || !store.listed) return;
      if (same(memory, write(read(overview.memory)))) return;
      const timer = setTimeout(() => {
        if (store.overview) store.overview = { ...store.overview, memory };
        store.ipc.saveMemory(memory).catch((error: unknown) => store.fail(error));
      }, SAVE_AFTER);
      return () => clearTimeout(timer);
    });
  });
}
