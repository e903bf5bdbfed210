/** Making a firm file for another computer: what the form starts with, and what is wrong with it. */
import { looksSwapped } from '../setup/dotenv-paste';
import type { AppOverview, FirmFileForm } from '../../../ipc';
import type { ProblemView } from '../../../ipc/types';
import { isLongEnough, meant } from './passphrase';
import { staffPolicy } from '../permissions';
import * as words from '../../../words';

const fields = ['computer', 'conductorSecretKey', 'passphrase'] as const;
export type FileField = (typeof fields)[number];

/** A problem, and the field it is about. */
export interface Wrong {
  field: FileField | null;
  message: string;
}

export function emptyForm(): FirmFileForm {
  return {
    computer: '',
    conductorSecretKey: '',
    passphrase: '',
    days: 7,
    policy: { ...staffPolicy },
  };
}

/** What is handed to the app. */
export function asMeant(form: FirmFileForm): FirmFileForm {
  return {
    ...form,
    computer: form.computer.trim(),
    conductorSecretKey: form.conductorSecretKey.trim(),
    passphrase: meant(form.passphrase),
  };
}

/** What the window sees by itself, from top to bottom. */
export function wrongWith(form: FirmFileForm): Wrong | null {
  const w = words.firm.addComputer;
  if (form.computer.trim() === '') return { field: 'computer', message: w.computerMissing };
  if (looksSwapped(form.conductorSecretKey, '')) {
    return { field: 'conductorSecretKey', message: words.setUp.swapped };
  }
  if (!isLongEnough(form.passphrase)) return { field: 'passphrase', message: w.tooShort };
  return null;
}

/** Where a refusal of the app belongs; a disk that fails belongs to no field. */
export function refused(problem: ProblemView): Wrong {
  const { field } = problem;
  const about = fields.find((it) => it === field) ?? null;
  return { field: about, message: words.problem(problem) };
}

/** What the file does about QuickBooks Online. */
export function onlineNote(overview: AppOverview): string {
  const w = words.firm.addComputer;
  if (!overview.intuitReady) return w.noIntuit;
  return overview.relay ? w.online(overview.relay.host, overview.relay.operator) : w.noRelay;
}
