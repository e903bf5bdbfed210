/** What happened to a sample client. */
import type { ClientRow, RoleSeen, TimelineEvent } from '../../src/ipc/types';
import { NOW } from './rows';

const MIN = 60_000;

export function timelineOf(it: ClientRow): TimelineEvent[] {
  const base = { person: null, computer: '' };
  const admin: RoleSeen = { kind: 'admin', active: true, payroll: true };
  const day = 24 * 60 * MIN;
  const all: TimelineEvent[] = [
    { ...base, id: 1, at: NOW - 18 * day, event: 'added', computer: 'FRONT-DESK' },
  ];
  if (it.connectedAt !== null) {
    all.unshift({
      ...base,
      id: 2,
      at: it.connectedAt,
      event: 'connected',
      person: it.connectedAs?.name ?? 'Maria Ortiz',
      computer: 'FRONT-DESK',
    });
  }
  if (it.state !== 'connected' && it.connectedAt !== null) {
    all.unshift({
      ...base,
      id: 3,
      at: NOW - 3 * 60 * MIN,
      event: 'stateChanged',
      from: 'connected',
      to: it.state,
    });
  }
  if (it.role.availability === 'reported' && it.state === 'connected') {
    all.unshift(
      {
        ...base,
        id: 5,
        at: NOW - 12 * MIN,
        event: 'roleConfirmed',
        role: admin,
        person: 'Intuit',
      },
      {
        ...base,
        id: 4,
        at: NOW - 18 * day + 60 * MIN,
        event: 'roleChanged',
        from: { kind: 'employee', active: true, payroll: false },
        to: admin,
        person: 'Intuit',
      },
    );
  }
  return all;
}
