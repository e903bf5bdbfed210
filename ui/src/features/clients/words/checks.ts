/** What a check is asked for, and what came of it. */
import * as fmt from '../../../lib/format';
import type { ClientRow, RoundView, State } from '../../../ipc/types';
import { badges, stateChanged } from './states';

/** What a state that stayed is called after a check. */
const still: Partial<Record<State, string>> = {
  attention: 'still the same problem',
  qbClosed: 'QuickBooks is still closed',
  wrongFile: 'still another company open',
  dialog: 'a window is still in the way',
  permission: 'an Admin still has to allow it',
  singleUser: 'the file is still in single-user mode',
  wcOffline: 'the Web Connector is still offline',
  notMember: 'still not in this company',
  inactive: 'the access is still inactive',
  revoked: 'still disconnected',
};

/** After a check of one client; nothing while it still runs. */
export function checked(before: ClientRow, after: ClientRow, now: number): string | null {
  if (after.state === 'checking') return null;
  if (after.state === 'connected') return `${after.name} was asked just now and answered.`;
  if (after.state !== before.state) return stateChanged(after, now);
  const stays = still[after.state] ?? `still “${badges[after.state]}”`;
  return `${after.name} was asked just now: ${stays}.`;
}

/** After a renewal that somebody asked for. */
export function refreshed(before: ClientRow, after: ClientRow, now: number): string | null {
  const until = after.idleExpiresAt;
  if (until === null || until <= (before.idleExpiresAt ?? 0)) return checked(before, after, now);
  return `${after.name}: sign-in good for another ${fmt.wholeDays(until, now)} days.`;
}

const clients = (count: number, of: 'Online' | 'Desktop'): string =>
  `${fmt.number(count)} ${of} ${count === 1 ? 'client' : 'clients'}`;

/** Whom a check of everything asks, before it does. QuickBooks Desktop itself is left alone. */
export function checkingAll(online: number, desktop: number): string {
  if (online > 0) return `Checking ${clients(online, 'Online')}…`;
  return desktop > 0 ? `Looking up ${clients(desktop, 'Desktop')} at Conductor…` : 'Checking…';
}

function asked({ online, desktop }: RoundView): string {
  const parts = [
    online > 0 ? `${clients(online, 'Online')} asked` : null,
    desktop > 0 ? `${clients(desktop, 'Desktop')} only looked up at Conductor` : null,
  ].filter((part) => part !== null);
  return parts.length === 0 ? 'Nobody was asked.' : `Done: ${parts.join(', ')}.`;
}

/** How many changes are told by name. */
const BY_NAME = 2;

/** What came of it. */
export function checkedAll(round: RoundView, changed: readonly ClientRow[], now: number): string {
  if (changed.length === 0) {
    return round.online + round.desktop === 0 ? asked(round) : `${asked(round)} Nothing changed.`;
  }
  const what =
    changed.length > BY_NAME
      ? ''
      : ` ${changed.map((row) => (row.state === 'connected' ? `${row.name} is connected.` : stateChanged(row, now))).join(' ')}`;
  return `${asked(round)} ${fmt.number(changed.length)} changed${what === '' ? '.' : `:${what}`}`;
}
