/**
 * The one connection between the window and the app. Nothing else imports `@tauri-apps/api`.
 *
 * No call returns a secret: links, tokens and keys stay in the app.
 */
import { tauriIpc, type Ipc } from './generated/commands';
import type { ProblemView } from './generated/ProblemView';

export { tauriIpc, type Ipc };
export type { HelpTopic } from './generated/HelpTopic';
export type { AppOverview } from './generated/AppOverview';
export type { Appearance } from './generated/Appearance';
export type { BooksMemory } from './generated/BooksMemory';
export type { BooksView } from './generated/BooksView';
export type { BackupView } from './generated/BackupView';
export type { CheckSettings } from './generated/CheckSettings';
export type { ClientForm } from './generated/ClientForm';
export type { CopyView } from './generated/CopyView';
export type { Density } from './generated/Density';
export type { Diagnostics } from './generated/Diagnostics';
export type { FirmFileForm } from './generated/FirmFileForm';
export type { FirmFileChange } from './generated/FirmFileChange';
export type { FirmFileMade } from './generated/FirmFileMade';
export type { FirmFileSeen } from './generated/FirmFileSeen';
export type { FirmFileService } from './generated/FirmFileService';
export type { FirmFileSigner } from './generated/FirmFileSigner';
export type { FirmFileView } from './generated/FirmFileView';
export type { FirmForm } from './generated/FirmForm';
export type { FirmView } from './generated/FirmView';
export type { ImportForm } from './generated/ImportForm';
export type { ImportOutcome } from './generated/ImportOutcome';
export type { NoticeSettings } from './generated/NoticeSettings';
export type { LeftView } from './generated/LeftView';
export type { RemovalChoice } from './generated/RemovalChoice';
export type { RemovalView } from './generated/RemovalView';
export type { RemovedView } from './generated/RemovedView';
export type { RosterMemory } from './generated/RosterMemory';
export type { SavedFile } from './generated/SavedFile';
export type { SupportFile } from './generated/SupportFile';
export type { SupportSection } from './generated/SupportSection';
export type { ListView } from './generated/ListView';
export type { TableKind } from './generated/TableKind';
export type { JoinedView } from './generated/JoinedView';
export type { ManagedField } from './generated/ManagedField';
export type { ManagedView } from './generated/ManagedView';
export type { Permissions } from './generated/Permissions';
export type { ComputerView } from './generated/ComputerView';
export type { Theme } from './generated/Theme';

declare global {
  interface Window {
    /** Set by the browser tests before the window's own code runs. */
    __COUNTERFOIL_FAKE__?: Ipc;
  }
}

/** The app, or the fake that a test put in its place. */
export function getIpc(): Ipc {
  return window.__COUNTERFOIL_FAKE__ ?? tauriIpc;
}

/** Any rejection as a problem; a rejection of another shape is a fault of ours. */
export function asProblem(error: unknown): ProblemView {
  if (typeof error === 'object' && error !== null && 'code' in error) {
    return error as ProblemView;
  }
  // Not one of the app's own problems, so its text is not for people.
  console.error(error);
  return { code: 'fault' };
}
