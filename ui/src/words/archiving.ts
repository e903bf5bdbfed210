/** Archiving clients, and what becomes of their connections. */

export function title(clients: string): string {
  return `Archive ${clients}?`;
}

export const ways = {
  disconnect: {
    text: 'Disconnect and archive',
    hint: 'Counterfoil gives up its access to the books and has Intuit cancel it. To come back, somebody signs in at Intuit again.',
  },
  keep: {
    text: 'Archive and stay connected',
    hint: 'The access stays on this computer and at Intuit, although nothing is checked any more. Intuit ends it after 100 days without use.',
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
export function left(tail: string): string {
  const company = tail === '' ? 'the company' : `the company ending in ${tail}`;
  return `Counterfoil couldn't cancel its access to ${company} at Intuit: the sign-in relay can't open this sign-in any more. Open that company in QuickBooks Online, choose Apps › My apps, and disconnect Counterfoil there.`;
}

export const openApps = 'Open Intuit’s Apps page';
