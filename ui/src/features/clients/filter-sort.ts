/** Which clients the roster shows and in what order: pure, so that it can be tested by itself. */
import { compareNames, folded } from '../../lib/format';
import type { Acts } from '../today/actor';
import type { ClientRow, Tier } from '../../ipc/types';

/** One token: what a place or a link of the window leads to. */
export type View =
  | 'all'
  | 'attention'
  | 'waiting'
  | 'resting'
  | 'connected'
  | 'none'
  | 'expiring'
  | 'archived'
  | `person:${string}`
  | `computer:${string}`
  /** A place and a label, where the label alone does not tell computers apart. */
  | `place:${string}:${string}`;

export type Status = Exclude<View, `${string}:${string}`>;
export type RoleFilter = 'admin' | 'employee' | 'inactive' | 'notAvailable';
export type PayrollFilter = 'on' | 'off' | 'notReported';

/** What the list can be narrowed by. A filter that is not set lets all pass that are not archived. */
export interface Filter {
  status?: Exclude<Status, 'all'>;
  /** Who must act, as *Today* says. */
  actor?: Acts;
  /** The name of a sign-in, or its address where two people share the name. */
  person?: string;
  /** As in `View`. */
  computer?: `computer:${string}` | `place:${string}:${string}`;
  role?: RoleFilter;
  payroll?: PayrollFilter;
}

export type Dimension = keyof Filter;

/** Who must act for a client. */
export type ActsFor = (row: ClientRow) => Acts;

export type SortKey =
  'urgency' | 'client' | 'books' | 'status' | 'person' | 'role' | 'payroll' | 'checked' | 'heard';

export interface Sort {
  key: SortKey;
  down: boolean;
}

export const tierOrder: Record<Tier, number> = {
  now: 0,
  soon: 1,
  wait: 2,
  rest: 3,
  ok: 4,
  none: 5,
};

function hasStatus(row: ClientRow, view: Status): boolean {
  if (view === 'archived') return row.state === 'archived';
  if (row.state === 'archived') return false;
  switch (view) {
    case 'all':
      return true;
    case 'attention':
      return row.tier === 'now' || row.tier === 'soon';
    case 'waiting':
      return row.tier === 'wait';
    case 'resting':
      return row.tier === 'rest';
    case 'connected':
      return row.tier === 'ok';
    case 'none':
      return row.tier === 'none';
    case 'expiring':
      return row.state === 'expiring';
  }
}

/** The filter of one token. */
export function filterOf(view: View): Filter {
  if (view === 'all') return {};
  if (view.startsWith('person:')) return { person: view.slice('person:'.length) };
  if (view.startsWith('computer:') || view.startsWith('place:')) {
    return { computer: view as NonNullable<Filter['computer']> };
  }
  return { status: view as NonNullable<Filter['status']> };
}

export function isSet(filter: Filter): boolean {
  return Object.keys(filter).length > 0;
}

/** Whether a client passes every token. */
export function fits(row: ClientRow, filter: Filter, actsFor?: ActsFor): boolean {
  const { status, actor, person, computer, role, payroll } = filter;
  return (
    hasStatus(row, status ?? 'all') &&
    (actor === undefined || actsFor?.(row) === actor) &&
    (person === undefined ||
      row.connectedAs?.name === person ||
      row.connectedAs?.email === person) &&
    (computer === undefined || isOn(row, computer)) &&
    (role === undefined || hasRole(row, role)) &&
    (payroll === undefined || hasPayroll(row, payroll))
  );
}

function isOn(row: ClientRow, computer: string): boolean {
  const [kind, ...rest] = computer.split(':');
  if (kind === 'computer') return row.computer === rest.join(':');
  return (
    row.books === 'desktop' &&
    (row.place ?? '') === rest[0] &&
    (row.computer ?? '') === rest.slice(1).join(':')
  );
}

export function hasRole(row: ClientRow, filter: RoleFilter): boolean {
  const role = row.role;
  const reported = role.availability === 'reported';
  switch (filter) {
    case 'admin':
    case 'employee':
      return reported && role.kind === filter;
    case 'inactive':
      return reported && !role.active;
    case 'notAvailable':
      return role.availability === 'notAvailable';
  }
}

export function hasPayroll(row: ClientRow, filter: PayrollFilter): boolean {
  if (row.books !== 'online') return false;
  return row.role.payroll === (filter === 'notReported' ? null : filter === 'on');
}

const haystacks = new WeakMap<ClientRow, string>();

/** Everything a row can be found by. Rows are replaced, never changed, so this is kept per row. */
function haystack(row: ClientRow): string {
  const kept = haystacks.get(row);
  if (kept !== undefined) return kept;
  const text = folded(
    [
      row.name,
      row.number,
      row.email,
      row.companyTail,
      row.endUserId,
      row.connectedAs?.name,
      row.connectedAs?.email,
      row.computer,
    ]
      .filter((part) => part !== null && part !== undefined)
      .join('\n'),
  );
  haystacks.set(row, text);
  return text;
}

/** Makes the first keystroke as quick as all others. */
export function prepareSearch(rows: Iterable<ClientRow>): void {
  for (const row of rows) haystack(row);
}

/** Every word of the query occurs somewhere in the row. A long number finds a company by its end. */
export function matches(row: ClientRow, query: string): boolean {
  const words = folded(query)
    .split(/\s+/)
    .filter((word) => word !== '');
  const text = haystack(row);
  return words.every(
    (word) =>
      text.includes(word) ||
      (row.companyTail !== null && /^\d{5,}$/.test(word) && word.endsWith(row.companyTail)),
  );
}

type Value = string | number | null;

function value(row: ClientRow, key: SortKey): Value {
  switch (key) {
    case 'urgency':
      return tierOrder[row.tier];
    case 'status':
      return `${tierOrder[row.tier]} ${row.state}`;
    case 'client':
      return null;
    case 'books':
      return row.books;
    case 'person':
      return row.connectedAs?.name ?? null;
    case 'role':
      return row.role.availability === 'reported' ? row.role.kind : null;
    case 'payroll':
      return row.role.payroll === null ? null : row.role.payroll ? 0 : 1;
    case 'checked':
      return row.checkedAt === null ? null : -row.checkedAt;
    case 'heard':
      return row.lastOkAt === null ? null : -row.lastOkAt;
  }
}

/**
 * Each row with the place of its value; equal values share one. The few different texts are compared
 * once each: comparing in the person's language is slow, and there may be thousands of rows.
 */
function placed(rows: ClientRow[], key: SortKey): { row: ClientRow; place: number | null }[] {
  const values = rows.map((row) => value(row, key));
  const texts = [...new Set(values)].filter((it) => typeof it === 'string').sort(compareNames);
  const places = new Map(texts.map((text, index) => [text, index]));
  return rows.map((row, index) => {
    const it = values[index] ?? null;
    return { row, place: typeof it === 'string' ? (places.get(it) ?? null) : it };
  });
}

/** All clients in order. Empty values come last in both directions; equal ones are ordered by name. */
export function ordered(rows: Iterable<ClientRow>, sort: Sort): ClientRow[] {
  const byName = [...rows].sort((a, b) => compareNames(a.name, b.name) || (a.id < b.id ? -1 : 1));
  if (sort.key === 'client') return sort.down ? byName.reverse() : byName;
  const sign = sort.down ? -1 : 1;
  return placed(byName, sort.key)
    .sort((a, b) => {
      if (a.place === null || b.place === null) {
        return Number(a.place === null) - Number(b.place === null);
      }
      return sign * (a.place - b.place);
    })
    .map((it) => it.row);
}

/** The rows to show of these, in the order they have. */
export function chosen(
  rows: readonly ClientRow[],
  filter: Filter,
  query: string,
  actsFor?: ActsFor,
): ClientRow[] {
  const text = query.trim();
  return rows.filter((row) => fits(row, filter, actsFor) && (text === '' || matches(row, text)));
}

/** Clients that fit a search, in the first place that has any: where a search under `filter` found nothing. */
export function foundElsewhere(
  rows: readonly ClientRow[],
  filter: Filter,
  query: string,
): { place: 'all' | 'archived'; rows: ClientRow[] } | null {
  if (query.trim() === '') return null;
  const found = isSet(filter) ? chosen(rows, {}, query) : [];
  if (found.length > 0) return { place: 'all', rows: found };
  const archived = filter.status === 'archived' ? [] : chosen(rows, { status: 'archived' }, query);
  return archived.length > 0 ? { place: 'archived', rows: archived } : null;
}

export function count(rows: Iterable<ClientRow>): Record<Status, number> {
  const counts: Record<Status, number> = {
    all: 0,
    attention: 0,
    waiting: 0,
    resting: 0,
    connected: 0,
    none: 0,
    expiring: 0,
    archived: 0,
  };
  for (const row of rows) {
    for (const status of Object.keys(counts) as Status[]) {
      if (hasStatus(row, status)) counts[status] += 1;
    }
  }
  return counts;
}
