/** Archiving clients, and what becomes of their connections. */
import type { LeftAtIntuitView } from '../../../ipc/types';

export function title(clients: string): string {
  return `Archive ${clients}?`;
}

export const ways = {
  disconnect: {
    text: 'Disconnect and archive',
    hint: 'Counterfoil gives up its access to the books and asks Intuit to cancel it. To come back, somebody has to sign in at Intuit again.',
  },
  keep: {
    text: 'Archive and stay connected',
    hint: 'The access stays on this computer and at Intuit, but nothing is checked any more. Intuit ends it after 100 days without use.',
  },
} as const;

export const go = 'Archive';
export const keep = 'Cancel';

export function done(clients: string): string {
  return `${clients} disconnected and archived. If Intuit can't be reached now, Counterfoil tells it later; the timeline says when.`;
}

export const stillConnected =
  'Kept for its history, and still connected at Intuit. Nothing is checked while it is archived. To end the connection, choose Disconnect from QuickBooks.';

/** A permission at Intuit that nothing here can revoke. */
export function left({ realmTail, otherRelay }: LeftAtIntuitView): string {
  const company = realmTail === '' ? 'the company' : `the company ending in ${realmTail}`;
  const cause = otherRelay
    ? 'it was connected through another sign-in relay than the one your firm uses now, and only that relay could cancel it'
    : "the sign-in relay can't open this sign-in any more";
  const later = otherRelay
    ? ' If that relay is set up on this computer again within 100 days, Counterfoil cancels it then.'
    : '';
  return `Counterfoil couldn't cancel its access to ${company} at Intuit: ${cause}. Nobody can use it from this computer any more.${later} To end it yourself, open that company in QuickBooks Online, choose Apps › My apps, and disconnect Counterfoil there. If the client comes back, connect it again here.`;
}

export const dismissLeft = 'Dismiss';

export const openApps = "Open Intuit's Apps page";
