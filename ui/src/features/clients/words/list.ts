/** Words of the list of clients and what is around it. */
import * as fmt from '../../../lib/format';
import type { ClientRow, Place } from '../../../ipc/types';
import type { Actor } from '../../today/actor';
import { groups } from '../../today/words';
import type { Dimension, Filter, PayrollFilter, RoleFilter } from '../filter-sort';
import { badge } from './states';
import { booksFull, places } from './client';
import { computers } from '../../people/words';
import { roleWords } from './roles';

/** A whole row in one breath: what a screen reader says. */
export function rowLabel(row: ClientRow, now: number): string {
  const role = row.books === 'online' ? roleWords(row.role) : '';
  const checked =
    row.checkedAt === null ? 'not checked yet' : `checked ${fmt.ago(row.checkedAt, now)}`;
  return [row.name, booksFull[row.books], badge(row, now), role, checked]
    .filter((part) => part !== '')
    .join(', ');
}

/** The tokens above the list. */
export const tokens = {
  label: 'Filters',
  add: 'Filter',
  addLabel: 'Add a filter',
  clear: 'Show all',
  any: 'Any',
  names: {
    status: 'Status',
    actor: 'Who must act',
    person: 'Connected as',
    computer: 'Computer',
    role: 'Your role',
    payroll: 'Payroll',
  },
  /** A token that is set. */
  set: (name: string, value: string): string => `${name}: ${value}`,
  remove: (name: string): string => `Remove the filter ${name}`,
  payrolls: { on: 'On', off: 'Off', notReported: 'Not reported' },
  roles: {
    admin: 'Admin',
    employee: 'Employee',
    inactive: 'Inactive',
    notAvailable: 'Not available',
  },
} as const;

export const filters = {
  all: 'All clients',
  attention: 'Needs attention',
  waiting: 'Waiting',
  resting: 'Resting',
  connected: 'Connected',
  none: 'Not connected',
  expiring: 'Expiring',
  archived: 'Archived',
} as const;

export const columns = {
  status: 'Status',
  client: 'Client',
  books: 'QuickBooks',
  person: 'Connected as',
  role: 'Your role',
  payroll: 'Payroll',
  checked: 'Last check',
  urgency: 'Urgency',
} as const;

export const clientList = {
  label: 'Clients',
  search: 'Search clients',
  inspector: 'Client',
  timeline: 'Timeline',
  noTimeline: 'Nothing has happened yet.',
  emptyTitle: 'No clients yet',
  emptyText:
    'Add the first one and connect its QuickBooks. Nothing is created anywhere until you connect.',
  emptyPractice: 'Just looking? Open the practice firm.',
  pick: 'Choose a client to see what works and what to do next.',
  loading: 'Opening the roster…',
  loadingText: 'If this computer asks for the password of its keychain, answer there first.',
} as const;

export function noMatch(query: string): string {
  return `No client matches “${query}”.`;
}

/** A search that finds nothing in the place it is in, but `found` in another. */
export function noMatchHere(
  query: string,
  here: string,
  place: 'all' | 'archived',
  found: readonly string[],
): string {
  const where = `${fmt.number(found.length)} in ${filters[place]}`;
  const named = found.length === 1 ? `: ${found[0] ?? ''}` : '';
  return `No client in ${here} matches “${query}”. ${where}${named}.`;
}

export const showIn = (place: 'all' | 'archived'): string => `Show in ${filters[place]}`;

export function emptyFilter(filter: string, lastCheckAt: number | null, now: number): string {
  const looked =
    lastCheckAt === null
      ? ''
      : ` Last check ${fmt.atMoment(lastCheckAt, now).replace(/^at /, '')}.`;
  if (filter === 'attention') return `Nothing needs attention.${looked}`;
  if (filter === 'waiting') return `Nobody is in the middle of a sign-in.${looked}`;
  if (filter === 'expiring') return `Nothing expires in the coming weeks.${looked}`;
  if (filter === 'archived') return 'Nothing is archived.';
  return `No client is in this group.${looked}`;
}

export const countClients = fmt.countClients;

/** The footer: what we know and when the next check is; while somebody waits for one, how far it is. */
export function footer(
  last: number | null,
  next: number | null,
  offline: boolean,
  now: number,
  running: { done: number; of: number } | null = null,
): string {
  const parts = [offline ? 'Offline' : 'Online'];
  if (running) return [...parts, `Checking, ${running.done} of ${running.of}`].join(' · ');
  parts.push(last === null ? 'Not checked yet' : `Last check ${fmt.moment(last, now)}`);
  if (next !== null && next > now) parts.push(`next ${fmt.moment(next, now)}`);
  return parts.join(' · ');
}

export function selected(count: number): string {
  return count === 1 ? '1 selected' : `${fmt.number(count)} selected`;
}

/** What the search box says; a place without a list of its own searches the clients. */
export const screenSearch = {
  today: 'Search clients',
  clients: 'Search clients',
  monthEnd: 'Search clients',
  payroll: 'Search clients',
  accessReview: 'Search clients',
  firm: 'Search clients',
  people: 'Search people',
  computers: 'Search computers',
  activity: 'Search activity',
} as const;

export const moreMenu = {
  label: 'More',
  sort: 'Sort by',
  sorts: {
    urgency: 'Urgency',
    client: 'Name',
    heard: 'Last answer',
    checked: 'Last check',
  },
} as const;

/** The name of what one token leads to. */
export function viewName(view: string): string {
  if (view in filters) return filters[view as keyof typeof filters];
  const [kind, ...rest] = view.split(':');
  if (kind === 'person' || kind === 'computer') return rest.join(':');
  const [place, ...label] = rest;
  const name = label.join(':');
  const where = place ? places[place as Place] : computers.noPlace;
  return name === '' ? where : `${name}, ${where.charAt(0).toLowerCase()}${where.slice(1)}`;
}

/** The value of one token, as it is shown. */
export function tokenValue(dimension: Dimension, value: string): string {
  if (dimension === 'role') return tokens.roles[value as RoleFilter];
  if (dimension === 'actor') return value === 'nobody' ? 'Nobody' : groups[value as Actor];
  if (dimension === 'payroll') return tokens.payrolls[value as PayrollFilter];
  return dimension === 'person' ? value : viewName(value);
}

/** All tokens in one breath: *Needs attention, Priya Nair, payroll on*. */
export function filterName(filter: Filter): string {
  const all = Object.entries(filter) as [Dimension, string][];
  if (all.length === 0) return filters.all;
  const named = all.map(([dimension, value]) => {
    const text = tokenValue(dimension, value);
    return dimension === 'payroll' || dimension === 'role' || dimension === 'actor'
      ? `${tokens.names[dimension]} ${text}`.toLowerCase()
      : text;
  });
  return named.join(', ');
}

export const noneUnder = (name: string): string => `No client passes these filters: ${name}.`;
