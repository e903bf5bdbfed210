/** Connections that Conductor has already: this one? and all that no client uses. */
import * as fmt from '../../lib/format';
import type { AdoptedView, EndUserMatch, EndUserView } from '../../ipc/types';

export const open = 'Bring in what Conductor has…';
export const also = 'adopt end-users existing connections desktop';

/** Facts of one connection, label and value. */
export const facts = {
  name: 'Company',
  email: 'E-mail',
  sourceId: 'Counterfoil ID',
  theirId: 'ID at Conductor',
  made: 'Made',
  connections: 'Connected to QuickBooks',
  asked: 'Last request',
  answered: 'Last answer',
  none: 'None',
} as const;

export function connected(it: EndUserView): string {
  if (it.connections === 0) return 'No';
  return it.lastSuccessAt === null ? 'Started, never finished' : 'Yes';
}

export const time = (at: number | null, now: number): string =>
  at === null ? 'Never' : fmt.moment(at, now);

export const thisOne = {
  title: 'This one?',
  text: (client: string) =>
    `Conductor already has a connection that may be ${client}'s. Use it, and the company doesn't have to be set up again.`,
  unsure:
    "Conductor has more connections than it listed, and this client's may be among the others. Try again, or make a new one.",
  here: 'In Counterfoil',
  there: 'At Conductor',
  which: 'Which one?',
  use: 'Use this one',
  makeNew: 'Make a new one',
  newNote:
    'A new one has to be set up in QuickBooks, and Conductor bills each connection that is used in a month.',
  used: (client: string) => `${client} uses that connection now.`,
  made: (client: string) => `A new connection was made for ${client}. Now send the link.`,
} as const;

export const sheet = {
  title: 'Bring in what Conductor has',
  text: "Connections in your Conductor project that no client uses. Bringing one in changes nothing at Conductor and asks nobody's QuickBooks.",
  loading: 'Asking Conductor…',
  nothing: 'Every connection that Conductor has is used by a client.',
  partial: 'Conductor has more connections than it listed.',
  matched: 'May be a client of yours',
  unmatched: 'Not in the list of clients',
  tickAll: 'Tick all',
  untickAll: 'Untick all',
  asNew: 'Becomes a new QuickBooks Desktop client',
  unnamed: '(no company name)',
  again: 'Try again',
  cancel: 'Cancel',
  stop: 'Stop',
  working: (done: number, total: number) => `${done} of ${total} brought in`,
} as const;

const reasons: Record<EndUserMatch, string> = {
  sourceId: 'same Counterfoil ID',
  nameAndEmail: 'same name and e-mail',
  name: 'same name',
};

export const becomes = (client: string, by: EndUserMatch): string =>
  `Becomes ${client}'s connection (${reasons[by]})`;

/** `sam@acme.example · made 3 Nov · last response 12 Nov` */
export function line(it: EndUserView, now: number): string {
  const state =
    it.connections === 0
      ? 'not connected'
      : it.lastSuccessAt === null
        ? 'set-up not finished'
        : `last response ${fmt.moment(it.lastSuccessAt, now)}`;
  const made = it.createdAt === null ? '' : `made ${fmt.moment(it.createdAt, now)}`;
  return [it.email, made, state].filter((part) => part !== '').join(' · ');
}

/** What twins cost; nothing is merged by itself. */
export function twins(it: EndUserView): string {
  const cost =
    it.connections === 0
      ? 'This one has no connection and costs nothing.'
      : 'This one has a connection, and is billed for each month in which it is used.';
  return `Conductor has ${it.twins} with this name. ${cost}`;
}

export const go = (count: number): string =>
  count === 1 ? 'Bring in 1' : `Bring in ${fmt.number(count)}`;

export function done(it: AdoptedView): string {
  if (it.adopted === 0) return 'Nothing was brought in.';
  const clients = it.adopted === 1 ? '1 client has' : `${fmt.number(it.adopted)} clients have`;
  const added = it.added === 0 ? '' : ` ${fmt.number(it.added)} of them new.`;
  return `${clients} a connection from Conductor now${added === '' ? '.' : `,${added}`}`;
}

export const refused = (company: string, reason: string): string => `${company}: ${reason}`;

export const offer = (count: number): string =>
  count === 1
    ? 'Conductor has 1 connection that no client here uses.'
    : `Conductor has ${fmt.number(count)} connections that no client here uses.`;
