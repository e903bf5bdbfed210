/** Problems that belong to no one feature: of the services, the keychain, the roster, and files. */
import type {
  DiskReason,
  FileProblem,
  FirmKeyReason,
  KeychainReason,
  RosterReason,
  ServiceProblem,
  StorageProblem,
} from '../ipc/types';
import type { Sentences } from './sentences';
import { serviceNames } from './words';

/** Why a keychain did not do what it was asked, as a clause. */
export const keychainReasons: Record<KeychainReason, string> = {
  missing: 'this computer has no keychain',
  locked: 'the keychain is locked',
  tooLarge: 'a secret is too large for the keychain',
  timedOut: 'the keychain did not answer in time',
  full: 'the keychain is full',
  otherKey: "the keychain doesn't have the key to it",
  file: "the file of saved sign-ins can't be used",
  readOnly: 'this roster can only be read',
  other: 'the keychain failed',
};

/** What to do about it. */
export function keychainNext(why: KeychainReason): string {
  switch (why) {
    case 'full':
      return 'What is in it goes on working. Delete entries that you no longer need (on Windows in Credential Manager, under Generic Credentials) and try again.';
    case 'otherKey':
      return 'It was emptied or replaced, or this folder comes from another computer. Nothing was deleted: put the keychain back, or connect the client again.';
    case 'file':
      return 'Make room on the disk, or ask for the right to write there, and try again.';
    case 'missing':
    case 'locked':
    case 'tooLarge':
    case 'timedOut':
    case 'readOnly':
    case 'other':
      return "Unlock this computer's keychain and try again.";
  }
}

/** Why a roster could not be opened or written, as a clause. */
export const rosterReasons: Record<RosterReason, string> = {
  damaged: "the roster's file is damaged",
  newer: 'the roster was written by a newer version of Counterfoil',
  folder: "the roster's folder cannot be written",
  inUse: "another program has the roster's file open",
  unknownClient: 'no such client is in the roster',
  format: "the roster could not be brought to this version's format",
  diskFull: 'the disk is full',
  other: 'the roster could not be read or written',
};

/** Why a file could not be read or written, as a clause. */
export const diskReasons: Record<DiskReason, string> = {
  full: 'the disk is full',
  denied: 'your account may not read or write there',
  missing: 'it or its folder is not there',
  notAFile: 'it is not a file',
  silent: "its folder didn't answer",
  other: 'the disk failed',
};

/** Why a key of the firm cannot be used, and what to do about it. */
export function firmKeyReason(it: FirmKeyReason): string {
  switch (it.kind) {
    case 'keychain':
      return `${keychainReasons[it.why]}. ${keychainNext(it.why)}`;
    case 'damaged':
      return "its key in this computer's keychain is damaged. Join the firm again with a new firm file.";
    case 'keyNotBrought':
      return "its key didn't come with this computer's firm file. Ask for a new firm file and join again.";
    case 'signerNotBrought':
      return "its key didn't come with this computer's firm file. Ask for a new firm file, made on the computer where the firm was set up, that lets this one add computers.";
    case 'otherSigner':
      return "the signing key in this computer's keychain is not that of this firm. Join the firm again with a new firm file.";
  }
}

function fullStop(sentence: string): string {
  return /[.!?…]$/.test(sentence) ? sentence : `${sentence}.`;
}

export const serviceProblems: Sentences<ServiceProblem> = {
  keyRefused: ({ service }) =>
    `${serviceNames[service]} didn't accept this firm's key. Ask whoever looks after the keys for a new one.`,
  computerTurnedOff: () =>
    "Your firm turned this computer off at its sign-in relay. Nothing in QuickBooks has changed. Ask whoever looks after the firm's keys.",
  offline: () => 'This computer has no network. Try again when it is back.',
  askedTooMuch: ({ service, serviceCode }) =>
    `${serviceNames[service]} asks for a pause, because too much was asked in a short time (${serviceCode}). Nothing was changed. Try again in a few minutes.`,
  notAnswering: ({ service, serviceCode }) =>
    `${serviceNames[service]} isn't answering (${serviceCode}). Try again in a few minutes.`,
  refusedForNow: ({ words }) =>
    `${fullStop(words)} That says nothing about the client. Try again in a few minutes.`,
  answered: ({ words }) => words,
  answeredNothing: () =>
    "The service answered with something we don't recognise. Try again in a minute.",
};

export const storageProblems: Sentences<StorageProblem> = {
  signInNotKept: ({ why }) => {
    const next = keychainNext(why);
    switch (why) {
      case 'full':
        return `The keychain of this computer is full, so this was not kept. ${next}`;
      case 'otherKey':
        return `The saved sign-in of this client can't be read: its key isn't in this computer's keychain. ${next}`;
      case 'file':
        return `The file of this firm's saved sign-ins can't be used. ${next}`;
      default:
        return `The keychain of this computer didn't keep the sign-in: ${keychainReasons[why]}. ${next}`;
    }
  },
  rosterNotSaved: ({ why }) =>
    `The roster couldn't be saved: ${rosterReasons[why]}. Nothing else was changed.`,
  rosterNewer: ({ format }) =>
    `This roster was written by a newer Counterfoil (format ${format}). It can be read here; to change it, update Counterfoil.`,
  rosterDamaged: () =>
    'The file of this roster is damaged, so nothing can be changed. Restore a copy of it first; the damaged file is kept.',
  rosterFolder: () =>
    "The folder of this roster can't be written, so nothing can be changed. Give your account the right to write there, then open Counterfoil again.",
  rosterInUse: () =>
    'This roster is open in Counterfoil on another computer or for another account, and its folder is on a network drive. Close it there, then open Counterfoil again.',
  fault: () =>
    'Counterfoil failed at this. What was saved before is still there; restart Counterfoil before you go on.',
};

export const fileProblems: Sentences<FileProblem> = {
  fileNotWritten: ({ why }) =>
    `The file couldn't be written: ${diskReasons[why]}. Nothing was saved.`,
  nothingSaved: () => 'No file has been written since Counterfoil was opened.',
  folderNotOpened: ({ path }) => `The folder didn't open. The file is ${path}`,
  notCopied: () => 'Nothing was copied. Try again.',
  pageNotOpened: ({ address }) => `The browser didn't open. The address is ${address}`,
  noticeNotShown: () => "This computer didn't show the notice.",
  noSupportFile: () => 'No support file was made yet. Make one in Settings, under Diagnostics.',
};
