/**
 * What the operating system is asked to tell, and when: pure, the time comes from outside.
 *
 * Three things are news: access was lost, an approval nears its end, a sign-in that was waited for
 * came through. Resting, being checked and what a first listing shows are not.
 */
import { daysLeft } from '../../lib/format';
import type { NoticeSettings } from '../../ipc';
import type { ClientRow, State, Tier } from '../../ipc/types';

export type NoticeKind = 'attention' | 'expiring' | 'connected';

/** Clients with the same news. `days` is how close the furthest of the approvals is. */
export interface Group {
  kind: NoticeKind;
  names: string[];
  days: number | null;
}

/** News is collected this long, so that one cause makes one notice. */
export const COLLECT = 4_000;

/** An approval is spoken of when it comes this close, once each. */
const marks = [1, 7, 14] as const;
const kinds = ['attention', 'expiring', 'connected'] as const;

/** The last state of a client that was not just a check under way. */
interface Settled {
  state: State;
  tier: Tier;
  /** The closest mark its approval has reached. */
  mark: number | null;
}

interface Note {
  kind: NoticeKind;
  clientId: string;
  name: string;
  mark: number | null;
}

function markOf(row: ClientRow, now: number): number | null {
  if (row.state !== 'expiring' || row.until === null) return null;
  const days = daysLeft(row.until, now);
  return marks.find((mark) => days <= mark) ?? null;
}

function settle(row: ClientRow, before: Settled | undefined, now: number): Settled {
  const renewed = row.state === 'expiring' || row.tier === 'ok';
  const mark = renewed ? markOf(row, now) : (before?.mark ?? null);
  return { state: row.state, tier: row.tier, mark };
}

/** What is new about a client, if anything. */
export function news(before: Settled, after: Settled): NoticeKind | null {
  // Put aside by hand: what comes to light when it is taken up again is no change.
  const aside = before.state === 'paused' || before.state === 'archived';
  if (after.tier === 'now') return before.tier === 'now' || aside ? null : 'attention';
  const asked = before.state === 'waiting' || before.state === 'invited';
  if (after.state === 'connected') return asked ? 'connected' : null;
  if (after.state !== 'expiring' || after.mark === null) return null;
  return before.mark === null || after.mark < before.mark ? 'expiring' : null;
}

/** Whether the quiet hours of this computer's own clock hold. They may pass midnight. */
export function isQuiet(settings: NoticeSettings, now: number): boolean {
  const { quiet, quietFrom, quietUntil } = settings;
  if (!quiet || quietFrom === quietUntil) return false;
  const at = new Date(now);
  const minute = at.getHours() * 60 + at.getMinutes();
  return quietFrom < quietUntil
    ? minute >= quietFrom && minute < quietUntil
    : minute >= quietFrom || minute < quietUntil;
}

/** Remembers the last settled state of every client and what is still to be notified. */
export class NoticeBook {
  #settled = new Map<string, Settled>();
  #notes: Note[] = [];
  #since = 0;
  #held = false;

  /** Starts anew with a list of clients, of which nothing is notified. */
  begin(rows: readonly ClientRow[], now: number): void {
    this.#settled.clear();
    this.#clear();
    for (const row of rows) this.saw(row, now, false);
  }

  /** Takes in a row as it is now, and whether news about it may be notified. */
  saw(row: ClientRow, now: number, tell: boolean): void {
    if (row.state === 'checking') return;
    const before = this.#settled.get(row.id);
    const after = settle(row, before, now);
    this.#settled.set(row.id, after);
    const kind = before && tell ? news(before, after) : null;
    if (kind === null) return;
    if (this.#notes.length === 0) this.#since = now;
    this.#notes = this.#notes.filter((it) => it.clientId !== row.id);
    this.#notes.push({ kind, clientId: row.id, name: row.name, mark: after.mark });
  }

  get waits(): boolean {
    return this.#notes.length > 0;
  }

  /** The notices to show now, each as its groups. What was held back comes in one. */
  due(settings: NoticeSettings, now: number): Group[][] {
    this.#notes = settings.on ? this.#notes.filter((note) => this.#isTrue(note)) : [];
    if (this.#notes.length === 0) {
      this.#held = false;
      return [];
    }
    if (isQuiet(settings, now)) {
      this.#held = true;
      return [];
    }
    if (!this.#held && now - this.#since < COLLECT) return [];
    const groups = group(this.#notes);
    const shown = this.#held ? [groups] : groups.map((it) => [it]);
    this.#clear();
    return shown;
  }

  #isTrue(note: Note): boolean {
    const now = this.#settled.get(note.clientId);
    if (!now) return false;
    switch (note.kind) {
      case 'attention':
        return now.tier === 'now';
      case 'connected':
        return now.state === 'connected';
      case 'expiring':
        return now.state === 'expiring' && now.mark !== null;
    }
  }

  #clear(): void {
    this.#notes = [];
    this.#held = false;
  }
}

function group(notes: readonly Note[]): Group[] {
  return kinds
    .map((kind) => {
      const of = notes.filter((note) => note.kind === kind);
      const days = of.map((note) => note.mark).filter((mark) => mark !== null);
      const far = kind === 'expiring' && days.length > 0 ? Math.max(...days) : null;
      return { kind, names: of.map((note) => note.name), days: far };
    })
    .filter((it) => it.names.length > 0);
}

/** `18:00` for the field of a form. */
export function clockText(minutes: number): string {
  const two = (it: number): string => String(it).padStart(2, '0');
  return `${two(Math.floor(minutes / 60) % 24)}:${two(minutes % 60)}`;
}

/** The way back; nothing when the field is empty or torn. */
export function minutesOf(text: string): number | null {
  const match = /^([01]\d|2[0-3]):([0-5]\d)/.exec(text);
  return match ? Number(match[1]) * 60 + Number(match[2]) : null;
}
