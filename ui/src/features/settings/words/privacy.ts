/** Settings › Privacy. */
import { online } from '../../connect/words/online';

export const privacy = {
  stored: 'What is kept, and where',
  storedText: (keychain: string) => [
    "Your list of clients, what the services answered about each connection, and the timeline are kept in a database in Counterfoil's folder on this computer.",
    `Keys are kept in ${keychain}; sign-ins in an encrypted file beside the list, which only one of those keys opens. Neither is ever shown.`,
    'Settings are kept in a file beside the database. No secret is in it.',
  ],
  relay: 'What passes through other services',
  viaConductor:
    'Connections to QuickBooks Desktop go through Conductor, which relays them to the computer that runs QuickBooks.',
  viaRelay: (host: string, operator: string) =>
    `Sign-ins at Intuit, their renewals and their end pass through ${host}, a small relay run by ${operator}. It keeps none of it and never receives anything from the books.`,
  viaNone: "Intuit's answer to a sign-in comes straight back to this computer.",
  viaPractice: online.onTheWayPractice,
  viaUnset: 'In production, sign-ins at Intuit pass through a small relay. None is set up yet.',
  never: 'What is never read',
  neverText: [
    'In QuickBooks Online: no transactions, no balances, no lists.',
    'In QuickBooks Desktop: only what somebody asks for in Books. It is shown, and is gone when Books closes or after 15 minutes without use; the history says who asked for which list, when, and how many rows came. Nothing is written to the books.',
    "You sign in on Intuit's own page. Counterfoil never sees the password.",
    'Nothing is counted or reported about how you use Counterfoil.',
  ],
  scope:
    "Your firm asked for the accounting permission so that a company's name can be read. Nothing else is read with it.",
} as const;
