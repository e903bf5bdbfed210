/** What *Today* shows: clients by who must act, and one line for one cause. Pure, so that it can be tested by itself. */
import { compareNames } from '../../lib/format';
import type { ClientRow } from '../../ipc/types';
import { tierOrder } from '../clients/filter-sort';
import { actors, type Actor, type Acts } from './actor';

/** From this many clients of one cause they are one line. */
const ONE_CAUSE = 3;

/** One thing to do: a client, or several that have one cause. */
export interface Line {
  /** The same as long as its cause is the same. */
  key: string;
  actor: Actor;
  /** The most urgent first. */
  rows: readonly [ClientRow, ...ClientRow[]];
  /** The computer that is the cause. */
  computer: ClientRow | null;
}

export interface Group {
  actor: Actor;
  lines: readonly Line[];
  /** Its clients, in the order of the lines. */
  rows: readonly ClientRow[];
}

export interface Today {
  groups: readonly Group[];
  /** Clients somebody has to act for. */
  needed: number;
  /** Clients whose connection works. */
  working: number;
  /** Clients that were never connected. */
  unconnected: number;
}

/** Waiting and what comes up later ask for nobody now. */
const later: readonly Actor[] = ['answer', 'comingUp'];

export function today(
  rows: Iterable<ClientRow>,
  actorOf: (row: ClientRow) => Acts,
  shown: (row: ClientRow) => boolean = () => true,
): Today {
  const by = new Map<Actor, ClientRow[]>(actors.map((actor) => [actor, []]));
  const counts = { needed: 0, working: 0, unconnected: 0 };
  for (const row of rows) {
    const actor = actorOf(row);
    if (row.state === 'never') counts.unconnected += 1;
    if (row.tier === 'ok' || actor === 'comingUp') counts.working += 1;
    if (actor === 'nobody') continue;
    if (!later.includes(actor)) counts.needed += 1;
    if (shown(row)) by.get(actor)?.push(row);
  }
  const groups = [...by]
    .filter(([, its]) => its.length > 0)
    .map(([actor, its]) => groupOf(actor, its));
  return { ...counts, groups };
}

function groupOf(actor: Actor, rows: ClientRow[]): Group {
  const lines = (actor === 'computer' ? byComputer(rows) : byCause(actor, rows)).sort(
    (a, b) =>
      tierOrder[a.rows[0].tier] - tierOrder[b.rows[0].tier] || compareNames(nameOf(a), nameOf(b)),
  );
  return { actor, lines, rows: lines.flatMap((line) => line.rows) };
}

/** What a line is sorted and known by. */
function nameOf(line: Line): string {
  return line.computer?.computer ?? line.rows[0].name;
}

function gathered(
  rows: readonly ClientRow[],
  key: (row: ClientRow) => string,
): Map<string, [ClientRow, ...ClientRow[]]> {
  const by = new Map<string, [ClientRow, ...ClientRow[]]>();
  for (const row of rows) {
    const its = by.get(key(row));
    if (its) its.push(row);
    else by.set(key(row), [row]);
  }
  for (const its of by.values()) {
    its.sort((a, b) => tierOrder[a.tier] - tierOrder[b.tier] || compareNames(a.name, b.name));
  }
  return by;
}

/** What is wrong, with whose sign-in: a second client of the same has the same way out. */
function causeOf(row: ClientRow): string {
  const person = row.books === 'online' ? (row.connectedAs?.email ?? row.connectedAs?.name) : null;
  const other = row.other && ('named' in row.other ? row.other.named : '');
  const code = row.state === 'attention' && row.details ? row.details.code : '';
  switch (row.state) {
    case 'notMember':
    case 'inactive':
    case 'revoked':
      return `${row.state}\n${person ?? ''}`;
    case 'takenOver':
      return `${row.state}\n${other ?? ''}`;
    default:
      return `${row.state}\n${code}`;
  }
}

function single(actor: Actor, row: ClientRow): Line {
  return { key: `${actor}:${row.id}`, actor, rows: [row], computer: null };
}

function byCause(actor: Actor, rows: ClientRow[]): Line[] {
  return [...gathered(rows, causeOf)].flatMap(([cause, its]) =>
    its.length < ONE_CAUSE
      ? its.map((row) => single(actor, row))
      : [{ key: `${actor}:${cause}`, actor, rows: its, computer: null }],
  );
}

/** One computer is one line. Where it has no label, only this computer is known to be one. */
function computerOf(row: ClientRow): string {
  if (row.computer !== null) return `${row.place ?? ''}\n${row.computer}`;
  return row.place === 'thisComputer' ? 'this' : `?${row.id}`;
}

function byComputer(rows: ClientRow[]): Line[] {
  return [...gathered(rows, computerOf)].map(([computer, its]) => ({
    key: `computer:${computer}`,
    actor: 'computer' as const,
    rows: its,
    computer: its[0].computer === null && its[0].place !== 'thisComputer' ? null : its[0],
  }));
}

/** One row of the list on the screen. */
export type Item =
  | { kind: 'group'; key: string; group: Group; open: boolean }
  | { kind: 'line'; key: string; line: Line; open: boolean }
  | { kind: 'client'; key: string; line: Line; row: ClientRow; level: 2 | 3 };

/** The list as it is unfolded: `folds` has what was opened or closed by hand. */
export function items(groups: readonly Group[], folds: ReadonlyMap<string, boolean>): Item[] {
  const all: Item[] = [];
  for (const group of groups) {
    const open = folds.get(group.actor) ?? !later.includes(group.actor);
    all.push({ kind: 'group', key: group.actor, group, open });
    if (!open) continue;
    for (const line of group.lines) {
      const [only] = line.rows;
      if (line.rows.length === 1) {
        all.push({ kind: 'client', key: line.key, line, row: only, level: 2 });
        continue;
      }
      const unfolded = folds.get(line.key) ?? false;
      all.push({ kind: 'line', key: line.key, line, open: unfolded });
      if (!unfolded) continue;
      for (const row of line.rows) {
        all.push({ kind: 'client', key: `${line.key}:${row.id}`, line, row, level: 3 });
      }
    }
  }
  return all;
}

/** Where an arrow to the left leads from an item that is no open fold: the fold around it. */
export function parentOf(all: readonly Item[], at: number): number {
  const it = all[at];
  if (!it || it.kind === 'group') return at;
  const isParent = (candidate: Item): boolean =>
    it.kind === 'client' && it.level === 3
      ? candidate.kind === 'line' && candidate.line.key === it.line.key
      : candidate.kind === 'group';
  return all.findLastIndex((candidate, index) => index < at && isParent(candidate));
}

/** Clients whose next step is a sign-in, so that it can be taken for all of them in a row. */
export function toReconnect(rows: readonly ClientRow[]): ClientRow[] {
  return rows.filter((row) => row.primary === 'reconnect');
}

/** Those who have to be written to: one person gets one message about all of their clients. */
export function correspondents(rows: readonly ClientRow[]): [ClientRow, ...ClientRow[]][] {
  return [...gathered(rows, (row) => row.email?.toLowerCase() ?? row.id).values()];
}
