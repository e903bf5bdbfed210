/** Words of the navigation: the places, and what those are for that are not built yet. */
import { countClients } from '../../lib/format';

/** The places of the window, as the sidebar names them. */
export const screens = {
  today: 'Today',
  clients: 'Clients',
  monthEnd: 'Month-end',
  payroll: 'Payroll',
  accessReview: 'Access review',
  activity: 'Activity',
  people: 'People',
  computers: 'Computers',
  firm: 'Firm',
} as const;

export const navigation = {
  label: 'Places',
  settings: 'Settings',
  /** What the button of the menu is called that replaces the sidebar. */
  from: (place: string, firm: string): string => `${place}, ${firm}: go to another place`,
  /** What a place with a number is called for the ear. */
  counted: (place: string, count: number): string => `${place}, ${countClients(count)}`,
} as const;

/** The longest search: no name or code is longer. */
export const SEARCH_LIMIT = 200;

/** What was searched for, short enough for a sentence: its beginning and its end. */
export function cut(query: string): string {
  const all = [...query];
  return all.length <= 60 ? query : `${all.slice(0, 30).join('')}…${all.slice(-29).join('')}`;
}

export const didYouMean = (text: string): string => `Did you mean ${text}?`;

/** What a place is for that this version does not have yet, and where to go until then. */
export const coming = {
  monthEnd: {
    text: 'Month-end will ask QuickBooks about many clients at once and show whose month can be closed. This version does not have it yet.',
    instead: 'Show all clients',
  },
  payroll: {
    text: 'Payroll will show for which clients you can run payroll, and where that changed. This version does not have it yet.',
    instead: 'Show clients with payroll on',
  },
  accessReview: {
    text: 'Access review will go through every sign-in client by client and keep a signed record of what was decided. This version does not have it yet.',
    instead: 'Show who is signed in',
  },
} as const;
