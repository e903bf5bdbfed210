/** Problems of opening, changing and removing a firm. */
import type { FirmProblem, LogFolderReason } from '../../../ipc/types';
import * as fmt from '../../../lib/format';
import type { Sentences } from '../../../lib/sentences';
import { firmKeyReason, keychainReasons, rosterReasons } from '../../../lib/words-problems';
import { doings } from './firm';

const askForShare =
  'Ask whoever looks after the share for the right to read and write there, or choose another folder.';
const reconnectShare =
  'Connect the network drive or start the program that syncs it, or choose another folder.';

/** What is wrong with the folder, and the next step. */
const logFolder: Record<LogFolderReason, readonly [string, string]> = {
  missing: ["can't be found", reconnectShare],
  silent: ["doesn't answer", reconnectShare],
  notAFolder: ['is not a folder', 'Choose another one.'],
  unreadable: ["can't be read", askForShare],
  unwritable: ["can't be written to", askForShare],
  foreign: [
    "has other computers' files that this computer's key doesn't open",
    'Make a firm file on one computer and join with it on the others, so that all have one key.',
  ],
};

export const firmProblems: Sentences<FirmProblem> = {
  notAllowed: ({ right }) =>
    `Your firm doesn't allow this computer to ${doings[right]}. Ask whoever set it up.`,
  noFirmOpen: () => 'No firm is open. Choose how to start first.',
  noFirmSetUp: () => 'No firm is set up on this computer yet. Set it up with its keys.',
  setUpFirst: () => 'Set the firm up on this computer first.',
  firmGone: () => 'That firm is no longer on this computer. Choose another one.',
  settingsChangedOutside: () =>
    'The settings of this firm were changed outside Counterfoil. Set the firm up again, or join it with a firm file, and try again.',
  settingsNotCompared: () =>
    "The settings of this firm can't be compared with this computer's keychain. Unlock it and try again.",
  settingsNewer: () =>
    "A newer Counterfoil wrote the settings of this computer, and this one can't add a firm to them. Install the newest Counterfoil.",
  signInUnsaved: () =>
    'A sign-in of this firm has just come back. Save or reject that connection first, then open the other firm.',
  rosterNotOpened: ({ why }) =>
    `The roster couldn't be opened: ${rosterReasons[why]}. Nothing was overwritten.`,
  notFinished: () => 'That was not finished. Nothing was overwritten. Try again.',
  practiceNotOpened: () => "The practice firm didn't open. Start it over, or restart Counterfoil.",
  practiceNotReset: () => "The practice firm couldn't be reset. Restart Counterfoil and try again.",
  removalOpen: () => "Removing this computer from that firm isn't finished. Finish it first.",
  removalOfOpen: ({ firm }) =>
    `Removing this computer from ${firm} isn't finished. Finish it first.`,
  openFirmToRemove: () => 'Open the firm that this computer is to be removed from.',
  firmClosedMeanwhile: () => 'The firm was closed meanwhile. Try again.',
  lockedForRemoval: () =>
    "This computer's keychain is locked, and the firm's keys are in it. Unlock it, then remove the firm.",
  settingsNotWritten: ({ folder }) =>
    `Nothing was removed: the settings in ${folder} can't be written. Make room on the disk, or ask for the right to write there.`,
  cannotBeKept: () =>
    "Keys or files of this firm are deleted already, so it can't be kept. Choose Continue.",
  keysNotWiped: ({ why }) => {
    const next =
      why === 'file'
        ? 'Close whatever has it open and continue.'
        : "Unlock this computer's keychain and continue.";
    return `The removal isn't finished: the keychain still has its keys (${keychainReasons[why]}). ${next}`;
  },
  folderNotWiped: ({ folder }) =>
    `The removal isn't finished: the folder ${folder} is still there. Close whatever has it open and continue.`,
  logNotShared: ({ why }) => `The change log isn't shared: ${firmKeyReason(why)}`,
  logFolder: ({ folder, why }) => {
    const [what, next] = logFolder[why];
    return `The firm's folder ${folder} ${what}. ${next} Until then the other computers don't hear from this one or it doesn't hear from them; nothing is lost.`;
  },
  logFolderJunk: ({ folder, names, more }) => {
    const files = more > 0 ? `${names.join(', ')} and ${fmt.number(more)} more` : names.join(', ');
    return `The firm's folder ${folder} holds files that are not of the change log: ${files}. They are not read, and the change log works without them. Ask whoever looks after the share who put them there, and delete them.`;
  },
};
