/** What a person last saw in a firm: kept by the app, restored when the firm opens again. */
import {
  filterOf,
  fits,
  isSet,
  type Filter,
  type PayrollFilter,
  type RoleFilter,
  type Sort,
  type SortKey,
  type Status,
  type View,
} from '../features/clients/filter-sort';
import type { Acts } from '../features/today/actor';
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

const roles: Record<RoleFilter, true> = {
  admin: true,
  employee: true,
  inactive: true,
  notAvailable: true,
};

const acts: Record<Acts, true> = {
  you: true,
  client: true,
  computer: true,
  colleague: true,
  answer: true,
  comingUp: true,
  nobody: true,
};

const payrolls: Record<PayrollFilter, true> = { on: true, off: true, notReported: true };

const statuses: Record<Status, true> = {
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
  return isIn(statuses, word) || /^(person|computer|place):./s.test(word);
}

/**
 * The tokens as they are kept. A single one is the word that builds before the tokens kept for its place
 * (`attention`, `person:Priya Nair`); several are `status=attention&person=Priya+Nair`.
 */
function wordOf(filter: Filter): string {
  const tokens = Object.entries(filter) as [string, string][];
  if (tokens.length === 0) return 'all';
  if (tokens.length === 1) {
    const { status, person, computer } = filter;
    if (status !== undefined) return status;
    if (person !== undefined) return `person:${person}`;
    if (computer !== undefined) return computer;
  }
  return new URLSearchParams(tokens).toString();
}

function filterFrom(word: string): Filter {
  if (isView(word)) return filterOf(word);
  const kept = Object.fromEntries(new URLSearchParams(word));
  const { status = '', actor = '', person = '', computer = '', role = '', payroll = '' } = kept;
  return {
    ...(isIn(statuses, status) && filterOf(status)),
    ...(isIn(acts, actor) && { actor }),
    ...(person !== '' && { person }),
    ...(/^(computer|place):./s.test(computer) && filterOf(computer as View)),
    ...(isIn(roles, role) && { role }),
    ...(isIn(payrolls, payroll) && { payroll }),
  };
}

/** What earlier builds kept beside the place, and what was one choice for them. */
function oldRole(word: string): Filter {
  if (word === 'payroll') return { payroll: 'on' };
  if (word === 'noPayroll') return { payroll: 'off' };
  return isIn(roles, word) ? { role: word } : {};
}

export interface Looked {
  sort: Sort;
  filter: Filter;
  viewChosen: boolean;
  books: BooksMemory;
}

/** What the memory says; words it does not know, and empty ones, mean the defaults. */
export function read(memory: RosterMemory): Looked {
  const filter = { ...filterFrom(memory.view), ...oldRole(memory.role) };
  return {
    sort: isIn(sortKeys, memory.sort)
      ? { key: memory.sort, down: memory.down }
      : { key: 'urgency', down: false },
    filter,
    viewChosen: isView(memory.view) || isSet(filter),
    books: memory.books,
  };
}

/** The way back. A default is an empty word, so that it stays free to change. */
export function write(it: Looked): RosterMemory {
  const usual = it.sort.key === 'urgency' && !it.sort.down;
  return {
    sort: usual ? '' : it.sort.key,
    down: it.sort.down,
    view: it.viewChosen ? wordOf(it.filter) : '',
    role: '',
    books: it.books,
  };
}

export function recall(store: Store, memory: RosterMemory): void {
  const it = read(memory);
  store.sort = it.sort;
  store.filter = it.filter;
  store.viewChosen = it.viewChosen;
  store.books = it.books;
}

/**
 * The tokens the list opens with: the remembered ones while their person and computer still exist, else what
 * needs attention. Practice and sandbox open with everyone: people look around there.
 */
export function landing(store: Store): Filter {
  const { person, computer, ...rest } = store.filter;
  const filter = {
    ...rest,
    ...(person !== undefined && isSomewhere(store, { person }) && { person }),
    ...(computer !== undefined && isSomewhere(store, { computer }) && { computer }),
  };
  if (store.viewChosen || store.overview?.profile !== 'live') return filter;
  return store.counts.attention > 0 ? { status: 'attention' } : filter;
}

function isSomewhere(store: Store, filter: Filter): boolean {
  return store.all.some((row) => fits(row, filter));
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
