/** Problems of making, opening and taking a firm file, and of the firm's keys and folder. */
import type { FileText, FirmFileProblem, SetFileReason, WeakReason } from '../../../ipc/types';
import * as fmt from '../../../lib/format';
import type { Sentences } from '../../../lib/sentences';
import { diskReasons, firmKeyReason } from '../../../lib/words-problems';
import { doings } from './firm';

const four = 'Use four words that have nothing to do with each other.';
const chooseYours = 'Choose the file ending in .counterfoil that your firm gave you.';
const joinNewest = 'Ask for a new one.';

const weak: Record<WeakReason, string> = {
  pattern: `This passphrase repeats itself or follows the keyboard: programs that guess try that first. ${four}`,
  expected: `This passphrase is mostly the firm's name or a year: whoever finds the file tries that first. ${four}`,
  common: `This passphrase is mostly words that many people choose: programs that guess try those first. ${four}`,
  little:
    'This passphrase could be guessed: it says too little. Make it longer, such as four words that have nothing to do with each other.',
};

const texts: Record<FileText, string> = {
  firmName: "the firm's name",
  computer: "the other computer's name",
  madeBy: "this computer's name",
  conductorKeys: "Conductor's keys",
  clientId: "the client ID of the firm's app at Intuit",
  operator: 'the operator of the relay',
  folder: "the firm's folder",
};

const setFile: Record<SetFileReason, string> = {
  unread: "can't be read",
  tooLarge: 'is larger than 64 KB, so it is no firm file',
  another: 'is not the file whose SHA-256 is given',
  silent: "doesn't answer within 2 seconds",
};

export const firmFileProblems: Sentences<FirmFileProblem> = {
  moreThanAllowed: ({ right }) =>
    `This computer may not ${doings[right]} itself, so it can't allow another one to. Untick that.`,
  daysOutOfRange: () => 'Choose between 1 and 90 days for taking the file.',
  passphraseShort: () => 'Choose a passphrase of at least 12 characters, such as four words.',
  passphraseWeak: ({ why }) => weak[why],
  fileNeedsKey: () => 'Enter the Conductor key you made for that computer.',
  fileNeedsKeyOnly: () =>
    "Enter a Conductor key for that computer. This firm signs in at Intuit with development keys, and those can't be put into a file.",
  fileNeedsService: () => "A firm file needs Conductor's key, the sign-in with Intuit, or both.",
  conductorNotSetUpHere: () =>
    'Set Conductor up on this computer first: its publishable key goes into the file too.',
  ownKey: () =>
    "That is this computer's own key. Make a new one in Conductor's dashboard, so that each computer can be turned off by itself.",
  fileText: ({ what }) => `Give ${texts[what]} one line of at most 300 characters.`,
  fileSpent: () => 'A firm file must be usable after the moment it is made.',
  fileTooLarge: () => 'The file would be larger than 64 KB.',
  signingKeyTravels: () =>
    "The firm's signing key goes to computers that may make firm files, and to no other.",
  otherSigningKey: () => "A firm file can't bring another signing key than it is signed with.",
  notEncrypted: () => "The file couldn't be encrypted. Try again.",
  fileNotMade: ({ why }) => `The firm file wasn't made: ${firmKeyReason(why)}`,
  keyNotChanged: ({ why }) => `The firm's key wasn't changed: ${firmKeyReason(why)}`,
  keyChangedTooOften: ({ times }) =>
    `The firm's key was changed ${fmt.number(times)} times, which is the most there can be. Choose another folder for the change log instead, and take the former one away.`,
  notAFirmFile: () => `This is not a firm file. ${chooseYours}`,
  lockedToAKey: () =>
    `This file is locked to a key, and a firm file is locked with a passphrase. ${chooseYours}`,
  wrongPassphrase: () =>
    "The passphrase doesn't fit this file. Check capitals and spaces, or ask whoever made the file to say it again.",
  fileDamaged: () =>
    'This firm file is damaged: part of it is missing or was changed on the way. Ask for it to be sent again, best inside a .zip.',
  largerThanFirmFile: () =>
    'This file is too large for a firm file, which has at most 64 KB. Choose the file ending in .counterfoil.',
  largerThanBackup: () =>
    "This file is too large for a backup of Counterfoil's, which has at most 64 MB. Choose the file that Counterfoil saved.",
  otherContents: () =>
    `The passphrase is right, but the file was not made by Counterfoil. ${chooseYours}`,
  fileNewer: () =>
    'This firm file was made by a newer Counterfoil. Update Counterfoil on this computer and open the file again.',
  fileUnsigned: () =>
    'This firm file was made by an earlier Counterfoil and is not signed, so nobody can tell who made it. Ask for a new file.',
  fileForged: () =>
    "This file was changed after it was made: its signature doesn't fit. Don't use it, and ask whoever should have made it, by another way than the file came.",
  firmFileNotBackup: () =>
    'This is a firm file, not a backup. Choose the backup that Counterfoil saved.',
  backupNotFirmFile: () =>
    'This is a backup of a firm, not a firm file. Choose the firm file that your firm gave you.',
  fileOlder: () =>
    `This firm file was made by an early Counterfoil and can no longer be read. ${joinNewest}`,
  fileExpired: ({ until }) =>
    `This firm file could be used until ${fmt.date(until)}. Ask whoever made it for a new one; it takes a minute.`,
  tooMuchWork: () =>
    `This file asks for far more work than a firm file needs, so Counterfoil didn't try it. ${joinNewest}`,
  openingStopped: () => 'Opening the file was stopped. Try again.',
  noFirmFile: () => `No firm file is open. ${chooseYours}`,
  noFileSet: () =>
    'No firm file is set for this computer. Choose the file that your firm gave you.',
  setFileUnusable: ({ path, why }) =>
    `The firm file ${path} ${setFile[why]}; nobody can join from it here. Tell whoever set it for this computer, then restart Counterfoil.`,
  onlyTheSetFile: () =>
    'Your firm allows this computer only the firm file that it set itself. Open that one under Join my firm.',
  noFirmFilesHere: () =>
    "Your firm doesn't allow firm files on this computer. Ask whoever manages it.",
  notTheFirmsSigner: () =>
    "This file was signed with another key than your firm set for this computer. Don't use it, and tell whoever manages this computer.",
  hiddenCharacters: () =>
    "This firm file has characters in it that can't be seen, so what it would do can't be shown. Don't use it, and ask for a new one.",
  agreeToServer: ({ server }) =>
    `Agree to the shared folder on ${server} first: this computer would sign in there.`,
  olderThanJoined: () =>
    'This computer joined with a newer file than this one. Ask for a new file if something is wrong with it.',
  firmFileNotRead: ({ why }) =>
    `The firm file couldn't be read: ${diskReasons[why]}. Copy it to this computer and open it again.`,
  folderNotWhole: ({ folder }) =>
    `${folder} is not a whole path. Enter it from the drive, the server or / on.`,
  folderNotThere: ({ folder }) =>
    `${folder} is not a folder on this computer or its network. Check its spelling.`,
  folderNotWritable: ({ folder }) =>
    `${folder} can't be written by you. Choose another folder, or ask whoever runs the server.`,
  folderSilent: ({ folder }) =>
    `${folder} didn't answer. Check that this computer reaches it, and try again.`,
};
