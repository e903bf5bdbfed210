/** What this computer may do in its firm, and the words for what it may not. */
import type { AppOverview, ManagedField, ManagedView, Permissions } from '../../ipc';
import type { Action } from '../../ipc/types';
import { problem as problemSentence } from '../../words';
import * as firm from './words/firm';

export type Right = keyof Permissions;

export const allRights = [
  'connect',
  'disconnect',
  'deleteConnections',
  'export',
  'changeKeys',
  'makeFirmFiles',
  'readBooks',
] as const satisfies readonly Right[];

/** What staff needs; the rest is an admin's. */
export const staffPolicy: Permissions = {
  connect: true,
  disconnect: false,
  deleteConnections: false,
  export: true,
  changeKeys: false,
  makeFirmFiles: false,
  readBooks: false,
};

/** What cannot be done in a roster that can only be looked at. */
const changing = new Set<Right>(['connect', 'disconnect', 'deleteConnections']);

/** Why this computer may not, or nothing where it may. The app refuses by itself too. */
export function barred(overview: AppOverview | null, right: Right): string | null {
  if (overview && changing.has(right)) {
    const closed = overview.banners.find((it) => it.kind in firm.readOnly);
    if (closed) return firm.readOnly[closed.kind as keyof typeof firm.readOnly];
  }
  if (!overview || overview.computer.policy[right]) return null;
  return firm.notAllowed(right, overview.managed.fields.includes(right));
}

/** Why the firm's key cannot be changed here: changing it includes making the firm files that bring the new one. */
export function barredFirmKey(overview: AppOverview | null): string | null {
  return barred(overview, 'changeKeys') ?? barred(overview, 'makeFirmFiles');
}

const rightOf: Partial<Record<Action, Right>> = {
  connect: 'connect',
  reconnect: 'connect',
  reconnectAsMe: 'connect',
  connectAsOther: 'connect',
  chooseAgain: 'connect',
  newLink: 'connect',
};

/** Why this computer may not do this next click. */
export function barredAction(overview: AppOverview | null, action: Action): string | null {
  const right = rightOf[action];
  return right === undefined ? null : barred(overview, right);
}

export interface Off {
  'aria-disabled': true;
  title: string;
}

/** A button that stays in reach but says why it does nothing. */
export function off(reason: string | null): Off | Record<string, never> {
  return reason === null ? {} : { 'aria-disabled': true, title: reason };
}

export function isManaged(overview: AppOverview | null, field: ManagedField): boolean {
  return overview?.managed.fields.includes(field) ?? false;
}

export function mayNot(overview: AppOverview): Right[] {
  return allRights.filter((it) => !overview.computer.policy[it]);
}

/** What of the managed settings could not be used, a sentence each. */
export function managedProblems(managed: ManagedView): string[] {
  const { problems, firmFileProblem } = managed;
  return firmFileProblem === null ? problems : [...problems, problemSentence(firmFileProblem)];
}
