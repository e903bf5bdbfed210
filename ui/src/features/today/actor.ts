/** Who must act for a client. The one place that decides it; `ui/tests/unit/today.test.ts` has a row for every state. */
import type { BooksKind, ClientRow, State } from '../../ipc/types';

/** Who has to do something, in the order in which *Today* lists them. */
export const actors = ['you', 'client', 'computer', 'colleague', 'answer', 'comingUp'] as const;

export type Actor = (typeof actors)[number];

/** `nobody`: it works, or nobody wants anything of it now. */
export type Acts = Actor | 'nobody';

/** Days before an end that no click can move, from which it is named. */
export const COMING_UP_DAYS = 60;

/** From this many days left, an end of any kind is yours to deal with. As `IDLE_NEAR` of the app. */
const SOON_DAYS = 14;
const DAY = 24 * 3_600_000;

const byState: Record<State, Acts | Record<BooksKind, Acts>> = {
  connected: 'nobody',
  checking: 'answer',
  waiting: 'answer',
  invited: 'answer',
  linkExpired: 'you',
  never: 'nobody',
  // QuickBooks Desktop reports what has to be done at its computer; Intuit, what a sign-in or a check fixes.
  attention: { online: 'you', desktop: 'computer' },
  qbClosed: 'computer',
  wrongFile: 'computer',
  dialog: 'computer',
  // An Admin of the company file, wherever it is open.
  permission: 'client',
  singleUser: 'computer',
  wcOffline: 'computer',
  // Unless its end is far: `actorOf`.
  expiring: 'you',
  expired: 'you',
  revoked: 'you',
  takenOver: 'you',
  otherRelay: 'you',
  notMember: 'client',
  inactive: 'client',
  wrongCompany: 'you',
  paused: 'nobody',
  archived: 'nobody',
};

export interface Circumstances {
  now: number;
  /** This computer may not take the client's next step. */
  barred?: boolean;
}

/** Who must act for this client now. Never two: what waits for one is not asked of another. */
export function actorOf(row: ClientRow, { now, barred }: Circumstances): Acts {
  const usual = usualActor(row, now);
  return usual === 'you' && barred === true ? 'colleague' : usual;
}

function usualActor(row: ClientRow, now: number): Acts {
  // The answer of the sign-in has come, and waits to be looked at.
  if (row.answered) return 'you';
  if (row.state === 'expiring' && row.until !== null && row.until - now > SOON_DAYS * DAY) {
    return 'comingUp';
  }
  const usual = byState[row.state];
  return typeof usual === 'string' ? usual : usual[row.books];
}
