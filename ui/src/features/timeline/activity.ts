/** The firm's change log: pages that grow, and kinds to choose from. Pure. */
import type { ActivityLine, TimelineEvent } from '../../ipc/types';

export type Kind = 'connection' | 'role' | 'list';
export type KindFilter = 'all' | Kind;

export const kindFilters: KindFilter[] = ['all', 'connection', 'role', 'list'];

type EventName = TimelineEvent['event'];

const kinds: Record<EventName, Kind> = {
  added: 'list',
  edited: 'list',
  archived: 'list',
  paused: 'list',
  resumed: 'list',
  restored: 'list',
  roleChanged: 'role',
  roleConfirmed: 'role',
  connected: 'connection',
  disconnected: 'connection',
  handedOver: 'connection',
  stateChanged: 'connection',
  renewed: 'connection',
  endUserCreated: 'connection',
  endUserAdopted: 'connection',
  endUserDeleted: 'connection',
  linkCreated: 'connection',
  signInEnded: 'connection',
  revokeWaits: 'connection',
  revoked: 'connection',
  notRevoked: 'connection',
  booksRead: 'connection',
};

export function kindOf(event: EventName): Kind {
  return kinds[event];
}

export function ofKind(event: EventName, filter: KindFilter): boolean {
  return filter === 'all' || kinds[event] === filter;
}

/** A fresh first page on top of what is known. Where the two do not meet, the old lines go: a gap must not look like a log. */
export function merged(
  known: readonly ActivityLine[],
  fresh: readonly ActivityLine[],
  pageSize: number,
): ActivityLine[] {
  if (fresh.length < pageSize) return [...fresh];
  const ids = new Set(fresh.map((line) => line.event.id));
  const meets = known.some((line) => ids.has(line.event.id));
  if (!meets) return [...fresh];
  const last = known.findLastIndex((line) => ids.has(line.event.id));
  return [...fresh, ...known.slice(last + 1)];
}

/** Items under the heading of their day; they come in order. */
export function byDay<Item>(
  items: readonly Item[],
  heading: (item: Item) => string,
): { heading: string; items: Item[] }[] {
  const grouped: { heading: string; items: Item[] }[] = [];
  for (const item of items) {
    const words = heading(item);
    const last = grouped.at(-1);
    if (last?.heading === words) last.items.push(item);
    else grouped.push({ heading: words, items: [item] });
  }
  return grouped;
}
