/** Words about a firm's many computers: firm files, what a computer may do, and what the firm has set. */
import * as fmt from '../../../lib/format';
import type { FirmFileView, JoinedView, ManagedField, Permissions } from '../../../ipc';

export const setByFirm = {
  label: 'Set by your firm',
  why: (source: string | null) =>
    source === null
      ? 'Only the people who manage this computer can change it.'
      : `Set in ${source}. Only the people who manage this computer can change it.`,
  /** A value of the firm's that the window does not get. */
  kept: "Comes from your firm's settings",
} as const;

/** What a person would have done, as the end of "doesn't allow this computer to …". */
export const doings: Record<keyof Permissions, string> = {
  connect: 'start connections',
  disconnect: 'disconnect companies',
  deleteConnections: 'delete connections at Conductor',
  export: 'save lists to files',
  changeKeys: 'change keys or the firm itself',
  makeFirmFiles: 'make files for other computers',
  readBooks: "read the clients' books",
};

/** Why something is not offered. `managed`: the firm set it outside the app, else its file did. */
export function notAllowed(right: keyof Permissions, managed: boolean): string {
  const ask = managed
    ? 'Ask the people who manage this computer.'
    : 'Ask the person who made its firm file for a new one.';
  return `Your firm doesn't allow this computer to ${doings[right]}. ${ask}`;
}

/** Why nothing can be changed while one of these banners is shown. */
export const readOnly = {
  databaseDamaged: "The roster's file is damaged. Restore a copy of it first.",
  databaseNewer: 'This roster was written by a newer Counterfoil. Update Counterfoil to change it.',
  databaseInUse: 'The roster is open somewhere else. Close it there, then open Counterfoil again.',
} as const;

export const rights: Record<keyof Permissions, { name: string; hint: string }> = {
  connect: {
    name: 'Start connections',
    hint: 'Sign in with Intuit and make links for QuickBooks Desktop.',
  },
  disconnect: {
    name: 'Disconnect companies',
    hint: 'Take back the access to a company in QuickBooks Online.',
  },
  deleteConnections: {
    name: 'Delete connections at Conductor',
    hint: 'For everyone in the firm, and for good.',
  },
  export: {
    name: 'Save lists to files',
    hint: 'Save clients, the change log and what was read in Books for a spreadsheet.',
  },
  changeKeys: {
    name: 'Change keys and the firm',
    hint: 'Its name, keys, relay and shared folder.',
  },
  makeFirmFiles: {
    name: 'Add other computers',
    hint: 'Make firm files as you do now.',
  },
  readBooks: {
    name: 'Read books',
    hint: "Look up transactions, lists and reports in the clients' QuickBooks Desktop. Nothing is kept.",
  },
};

export const computer = {
  joined: 'Joined',
  joinedWith: (it: JoinedView) =>
    `With a file made on ${it.madeBy}, ${fmt.date(it.madeAt)}, for ${it.computer}`,
  mayNot: 'May not',
  doings: (rights: readonly (keyof Permissions)[]) => {
    const text = rights.map((it) => doings[it]).join(', ');
    return text.charAt(0).toUpperCase() + text.slice(1);
  },
} as const;

export const managed = {
  title: setByFirm.label,
  from: (source: string) => `Your firm's settings for this computer are in ${source}.`,
  sets: (fields: readonly ManagedField[]) =>
    `They set: ${fields.map((it) => fieldNames[it]).join(', ')}.`,
  problems: (count: number) =>
    count === 1
      ? '1 setting is invalid and was ignored:'
      : `${count} settings are invalid and were ignored:`,
  diagnosis: 'Set by the firm',
  problem: 'Ignored there',
} as const;

export const fieldNames: Record<ManagedField, string> = {
  firmName: 'firm name',
  conductorPublishableKey: "Conductor's publishable key",
  intuitClientId: "client ID of the firm's app at Intuit",
  intuitEnvironment: "Intuit's environment",
  relayUrl: 'relay address',
  accountingScope: 'reading company names',
  askRoles: 'asking for roles',
  firmFolder: 'shared change log',
  checkEveryMinutes: 'time between checks',
  notices: 'notifications',
  noticeNames: 'client names in notifications',
  connect: 'starting connections',
  disconnect: 'disconnecting companies',
  deleteConnections: 'deleting connections',
  export: 'saving lists to files',
  changeKeys: 'changing keys',
  makeFirmFiles: 'adding computers',
  readBooks: 'reading books',
  firmSigner: 'who signs firm files',
  firmFiles: 'joining with other firm files',
};

/** What a field is called in front of its value. */
export function fieldName(field: ManagedField): string {
  const name = fieldNames[field];
  return name.charAt(0).toUpperCase() + name.slice(1);
}

export const folder = {
  label: 'Shared change log',
  placeholder: 'No folder: off',
  hint: "A folder that all of the firm's computers can write to. They record there who connected which client, so that Connected elsewhere can name the person. No key is ever written there. Leave it empty to turn this off.",
  save: 'Save',
  saving: 'Saving…',
  on: (folder: string) => `The change log is shared in ${folder}.`,
  off: 'The change log is no longer shared.',
  privacy: (folder: string) =>
    `Who connected or disconnected which client, and when, is shared with the firm's other computers through ${folder}.`,
} as const;

export const join = {
  title: 'Join my firm',
  fileText:
    'A firm file brings what this computer needs to work for your firm. The person who looks after Counterfoil in your firm makes one for each computer.',
  choose: 'Choose file…',
  drop: 'or drop the .counterfoil file here',
  file: 'Firm file',
  setUp: 'I have keys instead',
  tooBig: 'This is not a firm file: firm files are small. Choose a file that ends in .counterfoil.',
  unreadable: 'The file could not be read. Copy it to this computer, then choose it again.',
  left: 'Your firm left a file for this computer',
  leftStart: 'Your firm left a file for this computer.',
  leftOpen: (name: string) => `Open ${name}`,
  unusable: (name: string, problem: string) => `${name}: ${problem}`,
  waitsTitle: 'A firm file is ready to be opened',
  open: 'Open',
  another: 'Choose another file',
  unlockText: (name: string) =>
    `${name} is locked with a passphrase. You got it by phone or in person, never in the same e-mail as the file.`,
  passphrase: 'Passphrase',
  passphraseHint: 'Capitals, spaces and hyphens count.',
  passphraseMissing: 'Enter the passphrase that came with the file.',
  show: 'Show passphrase',
  hide: 'Hide passphrase',
  opening: 'Opening the file…',
  openingText: 'This takes about a second, on purpose.',
  continue: 'Continue',
  summaryTitle: (firm: string) => `Join ${firm}?`,
  from: (it: FirmFileView) =>
    `From ${it.firmName}, made on ${it.madeBy}, ${fmt.date(it.madeAt)}, for ${it.computer}.`,
  lets: (it: FirmFileView) =>
    it.policy.connect
      ? 'Lets this computer check connections and start new ones.'
      : 'Lets this computer check connections, but not start new ones.',
  kept: (keychain: string) => `Keys are kept in ${keychain} and are never shown.`,
  brings: 'What it brings',
  conductor: 'QuickBooks Desktop',
  conductorYes: (computer: string) => `A Conductor key made for ${computer}`,
  intuit: 'QuickBooks Online',
  intuitYes: "Sign-ins with your firm's app at Intuit",
  intuitSandbox: 'Intuit sandbox, test companies only',
  leftOut: 'Not in this file',
  folder: 'Shared change log',
  until: 'Can be used until',
  allowed: 'What it allows',
  check: 'Check connections',
  yes: 'Allowed',
  no: 'Not allowed',
  otherComputer: (made: string, here: string) =>
    `This file was made for ${made}; this is ${here}. Each computer should have its own, so that one can be turned off without the others.`,
  replaces: (firm: string) => `Replace the keys of ${firm} on this computer. Its clients stay.`,
  replacesMissing: (firm: string) => `Tick the box first: the keys of ${firm} would be replaced.`,
  go: 'Join firm',
  checking: 'Checking the keys…',
  checkingText: 'Each key is tried once before anything is kept.',
  doneTitle: (firm: string) => `This computer joined ${firm}`,
  doneText: (keychain: string) =>
    `Keys are kept in ${keychain} and are never shown. You can delete the file now.`,
  /** The running app was handed a file while a form was open. */
  arrived: (name: string) => `${name} can be opened once you are done here.`,
  arrivedOpen: 'Open now',
} as const;

export const joinAgain = {
  button: 'Join with a firm file…',
} as const;

export const addComputer = {
  button: 'Add a computer…',
  title: 'Add a computer',
  text: "Makes a file that sets Counterfoil up on a colleague's computer without pasting keys there.",
  computer: 'Name of the computer',
  computerHint: 'What you call it. The firm file and the key are made for it alone.',
  computerExample: 'FRONT-DESK',
  computerMissing: 'Name the computer that the file is for.',
  key: 'Conductor secret key made for that computer',
  keyHint:
    "Make a new one in Conductor's dashboard and name it after the computer, so that it can be turned off alone. Leave it empty if nobody there works with QuickBooks Desktop.",
  noConductor:
    "QuickBooks Desktop is left out of the file: Conductor's keys are not set up on this computer.",
  online: (host: string, operator: string) =>
    `QuickBooks Online is in the file: sign-ins there pass through ${host}, run by ${operator}.`,
  noIntuit: 'QuickBooks Online is left out of the file: Intuit is not set up on this computer.',
  noRelay:
    "QuickBooks Online is left out of the file: with these keys sign-ins come straight back to this computer, and that needs Intuit's client secret, which never travels. Set up a relay first.",
  rights: 'What it may do',
  rightsHint: 'Checking connections is always allowed.',
  days: 'The file can be used within',
  dayChoices: { '7': '7 days', '30': '30 days', '90': '90 days' },
  passphrase: 'Passphrase',
  passphraseText:
    'Locks the file. Pass it on by phone or in person, never in the same e-mail as the file.',
  another: 'Another',
  own: 'Type my own',
  made: 'Make one for me',
  ownLabel: 'Your own passphrase',
  ownHint:
    'At least 12 characters. It is not saved anywhere, so remember it until you have passed it on.',
  tooShort: 'Use at least 12 characters.',
  copied: 'Passphrase copied. Clear the clipboard once you have passed it on.',
  go: 'Make the file',
  making: 'Making the file…',
  doneTitle: (computer: string) => `The file for ${computer} is ready`,
  saved: (name: string, folder: string) => `${name} is in ${folder}.`,
  show: 'Show in folder',
  next: 'What to do next',
  steps: (computer: string, name: string, days: number, withKey: boolean) => [
    `Get ${name} to ${computer}, by e-mail or through a shared folder. It can be used for ${days} days; a double-click opens it there.`,
    'Pass on the passphrase by phone or in person, never in the same e-mail.',
    withKey
      ? `See in Conductor's dashboard that ${computer} has a key of its own, so that it can be turned off alone.`
      : `Without a Conductor key ${computer} sees no QuickBooks Desktop client. Make it a key of its own in Conductor's dashboard when it needs one.`,
  ],
  gone: 'The passphrase is shown until you close this, and is saved nowhere.',
  more: 'Add another computer',
} as const;

export const askRoles = {
  label: 'Ask Intuit for your role in each company',
  hint: "Needs Intuit to have onboarded your firm's app for roles. Turn it off if Intuit refuses sign-ins with invalid_scope.",
} as const;

export const palette = {
  addComputer: addComputer.button,
  join: joinAgain.button,
  also: 'provisioning workstation desk seat firm file counterfoil passphrase',
} as const;
