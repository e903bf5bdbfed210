/** Codes of the app itself and of the sign-in relay, where no service sent one. */
import { fixes, of, type Meaning, type Meanings } from './facts';

const relayed = of('relay');

function ours(cause: string, fix: string): Meaning[] {
  return [of('own')('vendor', 'own', cause, fix)];
}

function relay(cause: string, fix: string): Meaning[] {
  return [relayed('vendor', 'own', cause, fix)];
}

export const own: Meanings = {
  no_answer: ours(
    'The service did not answer this computer.',
    'Check the network of this computer, then choose Check again.',
  ),
  unreadable_answer: ours(
    'The service answered with something that is not readable.',
    fixes.waitAndCheck,
  ),
  unexpected_answer: ours(
    'The service answered with something we did not ask for.',
    fixes.waitAndCheck,
  ),
  grant_missing: ours(
    "The sign-in for this company is not in this computer's keychain any more.",
    'Reconnect. Nothing in QuickBooks has changed.',
  ),
  other_sign_in_mode: ours(
    'This company was connected with other keys than those of today.',
    'Reconnect with the keys that are set up now.',
  ),
  other_relay: ours(
    'This company was connected through another sign-in relay than the one set up now. Nothing was sent to either.',
    'Reconnect. If nobody changed the relay, ask the person who looks after the keys first.',
  ),
  not_set_up: ours(
    'The keys for this service are not set up on this computer.',
    'Add them in Firm.',
  ),
  no_connection: ours(
    'This computer could not connect to the service.',
    'Check the network of this computer. A firewall or a filter of the network may be in the way: ask the person who looks after it. Then choose Check again.',
  ),
  timeout: ours('The service did not answer in time.', fixes.waitAndCheck),
  interrupted: ours(
    'A renewal of the sign-in was interrupted, for example because Counterfoil was closed.',
    'Choose Check again. If the row then says that the sign-in is lost, reconnect.',
  ),
  id_token: ours(
    "Intuit's word on who signed in could not be trusted, or was about another sign-in. Nothing was saved.",
    'See that the date and the time of this computer are right, and start the sign-in again.',
  ),
};

export const relays: Meanings = {
  computer_denied: relay(
    'This computer was turned off by your firm.',
    'Ask the person who looks after the keys. Nothing in QuickBooks has changed.',
  ),
  invalid_handoff: relay(
    'The sign-in relay no longer takes this hand-off. It is too old or already used.',
    'Start the sign-in again.',
  ),
  invalid_grant_seal: relay(
    'The sign-in relay cannot open the saved sign-in. Another relay may have sealed it.',
    'Reconnect. Nothing in QuickBooks has changed.',
  ),
  invalid_request: relay(
    'The sign-in relay did not understand the request. Counterfoil and the relay may be of different versions.',
    'Update Counterfoil on this computer. If it stays, ask the person who runs the relay.',
  ),
  invalid_proof: relay(
    'The request did not prove that it comes from the computer where the sign-in was made.',
    'See that the date and the time of this computer are right, then choose Check again. If it stays, reconnect.',
  ),
  use_nonce: relay(
    'The sign-in relay wanted a newer proof. Counterfoil sends one by itself.',
    'Choose Check again. If it stays, see that the date and the time of this computer are right.',
  ),
  invalid_id_token: relay(
    "The sign-in relay did not take Intuit's word on who signed in. Nothing was saved.",
    'Start the sign-in again. If it stays, ask the person who runs the relay.',
  ),
  nonce_missing: relay(
    "Intuit's answer did not say which sign-in it is for, and this relay takes no such answer.",
    'Start the sign-in again. If it stays, ask the person who runs the relay.',
  ),
  update_required: relay(
    'The sign-in relay serves newer versions of Counterfoil only.',
    'Update Counterfoil on this computer.',
  ),
  server_error: relay(
    'The sign-in relay had a fault of its own. It says nothing about the client.',
    fixes.waitAndCheck,
  ),
  temporarily_unavailable: relay(
    'The sign-in relay is too busy at the moment. It says nothing about the client.',
    fixes.waitAndCheck,
  ),
};
