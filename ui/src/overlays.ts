/** What lies over the window for a while and carries something of its own. */
import type { PersonView } from './ipc/types';

/** The queue that hands a leaver's clients over. It lasts as long as its sheet, or the one over it. */
export interface LeaverSheet {
  kind: 'leaver';
  person: PersonView;
  ids: readonly string[];
  skipped: readonly string[];
}

/** What was just done, or what went wrong. */
export interface Toast {
  text: string;
  bad: boolean;
  action: ToastAction | null;
}

/** What the button of a toast says and does. */
export interface ToastAction {
  label: string;
  run: () => void;
}
