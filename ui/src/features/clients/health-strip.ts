/** One bar per day: the most urgent state of each of the last days. Pure, made from the timeline. */
import { tierOrder } from './filter-sort';
import type { State, Tier, TimelineEvent } from '../../ipc/types';
import { tierOf } from './tiers';

/** `before`: not on the list yet. `unknown`: the timeline does not reach back so far. */
export interface Day {
  start: number;
  kind: 'known' | 'unknown' | 'before';
  state: State | null;
  tier: Tier | null;
}

export const DAYS = 30;

/** Midnights on this computer's calendar, the last one today's. */
function midnights(now: number, count: number): number[] {
  const today = new Date(now);
  return Array.from({ length: count }, (_, index) =>
    new Date(
      today.getFullYear(),
      today.getMonth(),
      today.getDate() - (count - 1 - index),
    ).getTime(),
  );
}

interface Change {
  at: number;
  from: State | null;
  to: State;
}

/** Every moment at which the state changed, oldest first. */
function changes(events: readonly TimelineEvent[]): Change[] {
  const all: Change[] = [];
  let active: State = 'never';
  const sorted = [...events].sort((a, b) => a.at - b.at || a.id - b.id);
  for (const event of sorted) {
    const to = stateAfter(event, active);
    // A list that was filled from elsewhere may know older things than its own beginning.
    if (to === null || (event.event === 'added' && all.length > 0)) continue;
    const from = event.event === 'stateChanged' ? event.from : null;
    all.push({ at: event.at, from, to });
    if (to !== 'archived' && to !== 'paused') active = to;
  }
  return all;
}

function stateAfter(event: TimelineEvent, active: State): State | null {
  switch (event.event) {
    case 'added':
      return 'never';
    case 'connected':
      return 'connected';
    case 'disconnected':
    case 'endUserDeleted':
      return 'never';
    case 'stateChanged':
      return event.to;
    case 'archived':
      return 'archived';
    case 'paused':
      return 'paused';
    case 'resumed':
    case 'restored':
      return active;
    default:
      return null;
  }
}

/** The most urgent of the states that held at some time between two moments. */
function worst(all: readonly Change[], from: number, until: number): State | null {
  let held: State | null = null;
  const states: State[] = [];
  for (const change of all) {
    if (change.at >= until) break;
    if (change.at <= from) held = change.to;
    else {
      if (held === null && change.from !== null) held = change.from;
      states.push(change.to);
    }
  }
  if (held !== null) states.push(held);
  if (states.length === 0) return null;
  return states.reduce((a, b) => (tierOrder[tierOf(b)] < tierOrder[tierOf(a)] ? b : a));
}

/** The last days, oldest first. `state` is the client's now. */
export function strip(
  events: readonly TimelineEvent[],
  state: State,
  now: number,
  count = DAYS,
): Day[] {
  const all = changes(events);
  const added = events.find((event) => event.event === 'added')?.at ?? null;
  // Without its beginning the timeline says nothing for sure up to the end of its oldest day.
  const oldest = events.reduce((at, event) => Math.min(at, event.at), Number.POSITIVE_INFINITY);
  const begins = added === null ? null : Math.min(added, oldest);
  const starts = midnights(now, count);
  return starts.map((start, index) => {
    const end = starts[index + 1] ?? now + 1;
    if (begins !== null && end <= begins) return { start, kind: 'before', state: null, tier: null };
    const today = index === count - 1;
    const reaches = begins !== null || start > oldest;
    const past = reaches ? worst(all, start, end) : null;
    const known = today ? (past === null || urgent(state, past) ? state : past) : past;
    return known === null
      ? { start, kind: 'unknown', state: null, tier: null }
      : { start, kind: 'known', state: known, tier: tierOf(known) };
  });
}

function urgent(a: State, b: State): boolean {
  return tierOrder[tierOf(a)] <= tierOrder[tierOf(b)];
}

/** Days in a row that say the same, for those who read instead of look. */
export function runs(days: readonly Day[]): { from: number; to: number; day: Day }[] {
  const all: { from: number; to: number; day: Day }[] = [];
  for (const day of days) {
    const last = all.at(-1);
    if (last && last.day.kind === day.kind && last.day.state === day.state) last.to = day.start;
    else all.push({ from: day.start, to: day.start, day });
  }
  return all;
}
