/** The people and the computers behind the clients: pure, so that it can be tested by itself. */
import { tierOrder, type View } from '../clients/filter-sort';
import { compareNames, folded } from '../../lib/format';
import type { ClientRow, PersonView, Place, RoleView } from '../../ipc/types';

/** One Intuit sign-in, and what its clients add up to. */
export interface SignIn {
  /** The roster's view of its clients. */
  view: View;
  name: string;
  email: string | null;
  rows: ClientRow[];
  /** The highest role it has anywhere, and payroll if it is on anywhere. */
  role: RoleView;
  oldestApproval: number | null;
  nextExpiry: number | null;
}

/** A computer that runs QuickBooks Desktop. Without a label it has no name yet. */
export interface Host {
  view: View;
  label: string | null;
  place: Place | null;
  rows: ClientRow[];
  lastHeard: number | null;
  worst: ClientRow;
}

function grouped(
  rows: Iterable<ClientRow>,
  key: (row: ClientRow) => string | null,
): Map<string, [ClientRow, ...ClientRow[]]> {
  const groups = new Map<string, [ClientRow, ...ClientRow[]]>();
  for (const row of rows) {
    const it = row.state === 'archived' ? null : key(row);
    if (it === null) continue;
    const group = groups.get(it);
    if (group) group.push(row);
    else groups.set(it, [row]);
  }
  return groups;
}

function oldest(times: (number | null)[]): number | null {
  const known = times.filter((at): at is number => at !== null);
  return known.length === 0 ? null : Math.min(...known);
}

function newest(times: (number | null)[]): number | null {
  const known = times.filter((at): at is number => at !== null);
  return known.length === 0 ? null : Math.max(...known);
}

const kindOrder: RoleView['kind'][] = ['admin', 'employee', 'unknown'];

/** Access that works counts before a higher role that is inactive. */
export function highestRole(rows: readonly ClientRow[]): RoleView {
  const roles = rows.map((row) => row.role);
  const reported = roles.filter((role) => role.availability === 'reported');
  const best = [...reported].sort(
    (a, b) =>
      Number(b.active) - Number(a.active) || kindOrder.indexOf(a.kind) - kindOrder.indexOf(b.kind),
  )[0];
  if (!best) {
    return (
      roles.find((role) => role.availability === 'notAvailable') ?? {
        availability: 'notAsked',
        kind: 'unknown',
        active: true,
        payroll: null,
        at: null,
      }
    );
  }
  const payroll = reported.some((role) => role.payroll === true)
    ? true
    : reported.some((role) => role.payroll === false)
      ? false
      : null;
  return { ...best, payroll };
}

/** Two people of one name are two sign-ins; their addresses tell them apart. */
export function samePerson(
  a: PersonView | null,
  b: { name: string; email: string | null },
): boolean {
  return a !== null && a.name === b.name && folded(a.email ?? '') === folded(b.email ?? '');
}

/** The Intuit sign-ins, the one with most clients first. */
export function signIns(rows: Iterable<ClientRow>): SignIn[] {
  const groups = grouped(rows, (row) =>
    row.connectedAs === null
      ? null
      : `${row.connectedAs.name}\n${folded(row.connectedAs.email ?? '')}`,
  );
  const found = [...groups.values()].map((group) => {
    const { name, email } = group[0].connectedAs as PersonView;
    return {
      view: `person:${name}` as View,
      name,
      email,
      rows: group,
      role: highestRole(group),
      oldestApproval: oldest(group.map((row) => row.connectedAt)),
      nextExpiry: oldest(group.flatMap((row) => [row.idleExpiresAt, row.hardExpiresAt])),
    };
  });
  for (const it of found) {
    const twins = found.some((other) => other !== it && other.name === it.name);
    if (twins && it.email !== null) it.view = `person:${it.email}`;
  }
  return found.sort((a, b) => b.rows.length - a.rows.length || compareNames(a.name, b.name));
}

/** The computers that run QuickBooks Desktop, the most urgent first. */
export function hosts(rows: Iterable<ClientRow>): Host[] {
  const groups = grouped(rows, (row) =>
    row.books === 'desktop' ? `${row.place ?? ''}\n${row.computer ?? ''}` : null,
  );
  const found = [...groups.values()].map((group): Host => {
    const { computer, place } = group[0];
    return {
      view: computer === null ? `place:${place ?? ''}:` : `computer:${computer}`,
      label: computer,
      place,
      rows: group,
      lastHeard: newest(group.map((row) => row.lastOkAt)),
      worst: group.reduce((a, b) => (tierOrder[b.tier] < tierOrder[a.tier] ? b : a)),
    };
  });
  for (const it of found) {
    const twins = found.some((other) => other !== it && other.label === it.label);
    if (twins && it.label !== null) it.view = `place:${it.place ?? ''}:${it.label}`;
  }
  return found.sort(
    (a, b) =>
      Number(a.label === null) - Number(b.label === null) ||
      tierOrder[a.worst.tier] - tierOrder[b.worst.tier] ||
      compareNames(a.label ?? '', b.label ?? ''),
  );
}

/** Every word occurs in one of the texts. */
export function found(query: string, texts: readonly (string | null)[]): boolean {
  const text = folded(texts.filter((it) => it !== null).join('\n'));
  return folded(query)
    .split(/\s+/)
    .every((word) => text.includes(word));
}
