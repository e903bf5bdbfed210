/** The screens People and Computers, and the sheet for a person who leaves. */
import { countClients } from '../../lib/format';

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
  emptyDesktop: 'QuickBooks Desktop needs no Intuit sign-in, so its clients are not listed here.',
  noMatch: (query: string) => `No one matches “${query}”.`,
  ranOut: 'Expired',
} as const;

export const leaver = {
  title: (name: string) => `${name} is leaving`,
  text: (name: string) =>
    `These clients are connected with the sign-in of ${name}. Reconnect each with the sign-in of someone who stays; the new one replaces it.`,
  honest: (name: string) =>
    `Counterfoil does not remove anybody. Ask an admin of each company to take ${name} off its users in QuickBooks.`,
  list: 'Clients to hand over',
  done: 'Handed over',
  waiting: 'Still with this sign-in',
  allDone: (name: string, count: number) =>
    `${count === 1 ? 'The one client' : `All ${count} clients`} of ${name} no longer ${count === 1 ? 'needs' : 'need'} this sign-in.`,
  someLeft: (name: string, left: number, of: number) =>
    `${left} of ${of} ${of === 1 ? 'client' : 'clients'} ${left === 1 ? 'stays' : 'stay'} with the sign-in of ${name}.`,
} as const;

export const computers = {
  intro: 'The computers that run QuickBooks Desktop for your clients.',
  name: 'Computer',
  place: 'Where',
  clients: 'Clients',
  heard: 'Last answer',
  status: 'Most urgent',
  noName: 'No name yet',
  noPlace: 'Place not known',
  keepOpen: 'Leave QuickBooks open with no company, so that it can open the right one by itself.',
  show: (name: string, count: number) => `${name}, show ${countClients(count)}`,
  empty: 'No client uses QuickBooks Desktop yet.',
  noMatch: (query: string) => `No computer matches “${query}”.`,
} as const;
