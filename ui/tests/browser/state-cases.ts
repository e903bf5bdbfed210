/**
 * Every state of the design, for one client: what is shown, and what each click does.
 * Long because it is a list.
 */
import type { Ipc } from '../../src/ipc';
import type { Action, ClientRow, RoleView, State, Tier } from '../../src/ipc/types';
import { NOW, role, row } from '../fake/rows';

export const CLIENT = 'Ashby & Cole';
export const ID = 'state-under-test';
const MIN = 60_000;
const HOUR = 60 * MIN;
const DAY = 24 * HOUR;

/** What a click leads to: commands the app gets, or a sheet with these words in it. */
export type Effect =
  | { calls: [keyof Ipc, ...unknown[]] }
  | { copies: RegExp }
  | { sheet: string; stage?: string; says: RegExp; not?: RegExp };

export interface Click {
  action: Action;
  label: string;
  does: Effect;
}

export interface Case {
  of: string;
  row: Partial<ClientRow>;
  /** A sign-in or link of this client is open in the app. */
  attempt?: boolean;
  badge: string;
  tier: Tier;
  sentence: string | RegExp;
  primary: Click;
  secondary: Click | null;
}

const maria = { name: 'Maria Ortiz', email: 'maria@firm.com' };
const online: Partial<ClientRow> = {
  books: 'online',
  connectedAs: maria,
  connectedAt: NOW - 18 * DAY,
  companyTail: '4821',
  lastOkAt: NOW - 12 * MIN,
  checkedAt: NOW - 12 * MIN,
  role: role('admin', true),
};
const desktop: Partial<ClientRow> = {
  books: 'desktop',
  place: 'otherComputer',
  computer: 'OFFICE-PC-3',
  endUserId: 'end_usr_practice1',
  lastOkAt: NOW - 5 * HOUR,
  checkedAt: NOW - 3 * HOUR,
};
const here: Partial<ClientRow> = { ...desktop, place: 'thisComputer', computer: 'FRONT-DESK' };

function link(handed: 'opened' | 'copied' | 'mailed', left: number): ClientRow['link'] {
  return { createdAt: NOW - HOUR, expiresAt: NOW + left, handed };
}

function refused(integrationCode: string, message: string): Partial<ClientRow> {
  const details = {
    service: 'conductor',
    code: 'QBD_CONNECTION_ERROR',
    integrationCode,
    message,
    requestId: 'req_practice_7f3a19',
    at: NOW - HOUR,
  };
  return { ...desktop, details };
}

const consent = (says: RegExp): Effect => ({ sheet: 'connect-sheet', stage: 'consent', says });
const check = (label: string, action: Action): Click => ({
  action,
  label,
  does: { calls: ['checkClient', ID] },
});
const reconnect: Click = {
  action: 'reconnect',
  label: 'Reconnect…',
  does: consent(/You are about to reconnect Ashby & Cole/),
};
const resume: Click = { action: 'resume', label: 'Resume', does: { calls: ['resumeClient', ID] } };
const steps = (label: string, says: RegExp): Click => ({
  action: 'showSteps',
  label,
  does: { sheet: 'steps-sheet', says },
});

/** A state that is missing here does not compile. */
export const cases: Record<State, Case[]> = {
  connected: [
    {
      of: 'Online',
      row: online,
      badge: 'Connected',
      tier: 'ok',
      sentence: 'QuickBooks answered 12 minutes ago.',
      primary: check('Check now', 'checkNow'),
      secondary: {
        action: 'openInQuickBooks',
        label: 'Open in QuickBooks',
        does: { calls: ['openInQuickbooks', ID] },
      },
    },
    {
      of: 'Desktop',
      row: desktop,
      badge: 'Connected',
      tier: 'ok',
      sentence: 'QuickBooks answered 5 hours ago.',
      primary: check('Check now', 'checkNow'),
      secondary: null,
    },
  ],
  checking: [
    {
      of: 'a check that runs',
      row: desktop,
      badge: 'Checking…',
      tier: 'wait',
      sentence: 'Asking QuickBooks. This can take a minute if it has to start.',
      primary: {
        action: 'stopWaiting',
        label: 'Stop waiting',
        does: { calls: ['stopWaiting', ID] },
      },
      secondary: null,
    },
    {
      of: 'a first refusal that waits for its second',
      row: { ...online, until: NOW + 9 * MIN },
      badge: 'Checking…',
      tier: 'wait',
      sentence: 'Intuit refused once. We ask again at 14:14 before calling it lost.',
      primary: check('Check now', 'checkNow'),
      secondary: null,
    },
  ],
  waiting: [
    {
      of: 'a sign-in opened here',
      row: { books: 'online', until: Date.UTC(2025, 10, 21, 15, 32) },
      attempt: true,
      badge: 'Waiting for QuickBooks',
      tier: 'wait',
      sentence:
        'Your sign-in is still open. Finish it in your browser. The link works until 15:32.',
      primary: {
        action: 'showLink',
        label: 'Continue sign-in',
        does: { sheet: 'connect-sheet', stage: 'waiting', says: /Open the page again/ },
      },
      secondary: { action: 'cancel', label: 'Cancel', does: { calls: ['cancelConnect', ID] } },
    },
  ],
  invited: [
    {
      of: 'a link that was copied',
      row: {
        ...desktop,
        place: 'clientOffice',
        computer: null,
        link: link('copied', 7 * DAY),
        until: NOW + 7 * DAY,
      },
      attempt: true,
      badge: 'Waiting for client',
      tier: 'wait',
      sentence: 'Link copied for Ashby & Cole at 13:05. It stops working on Fri 28 Nov.',
      primary: {
        action: 'copyAgain',
        label: 'Copy again',
        does: { calls: ['copyConnectLink', ID] },
      },
      secondary: {
        action: 'newLink',
        label: 'New link',
        does: consent(/Send the link/),
      },
    },
  ],
  linkExpired: [
    {
      of: 'nobody used it',
      row: { ...desktop, lastOkAt: null, link: link('mailed', -HOUR) },
      badge: 'Link expired',
      tier: 'none',
      sentence: 'The link expired before anyone used it. Nothing is connected yet.',
      primary: {
        action: 'newLink',
        label: 'Make a new link',
        does: consent(/Send the link/),
      },
      secondary: null,
    },
  ],
  never: [
    {
      of: 'Online',
      row: { books: 'online' },
      badge: 'Not connected',
      tier: 'none',
      sentence: 'Ready when you are.',
      primary: {
        action: 'connect',
        label: 'Connect QuickBooks Online…',
        does: consent(/You are about to connect Ashby & Cole/),
      },
      secondary: null,
    },
    {
      of: 'Desktop',
      row: { books: 'desktop', place: 'thisComputer' },
      badge: 'Not connected',
      tier: 'none',
      sentence: 'Ready when you are.',
      primary: {
        action: 'connect',
        label: 'Connect QuickBooks Desktop…',
        does: consent(/Only an Admin of the company file can allow this the first time/),
      },
      secondary: null,
    },
  ],
  attention: [
    {
      of: "Conductor's own sentence",
      row: refused('0x80040409', 'Update QuickBooks on that computer.'),
      badge: 'Needs attention',
      tier: 'soon',
      sentence: 'Update QuickBooks on that computer.',
      primary: steps(
        'Show steps',
        /What you can try.*Open the file in the version of QuickBooks.*choose Check again/s,
      ),
      secondary: check('Check again', 'checkAgain'),
    },
    {
      of: 'a code without words of Conductor',
      row: refused('0x8004041F', ''),
      badge: 'Needs attention',
      tier: 'soon',
      sentence:
        'This edition of QuickBooks takes no requests from other programs, as QuickBooks Basic does not.',
      primary: steps('Show steps', /Ask the client which edition of QuickBooks is installed/),
      secondary: check('Check again', 'checkAgain'),
    },
    {
      of: 'QuickBooks that could not be started, for whatever reason',
      row: refused('0x80040408', 'Could not start QuickBooks.'),
      badge: 'Needs attention',
      tier: 'soon',
      sentence:
        'QuickBooks could not be started on OFFICE-PC-3. It may be closed, open for another Windows user or with another company, or running as administrator.',
      primary: steps('Show steps', /neither with Run as administrator.*Close Company/s),
      secondary: check('Check again', 'checkAgain'),
    },
    {
      of: 'a connection that wants the file for itself',
      row: refused('0x80040422', 'Single-user file access is required.'),
      badge: 'Needs attention',
      tier: 'soon',
      sentence: 'This connection needs the company file to itself, and somebody else has it open.',
      primary: {
        action: 'showSteps',
        label: 'Show steps',
        does: {
          sheet: 'steps-sheet',
          says: /Ask everybody to close the company file/,
          not: /Switch to Multi-user/,
        },
      },
      secondary: check('Check again', 'checkAgain'),
    },
    {
      of: 'QuickBooks without a company',
      row: refused('0x80040417', 'No company file.'),
      badge: 'Needs attention',
      tier: 'soon',
      sentence: 'QuickBooks on OFFICE-PC-3 has no company file open.',
      primary: steps('Show steps', /open the company file in QuickBooks/),
      secondary: check('Check again', 'checkAgain'),
    },
    {
      of: 'nothing we recognise, and only a sign-in helps',
      row: online,
      badge: 'Needs attention',
      tier: 'soon',
      sentence: "QuickBooks answered with something we don't recognise.",
      primary: reconnect,
      secondary: check('Check again', 'checkAgain'),
    },
  ],
  qbClosed: [
    {
      of: 'another computer',
      row: { ...desktop, until: NOW + 55 * MIN },
      badge: 'QuickBooks closed',
      tier: 'rest',
      sentence: "QuickBooks isn't open on OFFICE-PC-3. We'll try again at 15:00.",
      primary: check('Check now', 'checkNow'),
      secondary: {
        action: 'keepOpen',
        label: 'How to keep it open',
        does: { sheet: 'steps-sheet', says: /Keep QuickBooks reachable.*OFFICE-PC-3.*leave it/s },
      },
    },
  ],
  wrongFile: [
    {
      of: 'another computer',
      row: desktop,
      badge: 'Another company is open',
      tier: 'soon',
      sentence:
        'QuickBooks on OFFICE-PC-3 has a different company open. Choose File › Close Company and leave QuickBooks running.',
      primary: check('Check again', 'checkAgain'),
      secondary: {
        action: 'copySteps',
        label: 'Copy steps for colleague',
        does: { copies: /On OFFICE-PC-3.*File › Close Company.*Nobody needs to send a password/s },
      },
    },
    {
      of: 'this computer',
      row: here,
      badge: 'Another company is open',
      tier: 'soon',
      sentence:
        'QuickBooks on FRONT-DESK has a different company open. Choose File › Close Company and leave QuickBooks running.',
      primary: check('Check again', 'checkAgain'),
      secondary: steps('Show steps', /On this computer.*File › Close Company/s),
    },
  ],
  dialog: [
    {
      of: 'a message in the way',
      row: here,
      badge: 'A window is in the way',
      tier: 'soon',
      sentence:
        'Something in QuickBooks is waiting for an answer – a message, an update or a sign-in box.',
      primary: check('Check again', 'checkAgain'),
      secondary: steps('What to look for', /What to look for.*sign-in box/s),
    },
  ],
  permission: [
    {
      of: 'an Admin has to allow it',
      row: desktop,
      badge: 'Needs permission',
      tier: 'soon',
      sentence:
        'QuickBooks no longer lets this connection sign in by itself. An Admin can allow it again in about a minute.',
      primary: steps(
        'Show steps',
        /Only an Admin of the company file.*Not an Admin of this company file\?.*Copy request to admin/s,
      ),
      secondary: {
        action: 'copySteps',
        label: 'Send steps',
        does: { sheet: 'send-sheet', says: /Integrated Applications.*Copy message/s },
      },
    },
    ...(
      [
        ['0x80040418', /never allowed for the company file\..*once\./, /asks the Admin whether/],
        ['0x8004041B', /could not get the lock it needs/, /Wait a few minutes/],
        ['0x8004041E', /certificate .* has expired\. An Admin/, /certificate ran out/],
      ] as const
    ).map(([code, sentence, says]): Case => ({
      of: code,
      row: refused(code, 'Conductor has words for it.'),
      badge: 'Needs permission',
      tier: 'soon',
      sentence,
      primary: steps('Show steps', says),
      secondary: {
        action: 'copySteps',
        label: 'Send steps',
        does: { sheet: 'send-sheet', says },
      },
    })),
  ],
  singleUser: [
    {
      of: 'somebody works in it',
      row: desktop,
      badge: 'Busy in single-user mode',
      tier: 'soon',
      sentence: 'Someone has the file open in single-user mode.',
      primary: check('Check again', 'checkAgain'),
      secondary: null,
    },
  ],
  wcOffline: [
    {
      of: 'another computer',
      row: desktop,
      badge: 'Web Connector offline',
      tier: 'rest',
      sentence:
        "We can't hear the Web Connector on OFFICE-PC-3. It may be asleep, switched off or signed out.",
      primary: {
        action: 'copySteps',
        label: 'Copy steps',
        does: { copies: /On OFFICE-PC-3.*Start QuickBooks Web Connector/s },
      },
      secondary: {
        action: 'newLink',
        label: 'Move to another computer',
        does: consent(/Where is the QuickBooks of Ashby & Cole\?.*On a hosted computer/s),
      },
    },
    {
      of: 'this computer, silent for three working days',
      row: { ...here, tier: 'soon' },
      badge: 'Web Connector offline',
      tier: 'soon',
      sentence: "We can't hear the Web Connector. It may be closed on this computer.",
      primary: steps('Show steps', /Start QuickBooks Web Connector from the Start menu/),
      secondary: {
        action: 'newLink',
        label: 'Move to another computer',
        does: consent(/Where is the QuickBooks of Ashby & Cole\?/),
      },
    },
  ],
  expiring: [
    {
      of: 'the idle clock',
      row: { ...online, clock: 'idle', until: NOW + 12 * DAY - HOUR },
      badge: 'Expires in 12 days',
      tier: 'soon',
      sentence: "Refresh now and it's good for another 100 days.",
      primary: {
        action: 'refreshNow',
        label: 'Refresh now',
        does: { calls: ['refreshClient', ID] },
      },
      secondary: null,
    },
    {
      of: 'the five years',
      row: { ...online, clock: 'hard', until: Date.UTC(2025, 11, 3, 9) },
      badge: 'Expires in 12 days',
      tier: 'soon',
      sentence: 'Intuit asks for a fresh approval every five years. Yours is due by 3 Dec 2025.',
      primary: reconnect,
      secondary: null,
    },
  ],
  expired: [
    {
      of: 'past its end',
      row: { ...online, clock: 'idle', until: Date.UTC(2025, 1, 3, 9) },
      badge: 'Expired',
      tier: 'now',
      sentence:
        'This approval ran out on 3 Feb. Nothing in QuickBooks changed – sign in once to continue.',
      primary: reconnect,
      secondary: null,
    },
  ],
  revoked: [
    {
      of: 'withdrawn in QuickBooks',
      row: online,
      badge: 'Disconnected in QuickBooks',
      tier: 'now',
      sentence:
        'Someone disconnected Counterfoil in QuickBooks, or access was removed. If you expected this, archive the client.',
      primary: reconnect,
      secondary: {
        action: 'archive',
        label: 'Archive',
        does: { sheet: 'archive-clients', says: /Disconnect and archive[\s\S]+stay connected/ },
      },
    },
  ],
  otherRelay: [
    {
      of: 'the firm moved to another relay',
      row: online,
      badge: 'Connected through another relay',
      tier: 'soon',
      sentence:
        'This firm uses another sign-in relay than when this company was connected. Nothing was sent, and nothing in QuickBooks has changed. Connect it again.',
      primary: reconnect,
      secondary: null,
    },
  ],
  takenOver: [
    {
      of: 'a colleague connected it',
      row: { ...online, other: { named: 'Tom Becker' } },
      badge: 'Connected elsewhere',
      tier: 'now',
      sentence:
        'Tom Becker connected Counterfoil to this company, which replaced yours. Agree who keeps it before reconnecting.',
      primary: {
        action: 'seeWho',
        label: 'See who',
        does: {
          sheet: 'who-sheet',
          says: /Tom Becker connected it last.*Before that.*Maria Ortiz/s,
        },
      },
      secondary: {
        action: 'reconnectAsMe',
        label: 'Reconnect as me',
        does: consent(
          /Someone else's Counterfoil is connected: Tom Becker.*Copy a message to Tom/s,
        ),
      },
    },
    {
      of: 'nobody knows who',
      row: { ...online, other: null },
      badge: 'Connected elsewhere',
      tier: 'now',
      sentence:
        'Another Intuit user connected Counterfoil to this company, which replaced yours. Agree who keeps it before reconnecting.',
      primary: {
        action: 'seeWho',
        label: 'See who',
        does: { sheet: 'who-sheet', says: /Intuit does not say who it was/ },
      },
      secondary: {
        action: 'reconnectAsMe',
        label: 'Reconnect as me',
        does: consent(/Someone else's Counterfoil is connected\./),
      },
    },
  ],
  notMember: [
    {
      of: 'VAL-1002',
      row: online,
      badge: 'Not in this company',
      tier: 'now',
      sentence:
        "maria@firm.com isn't a user of Ashby & Cole any more, or the company number is wrong. Ask an admin of that company to invite you, or connect as someone who is.",
      primary: {
        action: 'copyRequest',
        label: 'Copy request to admin',
        does: { copies: /maria@firm\.com is not a user of Ashby & Cole.*send an invitation/s },
      },
      secondary: {
        action: 'connectAsOther',
        label: 'Connect as someone else',
        does: consent(/still shows maria@firm\.com, sign out there first/),
      },
    },
  ],
  inactive: [
    {
      of: 'INACTIVE',
      row: { ...online, role: role('employee', true, false) },
      badge: 'Access inactive',
      tier: 'now',
      sentence: 'Intuit says maria@firm.com is inactive in Ashby & Cole.',
      primary: {
        action: 'copyRequest',
        label: 'Copy request to admin',
        does: { copies: /maria@firm\.com is inactive.*switch the access on again/s },
      },
      secondary: null,
    },
  ],
  wrongCompany: [
    {
      of: 'a named one',
      row: { ...online, other: { named: "Bill's Butchers" } },
      badge: 'Different company',
      tier: 'soon',
      sentence: "You picked Bill's Butchers, which isn't Ashby & Cole. Nothing was saved.",
      primary: {
        action: 'chooseAgain',
        label: 'Choose again',
        does: consent(/You are about to reconnect Ashby & Cole/),
      },
      secondary: {
        action: 'saveAsNew',
        label: 'Save as new client',
        does: { sheet: 'save-as-new', says: /becomes a client of its own/ },
      },
    },
    {
      of: 'one known by its number alone',
      row: { ...online, other: { tail: '9999' } },
      badge: 'Different company',
      tier: 'soon',
      sentence:
        "You picked a company that isn't Ashby & Cole (Intuit number …9999). Nothing was saved.",
      primary: {
        action: 'chooseAgain',
        label: 'Choose again',
        does: consent(/You are about to reconnect Ashby & Cole/),
      },
      secondary: {
        action: 'saveAsNew',
        label: 'Save as new client',
        does: { sheet: 'save-as-new', says: /becomes a client of its own/ },
      },
    },
  ],
  paused: [
    {
      of: "the person's own wish",
      row: online,
      badge: 'Paused',
      tier: 'none',
      sentence: 'Not checked while paused.',
      primary: resume,
      secondary: null,
    },
  ],
  archived: [
    {
      of: 'kept for its history',
      row: online,
      badge: 'Archived',
      tier: 'none',
      sentence:
        'Kept for its history, and still connected at Intuit. Nothing is checked while it is archived. To end the connection, choose Disconnect from QuickBooks.',
      primary: resume,
      secondary: null,
    },
  ],
};

/** The client as the app would send it. */
export function rowOf(state: State, it: Case): ClientRow {
  return row(CLIENT, state, it.primary.action, it.secondary?.action ?? null, { id: ID, ...it.row });
}

export const everyCase = Object.entries(cases).flatMap(([state, list]) =>
  list.map((it) => ({ name: `${state}, ${it.of}`, state: state as State, it })),
);

/** Every badge of a role: who the person is in the company, and whether payroll is on. */
export const roles: { name: string; role: RoleView; kind: string[]; payroll: string[] }[] = [
  { name: 'Admin', role: role('admin', true), kind: ['Admin'], payroll: ['Payroll'] },
  { name: 'Employee', role: role('employee', false), kind: ['Employee'], payroll: ['No payroll'] },
  {
    name: 'Inactive',
    role: role('employee', null, false),
    kind: ['Employee', 'Inactive'],
    payroll: ['Payroll —'],
  },
  { name: 'Other role', role: role('unknown', true), kind: ['Other role'], payroll: ['Payroll'] },
  {
    name: 'Role not available',
    role: role('unknown', null, true, 'notAvailable'),
    kind: ['Role not available'],
    payroll: [],
  },
  { name: 'Not asked', role: role('unknown', null, true, 'notAsked'), kind: ['—'], payroll: [] },
];
