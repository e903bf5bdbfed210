/**
 * Every word the window shows. Other files hold no sentence of their own.
 *
 * Voice: name the thing, not the person at fault; one sentence of cause, one of next step; verbs on
 * buttons; no codes in headlines. Intuit and QuickBooks are never abbreviated.
 */
import * as fmt from './lib/format';
import * as answers from './features/clients/words/answers';
import * as archiving from './features/clients/words/archiving';
import { booksRead, waitsFor } from './features/books/words-read';
import * as companyId from './features/connect/words-company-id';
import * as firmKeyWords from './features/firm/words/firm-key';
import * as firmsWords from './features/firm/words/firms';
import * as keychainWords from './features/firm/words/keychain';
export * as backups from './features/firm/words/backups';
export { importCounts, imports } from './features/import/words';
export * as bringIn from './features/bring-in/words';
export * as codes from './features/codes/words/codes';
export * as firmComputers from './features/firm/words/computers';
export * as leaving from './features/firm/words/leaving';
export * as elsewhere from './features/clients/words/elsewhere';
export * as archiving from './features/clients/words/archiving';
export * as companyId from './features/connect/words-company-id';
export * as firm from './features/firm/words/firm';
export * as firmFile from './features/firm/words/firm-file';
export * as firmKey from './features/firm/words/firm-key';
export * as firms from './features/firm/words/firms';
import type {
  Action,
  AppBar,
  AttemptView,
  ClientRow,
  Ending,
  FoundCompany,
  Handed,
  Place,
  ProblemView,
  Profile,
  RoleView,
  State,
  Tier,
  TimelineEvent,
} from './ipc/types';
import type { Group } from './features/notifications/notification-queue';
import * as desktopCodes from './features/clients/words/desktop-codes';
import * as elsewhereWords from './features/clients/words/elsewhere';

export const product = 'Counterfoil';
export const trademark =
  'QuickBooks and Intuit are trademarks of Intuit Inc. Not affiliated with or endorsed by Intuit.';

// ---------------------------------------------------------------- states

const badges: Record<State, string> = {
  connected: 'Connected',
  checking: 'Checking…',
  waiting: 'Waiting for QuickBooks',
  invited: 'Waiting for client',
  linkExpired: 'Link expired',
  never: 'Not connected',
  attention: 'Needs attention',
  qbClosed: 'QuickBooks closed',
  wrongFile: 'Another company is open',
  dialog: 'A window is in the way',
  permission: 'Needs permission',
  singleUser: 'Busy in single-user mode',
  wcOffline: 'Web Connector offline',
  expiring: 'Expires soon',
  expired: 'Expired',
  revoked: 'Disconnected in QuickBooks',
  takenOver: 'Connected elsewhere',
  otherRelay: 'Connected through another relay',
  notMember: 'Not in this company',
  inactive: 'Access inactive',
  wrongCompany: 'Different company',
  paused: 'Paused',
  archived: 'Archived',
};

/** The badge of a state without the client's own numbers, for the timeline. */
export function stateName(state: State): string {
  return badges[state];
}

/** The badge's words. A stale one says how old it is. */
export function badge(row: ClientRow, now: number, short = false): string {
  const words = badgeNow(row, now);
  const at = row.lastOkAt ?? row.checkedAt;
  if (!row.stale || at === null) return words;
  return `${words} · ${short ? fmt.agoShort(at, now) : fmt.age(at, now)}`;
}

function badgeNow(row: ClientRow, now: number): string {
  if (row.state !== 'expiring' || row.until === null) return badges[row.state];
  const days = fmt.daysLeft(row.until, now);
  if (days === 0) return 'Expires today';
  return days === 1 ? 'Expires in 1 day' : `Expires in ${days} days`;
}

/** The computer that runs QuickBooks Desktop, as a sentence names it. */
export function computerName(row: Pick<ClientRow, 'computer' | 'place'>): string {
  if (row.computer) return row.computer;
  switch (row.place) {
    case 'thisComputer':
      return 'this computer';
    case 'hosted':
      return 'the hosted computer';
    case 'clientOffice':
      return "the client's computer";
    default:
      return 'its computer';
  }
}

function person(row: ClientRow): string {
  return row.connectedAs?.email ?? row.connectedAs?.name ?? 'The person who signed in';
}

const handedWords: Record<Handed, string> = {
  opened: 'opened',
  copied: 'copied',
  mailed: 'e-mailed',
};

function invitedSentence(row: ClientRow, now: number): string {
  const link = row.link;
  const until = link?.expiresAt ?? row.until;
  const made = link
    ? `Link ${handedWords[link.handed]} for ${row.name} ${fmt.atMoment(link.createdAt, now)}.`
    : `A link is with ${row.name}.`;
  if (until === null) return made;
  const at = fmt.moment(until, now);
  const day = fmt.daysBetween(now, until) !== 0;
  return `${made} It stops working ${day ? 'on' : 'at'} ${at}.`;
}

/** A company's name, or the end of its number when Intuit told no name. */
function companyNamed(other: string): string {
  return other.startsWith('…') ? `the company ending in ${other.slice(1)}` : other;
}

const simple: Partial<Record<State, string>> = {
  linkExpired: 'The link ran out before anyone used it. Nothing is connected yet.',
  never: 'Ready when you are.',
  dialog:
    'Something in QuickBooks is waiting for an answer – a message, an update or a sign-in box.',
  permission:
    'QuickBooks no longer lets this connection sign in by itself. An Admin can allow it again in about a minute.',
  singleUser: 'Someone has the file open in single-user mode.',
  revoked:
    'Someone disconnected Counterfoil in QuickBooks, or access was removed. If you expected this, archive the client.',
  otherRelay:
    'This firm uses another sign-in relay than when this company was connected. Nothing was sent, and nothing in QuickBooks has changed. Connect it again.',
  paused: 'Not checked while paused.',
  archived: 'Kept for its history. Not checked while archived.',
};

/** What a state means for this client, and the next step, in at most three short sentences. */
export function sentence(row: ClientRow, now: number): string {
  const computer = computerName(row);
  switch (row.state) {
    case 'connected':
      return row.lastOkAt === null
        ? 'QuickBooks is connected. The first check is still to come.'
        : `QuickBooks answered ${fmt.ago(row.lastOkAt, now)}.`;
    case 'checking':
      if (row.waitsFor !== null) return waitsFor(row.waitsFor);
      if (row.books === 'desktop') {
        return 'Asking QuickBooks. This can take a minute if it has to start.';
      }
      return row.until !== null && row.until > now
        ? `Intuit refused once. We ask again ${fmt.atMoment(row.until, now)} before calling it lost.`
        : 'Asking QuickBooks.';
    case 'waiting':
      return row.until === null
        ? 'Finish in the browser window.'
        : `Finish in the browser window. The link works until ${fmt.moment(row.until, now)}.`;
    case 'invited':
      return invitedSentence(row, now);
    case 'attention':
      if (row.details?.code === 'renewal_lost') return answers.renewalLost(row.until, now);
      return (
        desktopCodes.sentenceOf(row, computer) ||
        row.details?.message ||
        "QuickBooks answered with something we don't recognise."
      );
    case 'permission':
      return desktopCodes.sentenceOf(row, computer) ?? simple.permission ?? badges.permission;
    case 'qbClosed': {
      const again =
        row.until !== null && row.until > now
          ? ` We'll try again ${fmt.atMoment(row.until, now)}.`
          : '';
      return `QuickBooks isn't open on ${computer}.${again}`;
    }
    case 'wrongFile':
      return `QuickBooks on ${computer} has a different company open. Choose File › Close Company and leave QuickBooks running.`;
    case 'wcOffline':
      return row.place === 'thisComputer'
        ? "We can't hear the Web Connector. It may be closed on this computer."
        : `We can't hear the Web Connector on ${computer}. It may be asleep, switched off or signed out.`;
    case 'expiring':
      if (row.clock !== 'hard') return "Refresh now and it's good for another 100 days.";
      return row.until === null
        ? 'Intuit asks for a fresh approval every five years. Yours is due soon.'
        : `Intuit asks for a fresh approval every five years. Yours is due by ${fmt.date(row.until)}.`;
    case 'expired':
      return row.until === null
        ? 'This approval ran out. Nothing in QuickBooks changed – sign in once to continue.'
        : `This approval ran out on ${fmt.shortDate(row.until, now)}. Nothing in QuickBooks changed – sign in once to continue.`;
    case 'takenOver':
      return `${row.other ?? 'Another Intuit user'} connected Counterfoil to this company, which replaced yours. Agree who keeps it before reconnecting.`;
    case 'notMember':
      return `${person(row)} isn't a user of ${row.name} any more, or the company number is wrong. Ask an admin of that company to invite you, or connect as someone who is.`;
    case 'inactive':
      return `Intuit says ${person(row)} is inactive in ${row.name}.`;
    case 'wrongCompany':
      return row.other
        ? `You chose ${companyNamed(row.other)}; this record is ${row.name}. Nothing was saved.`
        : `You chose a different company; this record is ${row.name}. Nothing was saved.`;
    case 'archived':
      return row.companyTail === null ? (simple.archived ?? '') : archiving.stillConnected;
    default:
      return simple[row.state] ?? badges[row.state];
  }
}

// ---------------------------------------------------------------- actions

const actions: Record<Action, string> = {
  connect: 'Connect',
  reconnect: 'Reconnect',
  checkNow: 'Check now',
  checkAgain: 'Check again',
  stopWaiting: 'Stop waiting',
  openInQuickBooks: 'Open in QuickBooks',
  showLink: 'Show browser link',
  copyAgain: 'Copy again',
  newLink: 'New link',
  cancel: 'Cancel',
  showSteps: 'Show steps',
  copySteps: 'Copy steps',
  keepOpen: 'How to keep it open',
  refreshNow: 'Refresh now',
  archive: 'Archive',
  resume: 'Resume',
  seeWho: 'See who',
  reconnectAsMe: 'Reconnect as me',
  copyRequest: 'Copy request to admin',
  connectAsOther: 'Connect as someone else',
  chooseAgain: 'Choose again',
  saveAsNew: 'Save as new client',
};

/** What stands on the button. The same action has a plainer name in some states. */
export function actionLabel(action: Action, row: Pick<ClientRow, 'state' | 'books'>): string {
  if (action === 'connect') {
    return row.books === 'online' ? 'Connect QuickBooks Online…' : 'Connect QuickBooks Desktop…';
  }
  if (action === 'reconnect') return 'Reconnect…';
  if (action === 'newLink' && row.state === 'linkExpired') return 'Make a new link';
  if (action === 'newLink' && row.state === 'wcOffline') return 'Move to another computer';
  if (action === 'showSteps' && row.state === 'dialog') return 'What to look for';
  if (action === 'copySteps' && row.state === 'wrongFile') return 'Copy steps for colleague';
  if (action === 'copySteps' && row.state === 'permission') return 'Send steps';
  return actions[action];
}

export const act = {
  ...actions,
  addClient: 'Add client',
  back: 'Back',
  checkAll: 'Check all',
  clear: 'Clear search',
  close: 'Close',
  continue: 'Continue',
  copy: 'Copy',
  done: 'Done',
  edit: 'Edit details…',
  more: 'More actions',
  pause: 'Pause checks',
  save: 'Save',
  show: 'Show',
  hide: 'Hide',
  tryAgain: 'Try again',
  undo: 'Undo',
  askRole: 'Ask Intuit again',
  learnMore: 'Learn more',
};

// ---------------------------------------------------------------- facts

export const tierNames: Record<Tier, string> = {
  now: 'Access is gone until someone acts',
  soon: 'A click is needed, no rush',
  wait: 'Someone has to finish a step',
  rest: 'Will likely return by itself',
  ok: 'Works',
  none: 'Nothing to watch',
};

export const books = { online: 'Online', desktop: 'Desktop' } as const;
export const booksFull = {
  online: 'QuickBooks Online',
  desktop: 'QuickBooks Desktop',
} as const;

export const places: Record<Place, string> = {
  thisComputer: 'On this computer',
  otherComputer: 'On another computer in our office',
  hosted: 'On a hosted computer',
  clientOffice: "At the client's office",
};

export const placeHints: Record<Place, string> = {
  thisComputer: 'We open the link here.',
  otherComputer: 'A colleague opens the link there.',
  hosted: 'Such as Rightworks. You open the link inside the hosted session.',
  clientOffice: 'Your client opens the link.',
};

export const roleNames = {
  admin: 'Admin',
  employee: 'Employee',
  inactive: 'Inactive',
  active: 'Active',
  other: 'Other role',
  payroll: 'Payroll',
  payrollOn: 'Payroll on',
  noPayroll: 'No payroll',
  payrollUnknown: 'Payroll —',
  payrollNotReported: 'Payroll not reported',
  notAvailable: 'Role not available',
  notAsked: 'Not asked yet',
} as const;

export const roleTips = {
  desktop: 'Roles come from QuickBooks Online only.',
  notAvailable: "Intuit hasn't switched on role details for this app yet. Everything else works.",
  notAsked: 'Your role is asked for when you connect.',
  other: 'Intuit named a role we do not know, so we do not guess.',
  payrollUnknown: 'Intuit did not say whether payroll is on.',
  yours: 'The role of the person who signed in, not of everyone in the company.',
} as const;

/** The role in words, for screen readers and copied text. */
export function roleWords(role: RoleView): string {
  if (role.availability === 'notAvailable') return roleNames.notAvailable;
  if (role.availability === 'notAsked') return '';
  const kind =
    role.kind === 'admin'
      ? roleNames.admin
      : role.kind === 'employee'
        ? roleNames.employee
        : roleNames.other;
  const payroll =
    role.payroll === null
      ? roleNames.payrollNotReported
      : role.payroll
        ? 'payroll on'
        : 'payroll off';
  return `${kind}, ${role.active ? '' : 'inactive, '}${payroll}`;
}

/** A whole row in one breath: what a screen reader says. */
export function rowLabel(row: ClientRow, now: number): string {
  const role = row.books === 'online' ? roleWords(row.role) : '';
  const checked =
    row.checkedAt === null ? 'not checked yet' : `checked ${fmt.ago(row.checkedAt, now)}`;
  return [row.name, booksFull[row.books], badge(row, now), role, checked]
    .filter((part) => part !== '')
    .join(', ');
}

export const facts = {
  heading: 'Facts',
  connectedAs: 'Connected as',
  role: 'Your role',
  companyId: 'Company ID',
  number: 'Client number',
  email: 'E-mail',
  idle: 'Goes idle in',
  hard: 'Approve again by',
  computer: 'Computer',
  place: 'QuickBooks runs',
  endUser: 'End-user',
  since: 'Connected',
  heard: 'Last heard',
  checked: 'Last asked',
  link: 'Link',
  none: '—',
} as const;

export function linkFact(row: ClientRow, now: number): string {
  const link = row.link;
  if (!link) return facts.none;
  const made = `${handedWords[link.handed]} ${fmt.atMoment(link.createdAt, now)}`;
  return link.expiresAt > now
    ? `${made}, ${fmt.left(link.expiresAt, now)} left`
    : `${made}, ran out`;
}

export const details = {
  heading: 'Details',
  service: 'Service',
  code: 'Code',
  integrationCode: 'QuickBooks code',
  message: 'Message',
  requestId: { intuit: 'Intuit trace id', conductor: 'Request id', relay: 'Request id' },
  at: 'Time',
  copied: 'Details copied.',
} as const;

export const services: Record<string, string> = {
  conductor: 'Conductor',
  intuit: 'Intuit',
  relay: 'Sign-in relay',
};

export const danger = {
  heading: 'Remove access',
  disconnect: 'Disconnect from QuickBooks',
  deleteEndUser: 'Delete connection at Conductor…',
  pause: 'Pause checks',
  archive: 'Archive client',
} as const;

// ---------------------------------------------------------------- the main window

export const scopes = {
  attention: 'Needs attention',
  all: 'All clients',
  waiting: 'Waiting',
  expiring: 'Expiring',
  archived: 'Archived',
  people: 'Connected as',
  computers: 'Computers',
  settings: 'Settings',
  nav: 'Places',
  firm: 'Firm',
} as const;

/** The screens beside the roster. */
export const screens = {
  clients: 'Clients',
  people: 'People',
  computers: 'Computers',
  activity: 'Activity',
} as const;

export const filters = {
  label: 'Show',
  all: 'All',
  attention: 'Needs attention',
  waiting: 'Waiting',
  resting: 'Resting',
  connected: 'Connected',
  none: 'Not connected',
} as const;

export const roleFilters = {
  label: 'Role',
  any: 'Any role',
  admin: 'Where I am Admin',
  employee: 'Where I am Employee',
  inactive: 'Where I am inactive',
  payroll: 'Payroll on',
  noPayroll: 'No payroll',
  notAvailable: 'Role not available',
} as const;

export const columns = {
  status: 'Status',
  client: 'Client',
  books: 'QuickBooks',
  person: 'Connected as',
  role: 'Your role',
  payroll: 'Payroll',
  checked: 'Checked',
  urgency: 'Urgency',
} as const;

export const clientList = {
  label: 'Clients',
  search: 'Search clients',
  inspector: 'Client',
  timeline: 'Timeline',
  noTimeline: 'Nothing has happened yet.',
  emptyTitle: 'No clients yet',
  emptyText:
    'Add the first one and connect its QuickBooks. Nothing is created anywhere until you connect.',
  emptyPractice: 'Just looking? Open the practice firm.',
  pick: 'Choose a client to see what works and what to do next.',
  loading: 'Opening the roster…',
  loadingText: 'If this computer asks for the password of its keychain, answer there first.',
} as const;

export function noMatch(query: string): string {
  return `No client matches '${query}'.`;
}

export function emptyFilter(filter: string, lastCheckAt: number | null, now: number): string {
  const looked =
    lastCheckAt === null
      ? ''
      : ` Last looked ${fmt.atMoment(lastCheckAt, now).replace(/^at /, '')}.`;
  if (filter === 'attention') return `Nothing needs attention.${looked}`;
  if (filter === 'waiting') return `Nobody is in the middle of a sign-in.${looked}`;
  if (filter === 'expiring') return `Nothing expires in the coming weeks.${looked}`;
  if (filter === 'archived') return 'Nothing is archived.';
  return `No client is in this group.${looked}`;
}

export const countClients = fmt.countClients;

/** The footer: what we know and when we look again. */
export function footer(
  last: number | null,
  next: number | null,
  offline: boolean,
  now: number,
): string {
  const parts = [offline ? 'Offline' : 'Online'];
  parts.push(last === null ? 'Not checked yet' : `Checked ${fmt.moment(last, now)}`);
  if (next !== null && next > now) parts.push(`next ${fmt.moment(next, now)}`);
  return parts.join(' · ');
}

export function selected(count: number): string {
  return count === 1 ? '1 selected' : `${fmt.number(count)} selected`;
}

export const bulk = {
  copyLink: 'Copy link',
  check: 'Check',
  copy: 'Copy as list',
  archive: 'Archive',
  clear: 'Clear selection',
  copied: 'List copied.',
  header: ['Client', 'Number', 'QuickBooks', 'Status', 'Your role', 'Connected as'],
} as const;

export const banners: Partial<Record<Profile, { title: string; text: string }>> = {
  practice: {
    title: 'Practice firm.',
    text: 'Nothing here is real and nothing leaves this computer.',
  },
  sandbox: { title: 'Intuit sandbox.', text: 'Test companies only.' },
};

export const practice = {
  leave: 'Leave practice',
  startOver: 'Start over',
  opening: 'Opening the practice firm…',
  openingText:
    'A sample firm with 24 clients is being set up on this computer. This takes a few seconds.',
  startOverTitle: 'Start the practice firm over?',
  startOverText: 'The sample clients go back to how they were at first. Nothing real is touched.',
  startedOver: 'The practice firm starts over.',
} as const;

export function windowTitle(profile: Profile, firmName: string | null): string {
  const firm = firmName ? `${product} — ${firmName}` : product;
  if (profile === 'practice') return `${firm} (Practice)`;
  return profile === 'sandbox' ? `${firm} (Sandbox)` : firm;
}

// ---------------------------------------------------------------- app bars

export type BarAction =
  | 'tryNow'
  | 'statusIntuit'
  | 'statusConductor'
  | 'newKey'
  | 'askAdmin'
  | 'restart'
  | 'restoreCopy'
  | 'setUp'
  | 'openFirm'
  | 'join'
  | 'whatHappened';

export interface BarWords {
  title: string;
  text: string;
  /** What the button does: ask all, open a status page, enter keys, or copy words for the admin. */
  action: BarAction | null;
  /** The second one, where somebody else may have to act. */
  second?: BarAction;
  tone: 'wait' | 'soon' | 'now';
}

export const barActions = {
  tryNow: 'Try now',
  statusIntuit: 'Status page',
  statusConductor: 'Status page',
  newKey: 'Enter a new key',
  askAdmin: 'Ask your admin',
  restart: 'Restart',
  restoreCopy: 'Restore a copy…',
  setUp: firmsWords.changed.setUp,
  join: firmsWords.changed.join,
  openFirm: firmsWords.elsewhere.open,
  whatHappened: 'Show what happened',
} as const;

/** The roster is shown as it was last known until the keychain has answered. */
export const opening = {
  title: 'Waiting for the keychain.',
  text: 'You see your clients as they were last known. If this computer asks for a password, answer there; checks and sign-ins wait until then.',
} as const;

export function bar(
  it: AppBar,
  operator: string | null,
  lastCheckAt: number | null,
  now: number,
): BarWords {
  const service = services[it.service] ?? 'A service';
  const relay = it.name ?? 'The sign-in relay';
  const runner = operator ?? 'your firm';
  const ours = it.name ?? 'it';
  switch (it.kind) {
    case 'offline':
      return {
        title: "You're offline.",
        text: `Showing what we knew ${fmt.atMoment(lastCheckAt ?? it.at, now)}. Checks resume when you're back.`,
        action: 'tryNow',
        tone: 'wait',
      };
    case 'serviceDown': {
      if (it.service === 'relay') {
        return {
          title: `${relay} isn't answering.`,
          text: `This is the sign-in relay run by ${runner}, not your clients. Checks that need a renewal wait; we'll try again in 10 minutes.`,
          action: 'tryNow',
          tone: 'soon',
        };
      }
      const answered = answers.leftAlone[it.name ?? ''];
      return {
        title: answered?.title(service) ?? `${service} isn't answering.`,
        text:
          answered?.text ??
          "This looks like their side, not your clients. We'll stop asking for 10 minutes.",
        action: it.service === 'intuit' ? 'statusIntuit' : 'statusConductor',
        tone: 'soon',
      };
    }
    case 'keyBad':
      if (it.service === 'relay') {
        return {
          title: "Intuit refused the relay's key.",
          text: `Your clients are still connected; renewals wait until ${runner} puts it right.`,
          action: 'askAdmin',
          tone: 'now',
        };
      }
      return {
        title: 'Key refused.',
        text: `${service} no longer accepts this computer's key. Your clients are still connected; this computer just can't check them.`,
        action: 'newKey',
        second: 'askAdmin',
        tone: 'now',
      };
    case 'refusedTogether':
      return {
        title: answers.refusedTogether.title(it.name),
        text:
          it.service === 'relay'
            ? answers.refusedTogether.relays(runner)
            : answers.refusedTogether.ours,
        ...(it.service === 'relay'
          ? { action: 'askAdmin' }
          : { action: 'newKey', second: 'askAdmin' }),
        tone: 'now',
      };
    case 'refusedSinceKeys':
      return {
        title: answers.refusedSinceKeys.title,
        text: answers.refusedSinceKeys.text(it.name, it.at, now),
        action: 'newKey',
        second: 'askAdmin',
        tone: 'now',
      };
    case 'computerDenied':
      return {
        title: 'This computer was turned off by your firm.',
        text: 'Its sign-in relay no longer renews sign-ins from here. Nothing in QuickBooks has changed, and your clients may be connected on other computers. Ask whoever looks after the keys.',
        action: 'askAdmin',
        tone: 'now',
      };
    case 'otherProject':
      return {
        title: "These are another Conductor project's keys.",
        text: "QuickBooks Desktop clients were connected in another project. Nothing was changed or forgotten: put that project's keys back to check them.",
        action: 'newKey',
        second: 'askAdmin',
        tone: 'now',
      };
    case 'firmKeyChanged':
      return {
        title: firmKeyWords.bar.title,
        text: firmKeyWords.bar.text(it.name),
        action: 'join',
        tone: 'soon',
      };
    case 'keychainMissing':
      return { ...keychainWords.missing, action: 'restart', tone: 'soon' };
    case 'keychainLocked':
      return { ...keychainWords.locked, action: 'restart', tone: 'soon' };
    case 'keychainFull':
      return { ...keychainWords.full, action: 'restart', second: 'askAdmin', tone: 'soon' };
    case 'signInsUnreadable':
      return {
        title: keychainWords.unreadable.title(Number(it.name ?? 0)),
        text: keychainWords.unreadable.text,
        action: 'askAdmin',
        tone: 'now',
      };
    case 'renewalsUnsaved':
      return {
        title: keychainWords.unsaved.title(Number(it.name ?? 0)),
        text: keychainWords.unsaved.text,
        action: 'askAdmin',
        tone: 'now',
      };
    case 'databaseDamaged':
      return {
        title: 'The roster could not be opened.',
        text: 'Its file is damaged. It was kept as it is, nothing was overwritten, and nothing can be added or connected until a copy is restored.',
        action: 'restoreCopy',
        second: 'askAdmin',
        tone: 'now',
      };
    case 'databaseNewer':
      return {
        title: `This roster was written by a newer Counterfoil (format ${it.name ?? '?'}).`,
        text: 'It can be read here; to change it, update Counterfoil.',
        action: 'askAdmin',
        tone: 'now',
      };
    case 'databaseInUse':
      return {
        title: 'The roster is open somewhere else.',
        text: 'Its folder is on a network drive, where one Counterfoil at a time can have it. Close the other one, then open Counterfoil again.',
        action: 'restart',
        tone: 'now',
      };
    case 'settingsDamaged':
      return {
        title: 'The settings file was damaged.',
        text: 'The last good copy is in use, and the damaged file was kept.',
        action: null,
        tone: 'wait',
      };
    case 'settingsChanged':
      return {
        title: firmsWords.changed.title,
        text: firmsWords.changed.text(it.name),
        action: 'setUp',
        second: 'join',
        tone: 'now',
      };
    case 'signInElsewhere':
      return {
        title: firmsWords.elsewhere.title(it.name),
        text: firmsWords.elsewhere.text,
        action: 'openFirm',
        tone: 'soon',
      };
    case 'settingsNewer':
      return {
        title: `A newer ${product} wrote the settings of this computer.`,
        text: `They were neither used nor changed. Install the newest ${product} to have your firms back; until then, what you change here lasts until it closes.`,
        action: null,
        tone: 'now',
      };
    case 'readOnlyFolder':
      return {
        title: "Counterfoil's folder cannot be written.",
        text: 'What you change lasts until Counterfoil closes. Give your account the right to write there, then open Counterfoil again.',
        action: null,
        tone: 'soon',
      };
    case 'dataRoams':
      return {
        title: "Counterfoil's data is still in your roaming profile.",
        text: `It could not be moved to this computer's own folder (${it.name ?? 'no reason given'}), so it is used where it is. Open Counterfoil again to try once more.`,
        action: 'askAdmin',
        tone: 'soon',
      };
    case 'filesForeign':
      return {
        title: "A file of Counterfoil's belongs to another account.",
        text: `Whoever uses that account can read and change ${ours}. Have it given to your account, then open Counterfoil again.`,
        action: 'askAdmin',
        tone: 'soon',
      };
    case 'filesLinked':
      return {
        title: "A file of Counterfoil's is a link to another place.",
        text: `Others may be able to read what ${ours} leads to. Put the file itself there, then open Counterfoil again.`,
        action: 'askAdmin',
        tone: 'soon',
      };
    case 'filesWide':
      return {
        title: "Others on this computer may be able to read Counterfoil's files.",
        text: `The permissions of ${ours} could not be narrowed. Move it to a disk that keeps permissions, then open Counterfoil again.`,
        action: 'askAdmin',
        tone: 'soon',
      };
    case 'noSessionBus':
      return {
        title: 'Links may open a second window.',
        text: 'This session has no message bus, so a sign-in may not find its way back here. Copy the code from the page instead.',
        action: null,
        tone: 'wait',
      };
    case 'nameTaken':
      return {
        title: `Another program has taken the name by which links find ${product}.`,
        text: `It is ${it.name ?? 'not known'}, and was given nothing. Until it ends, each link may open a second window. Close that program, then close ${product} and open it again.`,
        action: 'askAdmin',
        tone: 'soon',
      };
    case 'panicked':
      return {
        title: `Something in ${product} failed ${fmt.atMoment(it.at, now)}.`,
        text: 'Your clients and connections are as they were saved; what you were just doing may not be.',
        action: 'restart',
        second: 'whatHappened',
        tone: 'soon',
      };
    case 'crashed':
      return {
        title: `${product} failed ${fmt.atMoment(it.at, now)} and closed.`,
        text: 'Your clients and connections are as they were saved; what you were doing then may not be.',
        action: 'whatHappened',
        tone: 'wait',
      };
  }
}

export function adminRequest(words: { title: string; text: string }, seat: string): string {
  return `${words.title} ${words.text}\n\n${product} on ${seat}`;
}

// ---------------------------------------------------------------- timeline

const endings: Record<Ending, string> = {
  declined: 'Intuit said no',
  expired: 'Link expired',
  wrongCompany: "This isn't the company we expected",
  rejected: 'Not saved',
  emailUnverified: "Intuit hasn't verified this e-mail address",
  unreachable: "We couldn't reach Intuit",
  relayUnreachable: "We couldn't reach the relay",
  keyRefused: 'Key refused',
  scopeRefused: "Intuit doesn't let this app ask for that",
  failed: 'The sign-in did not finish',
  cancelled: 'Cancelled',
  replaced: 'A newer sign-in took over',
};

const endingKeys = new Set<string>(Object.keys(endings));

function isEnding(text: string | null): text is Ending {
  return text !== null && endingKeys.has(text);
}

/** `admin inactive` and `employee payroll` as words. */
function roleDetail(text: string): string {
  const words = text.toLowerCase();
  const kind = words.includes('admin')
    ? roleNames.admin
    : words.includes('employee')
      ? roleNames.employee
      : roleNames.other;
  const more = [
    words.includes('inactive') ? 'inactive' : '',
    words.includes('payroll') ? 'payroll on' : '',
  ].filter((word) => word !== '');
  return [kind, ...more].join(', ');
}

/** Before and after, whatever the arrow between them is. */
function roleChange(detail: string | null): string {
  const [before, after] = (detail ?? '').split(/\s*(?:->|→|>|\bto\b)\s*/);
  if (before && after) return `from ${roleDetail(before)} to ${roleDetail(after)}`;
  return before ? `to ${roleDetail(before)}` : '';
}

function companyEnding(tail: string | null): string {
  return tail ? `, company ending in ${tail}` : '';
}

/** One line: a strong part, and the rest with its own space or mark before it. */
export function eventWords(event: TimelineEvent): { strong: string; rest: string } {
  const by = event.person ? `by ${event.person}` : '';
  const on = event.computer ? `on ${event.computer}` : '';
  const actor = [by, on].map((part) => (part === '' ? '' : ` ${part}`)).join('');
  switch (event.event) {
    case 'added':
      return { strong: 'Added', rest: actor };
    case 'connected':
      return { strong: 'Connected', rest: actor };
    case 'disconnected':
      return { strong: 'Disconnected from QuickBooks', rest: actor };
    case 'stateChanged':
      return {
        strong: event.to ? badges[event.to] : 'Changed',
        rest: event.from ? `, was ${badges[event.from].replace('…', '')}` : '',
      };
    case 'roleChanged':
      return { strong: 'Your role changed', rest: ` ${roleChange(event.detail)}`.trimEnd() };
    case 'roleConfirmed':
      return {
        strong: 'Role confirmed',
        rest: event.detail ? `: ${roleDetail(event.detail)}` : '',
      };
    case 'renewed':
      return { strong: 'Approval renewed', rest: ', good for another 100 days' };
    case 'handedOver':
      return { strong: 'To be connected on another computer', rest: actor };
    case 'endUserCreated':
      return { strong: 'End-user created at Conductor', rest: actor };
    case 'endUserAdopted':
      return { strong: 'Connection at Conductor brought in', rest: actor };
    case 'endUserDeleted':
      return { strong: 'Connection deleted at Conductor', rest: actor };
    case 'linkCreated':
      return { strong: 'Link made', rest: actor };
    case 'signInEnded':
      return {
        strong: 'Sign-in ended',
        rest: isEnding(event.detail) ? `: ${endings[event.detail]}` : '',
      };
    case 'revokeWaits':
      return {
        strong: 'Access still to be cancelled at Intuit',
        rest: `${companyEnding(event.detail)}. Counterfoil tries again by itself`,
      };
    case 'revoked':
      return { strong: 'Access cancelled at Intuit', rest: companyEnding(event.detail) };
    case 'notRevoked':
      return {
        strong: 'Access not cancelled at Intuit',
        rest: `${companyEnding(event.detail)}. End it in QuickBooks Online under Apps › My apps`,
      };
    case 'edited':
      return { strong: 'Details changed', rest: actor };
    case 'archived':
      return { strong: 'Archived', rest: actor };
    case 'paused':
      return { strong: 'Checks paused', rest: actor };
    case 'resumed':
      return { strong: 'Resumed', rest: actor };
    case 'booksRead':
      return { strong: 'Books read', rest: `${booksRead(event.books)}${actor}` };
  }
}

// ---------------------------------------------------------------- connecting

/** How a sign-in's answer travels; each mode has its own true sentence. */
export interface ConsentFacts {
  profile: Profile;
  accountingScope: boolean;
  askRoles: boolean;
  relay: { host: string; operator: string } | null;
}

export function consentOnline(it: ConsentFacts): { label: string; text: string }[] {
  const name = it.accountingScope ? 'company name, ' : '';
  const role = it.askRoles ? ', your role in the company, whether payroll is on' : '';
  const lines = [
    {
      label: 'We read:',
      text: `${name}your name and e-mail address at Intuit${role}.`,
    },
    {
      label: 'We never:',
      text: 'change the books, read transactions, or keep any accounting data.',
    },
    { label: 'On the way:', text: onTheWay(it) },
  ];
  if (it.accountingScope) {
    lines.splice(1, 0, {
      label: 'Intuit asks:',
      text: "for access to the accounting data, so that the company's name can be read. That is wider than our use; Intuit has no narrower permission.",
    });
  }
  return lines;
}

function onTheWay(it: ConsentFacts): string {
  if (it.profile === 'practice') return 'Practice: everything stays on this computer.';
  if (it.profile === 'sandbox') return "Intuit's answer comes straight back to this computer.";
  return it.relay
    ? `your sign-in and its renewals pass through ${it.relay.host}, a small relay run by ${it.relay.operator}. It keeps none of it and never receives anything from the books.`
    : 'a sign-in relay brings the answer back to this computer. None is set up yet.';
}

export const online = {
  title: (client: string) => `You are about to connect ${client}`,
  again: (client: string) => `You are about to reconnect ${client}`,
  intro: "You will sign in on Intuit's own page. Counterfoil never sees the password.",
  introPractice:
    "You will sign in on a practice copy of Intuit's page, in your browser. There is no password.",
  outro:
    'Disconnect any time here or in QuickBooks. Only an admin or an accountant user can approve this.',
  second: (name: string) =>
    `Connected as ${name} so far. If somebody else signs in now, that connection replaces the one of ${name}. Agree who keeps it first.`,
  taken: (name: string) =>
    `Someone else's Counterfoil is connected: ${name} signed in last. If you sign in now, your connection replaces theirs. Agree who keeps it first.`,
  takenUnknown:
    "Someone else's Counterfoil is connected. If you sign in now, your connection replaces theirs. Agree who keeps it first.",
  continue: 'Continue in browser',
  waitingTitle: 'Waiting for you to finish in the browser',
  waitingText: (client: string) => `Sign in on Intuit's page and choose ${client}.`,
  waitingPractice: (client: string) => `Sign in on the practice page and choose ${client}.`,
  never: 'Counterfoil never sees your password.',
  steps: {
    opened: 'Browser opened',
    approval: 'Your approval at Intuit',
    company: 'Check that it is the right company',
    role: 'Ask what your role is',
  },
  copyLink: "Browser didn't open? Copy link",
  pasteCode: 'Paste a code',
  pasteLabel: 'Code from the page',
  pasteHint: 'Some browsers show a code to copy instead of coming back here. Paste all of it.',
  pasteSend: 'Use this code',
  confirmTitle: 'Is this the right company?',
  confirmPerson: 'This is a different person than before',
  until: (at: string) => `The sign-in works until ${at}.`,
  expected: 'Expected',
  says: 'Intuit says',
  signedIn: 'Signed in as',
  role: 'Your role',
  save: 'Save connection',
  wrong: "That's the wrong company",
} as const;

export const sheets = {
  preparingTitle: 'One moment',
  preparingOnline: 'Preparing the sign-in.',
  preparingDesktop: 'Making the link.',
  still: (until: string) =>
    `Still waiting. You can close this – we'll keep listening until ${until}.`,
  closing: 'You can close this; the row keeps waiting.',
  cancelText:
    "Cancel stops waiting. If you finish in the browser anyway, you'll need to start again.",
  doneTitle: (client: string) => `${client} is connected`,
  leftToConnect: (count: number) =>
    count === 1
      ? '1 more client is not connected yet.'
      : `${count.toLocaleString('en')} more clients are not connected yet.`,
  next: (client: string) => `Next: connect ${client}`,
  linkCopied: 'Link copied.',
  linkOpened: 'Opened in the browser.',
  linkMailed: 'E-mail opened in your mail app.',
  setUp: 'Set up our firm',
  notReadyOnline: "Intuit's keys are not set up on this computer yet.",
  notReadyDesktop: "Conductor's keys are not set up on this computer yet.",
  otherCompanyIs: (client: string) => `This company is already saved as ${client}.`,
  newName: 'Name of the new client',
} as const;

/** A company as the verify step shows it: a name, and the end of its number so that it stays in one piece. */
export interface CompanyWords {
  name: string;
  tail: string | null;
}

/** Intuit's side: the name if we may read it, always the last four digits. */
export function foundCompany(found: FoundCompany): CompanyWords {
  return found.companyName
    ? { name: found.companyName, tail: `(…${found.companyTail})` }
    : { name: `The company ending in ${found.companyTail}`, tail: null };
}

export function expectedCompany(client: string, found: FoundCompany): CompanyWords {
  return { name: client, tail: found.expectedTail ? `(…${found.expectedTail})` : null };
}

function chosen(found: FoundCompany | null): string {
  if (!found) return 'another company';
  return found.companyName
    ? `${found.companyName} (…${found.companyTail})`
    : `the company ending in ${found.companyTail}`;
}

/** `Admin · Active · Payroll on`. */
export function roleLine(role: RoleView): string {
  if (role.availability !== 'reported') return roleNames.notAvailable;
  const kind =
    role.kind === 'admin'
      ? roleNames.admin
      : role.kind === 'employee'
        ? roleNames.employee
        : roleNames.other;
  const payroll =
    role.payroll === null
      ? roleNames.payrollNotReported
      : role.payroll
        ? 'Payroll on'
        : 'Payroll off';
  return `${kind} · ${role.active ? roleNames.active : roleNames.inactive} · ${payroll}`;
}

/** Warnings of the verify step, most serious first. */
export function foundWarnings(client: string, found: FoundCompany, now = Date.now()): string[] {
  const all: string[] = [];
  if (found.otherClient) all.push(sheets.otherCompanyIs(found.otherClient));
  else if (found.expectedTail && found.expectedTail !== found.companyTail) {
    all.push(`${client} was connected to another company until now.`);
  }
  if (found.notMember) {
    all.push(
      `Intuit says ${found.person.email ?? found.person.name} is not a user of this company.`,
    );
  }
  if (found.elsewhere) all.push(elsewhereWords.found(found.elsewhere, now));
  if (found.unconfirmed) all.push(companyId.unconfirmed(found.companyTail));
  if (found.maybeClient) all.push(companyId.maybe(client, found.maybeClient));
  else if (found.byDigits) all.push(companyId.byDigits(client));
  if (found.previousPerson) {
    all.push(
      `This is a different person than before: ${found.previousPerson.name} connected it last. Saving replaces that sign-in.`,
    );
  }
  return all;
}

export function ending(
  attempt: AttemptView,
  client: string,
  relayHost: string | null,
  asks = { roles: true, accounting: false },
): { title: string; text: string } {
  const desktop = attempt.books === 'desktop';
  const service = desktop ? 'Conductor' : 'Intuit';
  const found = attempt.found;
  switch (attempt.ending) {
    case 'declined':
      return {
        title: 'Intuit said no',
        text: "The approval was declined on Intuit's page. Nothing was saved; you can try again any time.",
      };
    case 'expired':
      return desktop
        ? {
            title: 'Link expired',
            text: 'Nobody finished with this link in time. Make a new one; the client stays as it is.',
          }
        : {
            title: 'Nobody finished in the browser',
            text: 'The page was closed, or the time ran out. Nothing was saved; the client stays as it is.',
          };
    case 'wrongCompany':
      return {
        title: "This isn't the company we expected",
        text: found?.otherClient
          ? `You chose ${chosen(found)}, which is saved as ${found.otherClient} already. This record is ${client}. Nothing was saved.`
          : `You chose ${chosen(found)}; this record is ${client}. Nothing was saved.`,
      };
    case 'rejected':
      return {
        title: 'Not saved',
        text: `You said that this is not ${client}. The sign-in was given back to Intuit.`,
      };
    case 'emailUnverified':
      return {
        title: "Intuit hasn't verified this e-mail address",
        text: 'Confirm the address in your Intuit account, then connect again. Nothing was saved.',
      };
    case 'unreachable':
      return {
        title: `We couldn't reach ${service}`,
        text: `${service} didn't answer from this computer. Check the network, then try again. Nothing was saved.`,
      };
    case 'relayUnreachable':
      return {
        title: `We couldn't reach ${relayHost ?? 'the sign-in relay'}`,
        text: 'The sign-in relay brings the answer back to this computer and did not answer. Nothing was saved.',
      };
    case 'keyRefused':
      return {
        title: 'Key refused',
        text: `${service} no longer accepts this computer's key. Ask whoever holds your firm's keys for a new one.`,
      };
    case 'scopeRefused':
      return { title: endings.scopeRefused, text: companyId.scopeRefused(asks) };
    case 'cancelled':
      return { title: 'Cancelled', text: 'Nothing was saved. Start again whenever you like.' };
    case 'replaced':
      return {
        title: 'A newer sign-in took over',
        text: 'Another connection for this client was started after this one. Finish that one.',
      };
    default:
      return {
        title: desktop ? 'The connection did not finish' : 'The sign-in did not finish',
        text:
          attempt.error?.message ??
          `${service} answered with something we don't recognise. Nothing was saved.`,
      };
  }
}

export const desktop = {
  title: (client: string) => `Connect ${client}`,
  whereTitle: (client: string) => `Where is the QuickBooks of ${client}?`,
  whereText: 'The link has to be opened on the computer that runs QuickBooks.',
  computerLabel: 'What is that computer called?',
  computerHint: 'So that you can tell your computers apart, such as FRONT-DESK.',
  change: 'Change',
  reads:
    'We ask QuickBooks whether it answers. Its lists, transactions and reports are read only when somebody opens Books and chooses Get; they are shown, never changed and never kept.',
  way: 'The connection goes through Conductor, which relays it.',
  wayPractice: 'Practice: everything stays on this computer.',
  allow: 'QuickBooks will ask an Admin to allow access: choose',
  choose: 'Yes, always; allow access even if QuickBooks is not running',
  wider: 'That permission is wider than our use; QuickBooks has no narrower one that lasts.',
  handLabel: 'How should the link get there?',
  hand: {
    opened: 'Open it here',
    copied: 'Copy it',
    mailed: 'E-mail it',
  },
  handHint: {
    opened: 'QuickBooks runs on this computer.',
    copied: 'Paste it into a message or the hosted session.',
    mailed: 'Your own mail app opens with the words ready.',
  },
  openedElsewhere: 'Only when QuickBooks runs on this computer.',
  lifeLabel: 'The link works for',
  checksLabel: 'Before the link opens',
  checks: (client: string) => [
    'QuickBooks Desktop is open on this computer.',
    `The company file of ${client} is open in it.`,
    'You are signed in to it as Admin, in single-user mode.',
  ],
  go: { opened: 'Open link', copied: 'Copy link', mailed: 'E-mail link' },
  waitingTitle: {
    opened: 'Waiting for you to finish in the browser',
    copied: 'Link copied',
    mailed: 'Waiting for your client',
  },
  waitingText: {
    opened: 'Follow the steps on the page; QuickBooks asks an Admin to allow access.',
    copied: 'Send it to whoever sits at that computer. It takes about five minutes there.',
    mailed: 'The link is in the e-mail. It takes about five minutes at their computer.',
  },
  works: (left: string) =>
    `Link works for ${left === 'less than a minute' ? left : `${left.replace(/^(\d+) /, '$1 more ')}`}`,
  steps: {
    made: 'Link made',
    started: 'Link opened at that computer',
    allowed: 'Access allowed in QuickBooks',
    answered: 'QuickBooks answers',
  },
  open: 'Open here',
  copyLink: 'Copy link',
  mail: 'E-mail link',
} as const;

export const lifeChoices = [15, 30, 60, 240, 1440, 4320, 10080] as const;

// ---------------------------------------------------------------- add and edit a client

export const clientForm = {
  title: 'Add client',
  editTitle: (client: string) => `Edit ${client}`,
  where: "Where is this client's QuickBooks?",
  online: 'QuickBooks Online',
  onlineHint: 'You sign in at Intuit in your browser.',
  desktopPrefix: 'QuickBooks Desktop',
  desktopWhere: {
    thisComputer: 'on this computer',
    otherComputer: 'on another computer in our office',
    hosted: 'on a hosted computer',
    clientOffice: "at the client's office",
  },
  name: 'Client name',
  number: 'Client number',
  email: "Client's e-mail",
  optional: 'optional',
  computer: 'Computer',
  computerHint: 'What you call it, such as FRONT-DESK.',
  computerExample: 'FRONT-DESK',
  note: 'Nothing is created at Intuit or Conductor until you connect.',
  add: 'Add client',
  addAndConnect: 'Add and connect…',
  nameMissing: 'Give the client a name.',
  added: (client: string) => `${client} was added.`,
  saved: (client: string) => `${client} was saved.`,
} as const;

// ---------------------------------------------------------------- first run

export const doors = {
  hero: "Every client's QuickBooks, and who you are in each.",
  text: "Connect Desktop and Online companies with a click. See what works, what doesn't, and what to do next.",
  setUp: { title: 'Set up our firm', text: 'I have the keys from Conductor or Intuit.' },
  openFirm: { title: 'Open our firm', text: 'It is set up on this computer.' },
  join: { title: 'Join my firm', text: 'I was given a .counterfoil file.' },
  practice: { title: 'Look around', text: 'Open the practice firm. No keys, nothing real.' },
  label: 'How to begin',
} as const;

export const setUp = {
  title: 'Set up our firm',
  editTitle: 'Keys and firm',
  rail: 'Steps',
  steps: {
    firm: 'Firm name',
    conductor: 'Conductor keys',
    intuit: 'Intuit app',
    told: 'Who gets told',
  },
  filled: 'filled in',
  where: (step: number, of: number, name: string) => `Step ${step} of ${of}: ${name}`,
  intro:
    'Give what you have. Each key is checked before anything is saved, then kept and never shown again.',
  editIntro: 'Fill in what changes. A service whose keys are left empty stays as it is.',
  firmName: 'Firm name',
  firmHint: 'Stands in the title of the window.',
  conductor: 'Conductor, for QuickBooks Desktop',
  conductorText: 'From the dashboard at Conductor. Give each computer its own key.',
  secretKey: 'Secret key',
  publishableKey: 'Publishable key',
  intuit: 'Intuit, for QuickBooks Online',
  intuitText: "From your app at Intuit's developer site.",
  clientId: 'Client id',
  environment: 'Environment',
  production: 'Production',
  sandbox: 'Sandbox (development keys)',
  relay: 'Relay address',
  relayHint: 'Starts with https. The relay holds the client secret; this computer never does.',
  clientSecret: 'Client secret',
  clientSecretHint:
    'Only with development keys. At Intuit, register http://localhost:8765/callback, http://localhost:18765/callback and http://localhost:28765/callback: the second and third are for when another program has the first.',
  accounting: "Read the company's name from Intuit",
  accountingHint:
    "Asks for the accounting permission, which is wider than we use. Leave it off and the roster's name is used.",
  told: 'Who gets told',
  toldText:
    'Counterfoil can tell you through the notices of this computer. You can change this any time in Settings.',
  secretKeyShape: 'sk_conductor_…',
  publishableKeyShape: 'pk_conductor_…',
  swapped:
    'This looks like the other Conductor key. Keys start with sk_conductor_ and pk_conductor_.',
  block: 'Paste everything at once',
  blockHint:
    'A block of NAME=value lines, as in an .env file. It fills in the fields it names, here and in the next steps.',
  blockRead: (count: number) =>
    count === 1 ? '1 field was filled in.' : `${count} fields were filled in.`,
  honest:
    'Anyone who can run programs as you on this computer could use these keys. Give each computer its own key so you can turn off one without the others.',
  save: 'Check and save',
  checking: 'Checking the keys…',
  firmMissing: 'Give the firm a name.',
  skipConductor: 'No QuickBooks Desktop clients? Leave this empty and add it later in Settings.',
  skipIntuit: 'No QuickBooks Online clients? Leave this empty and add it later in Settings.',
  savedTitle: (firm: string) => `${firm} is set up`,
  savedText: (keychain: string) => `Secret keys are kept in ${keychain} and never shown again.`,
  conductorWorks:
    'Works: Conductor took the secret key. The publishable key is used with the first link.',
  relayWorks: (host: string, operator: string) =>
    `Works: ${host} answers, run by ${operator}. Intuit looks at the client id when somebody signs in.`,
  intuitKept: 'Kept. Intuit looks at the keys when somebody signs in.',
  skipped: 'Left for later. Add it in Settings.',
  addFirst: 'Add a client',
} as const;

// ---------------------------------------------------------------- confirmations

export const confirms = {
  disconnect: {
    title: (client: string) => `Disconnect ${client}?`,
    text: 'Counterfoil will tell Intuit to cancel its access. Your history here stays.',
    keep: 'Keep connected',
    go: 'Disconnect from QuickBooks',
    done: (client: string) => `${client} is disconnected.`,
  },
  deleteEndUser: {
    title: (client: string) => `Delete the connection of ${client}?`,
    text: "This removes the connection at Conductor for everyone in your firm and can't be undone.",
    type: (client: string) => `Type ${client} to continue.`,
    label: 'Client name',
    keep: 'Keep connection',
    go: 'Delete connection',
    done: (client: string) => `The connection of ${client} was deleted.`,
  },
  archived: (client: string) => `${client} is archived.`,
  paused: (client: string) => `${client} is paused.`,
  resumed: (client: string) => `${client} is back on the list.`,
  closeFirm: {
    title: 'Close this firm?',
    text: 'You go back to the start. Nothing is deleted, and the keys stay in the keychain.',
    go: 'Close firm',
    keep: 'Stay',
  },
} as const;

export const toasts = {
  checkingAll: 'Asking about every client.',
  checking: (client: string) => `Asking about ${client}.`,
  stopped: 'Stopped waiting for the answer.',
  stepsCopied: 'Steps copied. Paste them into a message.',
  requestCopied: 'Request copied. Paste it into a message.',
  copied: 'Copied.',
  adminCopied: 'Words for your admin copied. Paste them into a message.',
  cancelled: 'Cancelled. Nothing was saved.',
  nowConnected: (client: string) => `${client} is connected.`,
  roleAsked: 'Role updated.',
} as const;

/** What a screen reader hears when a row changes by itself. */
export function stateChanged(row: ClientRow, now: number): string {
  return `${row.name}: ${badge(row, now)}.`;
}

// ---------------------------------------------------------------- steps that mend a state

export interface Steps {
  title: string;
  intro: string;
  steps: string[];
}

const checkAgainStep = 'Come back here and choose Check again.';

/** The steps behind *Show steps*, told for the place where QuickBooks runs. */
export function steps(row: ClientRow): Steps {
  const computer = computerName(row);
  const go = row.place === 'thisComputer' ? 'On this computer' : `On ${computer}`;
  const ofCode = desktopCodes.stepsOf(row);
  if (ofCode && (row.state === 'attention' || desktopCodes.hasOwnSteps(row))) {
    return {
      title: row.state === 'permission' ? 'Allow the connection to sign in' : 'What you can try',
      intro: sentence(row, Date.now()),
      steps: ofCode.some((step) => step.includes('Check again'))
        ? ofCode
        : [...ofCode, checkAgainStep],
    };
  }
  switch (row.state) {
    case 'wrongFile':
      return {
        title: 'Let the right company open',
        intro: sentence(row, Date.now()),
        steps: [
          `${go}, finish what you are doing in the open company.`,
          'Choose File › Close Company.',
          'Leave QuickBooks running with no company open, so that it can open the right one by itself.',
          checkAgainStep,
        ],
      };
    case 'dialog':
      return {
        title: 'What to look for',
        intro: sentence(row, Date.now()),
        steps: [
          `${go}, bring QuickBooks to the front.`,
          'Look for a message, an offer to update or a sign-in box, also behind the main window.',
          'Answer or close it, and leave QuickBooks running.',
          checkAgainStep,
        ],
      };
    case 'permission':
      return {
        title: 'Allow the connection to sign in again',
        intro: 'Only an Admin of the company file can do this, in single-user mode.',
        steps: [
          `${go}, open the company file of ${row.name} as Admin.`,
          'Choose Edit › Preferences › Integrated Applications › Company Preferences.',
          'Select the connection, choose Properties, and tick the box that lets it sign in automatically.',
          'Choose OK twice, then come back here and choose Check again.',
        ],
      };
    case 'wcOffline':
      return {
        title: 'Wake the Web Connector',
        intro: sentence(row, Date.now()),
        steps: [
          row.place === 'hosted'
            ? 'Sign in to the hosted session, or ask the host to do so.'
            : `${go}, sign in to Windows as the person who set the connection up.`,
          'Start QuickBooks Web Connector from the Start menu.',
          'Tick Auto-Run beside the connection and leave the window open.',
          checkAgainStep,
        ],
      };
    case 'singleUser':
      return {
        title: 'Free the company file',
        intro: sentence(row, Date.now()),
        steps: [
          `Ask the person who has the file of ${row.name} open to finish.`,
          'In QuickBooks, choose File › Switch to Multi-user Mode, or close the company.',
          checkAgainStep,
        ],
      };
    case 'qbClosed':
      return {
        title: 'Keep QuickBooks reachable',
        intro: 'QuickBooks Desktop answers only while it can run on its computer.',
        steps: [
          `${go}, start QuickBooks in the morning and leave it running.`,
          'Choose File › Close Company when you are done, so that it can open each company by itself.',
          'Keep the Web Connector running, and keep the computer from sleeping in working hours.',
        ],
      };
    default:
      return row.books === 'online'
        ? {
            title: 'What you can try',
            intro: sentence(row, Date.now()),
            steps: [
              'Choose Check again; a short outage passes by itself.',
              'Open the company in QuickBooks Online and see whether you can work there.',
              'If it stays, copy the details and send them to whoever looks after Counterfoil in your firm.',
            ],
          }
        : {
            title: 'What you can try',
            intro: sentence(row, Date.now()),
            steps: [
              `${go}, see whether QuickBooks is open and shows the company of ${row.name}.`,
              'Update QuickBooks if it offers to, then open the company file once as Admin.',
              checkAgainStep,
              'If it stays, copy the details and send them to whoever looks after Counterfoil in your firm.',
            ],
          };
  }
}

/** Who reads the steps depends on where QuickBooks runs. */
const openings: Record<Place, string> = {
  thisComputer: 'Hello,',
  otherComputer: 'Hello,',
  hosted: 'Hello, please pass this on to the host if it is not yours to do.',
  clientOffice: 'Hello, could you help at the computer where you use QuickBooks?',
};

/** The steps, numbered, for somebody who does not sit at Counterfoil and cannot choose *Check again*. */
function stepsForOthers(it: Steps): string[] {
  return it.steps
    .filter((step) => step !== checkAgainStep)
    .map((step) =>
      step
        .replace(', then come back here and choose Check again', '')
        .replaceAll('Choose Check again', 'Tell me, and I check again')
        .replaceAll('choose Check again', 'tell me, and I check again'),
    )
    .map((step, index) => `${index + 1}. ${step}`);
}

/** The same as a message to a colleague. */
export function stepsText(row: ClientRow): string {
  const it = steps(row);
  const lines = stepsForOthers(it);
  const opening = row.place === null ? 'Hello,' : openings[row.place];
  return `${opening} QuickBooks Desktop for ${row.name} needs a hand.\n${it.intro}\n\n${lines.join('\n')}\n\nTell me when it is done and I will check again. Nobody needs to send a password.`;
}

/** Words for the admin of a company. */
export function adminRequestText(row: ClientRow): string {
  const who = person(row);
  return row.state === 'inactive'
    ? `Hello, QuickBooks Online says that ${who} is inactive in ${row.name}. Could you switch the access on again under Settings › Manage users? Thank you.`
    : `Hello, ${who} is not a user of ${row.name} in QuickBooks Online. Could you send an invitation under Settings › Manage users? Nobody needs to send a password. Thank you.`;
}

// ---------------------------------------------------------------- what only somebody else can do

/** What has to be asked of somebody else, and the words to ask with. */
export interface Ask {
  note: string;
  button: string;
  text: string;
  said: string;
}

const noPassword = 'Nobody needs to send a password. Thank you.';

function askDesktopAdmin(row: ClientRow): Ask {
  const again = row.state === 'permission';
  const mend = stepsForOthers(steps(row));
  const text = again
    ? `Hello, QuickBooks Desktop does not let Counterfoil sign in to the company file of ${row.name}. Only an Admin of the file can allow it, and it takes about a minute:\n\n${mend.join('\n')}\n\n${noPassword}`
    : `Hello, we would like to connect the company file of ${row.name} in QuickBooks Desktop. The first time, an Admin of the file has to allow it, in single-user mode: when QuickBooks asks, please choose "${desktop.choose}". It takes about five minutes. ${noPassword}`;
  return {
    note: again
      ? 'Not an Admin of this company file? Ask one to do it.'
      : 'Only an Admin of the company file can allow this the first time. Not one yourself? Ask one to be there.',
    button: actions.copyRequest,
    text,
    said: toasts.requestCopied,
  };
}

function askOnlineAdmin(row: ClientRow): Ask | null {
  const { availability, kind, active } = row.role;
  const barred = availability === 'reported' && (kind === 'employee' || !active);
  if (!barred) return null;
  const is = active ? 'is an employee, not an admin,' : 'is inactive';
  return {
    note: `Intuit last said that ${person(row)} ${is} in ${row.name}.`,
    button: actions.copyRequest,
    text: `Hello, connecting ${row.name} to Counterfoil has to be approved by an admin in QuickBooks Online, and ${person(row)} ${is} there. Could you change that under Settings › Manage users, or sign in with us and approve it? ${noPassword}`,
    said: toasts.requestCopied,
  };
}

/** Before a sign-in or a link: whether an admin has to take part who may be somebody else. */
export function askToConnect(row: ClientRow): Ask | null {
  return row.books === 'online' ? askOnlineAdmin(row) : askDesktopAdmin(row);
}

/** Beside the steps: only where an Admin alone can take them. */
export function askToMend(row: ClientRow): Ask | null {
  return row.books === 'desktop' && row.state === 'permission' ? askDesktopAdmin(row) : null;
}

/** One person holds a company's connection; another sign-in replaces it, so that one is asked first. */
export function askConnector(row: ClientRow, now = Date.now()): Ask | null {
  const taken = row.state === 'takenOver';
  const name = taken ? row.other : row.connectedAs?.name;
  if (row.books !== 'online') return null;
  if (row.elsewhere && !taken) {
    return {
      note: elsewhereWords.before(row.elsewhere, now),
      button: elsewhereWords.button(row.elsewhere),
      text: elsewhereWords.ask(row, row.elsewhere),
      said: toasts.requestCopied,
    };
  }
  if (row.state === 'never') return null;
  if (!name) return taken ? { ...unknownConnector(row), note: online.takenUnknown } : null;
  return {
    note: taken ? online.taken(name) : online.second(name),
    button: `Copy words for ${name}`,
    text: `Hello ${name}, ${row.name} is connected to Counterfoil with your Intuit sign-in. Each company keeps one connection at a time, so if I sign in now, mine replaces yours. May I, or would you reconnect it yourself?`,
    said: toasts.requestCopied,
  };
}

function unknownConnector(row: ClientRow): Omit<Ask, 'note'> {
  return {
    button: 'Copy words for your colleagues',
    text: `Hello, somebody connected ${row.name} to Counterfoil with another Intuit sign-in, which replaced ours. Was it you? Each company keeps one connection at a time, so let us agree who keeps it.`,
    said: toasts.requestCopied,
  };
}

/** Before signing in as somebody else: the browser may still be signed in as the one who cannot. */
export function asOther(row: ClientRow): string {
  return `Sign in as somebody who is a user of ${row.name}. If Intuit's page still shows ${person(row)}, sign out there first.`;
}

export const send = {
  title: 'Send these steps',
  text: (row: ClientRow) =>
    row.place === 'thisComputer'
      ? 'For an Admin of the company file. Copy the words and paste them into a message.'
      : `For whoever can open the company file as Admin on ${computerName(row)}. Copy the words and paste them into a message.`,
  go: 'Copy message',
} as const;

export const roleUnknown = {
  title: 'Role not available',
  text: [
    "Intuit hasn't switched on role details for this app yet, or left them out of its answer. Everything else works.",
    'The connection, its checks and its renewals do not need the role. Nothing has to be done.',
    'Until Intuit tells it, the person who signed in can see the role in QuickBooks Online under Settings › Manage users.',
  ],
  asking: 'Asking Intuit…',
  still: 'Intuit still does not say. Nothing else changes.',
} as const;

export const who = {
  title: (client: string) => `Who connected ${client}`,
  named: (name: string) => `${name} connected it last.`,
  unknown: 'Intuit does not say who it was. Ask in your firm who connected this company last.',
  before: (name: string) => `Before that it was ${name}.`,
  why: 'Each company keeps one connection to Counterfoil at a time. Whoever signs in last holds it, so agree on one person per client.',
} as const;

export const saveAsNew = {
  title: 'Save as a new client',
  text: (client: string) =>
    `The company you chose becomes a client of its own. ${client} stays as it is.`,
  label: 'Client name',
  go: 'Save as new client',
  done: (name: string) => `${name} was added.`,
} as const;

// ---------------------------------------------------------------- settings

export const settings = {
  title: 'Settings',
  rail: 'Sections',
  sections: {
    general: 'General',
    notifications: 'Notifications',
    keys: 'Keys and firm',
    checks: 'Checks',
    privacy: 'Privacy',
    diagnostics: 'Diagnostics',
    about: 'About',
  },
  theme: 'Theme',
  themes: { system: 'Like the system', light: 'Light', dark: 'Dark' },
  density: 'Row height',
  densities: { compact: 'Compact', regular: 'Regular', roomy: 'Roomy' },
  zoom: 'Text size',
  letterKeys: 'Single letters act on the list',
  letterKeysHint: 'Such as C to connect and R to check, while the list has the focus.',
  seat: 'This computer',
  relay: 'Sign-in relay',
  keysPractice: 'The practice firm uses its own pretend keys.',
  editKeys: 'Change keys…',
  closeFirm: 'Close firm…',
  version: (version: string) => `${product} ${version}`,
} as const;

export type SettingsSection = keyof typeof settings.sections;

/** What keeps the secrets, as the person knows it. */
export function keychainName(platform: string): string {
  if (platform === 'windows') return 'Windows Credential Manager';
  return platform === 'macos' ? 'the Keychain of this Mac' : 'the keyring of your desktop';
}

export const noticeSettings = {
  on: 'Show notices',
  onHint: 'Off until you ask for them.',
  what: 'You hear of three things, and of nothing else:',
  kinds: [
    'A client loses access until someone acts.',
    'An approval expires within 14 days, 7 days or a day.',
    'A sign-in somebody was waited for comes through.',
  ],
  never: 'Clients whose QuickBooks is just closed or asleep never make a notice.',
  names: 'Name clients on notices',
  namesHint: 'A notice may stand on a locked screen where anyone can read it.',
  quiet: 'Quiet hours',
  quietHint: 'What still holds when they end comes in one notice.',
  from: 'From',
  until: 'Until',
  sameTimes: 'With the same time twice there are no quiet hours.',
  test: 'Send a test notice',
} as const;

export const keySettings = {
  kept: (keychain: string) => `Kept in ${keychain}. Never shown again.`,
  keptUntil: 'Kept until Counterfoil closes: the keychain is missing or locked.',
  secretKey: "Conductor's secret key",
  publishableKey: "Conductor's publishable key",
  clientId: "Client id of your firm's app at Intuit",
  clientSecret: "Intuit's client secret",
  secretAtRelay: 'At the relay, never on this computer.',
  ready: 'Set up',
  notReady: 'Not set up',
  practiceKey: 'A pretend key',
  relayRun: (host: string, operator: string) => `${host}, run by ${operator}`,
  noRelay: "None: Intuit's answer comes straight back to this computer.",
  honest:
    'Anyone who can run programs as you on this computer could use these keys. Give each computer its own key so you can turn off one without the others.',
} as const;

export const checkSettings = {
  every: 'Look at every client',
  everyHint: 'While Counterfoil is open.',
  choice: (minutes: number) => `Every ${fmt.life(minutes).replace(/^1 /, '')}`,
  desktop: 'QuickBooks Desktop',
  desktopText:
    'Conductor is asked for its list: one call says when each connection last answered. That never opens QuickBooks and disturbs nobody.',
  active: 'Check now',
  activeText:
    'Asks QuickBooks itself, and may start it on its computer. That happens only when you choose it.',
  online: 'QuickBooks Online',
  onlineText:
    'Intuit is asked for your role every six hours, which also keeps the approval from going idle.',
  never: 'No check reads or changes the books.',
  last: 'Last looked',
  next: 'Next look',
  notYet: 'Not yet',
} as const;

export const checkChoices = [5, 15, 30, 60, 240] as const;

export const privacy = {
  stored: 'What is kept, and where',
  storedText: (keychain: string) => [
    'Your list of clients, what the services answered about each connection, and the timeline are kept in a database in the folder of Counterfoil on this computer.',
    `Keys are kept in ${keychain}; sign-ins in an encrypted file beside the list, which only one of those keys opens. Neither is ever shown.`,
    'Settings are kept in a file beside the database. No secret is in it.',
  ],
  relay: 'What passes through others',
  viaConductor:
    'Connections to QuickBooks Desktop go through Conductor, which relays them to the computer that runs QuickBooks.',
  viaRelay: (host: string, operator: string) =>
    `Sign-ins at Intuit, their renewals and their end pass through ${host}, a small relay run by ${operator}. It keeps none of it and never receives anything from the books.`,
  viaNone: "Intuit's answer to a sign-in comes straight back to this computer.",
  viaPractice: 'Practice: everything stays on this computer.',
  viaUnset: 'In production, sign-ins at Intuit pass through a small relay. None is set up yet.',
  never: 'What is never read',
  neverText: [
    'Of QuickBooks Online: no transactions, no balances, no lists.',
    'Of QuickBooks Desktop: nothing but what somebody asks for in Books. That is shown and gone when Books closes, or after 15 minutes without use; the history says who asked for which list, when, and how many rows came. Nothing is written to the books.',
    "You sign in on Intuit's own page. Counterfoil never sees the password.",
    'Nothing is counted or reported about how you use Counterfoil.',
  ],
  scope:
    "Your firm asked for the accounting permission so that a company's name can be read. Nothing else is read with it.",
} as const;

export const diagnostics = {
  text: 'Whoever helps you asks for this first. It names no client and no key; the folder may hold your user name.',
  heading: 'About this computer',
  version: 'Version',
  system: 'System',
  webview: 'Window engine',
  folder: 'Folder',
  clients: 'Clients',
  keychain: 'Keychain',
  keychains: {
    ready: 'Ready',
    missing: 'Missing',
    locked: 'Locked',
    full: 'Full',
  } as Record<string, string>,
  firm: 'Firm',
  firms: {
    none: 'None open',
    practice: 'Practice firm',
    sandbox: 'Intuit sandbox',
    live: 'Production',
  } satisfies Record<Profile, string>,
  conductor: 'Conductor',
  intuit: 'Intuit',
  checks: 'Checks',
  bars: 'Messages',
  reading: 'Reading…',
  copied: 'Diagnostics copied.',
  showFolder: 'Show folder',
} as const;

/** The file for whoever helps, read before it is saved. */
export const support = {
  make: 'Make a support file…',
  makeHint: 'For whoever helps you. You read it before anything is saved, and nothing is sent.',
  title: 'Support file',
  intro:
    'This is all of it. Clients, people, computers, addresses and anything like a key are taken out; marks stand in their place, the same one for the same client throughout.',
  hidden: (count: number) =>
    count === 0
      ? 'Nothing had to be taken out.'
      : count === 1
        ? '1 thing is taken out.'
        : `${fmt.number(count)} things are taken out.`,
  sent: 'Nothing is sent anywhere: you pass the file on yourself.',
  reading: 'Gathering it…',
  empty: 'Nothing.',
  copied: 'Support file copied.',
  save: 'Save to Downloads',
} as const;

export const about = {
  mit: 'Counterfoil is free software under the MIT licence.',
  licences: 'Made with',
  licencesText: (count: number) =>
    `${fmt.number(count)} packages of others ship in Counterfoil, each under the licence beside it.`,
  find: 'Find a package or licence',
  none: (query: string) => `No package matches '${query}'.`,
  loading: 'Reading the list…',
} as const;

// ---------------------------------------------------------------- notices of the operating system

export const notices = {
  testTitle: 'This is a test notice',
  testBody: 'Counterfoil can reach you here.',
  testSent: 'A test notice was sent.',
  several: 'During quiet hours',
  unnamed: 'Open Counterfoil to see which, and what to do next.',
} as const;

function noticeTitle(it: Group): string {
  const count = it.names.length;
  const one = count === 1;
  switch (it.kind) {
    case 'attention':
      return `${countClients(count)} ${one ? 'needs' : 'need'} attention`;
    case 'connected':
      return `${countClients(count)} ${one ? 'is' : 'are'} connected`;
    case 'expiring': {
      const days = it.days === null || it.days <= 1 ? 'a day' : `${it.days} days`;
      return `${one ? '1 approval expires' : `${fmt.number(count)} approvals expire`} within ${days}`;
    }
  }
}

/** A few names, and how many more. */
function noticeNames(names: readonly string[]): string {
  const sorted = [...names].sort(fmt.compareNames);
  const more = sorted.length - 4;
  const said = more > 1 ? [...sorted.slice(0, 4), `${fmt.number(more)} more`] : sorted;
  const text = said.join(', ');
  return text.endsWith('.') ? text : `${text}.`;
}

/** A notice may stand on a locked screen, so clients are named only where that is allowed. */
export function notice(groups: readonly Group[], named: boolean): { title: string; body: string } {
  const [first] = groups;
  if (groups.length === 1 && first) {
    return {
      title: noticeTitle(first),
      body: named ? noticeNames(first.names) : notices.unnamed,
    };
  }
  const lines = groups.map((it) =>
    named ? `${noticeTitle(it)}: ${noticeNames(it.names)}` : `${noticeTitle(it)}.`,
  );
  return { title: notices.several, body: lines.join('\n') };
}

// ---------------------------------------------------------------- command palette and code look-up

export const palette = {
  title: 'Find anything',
  label: 'Find a client, an action, a place or a code',
  hint: 'Client, action, place or code such as QBWC1039',
  sections: {
    clients: 'Clients',
    places: 'Go to',
    codes: 'Look up a code',
    settings: 'Settings',
  },
  actionsOn: (client: string) => `Actions on "${client}"`,
  noMatch: (query: string) => `No match for '${query}'.`,
  count: (count: number) => (count === 1 ? '1 result' : `${count} results`),
  showAll: (count: number) => `Show all ${count.toLocaleString('en')} in the list`,
  inUse: 'In use',
  copyLink: 'Copy link',
  edit: 'Edit details…',
  archived: 'Archived',
  openSettings: 'Open settings',
  section: (title: string) => `Settings › ${title}`,
  theme: { system: 'Theme: like the system', light: 'Theme: light', dark: 'Theme: dark' },
  density: {
    compact: 'Row height: compact',
    regular: 'Row height: regular',
    roomy: 'Row height: roomy',
  },
  zoomIn: 'Larger text',
  zoomOut: 'Smaller text',
  zoomReset: 'Normal text size',
  lettersOff: 'Switch off single-letter keys',
  lettersOn: 'Switch on single-letter keys',
  importClients: 'Import clients…',
  exportClients: 'Export clients',
  keyboard: 'Keyboard list',
  /** Other words people type for the same thing. */
  also: {
    theme: 'colour color appearance mode',
    density: 'density rows appearance',
    zoom: 'zoom font size appearance',
    settings: 'preferences options',
    keyboard: 'shortcuts keys help',
    letters: 'shortcuts keyboard',
    import: 'csv spreadsheet',
    export: 'csv spreadsheet save download',
    people: 'connected as sign-ins',
    activity: 'change log history',
    check: 'refresh ask',
  },
} as const;

export function textSize(zoom: number): string {
  return `Text size ${fmt.percent(zoom)}`;
}

// ---------------------------------------------------------------- import and export

export const exporting = {
  all: (count: number) => `Export ${countClients(count)}`,
  picked: 'Export',
  csv: 'Export as CSV',
  saved: (name: string, folder: string) => `Saved as ${name} in ${folder}.`,
  nothing: 'There is nothing to export.',
  header: {
    client: 'Client',
    number: 'Number',
    email: 'E-mail',
    books: 'QuickBooks',
    place: 'Where',
    computer: 'Computer',
    status: 'Status',
    meaning: 'What it means',
    person: 'Connected as',
    personEmail: 'E-mail at Intuit',
    role: 'Your role',
    access: 'Access',
    payroll: 'Payroll',
    heard: 'Last heard',
    checked: 'Checked',
    idle: 'Idle clock ends',
    hard: 'Approve again by',
    company: 'Company ID ending',
    endUser: 'End-user',
    sourceId: 'Counterfoil ID',
  },
  activity: {
    time: 'Time',
    client: 'Client',
    kind: 'Kind',
    what: 'What happened',
    person: 'By',
    computer: 'Computer',
  },
} as const;

// ---------------------------------------------------------------- the screens beside the roster

export const screenSearch = {
  clients: 'Search clients',
  people: 'Search people',
  computers: 'Search computers',
  activity: 'Search activity',
} as const;

export const moreMenu = {
  label: 'More',
  sort: 'Sort by',
  sorts: {
    urgency: 'Urgency',
    client: 'Name',
    heard: 'Last heard',
    checked: 'Last asked',
  },
} as const;

/** What a place of the sidebar is called where its name alone stands. */
export function viewName(view: string): string {
  const [kind, ...rest] = view.split(':');
  if (kind === 'person' || kind === 'computer') return rest.join(':');
  const [place, ...label] = rest;
  const name = label.join(':');
  const where = place ? places[place as Place] : computers.noPlace;
  return name === '' ? where : `${name}, ${where.charAt(0).toLowerCase()}${where.slice(1)}`;
}

export const people = {
  intro: 'The Intuit sign-ins that your clients are connected with, on this computer.',
  name: 'Name',
  email: 'E-mail at Intuit',
  clients: 'Clients',
  role: 'Highest role',
  payroll: 'Payroll',
  oldest: 'Oldest approval',
  expiry: 'Next expiry',
  actions: 'Actions',
  leaver: 'Mark as leaver…',
  leaverOf: (name: string) => `Mark as leaver…, ${name}`,
  show: (name: string, count: number) => `${name}, show ${countClients(count)}`,
  empty: 'No client is connected with an Intuit sign-in yet.',
  emptyDesktop: 'QuickBooks Desktop needs none, so its clients are not listed here.',
  noMatch: (query: string) => `Nobody matches '${query}'.`,
  ranOut: 'Ran out',
} as const;

export const leaver = {
  title: (name: string) => `${name} is leaving`,
  text: (name: string) =>
    `These clients are connected with the sign-in of ${name}. Reconnect each with the sign-in of someone who stays; the new one replaces it.`,
  honest: (name: string) =>
    `Counterfoil does not remove anybody. Ask an admin of each company to take ${name} off its users in QuickBooks.`,
  list: 'Clients to hand over',
  progress: (at: number, of: number) => `${at} of ${of}`,
  done: 'Handed over',
  skipped: 'Skipped',
  waiting: 'Still with this sign-in',
  skip: 'Skip',
  stop: 'Stop here',
  finish: 'Done',
  allDone: (name: string, count: number) =>
    `${count === 1 ? 'The one client' : `All ${count} clients`} of ${name} can do without this sign-in now.`,
  someLeft: (name: string, left: number, of: number) =>
    `${left} of ${of} ${of === 1 ? 'client' : 'clients'} ${left === 1 ? 'stays' : 'stay'} with the sign-in of ${name}.`,
  again: 'Go through the skipped ones',
} as const;

export const computers = {
  intro: 'The computers that run QuickBooks Desktop for your clients.',
  name: 'Computer',
  place: 'Where',
  clients: 'Clients',
  heard: 'Last heard',
  status: 'Most urgent',
  noName: 'No name yet',
  noPlace: 'Place not known',
  keepOpen: 'Leave QuickBooks open with no company, so that it can open the right one by itself.',
  show: (name: string, count: number) => `${name}, show ${countClients(count)}`,
  empty: 'No client uses QuickBooks Desktop yet.',
  noMatch: (query: string) => `No computer matches '${query}'.`,
} as const;

export const activity = {
  intro: 'Everything that happened to your clients, newest first.',
  filter: 'Kind',
  kinds: {
    all: 'All',
    connection: 'Connection',
    role: 'Role',
    list: 'Client list',
  },
  open: (client: string) => `Open ${client}`,
  older: 'Show older',
  end: 'This is where the log begins.',
  empty: 'Nothing has happened yet.',
  none: (shown: number) =>
    shown === 1
      ? 'The one change shown so far does not fit.'
      : `None of the ${shown} changes shown so far fits.`,
  loading: 'Reading the log…',
  failed: 'The log could not be read.',
  copyEvent: 'Copy this line',
} as const;

/** One line of the log as a sentence, for copying, searching and files. */
export function eventSentence(event: TimelineEvent): string {
  const it = eventWords(event);
  return `${it.strong}${it.rest}`;
}

export const strip = {
  title: 'Last 30 days',
  day: 'Day',
  state: 'Most urgent state',
  unknown: 'Not on record here',
  before: 'Not on the list yet',
  from: '30 days ago',
  to: 'Today',
} as const;

// ---------------------------------------------------------------- keyboard and problems

/** The keys. `Ctrl` reads ⌘ on macOS. */
export const shortcuts = {
  books: 'B',
  palette: 'Ctrl K',
  search: 'Ctrl F',
  settings: 'Ctrl ,',
  zoomIn: 'Ctrl +',
  zoomOut: 'Ctrl −',
  zoomReset: 'Ctrl 0',
  pane: 'F6',
  paneBack: 'Shift F6',
  move: '↑ ↓',
  open: 'Enter',
  back: 'Esc',
  select: 'Space',
  extend: 'Shift ↑ ↓',
  connect: 'C',
  check: 'R',
  copyLink: 'L',
  openBooks: 'O',
  export: 'E',
  add: 'N',
  goAll: 'G A',
  goWaiting: 'G W',
  goExpiring: 'G E',
  list: '?',
} as const;

export type Shortcut = keyof typeof shortcuts;

export function shortcut(name: Shortcut, mac: boolean): string {
  const keys = shortcuts[name];
  if (!mac) return keys;
  if (name === 'pane') return 'Ctrl F6';
  if (name === 'paneBack') return 'Ctrl Shift F6';
  return keys.replace('Ctrl', '⌘').replace('Shift', '⇧');
}

/** A key of one character, which can be switched off. */
export function isLetter(name: Shortcut): boolean {
  return /^[A-Z?]( [A-Z])?$/.test(shortcuts[name]);
}

export const keyboard = {
  title: 'Keyboard',
  letters: 'Single keys work in the list. Switch them off in Settings › General.',
  lettersOff: 'Single keys are switched off. Switch them on in Settings › General.',
  noLink: (client: string) => `${client} has no link to copy.`,
  notOnline: 'Only QuickBooks Online opens in the browser, once it is connected.',
  cannotConnect: (client: string) => `${client} can't be connected in its present state.`,
  groups: [
    {
      title: 'Anywhere',
      keys: [
        ['palette', 'Find anything'],
        ['search', 'Search clients'],
        ['pane', 'Next part of the window'],
        ['paneBack', 'Part before'],
        ['settings', 'Settings'],
        ['zoomIn', 'Larger text'],
        ['zoomOut', 'Smaller text'],
        ['zoomReset', 'Normal text size'],
        ['back', 'Back or close'],
      ],
    },
    {
      title: 'In the list',
      keys: [
        ['move', 'Move'],
        ['open', 'Open the client'],
        ['select', 'Select'],
        ['extend', 'Extend the selection'],
      ],
    },
    {
      title: 'On the client in focus',
      keys: [
        ['connect', 'Connect or reconnect'],
        ['check', 'Check now'],
        ['copyLink', 'Copy the link'],
        ['openBooks', 'Open in QuickBooks'],
        ['books', 'Open books (QuickBooks Desktop)'],
      ],
    },
    {
      title: 'In the list, for all',
      keys: [
        ['goAll', 'All clients'],
        ['goWaiting', 'Waiting'],
        ['goExpiring', 'Expiring'],
        ['export', 'Export clients'],
        ['add', 'Add client'],
        ['list', 'This list'],
      ],
    },
  ],
} as const satisfies {
  groups: readonly { title: string; keys: readonly (readonly [Shortcut, string])[] }[];
  [other: string]: unknown;
};

const problems: Record<ProblemView['code'], string> = {
  thisOne: "Conductor already has a connection that may be this client's.",
  invalid: 'Something in the form needs a change.',
  unknownClient: 'This client is no longer on the list.',
  conductorNotSetUp: "Conductor's keys are not set up on this computer yet. Add them in Settings.",
  intuitNotSetUp: "Intuit's keys are not set up on this computer yet. Add them in Settings.",
  unreachable: "The service didn't answer from this computer. Check the network, then try again.",
  keyRefused: "The key was refused. Ask whoever holds your firm's keys for a new one.",
  notFound: 'QuickBooks found nothing with that number, name or ID in this company.',
  notConnected: 'This connection no longer works. Reconnect to continue.',
  serviceError: "The service answered with something we don't recognise. Try again in a minute.",
  keychain: "The keychain of this computer didn't answer. Unlock it, then try again.",
  storage: "The roster couldn't be written. Check the free space and rights of its folder.",
  readOnly: 'This roster can only be looked at here; the bar above says why.',
  notAgreed:
    'Reading now makes this connection count for Conductor’s bill of a new month. Choose Get to see what that means.',
  nothingPending: 'There is nothing left to do for this client.',
  notAllowed:
    "Your firm didn't allow this computer to do that. Ask whoever looks after Counterfoil in your firm.",
  cancelled: 'Cancelled.',
  internal: 'Counterfoil made a mistake of its own. Try again, then restart it.',
};

/** The app's own sentence when it has one, else ours for the code. */
export function problem(it: ProblemView): string {
  return it.message.trim() === '' ? problems[it.code] : it.message;
}
