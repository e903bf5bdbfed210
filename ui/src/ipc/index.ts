/**
 * The one connection between the window and the app. Nothing else imports `@tauri-apps/api`.
 *
 * No call returns a secret: links, tokens and keys stay in the app.
 */
import { Channel, invoke } from '@tauri-apps/api/core';
import type { ActivityLine } from './generated/ActivityLine';
import type { AdoptedView } from './generated/AdoptedView';
import type { AdoptionForm } from './generated/AdoptionForm';
import type { FirmComputerView } from './generated/FirmComputerView';
import type { AppOverview } from './generated/AppOverview';
import type { Appearance } from './generated/Appearance';
import type { AttemptView } from './generated/AttemptView';
import type {
  Asked,
  BooksBefore,
  BooksEvent,
  Catalogue,
  OneRecord,
  OneReport,
} from '../features/books/types';
import type { BackupView } from './generated/BackupView';
import type { CheckSettings } from './generated/CheckSettings';
import type { ClientForm } from './generated/ClientForm';
import type { ClientRow } from './generated/ClientRow';
import type { CopyView } from './generated/CopyView';
import type { Diagnostics } from './generated/Diagnostics';
import type { EndUsersView } from './generated/EndUsersView';
import type { EndUserView } from './generated/EndUserView';
import type { FirmFileForm } from './generated/FirmFileForm';
import type { FirmFileMade } from './generated/FirmFileMade';
import type { FirmFileSeen } from './generated/FirmFileSeen';
import type { FirmFileView } from './generated/FirmFileView';
import type { FirmForm } from './generated/FirmForm';
import type { Handed } from './generated/Handed';
import type { ImportForm } from './generated/ImportForm';
import type { ImportOutcome } from './generated/ImportOutcome';
import type { ImportProgress } from './generated/ImportProgress';
import type { NoticeSettings } from './generated/NoticeSettings';
import type { ProblemView } from './generated/ProblemView';
import type { RemovalChoice } from './generated/RemovalChoice';
import type { RemovalProgress } from './generated/RemovalProgress';
import type { RemovedView } from './generated/RemovedView';
import type { RoleView } from './generated/RoleView';
import type { RosterEvent } from './generated/RosterEvent';
import type { RosterMemory } from './generated/RosterMemory';
import type { SavedFile } from './generated/SavedFile';
import type { SupportFile } from './generated/SupportFile';
import type { ListView } from './generated/ListView';
import type { TableKind } from './generated/TableKind';
import type { TimelineEvent } from './generated/TimelineEvent';

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
export type { SeatPolicy } from './generated/SeatPolicy';
export type { SeatView } from './generated/SeatView';
export type { Theme } from './generated/Theme';

export type HelpTopic = 'statusIntuit' | 'statusConductor' | 'accountManager' | 'intuitApps';

/** Every call rejects with a `ProblemView`. */
type Hear = (event: BooksEvent) => void;

export interface Ipc {
  appOverview(): Promise<AppOverview>;
  saveAppearance(appearance: Appearance): Promise<void>;
  openPractice(): Promise<AppOverview>;
  leavePractice(): Promise<AppOverview>;
  startOverPractice(): Promise<AppOverview>;
  /** `another`: beside the firms of this computer. */
  setUpFirm(form: FirmForm, another?: boolean): Promise<AppOverview>;
  /** The firm of this id, or the one that was open last. */
  openFirm(firm?: string): Promise<AppOverview>;
  closeFirm(): Promise<AppOverview>;
  listClients(): Promise<ClientRow[]>;
  watchRoster(onEvent: (event: RosterEvent) => void): Promise<void>;
  clientTimeline(clientId: string): Promise<TimelineEvent[]>;
  addClient(form: ClientForm): Promise<ClientRow>;
  editClient(clientId: string, form: ClientForm): Promise<ClientRow>;
  /** `disconnect`: its QuickBooks Online connection ends here at once, and at Intuit when it answers. */
  archiveClient(clientId: string, disconnect: boolean): Promise<ClientRow>;
  pauseClient(clientId: string): Promise<ClientRow>;
  resumeClient(clientId: string): Promise<ClientRow>;
  connectOnline(clientId: string): Promise<AttemptView>;
  connectDesktop(clientId: string, linkMinutes: number, handed: Handed): Promise<AttemptView>;
  currentAttempt(clientId: string): Promise<AttemptView | null>;
  openConnectLink(clientId: string): Promise<void>;
  copyConnectLink(clientId: string): Promise<void>;
  mailConnectLink(clientId: string): Promise<void>;
  finishConnectWithCode(clientId: string, code: string): Promise<AttemptView>;
  /** Says which company a sign-in was for, when Intuit did not; in the stage `company` only. */
  tellCompany(clientId: string, companyId: string): Promise<AttemptView>;
  saveConnection(clientId: string): Promise<ClientRow>;
  rejectConnection(clientId: string): Promise<AttemptView>;
  saveAsNewClient(clientId: string, name: string): Promise<ClientRow>;
  cancelConnect(clientId: string): Promise<ClientRow>;
  checkClient(clientId: string): Promise<ClientRow>;
  /** Renews the grant first, so that its idle clock starts anew. */
  refreshClient(clientId: string): Promise<ClientRow>;
  stopWaiting(clientId: string): Promise<void>;
  checkAll(): Promise<void>;
  queryUserRole(clientId: string): Promise<RoleView>;
  createEndUser(clientId: string): Promise<ClientRow>;
  /** Refused with `thisOne`: the connections that may be this client's. */
  endUserCandidates(clientId: string): Promise<EndUserView[]>;
  useEndUser(clientId: string, endUserId: string): Promise<ClientRow>;
  makeNewEndUser(clientId: string): Promise<ClientRow>;
  unusedEndUsers(): Promise<EndUsersView>;
  adoptEndUsers(forms: AdoptionForm[]): Promise<AdoptedView>;
  /** Removes the note that Intuit's permission still exists. */
  dismissLeft(clientId: string): Promise<ClientRow>;
  disconnectClient(clientId: string): Promise<ClientRow>;
  deleteEndUser(clientId: string, typedName: string): Promise<ClientRow>;
  openInQuickbooks(clientId: string): Promise<void>;
  copyText(text: string): Promise<void>;
  openHelp(topic: HelpTopic): Promise<void>;
  saveMemory(memory: RosterMemory): Promise<void>;
  saveNotices(notices: NoticeSettings): Promise<void>;
  saveChecks(checks: CheckSettings): Promise<void>;
  /** Has the operating system show a notice. */
  showNotice(title: string, body: string): Promise<void>;
  /** The firm's change log, newest first; `before` is the id of the last line that is known. */
  firmActivity(before: number | null, limit: number): Promise<ActivityLine[]>;
  /** The firm's other computers, as far as its change log names them. */
  firmComputers(): Promise<FirmComputerView[]>;
  /** Writes a table, its first row the header, as CSV into the person's downloads; `about` are parts of its name. */
  saveTable(kind: TableKind, rows: string[][], about?: string[]): Promise<SavedFile>;
  /** Shows the file that was written last in its folder. */
  revealSaved(): Promise<void>;
  /** Reads a list. `sheet` and `encoding`: what was chosen after a first look; null for what is likeliest. */
  readList(bytes: number[], sheet: string | null, encoding: string | null): Promise<ListView>;
  /**
   * Adds clients, or changes those of the same number, else of the same name: all or none. What a form
   * leaves empty (`books` and `place`: null) keeps what is here. `null`: cancelled, and none is imported.
   */
  importClients(
    forms: ImportForm[],
    onProgress: (it: ImportProgress) => void,
  ): Promise<ImportOutcome | null>;
  /** Asks the import that runs to stop; its own answer says whether it still could. */
  cancelImport(): Promise<void>;
  diagnostics(): Promise<Diagnostics>;
  /** Shows the app's own folder. */
  revealFolder(): Promise<void>;
  /** Makes the support file, to be read first; names are taken out of it. */
  supportFile(): Promise<SupportFile>;
  /** Writes the file that was made last into the person's downloads. */
  saveSupportFile(): Promise<SavedFile>;
  /** Closes the app and opens it again. */
  restartApp(): Promise<void>;
  /** Hands a firm file's bytes over; refused at once when it is none. It waits for its passphrase. */
  readFirmFile(name: string, bytes: number[]): Promise<FirmFileSeen>;
  /** The same for the file that the managed settings name. */
  readManagedFirmFile(): Promise<FirmFileSeen>;
  /** Opens the waiting file and says what taking it would do. */
  openFirmFile(passphrase: string): Promise<FirmFileView>;
  /** Takes the file that was opened: checks its keys, keeps them, and opens the firm. `folderServer`: the new server
   *  of the shared folder that the person agreed to. */
  joinFirm(folderServer: string | null): Promise<AppOverview>;
  /** Lets the waiting file go. */
  forgetFirmFile(): Promise<void>;
  /** The copies of the damaged roster that can be restored, the newest first. */
  rosterCopies(): Promise<CopyView[]>;
  /** Puts a copy in the place of the damaged roster, which is kept beside it. */
  restoreCopy(name: string): Promise<AppOverview>;
  /** Makes a backup of the open firm, in the person's downloads (`revealSaved` shows it). */
  makeBackup(passphrase: string): Promise<SavedFile>;
  /** Hands a backup's bytes over; refused at once when it is none. It waits for its passphrase. */
  readBackup(bytes: number[]): Promise<void>;
  /** Opens the waiting backup and says what restoring it would do. */
  openBackup(passphrase: string): Promise<BackupView>;
  /** Restores it and opens its firm. `typedName`: the firm's name, where clients of this computer are put aside. */
  restoreBackup(typedName: string): Promise<AppOverview>;
  /** Removes this computer from the open firm; `null` goes on with the removal that was interrupted. */
  removeFirm(
    choice: RemovalChoice | null,
    onProgress: (it: RemovalProgress) => void,
  ): Promise<RemovedView>;
  /** Ends a removal that was interrupted before anything was deleted. */
  keepFirm(): Promise<AppOverview>;
  /** Lets the waiting backup go. */
  forgetBackup(): Promise<void>;
  /** Makes a firm file for another computer, in the person's downloads (`revealSaved` shows it). */
  makeFirmFile(form: FirmFileForm): Promise<FirmFileMade>;
  /** Begins the next key of the firm's change log; every other computer needs a new firm file then. */
  changeFirmKey(): Promise<AppOverview>;
  /** Sets the folder in which the firm's computers share their change log; empty means none. */
  saveFirmFolder(folder: string): Promise<AppOverview>;
  /** Every list and report that can be asked for, with their filters and fields. */
  booksCatalogue(): Promise<Catalogue>;
  /** Whether reading makes this connection billable, and whether this person may. */
  booksBefore(clientId: string): Promise<BooksBefore>;
  /** The person agreed that reading makes the connection count for this month's bill; before that nothing is read. */
  booksAgree(clientId: string): Promise<void>;
  /** Reads a list, page after page, up to `most` rows; answers at once with the id of the reading. */
  booksList(
    clientId: string,
    resource: string,
    filters: Asked,
    most: number,
    onEvent: Hear,
  ): Promise<number>;
  /** Goes on with a reading that ended early, until there are `most` rows in all; none comes twice. */
  booksMore(reading: number, most: number, onEvent: Hear): Promise<void>;
  booksStop(reading: number): Promise<void>;
  /** Lets everything go that belongs to this client's books. */
  booksClose(clientId: string): Promise<void>;
  /** `onEvent` gets the number of the question, for `booksStop`, and what it waits for. */
  booksRecord(client: string, resource: string, id: string, onEvent: Hear): Promise<OneRecord>;
  booksReport(id: string, report: string, kind: string, by: Asked, on: Hear): Promise<OneReport>;
}

export const tauriIpc: Ipc = {
  appOverview: () => invoke('app_overview'),
  saveAppearance: (appearance) => invoke('save_appearance', { appearance }),
  openPractice: () => invoke('open_practice'),
  leavePractice: () => invoke('leave_practice'),
  startOverPractice: () => invoke('start_over_practice'),
  setUpFirm: (form, another = false) => invoke('set_up_firm', { form, another }),
  openFirm: (firm) => invoke('open_firm', { firm: firm ?? null }),
  closeFirm: () => invoke('close_firm'),
  listClients: () => invoke('list_clients'),
  watchRoster: (onEvent) => invoke('watch_roster', { onEvent: new Channel<RosterEvent>(onEvent) }),
  clientTimeline: (clientId) => invoke('client_timeline', { clientId }),
  addClient: (form) => invoke('add_client', { form }),
  editClient: (clientId, form) => invoke('edit_client', { clientId, form }),
  archiveClient: (clientId, disconnect) => invoke('archive_client', { clientId, disconnect }),
  pauseClient: (clientId) => invoke('pause_client', { clientId }),
  resumeClient: (clientId) => invoke('resume_client', { clientId }),
  connectOnline: (clientId) => invoke('connect_online', { clientId }),
  connectDesktop: (clientId, linkMinutes, handed) =>
    invoke('connect_desktop', { clientId, linkMinutes, handed }),
  currentAttempt: (clientId) => invoke('current_attempt', { clientId }),
  openConnectLink: (clientId) => invoke('open_connect_link', { clientId }),
  copyConnectLink: (clientId) => invoke('copy_connect_link', { clientId }),
  mailConnectLink: (clientId) => invoke('mail_connect_link', { clientId }),
  finishConnectWithCode: (clientId, code) => invoke('finish_connect_with_code', { clientId, code }),
  tellCompany: (clientId, companyId) => invoke('tell_company', { clientId, companyId }),
  saveConnection: (clientId) => invoke('save_connection', { clientId }),
  rejectConnection: (clientId) => invoke('reject_connection', { clientId }),
  saveAsNewClient: (clientId, name) => invoke('save_as_new_client', { clientId, name }),
  cancelConnect: (clientId) => invoke('cancel_connect', { clientId }),
  checkClient: (clientId) => invoke('check_client', { clientId }),
  refreshClient: (clientId) => invoke('refresh_client', { clientId }),
  stopWaiting: (clientId) => invoke('stop_waiting', { clientId }),
  checkAll: () => invoke('check_all'),
  queryUserRole: (clientId) => invoke('query_user_role', { clientId }),
  createEndUser: (clientId) => invoke('create_end_user', { clientId }),
  endUserCandidates: (clientId) => invoke('end_user_candidates', { clientId }),
  useEndUser: (clientId, endUserId) => invoke('use_end_user', { clientId, endUserId }),
  makeNewEndUser: (clientId) => invoke('make_new_end_user', { clientId }),
  unusedEndUsers: () => invoke('unused_end_users'),
  adoptEndUsers: (forms) => invoke('adopt_end_users', { forms }),
  dismissLeft: (clientId) => invoke('dismiss_left', { clientId }),
  disconnectClient: (clientId) => invoke('disconnect_client', { clientId }),
  deleteEndUser: (clientId, typedName) => invoke('delete_end_user', { clientId, typedName }),
  openInQuickbooks: (clientId) => invoke('open_in_quickbooks', { clientId }),
  copyText: (text) => invoke('copy_text', { text }),
  openHelp: (topic) => invoke('open_help', { topic }),
  saveMemory: (memory) => invoke('save_memory', { memory }),
  saveNotices: (notices) => invoke('save_notices', { notices }),
  saveChecks: (checks) => invoke('save_checks', { checks }),
  showNotice: (title, body) => invoke('show_notice', { title, body }),
  firmActivity: (before, limit) => invoke('firm_activity', { before, limit }),
  firmComputers: () => invoke('firm_computers'),
  saveTable: (kind, rows, about = []) => invoke('save_table', { kind, rows, about }),
  revealSaved: () => invoke('reveal_saved'),
  readList: (bytes, sheet, encoding) => invoke('read_list', { bytes, sheet, encoding }),
  importClients: (forms, listen) =>
    invoke('import_clients', { forms, onProgress: new Channel<ImportProgress>(listen) }),
  cancelImport: () => invoke('cancel_import'),
  diagnostics: () => invoke('diagnostics'),
  revealFolder: () => invoke('reveal_folder'),
  supportFile: () => invoke('support_file'),
  saveSupportFile: () => invoke('save_support_file'),
  restartApp: () => invoke('restart_app'),
  readFirmFile: (name, bytes) => invoke('read_firm_file', { name, bytes }),
  readManagedFirmFile: () => invoke('read_managed_firm_file'),
  openFirmFile: (passphrase) => invoke('open_firm_file', { passphrase }),
  joinFirm: (folderServer) => invoke('join_firm', { folderServer }),
  forgetFirmFile: () => invoke('forget_firm_file'),
  rosterCopies: () => invoke('roster_copies'),
  restoreCopy: (name) => invoke('restore_copy', { name }),
  makeBackup: (passphrase) => invoke('make_backup', { passphrase }),
  readBackup: (bytes) => invoke('read_backup', { bytes }),
  openBackup: (passphrase) => invoke('open_backup', { passphrase }),
  restoreBackup: (typedName) => invoke('restore_backup', { typedName }),
  forgetBackup: () => invoke('forget_backup'),
  removeFirm: (choice, listen) =>
    invoke('remove_firm', { choice, onProgress: new Channel<RemovalProgress>(listen) }),
  keepFirm: () => invoke('keep_firm'),
  makeFirmFile: (form) => invoke('make_firm_file', { form }),
  changeFirmKey: () => invoke('change_firm_key'),
  saveFirmFolder: (folder) => invoke('save_firm_folder', { folder }),
  booksCatalogue: () => invoke('books_catalogue'),
  booksBefore: (clientId) => invoke('books_before', { clientId }),
  booksAgree: (clientId) => invoke('books_agree', { clientId }),
  booksList: (clientId, resource, filters, most, onEvent) =>
    invoke('books_list', { clientId, resource, filters, most, onEvent: new Channel(onEvent) }),
  booksMore: (reading, most, onEvent) =>
    invoke('books_more', { reading, most, onEvent: new Channel(onEvent) }),
  booksStop: (reading) => invoke('books_stop', { reading }),
  booksClose: (clientId) => invoke('books_close', { clientId }),
  booksRecord: (clientId, resource, id, onEvent) =>
    invoke('books_record', { clientId, resource, id, onEvent: new Channel(onEvent) }),
  booksReport: (clientId, report, kind, filters, onEvent) =>
    invoke('books_report', { clientId, report, kind, filters, onEvent: new Channel(onEvent) }),
};

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
  if (typeof error === 'object' && error !== null && 'code' in error && 'message' in error) {
    return error as ProblemView;
  }
  // Not one of the app's own problems, so its text is not for people.
  console.error(error);
  return { code: 'internal', message: '', retryable: false };
}
