/** Words about one client: facts, details, forms and confirmations. */
import { actions } from './actions';
import * as fmt from '../../../lib/format';
import type { ClientRow, Place } from '../../../ipc/types';
import { handedWords } from './states';

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

export const facts = {
  heading: 'Facts',
  connectedAs: 'Connected as',
  role: 'Your role',
  companyId: 'Company ID',
  number: 'Client number',
  email: 'E-mail',
  idle: 'Expires if unused in',
  hard: 'Approve again by',
  computer: 'Computer',
  place: 'QuickBooks runs',
  endUser: 'End-user',
  since: 'Connected',
  heard: 'Last answer',
  checked: 'Last check',
  link: 'Link',
  none: '—',
} as const;

export function linkFact(row: ClientRow, now: number): string {
  const link = row.link;
  if (!link) return facts.none;
  const made = `${handedWords[link.handed]} ${fmt.atMoment(link.createdAt, now)}`;
  return link.expiresAt > now
    ? `${made}, ${fmt.left(link.expiresAt, now)} left`
    : `${made}, expired`;
}

export const details = {
  heading: 'Details',
  service: 'Service',
  code: 'Code',
  integrationCode: 'QuickBooks code',
  message: 'Message',
  requestId: { intuit: 'Intuit trace ID', conductor: 'Request ID', relay: 'Request ID' },
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

export const confirms = {
  disconnect: {
    title: (client: string) => `Disconnect ${client}?`,
    text: 'Counterfoil will tell Intuit to cancel its access. Your history here stays.',
    keep: 'Keep connected',
    go: danger.disconnect,
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

export const saveAsNew = {
  title: 'Save as a new client',
  text: (client: string) =>
    `The company you chose becomes a client of its own. ${client} stays as it is.`,
  label: 'Client name',
  unnamed: 'Intuit did not tell us its name.',
  go: actions.saveAsNew,
  done: (name: string) => `${name} was added.`,
} as const;

export const strip = {
  title: 'Last 30 days',
  day: 'Day',
  state: 'Most urgent state',
  unknown: 'No data',
  before: 'Not on the list yet',
  from: '30 days ago',
  to: 'Today',
} as const;
