/** Which clients the roster shows and in what order: pure, so that it can be tested by itself. */
import { compareNames, folded } from './format';
import type { ClientRow, Tier } from './ipc/types';

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

export type RoleFilter =
  'any' | 'admin' | 'employee' | 'inactive' | 'payroll' | 'noPayroll' | 'notAvailable';

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

export function inView(row: ClientRow, view: View): boolean {
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
    default:
      return inPlace(row, view);
  }
}

function inPlace(row: ClientRow, view: string): boolean {
  const [kind, ...rest] = view.split(':');
  const name = rest.join(':');
  if (kind === 'person') {
    // The address stands for the name where two people share it.
    return row.connectedAs?.name === name || row.connectedAs?.email === name;
  }
  if (kind === 'computer') return row.computer === name;
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
    case 'any':
      return true;
    case 'admin':
    case 'employee':
      return reported && role.kind === filter;
    case 'inactive':
      return reported && !role.active;
    case 'payroll':
      return role.payroll === true;
    case 'noPayroll':
      return role.payroll === false;
    case 'notAvailable':
      return role.availability === 'notAvailable';
  }
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
    case 'status':
      return tierOrder[row.tier];
    case 'client':
      return row.name;
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

/** Empty values come last in both directions; equal ones are ordered by state, then name. */
export function comparator(sort: Sort): (a: ClientRow, b: ClientRow) => number {
  const sign = sort.down ? -1 : 1;
  return (a, b) => {
    const [left, right] = [value(a, sort.key), value(b, sort.key)];
    if (left === null || right === null) {
      if (left !== right) return left === null ? 1 : -1;
    } else if (typeof left === 'string' && typeof right === 'string') {
      const order = compareNames(left, right);
      if (order !== 0) return sign * order;
    } else if (left !== right) {
      return sign * (Number(left) - Number(right));
    }
    if (sort.key === 'status' && a.state !== b.state) return a.state < b.state ? -1 : 1;
    return compareNames(a.name, b.name) || (a.id < b.id ? -1 : 1);
  };
}

export interface Arrangement {
  view: View;
  query: string;
  role: RoleFilter;
  sort: Sort;
}

/** The clients to show, in order. */
export function arrange(rows: Iterable<ClientRow>, how: Arrangement): ClientRow[] {
  const query = how.query.trim();
  const kept: ClientRow[] = [];
  for (const row of rows) {
    if (inView(row, how.view) && hasRole(row, how.role) && (query === '' || matches(row, query))) {
      kept.push(row);
    }
  }
  return kept.sort(comparator(how.sort));
}

export type GroupName = Exclude<View, `${string}:${string}`>;

export function count(rows: Iterable<ClientRow>): Record<GroupName, number> {
  const counts: Record<GroupName, number> = {
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
    for (const view of Object.keys(counts) as GroupName[]) {
      if (inView(row, view)) counts[view] += 1;
    }
  }
  return counts;
}

/** Names with how often they occur, most frequent first. */
export function tally(
  rows: Iterable<ClientRow>,
  name: (row: ClientRow) => string | null | undefined,
): { name: string; count: number }[] {
  const found = new Map<string, number>();
  for (const row of rows) {
    const it = row.state === 'archived' ? null : name(row);
    if (it) found.set(it, (found.get(it) ?? 0) + 1);
  }
  return [...found]
    .map(([it, times]) => ({ name: it, count: times }))
    .sort((a, b) => b.count - a.count || compareNames(a.name, b.name));
}
