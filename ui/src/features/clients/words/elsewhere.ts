/** What the firm's change log knows of another computer that holds a company. */
import { firstName } from '../../../lib/words';
import * as fmt from '../../../lib/format';
import type { ClientRow, ElsewhereView } from '../../../ipc/types';

/** `on 3 Nov`, or `at 14:05` today. */
function when(at: number, now: number): string {
  return fmt.daysBetween(at, now) === 0 ? `at ${fmt.clock(at)}` : `on ${fmt.shortDate(at, now)}`;
}

function by(it: ElsewhereView, now: number): string {
  return `${it.person} on ${it.computer} ${when(it.at, now)}`;
}

/** Label of the one line beside a client's facts. */
export const label = 'Elsewhere';

/** A connection that was not confirmed for 100 days. */
const unconfirmed = 'Nothing has confirmed it for over 100 days, so it may have ended.';

export const fact = (it: ElsewhereView, now: number): string =>
  `Connected by ${by(it, now)}${it.lastKnown ? `. ${unconfirmed}` : ''}`;

/** Before a sign-in. */
export const before = (it: ElsewhereView, now: number): string =>
  `Connected by ${by(it, now)}, according to your firm's change log. ${it.lastKnown ? `${unconfirmed} ` : ''}If you sign in now, that connection stops. Agree who keeps it first.`;

/** After a sign-in that is not saved yet. */
export const found = (it: ElsewhereView, now: number): string =>
  `${it.person} connected this company on ${it.computer} ${when(it.at, now)}, according to your firm's change log. Signing in may have ended that connection already. Agree who keeps it before you save.`;

export const button = (it: ElsewhereView): string => `Copy a message to ${firstName(it.person)}`;

/** For the person who has the connection. */
export const ask = (row: ClientRow, it: ElsewhereView): string =>
  `Hello ${it.person}, ${row.name} is connected to Counterfoil on ${it.computer} with your Intuit sign-in. Each company keeps one connection at a time, so if I sign in now, mine replaces yours. May I, or would you keep it?`;
