/** Words of *Today*: what needs someone, by who must act. */
import * as fmt from '../../lib/format';
import type { Action, ClientRow } from '../../ipc/types';
import { actions } from '../clients/words/actions';
import { badges, computerName, counterparty } from '../clients/words/states';
import { COMING_UP_DAYS, type Actor } from './actor';
import type { Item, Line, Today } from './today';

export const title = 'Today';

export const list = 'What needs someone';

export const groups: Record<Actor, string> = {
  you: 'You',
  client: 'The client',
  computer: 'A computer',
  colleague: 'A colleague',
  answer: 'Waiting for an answer',
  comingUp: `Coming up (${COMING_UP_DAYS} days)`,
};

/** `12 clients need someone. 108 work. Last check 3:17 AM.` */
export function summary(it: Today, lastCheckAt: number | null, now: number): string {
  const { needed, working, unconnected } = it;
  const first =
    needed === 0
      ? 'Nobody has to do anything.'
      : `${fmt.countClients(needed)} ${needed === 1 ? 'needs' : 'need'} someone.`;
  const parts = [first];
  if (needed > 0 && working > 0) {
    parts.push(`${fmt.number(working)} ${working === 1 ? 'works' : 'work'}.`);
  }
  if (unconnected > 0) parts.push(`${fmt.number(unconnected)} not connected yet.`);
  if (lastCheckAt !== null) parts.push(`Last check ${fmt.moment(lastCheckAt, now)}.`);
  return parts.join(' ');
}

export const emptyAll = 'What needs you, a client or a computer appears here by itself.';
export const showUnconnected = (count: number): string =>
  count === 1
    ? '1 client is not connected yet. Show it'
    : `${fmt.number(count)} clients are not connected yet. Show them`;
export const noMatch = (query: string): string => `Nothing to do for “${query}”.`;

/** The whole person in full; QuickBooks and people know each other by it. */
function name(row: ClientRow): string {
  return row.connectedAs?.name ?? row.connectedAs?.email ?? 'you';
}

/** What is wrong, without a date: what several clients can have in common. */
export function cause(row: ClientRow): string {
  switch (row.state) {
    case 'attention':
      return row.primary === 'reconnect'
        ? 'Someone must sign in again'
        : 'QuickBooks has a problem';
    case 'linkExpired':
      return 'Link ran out';
    case 'expiring':
      return row.clock === 'hard' ? 'New sign-in needed' : 'Sign-in lapses soon';
    case 'expired':
      return 'Sign-in ran out';
    case 'takenOver':
      return row.other && 'named' in row.other
        ? `${counterparty(row.other)}’s sign-in took over`
        : 'Another sign-in took over';
    case 'wrongCompany':
      return 'Another company was chosen';
    case 'notMember':
      return `Must invite ${name(row)} again`;
    case 'inactive':
      return `Must let ${name(row)} in again`;
    case 'permission':
      return 'An Admin must allow access';
    case 'qbClosed':
      return 'QuickBooks is closed';
    case 'singleUser':
      return 'File is in single-user mode';
    case 'checking':
      return 'Checking';
    case 'waiting':
      return 'Sign-in is open in a browser';
    case 'invited':
      return 'Link is out';
    default:
      return badges[row.state];
  }
}

/** `3 days`, `5 hours`: how long something lasts already. */
function lasted(since: number, now: number): string {
  return fmt
    .ago(since, now)
    .replace(/ ago$/, '')
    .replace(/^just now$/, 'since just now');
}

/** What is wrong with one client, with the day or the time that matters. */
export function say(row: ClientRow, now: number): string {
  const what = cause(row);
  switch (row.state) {
    case 'waiting':
      return row.answered ? 'Intuit answered: see whether it is right' : what;
    case 'expired':
    case 'linkExpired': {
      const at = row.until ?? row.link?.expiresAt ?? null;
      return at === null ? what : `${what} on ${fmt.shortDate(at, now)}`;
    }
    case 'expiring':
      if (row.until === null) return what;
      if (row.clock === 'hard') return `Sign in again by ${fmt.shortDate(row.until, now)}`;
      return lapses(fmt.daysLeft(row.until, now));
    case 'wcOffline':
      return row.lastOkAt === null ? what : `${what}, ${lasted(row.lastOkAt, now)}`;
    case 'invited':
      return row.until === null ? what : `Link works until ${fmt.moment(row.until, now)}`;
    default:
      return what;
  }
}

function lapses(days: number): string {
  if (days === 0) return 'Sign-in lapses today';
  return days === 1 ? 'Sign-in lapses in 1 day' : `Sign-in lapses in ${days} days`;
}

/** What a line says beside its name, which is a computer, a client or a number of clients. */
export function lineName(line: Line): string {
  if (line.computer) return capital(computerName(line.computer));
  return line.rows.length === 1 ? line.rows[0].name : fmt.countClients(line.rows.length);
}

export function lineSays(line: Line, now: number): string {
  const [first] = line.rows;
  if (line.rows.length === 1) {
    const what = say(first, now);
    return line.computer ? `${first.name}: ${small(what)}` : what;
  }
  const causes = [...new Set(line.rows.map(cause))];
  if (!line.computer) return causes.join(', ');
  return `${fmt.countClients(line.rows.length)}: ${causes.map(small).join(', ')}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A sentence after a colon. Names of products keep their capital. */
function small(text: string): string {
  return /^(QuickBooks|Web Connector)/.test(text)
    ? text
    : text.charAt(0).toLowerCase() + text.slice(1);
}

const short: Partial<Record<Action, string>> = {
  connect: 'Connect',
  refreshNow: 'Refresh',
  showLink: 'Continue',
  copyAgain: 'Copy link',
  showSteps: 'Steps',
  copyRequest: 'Message',
  keepOpen: 'Steps',
};

/** The word on a row's button. */
export function button(row: ClientRow): string {
  return row.answered ? 'Review' : (short[row.primary] ?? actions[row.primary]);
}

/** What the button of a group does for the whole group, or nothing. */
export function groupButton(actor: Actor, count: number): string {
  switch (actor) {
    case 'you':
      return `Reconnect ${fmt.number(count)} in a row`;
    case 'client':
      return count === 1 ? 'Write to 1 client…' : `Write to ${fmt.number(count)} clients…`;
    default:
      return 'Copy steps by computer';
  }
}

/** A row in one breath: what a screen reader says. */
export function itemLabel(it: Item, now: number): string {
  if (it.kind === 'group')
    return `${groups[it.group.actor]}, ${fmt.countClients(it.group.rows.length)}`;
  if (it.kind === 'line') return `${lineName(it.line)}, ${lineSays(it.line, now)}`;
  const [who, what] =
    it.level === 2 ? [lineName(it.line), lineSays(it.line, now)] : [it.row.name, say(it.row, now)];
  return `${who}, ${what}, ${button(it.row)}`;
}

export const copied = (computers: number): string =>
  computers === 1 ? 'Steps for 1 computer copied.' : `Steps for ${computers} computers copied.`;

export const write = {
  title: (people: number) => (people === 1 ? 'Write to a client' : `Write to ${people} clients`),
  text: 'One message for each client, with everything that is theirs to do. Copy it into your mail program.',
  list: 'Clients',
  copy: 'Copy message',
  copied: 'Copied',
  next: 'Next',
  done: 'Done',
  stop: 'Close',
} as const;

export const queue = {
  title: 'Reconnect in a row',
  text: 'Sign in for one client after the other. You can stop at any time.',
  list: 'Clients to reconnect',
  done: 'Reconnected',
  skipped: 'Skipped',
  waiting: 'Not reconnected yet',
  allDone: (count: number) =>
    count === 1 ? 'The client is reconnected.' : `All ${count} clients are reconnected.`,
  someLeft: (left: number, of: number) => `${left} of ${of} clients still need a sign-in.`,
} as const;
