/** The firm's computers, and this one among them. */

/** Rows of *Firm*. */
export const id = 'Computer ID';
export const fingerprint = 'Key fingerprint';
export const copyId = 'Copy the computer ID';
export const copyFingerprint = 'Copy the key fingerprint';
export const copy = 'Copy';
export const copied = 'Copied.';

/** Below the computers that run QuickBooks Desktop. */
export const title = 'Computers of your firm';
export const intro =
  'Where Counterfoil runs, according to your change log. If one is lost, give its key fingerprint to the people who run your sign-in relay: the relay then stops serving it.';
export const noFingerprint = 'No key yet';
export const lastSeen = (when: string): string => `Last entry ${when}`;
export const removed = (when: string): string => `Removed from the firm ${when}`;
export const toConnect = (clients: readonly string[]): string =>
  `Handed over, to be connected on another computer: ${clients.join(', ')}`;
export const copyOf = (name: string): string => `Copy the key fingerprint of ${name}`;
export const unreadable = "The firm's computers couldn't be read.";
