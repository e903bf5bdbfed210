/** Words that every feature uses: the name of the product, and what a problem says. */
import type { ProblemView } from '../ipc/types';

export const product = 'Counterfoil';

export const trademark =
  'QuickBooks and Intuit are trademarks of Intuit Inc. Not affiliated with or endorsed by Intuit.';

const problems: Record<ProblemView['code'], string> = {
  thisOne: "Conductor already has a connection that may be this client's.",
  invalid: 'Something in the form needs a change.',
  unknownClient: 'This client is no longer on the list.',
  conductorNotSetUp: "Conductor's keys are not set up on this computer yet. Add them in Settings.",
  intuitNotSetUp: "Intuit's keys are not set up on this computer yet. Add them in Settings.",
  unreachable: "The service didn't answer from this computer. Check the network, then try again.",
  keyRefused: "The key was refused. Ask whoever holds your firm's keys for a new one.",
  notFound: 'QuickBooks found nothing with that number, name or ID in this company.',
  notConnected: 'This connection no longer works. Reconnect to continue.',
  serviceError: "The service answered with something we don't recognise. Try again in a minute.",
  keychain: "The keychain of this computer didn't answer. Unlock it, then try again.",
  storage: "The roster couldn't be written. Check the free space and rights of its folder.",
  readOnly: 'This roster can only be looked at here; the bar above says why.',
  notAgreed:
    'Reading now makes this connection count for Conductor’s bill of a new month. Choose Get to see what that means.',
  nothingPending: 'There is nothing left to do for this client.',
  notAllowed:
    "Your firm didn't allow this computer to do that. Ask whoever looks after Counterfoil in your firm.",
  cancelled: 'Cancelled.',
  internal: 'Counterfoil made a mistake of its own. Try again, then restart it.',
};

/** The app's own sentence when it has one, else ours for the code. */
export function problem(it: ProblemView): string {
  return it.message.trim() === '' ? problems[it.code] : it.message;
}
