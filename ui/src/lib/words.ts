/** Words that every feature uses: the name of the product, and what a problem says. */
import type { ProblemView } from '../ipc/types';

export const product = 'Counterfoil';

export const trademark =
  'QuickBooks and Intuit are trademarks of Intuit Inc. Not affiliated with or endorsed by Intuit.';

/** The app sends a sentence with its problem; only a service's own words, and what did not come from the app, may be missing. */
export function problem({ code, message }: ProblemView): string {
  if (message.trim() !== '') return message;
  return code === 'serviceError'
    ? "The service answered with something we don't recognise. Try again in a minute."
    : "Counterfoil couldn't finish this because of an internal error. Try again, then restart it.";
}

/** The first of a person's names. What is known by an address alone is called by all of it. */
export function firstName(name: string): string {
  const [first = name] = name.trim().split(/\s+/);
  return first;
}
