/** What a state of a client is called, and the sentence that says what it means. */
import * as answers from './answers';
import * as archiving from './archiving';
import * as desktopCodes from './desktop-codes';
import * as fmt from '../../../lib/format';
import type { ClientRow, Counterparty, LinkDelivery, State, Tier } from '../../../ipc/types';
import { waitsFor } from '../../books/words-read';

export const badges: Record<State, string> = {
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
  if (row.answered) return 'Answer waiting';
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

export function person(row: ClientRow): string {
  return row.connectedAs?.email ?? row.connectedAs?.name ?? 'The person who signed in';
}

export const handedWords: Record<LinkDelivery, string> = {
  opened: 'opened',
  copied: 'copied',
  mailed: 'e-mailed',
};

function invitedSentence(row: ClientRow, now: number): string {
  const link = row.link;
  const until = link?.expiresAt ?? row.until;
  const made = link
    ? `Link ${handedWords[link.handed]} for ${row.name} ${fmt.atMoment(link.createdAt, now)}.`
    : `${row.name} has a link.`;
  if (until === null) return made;
  const at = fmt.moment(until, now);
  const day = fmt.daysBetween(now, until) !== 0;
  return `${made} It stops working ${day ? 'on' : 'at'} ${at}.`;
}

/** The link outlives the app's window and the app itself. */
function waitingSentence(row: ClientRow, now: number): string {
  const open =
    row.books === 'online'
      ? 'Your sign-in is still open. Finish it in your browser.'
      : 'Finish in your browser.';
  return row.until === null ? open : `${open} The link works until ${fmt.moment(row.until, now)}.`;
}

/** A company's or person's name, or the end of the company's number where Intuit gave no name. */
export function counterparty(other: Counterparty): string {
  return 'named' in other ? other.named : `the company ending in ${other.tail}`;
}

/** States whose sentence is the same for each client. */
const simple = {
  linkExpired: 'The link expired before anyone used it. Nothing is connected yet.',
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
} satisfies Partial<Record<State, string>>;

/** What a state means for this client, and the next step, in at most three short sentences. */
export function sentence(row: ClientRow, now: number): string {
  if (row.answered) return 'Intuit answered. Look at it before it is saved.';
  const computer = computerName(row);
  switch (row.state) {
    case 'connected':
      return row.lastOkAt === null
        ? 'QuickBooks is connected. The first check has not run yet.'
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
      return waitingSentence(row, now);
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
      return desktopCodes.sentenceOf(row, computer) ?? simple.permission;
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
      return `${row.other ? counterparty(row.other) : 'Another Intuit user'} connected Counterfoil to this company, which replaced yours. Agree who keeps it before reconnecting.`;
    case 'notMember':
      return `${person(row)} isn't a user of ${row.name} any more, or the company number is wrong. Ask an admin of that company to invite you, or connect as someone who is.`;
    case 'inactive':
      return `Intuit says ${person(row)} is inactive in ${row.name}.`;
    case 'wrongCompany':
      if (row.other && 'named' in row.other) {
        return `You picked ${row.other.named}, which isn't ${row.name}. Nothing was saved.`;
      }
      return `You picked a company that isn't ${row.name}${row.other ? ` (Intuit number …${row.other.tail})` : ''}. Nothing was saved.`;
    case 'archived':
      return row.companyTail === null ? simple.archived : archiving.stillConnected;
    default:
      return simple[row.state];
  }
}

export const tierNames: Record<Tier, string> = {
  now: 'Access is gone until someone acts',
  soon: 'A click is needed, no rush',
  wait: 'Someone has to finish a step',
  rest: 'Usually recovers on its own',
  ok: 'Works',
  none: 'Nothing to watch',
};

/** What a screen reader says when a row changes by itself. */
export function stateChanged(row: ClientRow, now: number): string {
  return `${row.name}: ${badge(row, now)}.`;
}
