/** Problems of backups, and of copies of the roster. */
import type { BackupProblem } from '../../../ipc/types';
import * as fmt from '../../../lib/format';
import type { Sentences } from '../../../lib/sentences';
import { diskReasons, rosterReasons } from '../../../lib/words-problems';

const unchanged = 'Nothing was changed.';
const chooseOther = 'The damaged file is where it was; choose another copy.';

export const backupProblems: Sentences<BackupProblem> = {
  noBackup: () => 'No backup is waiting. Choose the file again.',
  backupPassphraseMissing: () => "Enter the backup's passphrase first.",
  notABackup: ({ ending }) =>
    `This is not a backup of Counterfoil. Choose the file ending in .${ending}.`,
  practiceBackup: () => 'Open your own firm: the practice firm needs no backup.',
  backupNotMade: () => "The backup wasn't made. Try again.",
  backupNotMadeRoster: ({ why }) => `The backup wasn't made: ${rosterReasons[why]}.`,
  backupTooLarge: () => "The backup wasn't made: the file would be larger than 64 MB.",
  backupDamaged: () =>
    `The backup wasn't restored: this is not a backup of Counterfoil, or it is damaged. ${unchanged}`,
  backupNewer: () =>
    `The backup wasn't restored: it was made by a newer Counterfoil. Update Counterfoil on this computer and try again. ${unchanged}`,
  backupNotRestoredRoster: ({ why }) =>
    `The backup wasn't restored: ${rosterReasons[why]}. ${unchanged}`,
  backupNotRestoredDisk: ({ why }) =>
    `The backup wasn't restored: ${diskReasons[why]}. ${unchanged}`,
  backupCopyGone: () => `The backup wasn't restored: there is no such copy any more. ${unchanged}`,
  typeFirmName: ({ firm, clients }) =>
    `${firm} has ${fmt.countClients(clients)} on this computer. Type its name to put the backup in their place.`,
  rosterNotDamaged: () => 'The roster of this firm is not damaged, so no copy takes its place.',
  copyNotRestoredRoster: ({ why }) =>
    `The copy wasn't restored: ${rosterReasons[why]}. ${chooseOther}`,
  copyNotRestoredDisk: ({ why }) => `The copy wasn't restored: ${diskReasons[why]}. ${chooseOther}`,
  copyGone: () => `The copy wasn't restored: there is no such copy any more. ${chooseOther}`,
};
