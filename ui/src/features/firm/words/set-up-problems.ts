/** Problems of a firm's keys and addresses. */
import type { SetUpProblem } from '../../../ipc/types';
import type { Sentences } from '../../../lib/sentences';
import { keychainNext, keychainReasons } from '../../../lib/words-problems';
import { setUp } from './set-up';

export const setUpProblems: Sentences<SetUpProblem> = {
  firmNameMissing: () => setUp.firmMissing,
  noKeys: () => 'Enter the keys of Conductor, of Intuit, or both.',
  secretKeyMissing: () => "Enter Conductor's secret key too. It begins with sk_conductor_.",
  publishableKeyMissing: () =>
    "Enter Conductor's publishable key too. It begins with pk_conductor_.",
  keysSwapped: () => setUp.swapped,
  secretKeyRefused: () =>
    "Conductor didn't accept the secret key. Copy it again from Conductor's dashboard.",
  fileKeyRefused: () =>
    "Conductor didn't accept the key in this firm file: it was turned off, or belongs to another project. Ask whoever made the file for a new one.",
  conductorNotReached: () => "We couldn't reach Conductor. Are you online? Nothing was saved.",
  conductorFailed: () =>
    "Conductor couldn't check its keys now. Nothing was saved; try again in a few minutes.",
  clientIdMissing: () => "Enter the client ID of the firm's app at Intuit too.",
  relayAddress: () => "The relay's address must begin with https://",
  relayNotReached: ({ host }) =>
    `We couldn't reach the relay at ${host}. Are you online, and is its address right? Nothing was saved.`,
  relayFailed: ({ host }) =>
    `What answers at ${host} is not a sign-in relay. Check its address; nothing was saved.`,
  relayMissing: () =>
    "Enter the address of the firm's sign-in relay. Intuit's production keys work through it only.",
  clientSecretNotHere: () =>
    'Leave the client secret empty: with production keys it belongs on the relay, never on this computer.',
  clientSecretMissing: () =>
    'Enter the client secret of the development keys, or the address of a relay that holds it.',
  keysNotKept: ({ why }) => `The keys weren't kept: ${keychainReasons[why]}. ${keychainNext(why)}`,
};
