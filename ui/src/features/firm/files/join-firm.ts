/** Taking a firm file: which files are read, and where a refusal is said. */
import type { FirmFileSeen, FirmFileView } from '../../../ipc';
import type { ProblemView } from '../../../ipc/types';
import { allRights, type Right } from '../permissions';
import { store } from '../../../store/store.svelte';
import * as words from '../../../words';

/** The most a firm file has; more is never handed over. */
export const LARGEST = 64 * 1024;
/** The same of a backup. */
export const LARGEST_BACKUP = 64 * 1024 * 1024;

export interface Permission {
  right: Right | 'check';
  name: string;
  allowed: boolean;
}

/** What the file allows, first what it does. */
export function permissions(it: FirmFileView): Permission[] {
  const all: Permission[] = [
    { right: 'check', name: words.firm.join.check, allowed: true },
    ...allRights.map((right) => ({
      right,
      name: words.firm.rights[right].name,
      allowed: it.policy[right],
    })),
  ];
  return [...all.filter((one) => one.allowed), ...all.filter((one) => !one.allowed)];
}

/** The file is no longer with the app, so that it has to be chosen again. */
export function isGone(problem: ProblemView): boolean {
  return problem.code === 'noFirmFile';
}

/** It was made for another computer, as names of computers are compared. */
export function forAnother(it: FirmFileView, here: string): boolean {
  return it.computer.trim().toLowerCase() !== here.trim().toLowerCase();
}

/** A firm file was opened from outside. It never takes the place of a form that somebody fills in. */
export function fileArrived(file: FirmFileSeen): void {
  const free = store.sheet === null || store.sheet.kind === 'join';
  if (!free && file.problem !== undefined) {
    store.say(words.firm.join.unusable(file.name, words.problem(file.problem)));
    store.ipc.forgetFirmFile().catch(() => undefined);
    return;
  }
  if (store.overview) store.overview = { ...store.overview, firmFile: file };
  if (free) {
    // The sheet that is open for it sees the new one by itself.
    if (store.sheet === null) store.sheet = { kind: 'join' };
    return;
  }
  store.say(words.firm.join.arrived(file.name), {
    label: words.firm.join.arrivedOpen,
    run: () => (store.sheet = { kind: 'join' }),
  });
}
