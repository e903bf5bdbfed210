/** What only somebody else can do, and the words to ask with. */
import * as elsewhereWords from './elsewhere';
import type { ClientRow } from '../../../ipc/types';
import { firstName } from '../../../lib/words';
import { actions, toasts } from './actions';
import { online } from '../../connect/words/online';
import { desktop } from '../../connect/words/desktop';
import { counterparty, person } from './states';
import { steps, stepsForOthers } from './steps';

/** Words for the admin of a company. */
export function adminRequestText(row: ClientRow): string {
  const who = person(row);
  return row.state === 'inactive'
    ? `Hello, QuickBooks Online says that ${who} is inactive in ${row.name}. Could you switch the access on again under Settings › Manage users? Thank you.`
    : `Hello, ${who} is not a user of ${row.name} in QuickBooks Online. Could you send an invitation under Settings › Manage users? Nobody needs to send a password. Thank you.`;
}

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
  const fix = stepsForOthers(steps(row));
  const text = again
    ? `Hello, QuickBooks Desktop does not let Counterfoil sign in to the company file of ${row.name}. Only an Admin of the file can allow it, and it takes about a minute:\n\n${fix.join('\n')}\n\n${noPassword}`
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
export function askToFix(row: ClientRow): Ask | null {
  return row.books === 'desktop' && row.state === 'permission' ? askDesktopAdmin(row) : null;
}

/** One person holds a company's connection; another sign-in replaces it, so that one is asked first. */
export function askConnector(row: ClientRow, now = Date.now()): Ask | null {
  const taken = row.state === 'takenOver';
  const name = taken ? row.other && counterparty(row.other) : row.connectedAs?.name;
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
    button: `Copy a message to ${firstName(name)}`,
    text: `Hello ${name}, ${row.name} is connected to Counterfoil with your Intuit sign-in. Each company keeps one connection at a time, so if I sign in now, mine replaces yours. May I, or would you reconnect it yourself?`,
    said: toasts.requestCopied,
  };
}

function unknownConnector(row: ClientRow): Omit<Ask, 'note'> {
  return {
    button: 'Copy a message for your colleagues',
    text: `Hello, somebody connected ${row.name} to Counterfoil with another Intuit sign-in, which replaced ours. Was it you? Each company keeps one connection at a time, so let us agree who keeps it.`,
    said: toasts.requestCopied,
  };
}

/** Before signing in as somebody else: the browser may still be signed in as the one who cannot. */
export function asOther(row: ClientRow): string {
  return `Sign in as somebody who is a user of ${row.name}. If Intuit's page still shows ${person(row)}, sign out there first.`;
}
