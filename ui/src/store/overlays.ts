/** The places of the window, and the sheets over them that have data of their own. */
import type { Action, PersonView } from '../ipc/types';
import type { SettingsSection } from '../words';
import type { Origin } from '../features/codes/words/facts';

/** The places of the window; sheets lie over them. */
export type Screen =
  | 'today'
  | 'clients'
  | 'monthEnd'
  | 'payroll'
  | 'accessReview'
  | 'activity'
  | 'people'
  | 'computers'
  | 'firm';

/** The queue that hands a leaver's clients over. It lasts as long as its sheet, or the one over it. */
export interface LeaverSheet {
  kind: 'leaver';
  person: PersonView;
  ids: readonly string[];
  skipped: readonly string[];
}

/** The queue of clients to sign in for, of *Today*. */
export interface ReconnectSheet {
  kind: 'reconnect';
  ids: readonly string[];
  skipped: readonly string[];
  /** What was connected after it is done. */
  since: number;
}

export type QueueSheet = LeaverSheet | ReconnectSheet;

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

export type Sheet =
  /** `back`: the sheet it comes back to. */
  | { kind: 'connect'; clientId: string; why?: Action; back?: QueueSheet }
  | QueueSheet
  | { kind: 'add' | 'join' | 'addComputer' | 'changeFirmKey' | 'import' | 'bringIn' }
  | { kind: 'edit'; clientId: string }
  | { kind: 'setUp'; another?: boolean }
  | { kind: 'settings'; section?: SettingsSection }
  | { kind: 'keyboard' | 'support' }
  | { kind: 'booksColumns' | 'booksExport' | 'booksSave' | 'booksViews' }
  | { kind: 'restoreCopy' | 'makeBackup' | 'restoreBackup' | 'removeFirm' }
  | { kind: 'palette'; code?: string; owner?: Origin | null }
  | { kind: 'thisOne'; clientId: string }
  | { kind: 'steps'; clientId: string }
  | { kind: 'who'; clientId: string }
  | { kind: 'send'; clientId: string }
  | { kind: 'role'; clientId: string }
  | { kind: 'saveAsNew'; clientId: string }
  | { kind: 'disconnect'; clientId: string }
  | { kind: 'archive' | 'write'; ids: readonly string[] }
  | { kind: 'deleteEndUser'; clientId: string }
  | { kind: 'startOver' }
  | { kind: 'closeFirm' };
