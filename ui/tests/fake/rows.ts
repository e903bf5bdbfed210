/** The sample firm as the roster shows it: 24 clients, every state, at one fixed moment. */
import type { Action, ClientRow, RoleView, State, Tier } from '../../src/ipc/types';
import { tierOf } from '../../src/features/clients/tiers';

/** Fri 21 Nov 2025, 14:05 UTC. Tests stop the clock of the page here. */
export const NOW = Date.UTC(2025, 10, 21, 14, 5);
const MIN = 60_000;
const HOUR = 60 * MIN;
const DAY = 24 * HOUR;

const noRole: RoleView = {
  availability: 'notAsked',
  kind: 'unknown',
  active: true,
  payroll: null,
  at: null,
};

export function role(
  kind: RoleView['kind'],
  payroll: boolean | null,
  active = true,
  availability: RoleView['availability'] = 'reported',
): RoleView {
  return { availability, kind, active, payroll, at: NOW - 12 * MIN };
}

const maria = { name: 'Maria Ortiz', email: 'maria@haleortiz.example' };
const tom = { name: 'Tom Becker', email: 'tom@haleortiz.example' };
const priya = { name: 'Priya Nair', email: 'priya@haleortiz.example' };

let made = 0;

export function row(
  name: string,
  state: State,
  primary: Action,
  secondary: Action | null,
  more: Partial<ClientRow> = {},
): ClientRow {
  made += 1;
  return {
    id: `00000000-0000-4000-8000-${String(made).padStart(12, '0')}`,
    sourceId: `firm-${made}`,
    name,
    number: String(1040 + made),
    email: null,
    books: 'online',
    place: null,
    computer: null,
    state,
    tier: tierOf(state) as Tier,
    stale: false,
    lastOkAt: null,
    checkedAt: null,
    until: null,
    clock: null,
    other: null,
    primary,
    secondary,
    role: noRole,
    connectedAs: null,
    connectedAt: null,
    companyTail: null,
    idleExpiresAt: null,
    hardExpiresAt: null,
    endUserId: null,
    link: null,
    leftAtIntuit: null,
    details: null,
    elsewhere: null,
    waitsFor: null,
    ...more,
  };
}

function online(tail: string, who: typeof maria, it: RoleView): Partial<ClientRow> {
  return {
    role: it,
    connectedAs: who,
    connectedAt: NOW - 18 * DAY,
    companyTail: tail,
    lastOkAt: NOW - 12 * MIN,
    checkedAt: NOW - 12 * MIN,
    idleExpiresAt: NOW + 63 * DAY,
    hardExpiresAt: Date.UTC(2030, 10, 3, 9),
  };
}

function desktop(
  place: ClientRow['place'],
  computer: string | null,
  heard: number | null,
): Partial<ClientRow> {
  return {
    books: 'desktop',
    place,
    computer,
    endUserId: `end_usr_practice${made}`,
    lastOkAt: heard === null ? null : NOW - heard,
    checkedAt: NOW - 3 * HOUR,
    connectedAt: heard === null ? null : NOW - 40 * DAY,
  };
}

function conductor(code: string, integrationCode: string | null, message: string) {
  return {
    service: 'conductor',
    code,
    integrationCode,
    message,
    requestId: 'req_practice_7f3a19',
    at: NOW - 3 * HOUR,
  };
}

/** Every state of the design at least once, and Wren & Daughters and Northwind Tools free to try. */
export function sampleRows(): ClientRow[] {
  made = 0;
  return [
    row("Sue's Bakery LLC", 'connected', 'checkNow', 'openInQuickBooks', {
      ...online('0396', maria, role('admin', true)),
      email: 'sue@suesbakery.example',
    }),
    row("Bill's Butchers", 'notMember', 'copyRequest', 'connectAsOther', {
      ...online('4410', maria, role('unknown', null, true, 'notAvailable')),
      lastOkAt: NOW - 2 * DAY,
      checkedAt: NOW - 2 * HOUR,
      details: {
        service: 'intuit',
        code: 'VAL-1002',
        integrationCode: null,
        message: 'User id not part of the realm!',
        requestId: '1-691f2c11-practice',
        at: NOW - 2 * HOUR,
      },
    }),
    row('Larkspur Dental Group', 'expired', 'reconnect', null, {
      ...online('7718', maria, role('admin', true)),
      lastOkAt: NOW - 9 * DAY,
      checkedAt: NOW - 9 * DAY,
      until: NOW - 9 * DAY,
      clock: 'idle',
    }),
    row('Acme Plumbing', 'wrongFile', 'checkAgain', 'copySteps', {
      ...desktop('otherComputer', 'OFFICE-PC-3', 5 * HOUR),
      details: conductor(
        'QBD_CONNECTION_ERROR',
        '0x8004040A',
        'QuickBooks Desktop has a different company file open.',
      ),
    }),
    row('Fennel & Rye Catering', 'permission', 'showSteps', 'copySteps', {
      ...desktop('hosted', 'Rightworks host', 26 * HOUR),
      details: conductor(
        'QBD_CONNECTION_ERROR',
        '0x8004041A',
        'The application is not allowed to log in automatically.',
      ),
    }),
    row('Quill Street Press', 'expiring', 'refreshNow', null, {
      ...online('2204', tom, role('employee', false)),
      until: NOW + 12 * DAY - HOUR,
      clock: 'idle',
    }),
    row('Harbour Lights Marina', 'invited', 'copyAgain', 'newLink', {
      ...desktop('clientOffice', null, null),
      email: 'sam@harbourlights.example',
      until: NOW + 7 * DAY,
      link: { createdAt: NOW - 2 * HOUR, expiresAt: NOW + 7 * DAY, handed: 'copied' },
    }),
    row('Oak & Ivy Florists', 'waiting', 'showLink', 'cancel', { until: NOW + 27 * MIN }),
    row('Granite Bay Masonry', 'qbClosed', 'checkNow', 'keepOpen', {
      ...desktop('otherComputer', 'OFFICE-PC-3', 18 * HOUR),
      until: NOW + 55 * MIN,
      details: conductor('QBD_CONNECTION_ERROR', '0x80040408', 'QuickBooks is not running.'),
    }),
    row('Two Rivers Outfitters', 'wcOffline', 'copySteps', 'newLink', {
      ...desktop('otherComputer', 'BACK-OFFICE', 25 * HOUR),
      stale: true,
      details: conductor('INTEGRATION_CONNECTION_NOT_ACTIVE', null, 'The connection is offline.'),
    }),
    row('Cedar Loft Interiors', 'connected', 'checkNow', 'openInQuickBooks', {
      ...online('9031', tom, role('employee', null)),
    }),
    row('Northfield Vets', 'connected', 'checkNow', null, {
      ...desktop('thisComputer', 'FRONT-DESK', 40 * MIN),
      checkedAt: NOW - 40 * MIN,
    }),
    row('Tamarind Kitchen', 'inactive', 'copyRequest', null, {
      ...online('5520', priya, role('employee', true, false)),
    }),
    row('Umbra Lighting Co.', 'linkExpired', 'newLink', null, {
      ...desktop('clientOffice', null, null),
      link: { createdAt: NOW - 9 * DAY, expiresAt: NOW - 2 * DAY, handed: 'mailed' },
    }),
    row('Wren & Daughters', 'never', 'connect', null, { email: 'hello@wren.example' }),
    row('Northwind Tools', 'never', 'connect', null, {
      books: 'desktop',
      place: 'thisComputer',
      computer: 'FRONT-DESK',
    }),
    row('Juniper Yoga Studio', 'revoked', 'reconnect', 'archive', {
      ...online('3145', maria, role('admin', false)),
      lastOkAt: NOW - 4 * DAY,
      checkedAt: NOW - 3 * HOUR,
      details: {
        service: 'intuit',
        code: 'invalid_grant',
        integrationCode: null,
        message: 'Incorrect or invalid refresh token',
        requestId: '1-691f0a77-practice',
        at: NOW - 3 * HOUR,
      },
    }),
    row('Kestrel Aviation', 'takenOver', 'seeWho', 'reconnectAsMe', {
      ...online('6672', maria, role('admin', true)),
      other: { named: 'Tom Becker' },
      lastOkAt: NOW - 2 * DAY,
    }),
    row('Lindqvist Joinery', 'dialog', 'checkAgain', 'showSteps', {
      ...desktop('thisComputer', 'FRONT-DESK', 6 * HOUR),
      details: conductor('QBD_CONNECTION_ERROR', '0x80040414', 'A modal window is open.'),
    }),
    row('Meridian Travel', 'singleUser', 'checkAgain', null, {
      ...desktop('otherComputer', 'OFFICE-PC-3', 8 * HOUR),
    }),
    row('Oxbow Vineyards', 'attention', 'showSteps', 'checkAgain', {
      ...desktop('hosted', 'Rightworks host', 30 * HOUR),
      details: conductor(
        'QBD_CONNECTION_ERROR',
        '0x80040409',
        'The company file was last used with a newer QuickBooks. Update QuickBooks on that computer.',
      ),
    }),
    row('Pemberton Books', 'wrongCompany', 'chooseAgain', 'saveAsNew', {
      ...online('1880', maria, role('admin', true)),
      other: { named: 'Pemberton Cafe' },
    }),
    row('Saltmarsh Ceramics', 'checking', 'stopWaiting', null, {
      ...desktop('thisComputer', 'FRONT-DESK', 26 * HOUR),
    }),
    row('Thistle & Pine', 'paused', 'resume', null, {
      ...online('7409', priya, role('unknown', null, true, 'notAvailable')),
      checkedAt: NOW - 6 * DAY,
      lastOkAt: NOW - 6 * DAY,
    }),
    row('Vesper Analytics', 'expiring', 'reconnect', null, {
      ...online('8843', tom, role('unknown', true)),
      until: Date.UTC(2026, 0, 5, 9),
      clock: 'hard',
    }),
    row('Yarrow Farm Shop', 'archived', 'resume', null, {
      ...online('1299', tom, role('employee', false)),
      checkedAt: NOW - 90 * DAY,
      lastOkAt: NOW - 90 * DAY,
    }),
  ];
}

/** The sample again and again, each client under a name of its own. */
export function manyRows(count: number): ClientRow[] {
  const sample = sampleRows();
  return Array.from({ length: count }, (_, index) => {
    const it = sample[index % sample.length] as ClientRow;
    return { ...it, id: `many-${index}`, name: `${it.name} ${index + 1}`, number: String(index) };
  });
}
