/** Words about copies of the roster and backups of the firm. */
import * as fmt from '../../../lib/format';

const clients = fmt.countClients;

export const copies = {
  title: 'Restore a copy of the roster',
  intro:
    'Counterfoil keeps a copy of each of the last seven days. The damaged file is kept beside it; nothing is deleted. Changes made after the copy are not in it.',
  reading: 'Looking for copies…',
  none: 'There is no copy that can be used. A backup of the firm may help: Firm, Restore from a backup.',
  made: (at: number, now: number) => `Made ${fmt.atMoment(at, now)}`,
  holds: (count: number, beforeFormat: boolean) =>
    beforeFormat ? `${clients(count)}, before an update of Counterfoil` : clients(count),
  restore: 'Restore this copy',
  restoreLabel: (at: number, now: number) => `Restore this copy, made ${fmt.atMoment(at, now)}`,
  restoring: 'Restoring…',
  done: 'The copy is restored. The damaged file was kept beside it.',
} as const;

export const backUp = {
  button: 'Back up the firm…',
  title: 'Back up the firm',
  intro:
    "One encrypted file for a new computer, or in case this one is lost: all clients, their history and notes, their connections at Conductor and the firm's settings. No sign-in and no key is in it.",
  make: 'Make the backup',
  making: 'Making the backup…',
} as const;

const restoreTitle = 'Restore from a backup';

export const restore = {
  button: 'Restore from a backup…',
  start: {
    title: restoreTitle,
    text: 'Move to this computer with a .counterfoil-backup file.',
  },
  title: restoreTitle,
  intro:
    'Choose the file that “Back up the firm…” made on the old computer, and enter its passphrase.',
  file: 'Backup of the firm',
  drop: 'or drop the backup here',
  choose: 'Choose the file…',
  tooBig: 'This file is larger than any backup. Choose the one ending in .counterfoil-backup.',
  unreadable: 'The file could not be read. Choose it again.',
  passphrase: 'Passphrase of the backup',
  passphraseHint: 'It was shown when the backup was made.',
  open: 'Open',
  opening: 'Opening…',
  firm: 'Firm',
  madeOn: 'Made on',
  made: (computer: string, at: string) => `${computer}, ${at}`,
  holds: 'Holds',
  relay: 'Sign-in relay',
  signed: 'Signed',
  signedByFirm: 'By the key of this firm',
  signedByOther: 'By a key this computer does not know. Restore it only if you know who made it.',
  clients,
  again: (connected: number) =>
    connected === 0
      ? 'No client has to sign in again.'
      : `${clients(connected)} of QuickBooks Online will wait to be connected again on this computer: a sign-in never leaves the computer it was made on. QuickBooks Desktop works once Conductor's key is entered.`,
  replaces: (count: number) =>
    `This firm has ${clients(count)} on this computer. They are set aside and replaced by the backup. Type the firm's name to go on.`,
  typeName: 'Name of the firm',
  restore: 'Restore',
  restoring: 'Restoring…',
  done: (name: string) => `${name} is restored.`,
} as const;
