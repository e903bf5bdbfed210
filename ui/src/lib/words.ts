/** Words that every feature uses: the names of the product and of the services. */
import type { Service } from '../ipc/types';

export const product = 'Counterfoil';

export const trademark =
  'QuickBooks and Intuit are trademarks of Intuit Inc. Not affiliated with or endorsed by Intuit.';

/** The first of a person's names. What is known by an address alone is called by all of it. */
export function firstName(name: string): string {
  const [first = name] = name.trim().split(/\s+/);
  return first;
}

/** Names of the services at the beginning of a sentence. */
export const serviceNames: Record<Service, string> = {
  conductor: 'Conductor',
  intuit: 'Intuit',
  relay: 'The sign-in relay',
};
