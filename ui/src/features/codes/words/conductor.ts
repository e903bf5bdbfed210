/** Conductor's own codes and kinds of error. */
import { fixes, of, type Meanings } from './facts';

const say = of('conductor');
const handling = ['conductorHandling', 'conductorSpec'] as const;

export const conductor: Meanings = {
  INTEGRATION_ERROR: [
    say(
      'vendor',
      handling,
      'QuickBooks understood the request and refused it. It did not know an id, an accounting rule stood against it, or the record had changed in between.',
      'Read the message under Details: it names the reason. Put it right in QuickBooks, then choose Check again.',
    ),
  ],
  INTEGRATION_CONNECTION_ERROR: [
    say(
      'vendor',
      handling,
      'Something on the side of QuickBooks keeps the connection from working. Only a person at that computer can put it right.',
      'Do what the message under Details says, at the computer that runs QuickBooks Desktop. Then choose Check again.',
    ),
  ],
  INVALID_REQUEST_ERROR: [
    say(
      'vendor',
      handling,
      'The request itself was wrong. A value was missing or unknown, or the step did not fit.',
      fixes.copyDetails,
    ),
  ],
  AUTHENTICATION_ERROR: [
    say('vendor', handling, "Conductor did not accept this computer's key.", fixes.newKey),
  ],
  PERMISSION_ERROR: [
    say(
      'vendor',
      handling,
      'The key is known, but what was asked is not allowed to it.',
      "A key belongs to one project at Conductor. Ask the person who looks after your firm's keys whether this is the right one.",
    ),
  ],
  INTERNAL_ERROR: [
    say('vendor', handling, 'Conductor made a mistake of its own.', fixes.waitAndCheck),
  ],
  CONNECTION_ERROR: [
    say(
      'seen',
      'conductorLibrary',
      "The network failed between the program and Conductor. Only an older version of Conductor's own library used this name.",
      'Check the network of this computer, then try again.',
    ),
  ],
  API_KEY_INVALID: [
    say(
      'vendor',
      ['conductorKeys', 'conductorSpec'],
      "Conductor refused this computer's key. It is missing, misspelt or deleted, or the publishable key stands where the secret key belongs.",
      fixes.newKey,
    ),
  ],
  RESOURCE_MISSING: [
    say(
      'vendor',
      'conductorSpec',
      'Conductor does not know what was asked for, such as an end-user. Ids differ between projects, so a key of another project finds nothing.',
      "Ask the person who looks after your firm's keys whether this computer's key belongs to the project in which the client was connected.",
    ),
  ],
  INTEGRATION_CONNECTION_NOT_SET_UP: [
    say(
      'vendor',
      ['conductorFlow', 'conductorHandling'],
      'Nobody has finished the connection yet. The link may have been opened and the file downloaded, but the Web Connector never ran.',
      'Open the link on the computer that runs QuickBooks Desktop and go on to its end. If it ran out, make a new link.',
    ),
  ],
  INTEGRATION_CONNECTION_NOT_ACTIVE: [
    say(
      'vendor',
      ['conductorInactive', 'integrators'],
      'The Web Connector is not heard any more. The computer is off or asleep, the Web Connector is closed, or Auto-Run is off.',
      'At that computer, sign in to Windows, start QuickBooks Web Connector, tick Auto-Run and leave it open. Then choose Check again.',
    ),
  ],
  INTEGRATION_CONNECTION_MISSING: [
    say(
      'seen',
      'conductorLibrary',
      "An old name that Conductor's library no longer uses. By its words, no connection was found.",
      'Choose Check again and look at the code that comes back today.',
    ),
  ],
  QBD_CONNECTION_ERROR: [
    say(
      'vendor',
      'conductorErrors',
      'The Web Connector was reached, but it could not open QuickBooks or the company file. The QuickBooks code beside it says why.',
      'Look up the QuickBooks code under Details; it begins with 0x. Then choose Check again.',
    ),
  ],
  QBD_REQUEST_ERROR: [
    say(
      'vendor',
      ['conductorSpec', 'integrators'],
      'QuickBooks answered with an error of its own. Its number stands beside this code.',
      'Read the message under Details: it names the reason.',
    ),
  ],
  QBD_REQUEST_TIMEOUT: [
    say(
      'seen',
      ['integrators', 'conductorTimeouts'],
      'QuickBooks did not answer in time. Often a window is open in it that waits for a click; the work may still finish there.',
      fixes.lookForWindow,
    ),
  ],
  'Conductor …': [
    say(
      'vendor',
      ['conductorErrors', 'conductorHandling'],
      'A code of Conductor that is not known here. Those of this family come from QuickBooks Desktop, or from the way to it.',
      'Read the message under Details: it says what to do at the computer that runs QuickBooks Desktop. Then choose Check again.',
    ),
  ],
};
