/** The lines of a timeline and of the change log. */
import * as fmt from '../../lib/format';
import { clientList } from '../clients/words/list';
import type { Ending, RoleSeen, TimelineEvent } from '../../ipc/types';
import { badges } from '../clients/words/states';
import { booksRead } from '../books/words-read';
import { roleKind } from '../clients/words/roles';

export const endings: Record<Ending, string> = {
  declined: 'Cancelled in the browser',
  expired: 'Link expired',
  wrongCompany: "That's a different company",
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

/** Admin, inactive and Employee, payroll on. */
function roleSeen(role: RoleSeen): string {
  const more = [role.active ? '' : 'inactive', role.payroll ? 'payroll on' : ''];
  return [roleKind(role), ...more.filter((word) => word !== '')].join(', ');
}

function companyEnding(tail: string | null): string {
  return tail === null ? '' : `, company ending in ${tail}`;
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
        strong: badges[event.to],
        rest: `, was ${badges[event.from].replace('…', '')}`,
      };
    case 'roleChanged':
      return {
        strong: 'Your role changed',
        rest: ` from ${roleSeen(event.from)} to ${roleSeen(event.to)}`,
      };
    case 'roleConfirmed':
      return { strong: 'Role confirmed', rest: `: ${roleSeen(event.role)}` };
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
      return { strong: 'Sign-in ended', rest: `: ${endings[event.ending]}` };
    case 'revokeWaits':
      return {
        strong: 'Access still to be cancelled at Intuit',
        rest: `${companyEnding(event.companyTail)}. Counterfoil tries again by itself`,
      };
    case 'revoked':
      return { strong: 'Access cancelled at Intuit', rest: companyEnding(event.companyTail) };
    case 'notRevoked':
      return {
        strong: 'Access not cancelled at Intuit',
        rest: `${companyEnding(event.companyTail)}. End it in QuickBooks Online under Apps › My apps`,
      };
    case 'edited':
      return { strong: 'Details changed', rest: actor };
    case 'archived':
      return { strong: 'Archived', rest: actor };
    case 'paused':
      return { strong: 'Checks paused', rest: actor };
    case 'resumed':
      return { strong: 'Resumed', rest: actor };
    case 'restored':
      return { strong: 'Restored', rest: actor };
    case 'booksRead':
      return { strong: 'Books read', rest: `${booksRead(event.books)}${actor}` };
  }
}

export const activity = {
  /** One line for all that an action did. */
  group: (kind: string, clients: number) =>
    `${fmt.countClients(clients)} ${kind === 'edited' ? 'changed' : kind}`,
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
  end: 'No earlier entries.',
  empty: clientList.noTimeline,
  none: (shown: number) =>
    shown === 1
      ? 'The one change shown so far does not match.'
      : `None of the ${shown} changes shown so far match.`,
  loading: 'Reading the log…',
  failed: 'The log could not be read.',
  copyEvent: 'Copy this line',
} as const;

/** One line of the log as a sentence, for copying, searching and files. */
export function eventSentence(event: TimelineEvent): string {
  const it = eventWords(event);
  return `${it.strong}${it.rest}`;
}
