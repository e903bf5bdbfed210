// Written by the test `export_bindings_commands` from the functions in src-tauri/commands. Do not edit.
import { Channel, invoke } from '@tauri-apps/api/core';
import type { Asked, BooksEvent, Catalogue, OneRecord, OneReport } from '../../features/books/types';
import type { ActionView } from './ActionView';
import type { ActivityLine } from './ActivityLine';
import type { AdoptedView } from './AdoptedView';
import type { AdoptionForm } from './AdoptionForm';
import type { AppOverview } from './AppOverview';
import type { Appearance } from './Appearance';
import type { AttemptView } from './AttemptView';
import type { BackupView } from './BackupView';
import type { BooksBefore } from './BooksBefore';
import type { CheckSettings } from './CheckSettings';
import type { ClientForm } from './ClientForm';
import type { ClientRow } from './ClientRow';
import type { CopyView } from './CopyView';
import type { Diagnostics } from './Diagnostics';
import type { EndUserView } from './EndUserView';
import type { EndUsersView } from './EndUsersView';
import type { FirmComputerView } from './FirmComputerView';
import type { FirmFileForm } from './FirmFileForm';
import type { FirmFileMade } from './FirmFileMade';
import type { FirmFileSeen } from './FirmFileSeen';
import type { FirmFileView } from './FirmFileView';
import type { FirmForm } from './FirmForm';
import type { HelpTopic } from './HelpTopic';
import type { ImportForm } from './ImportForm';
import type { ImportOutcome } from './ImportOutcome';
import type { ImportProgress } from './ImportProgress';
import type { LinkDelivery } from './LinkDelivery';
import type { ListView } from './ListView';
import type { NoticeSettings } from './NoticeSettings';
import type { RemovalChoice } from './RemovalChoice';
import type { RemovalProgress } from './RemovalProgress';
import type { RemovedView } from './RemovedView';
import type { RoleView } from './RoleView';
import type { RosterEvent } from './RosterEvent';
import type { RosterMemory } from './RosterMemory';
import type { RoundView } from './RoundView';
import type { SavedFile } from './SavedFile';
import type { SupportFile } from './SupportFile';
import type { TableKind } from './TableKind';
import type { TimelineEvent } from './TimelineEvent';
import type { UndoneView } from './UndoneView';

/** Every command. Each rejects with a `ProblemView`. */
export interface Ipc {
  /** Archives clients, all in one step. `disconnect`: their QuickBooks Online connections end here at once, and at Intuit when it answers; then it may take longer, and can be stopped. */
  archiveClients(clientIds: string[], disconnect: boolean, onProgress: (event: ImportProgress) => void): Promise<ActionView>;
  /** Puts archived clients back on the list, all in one step. */
  restoreClients(clientIds: string[], onProgress: (event: ImportProgress) => void): Promise<ActionView>;
  /** Pauses the checks of clients, all in one step. */
  pauseClients(clientIds: string[], onProgress: (event: ImportProgress) => void): Promise<ActionView>;
  /** Has paused clients checked again, all in one step. */
  resumeClients(clientIds: string[], onProgress: (event: ImportProgress) => void): Promise<ActionView>;
  /** Removes clients that were never connected; others stay as they are. */
  removeClients(clientIds: string[]): Promise<ActionView>;
  /** Stops what is being done to many clients. What had already ended is not undone; its own answer says which it was. */
  stopAction(): Promise<void>;
  /** Takes back the last action on clients that was not taken back yet; `None` where there is none. A newer change stays. */
  undo(): Promise<UndoneView | null>;
  /** The copies of a damaged roster, the newest first. */
  rosterCopies(): Promise<CopyView[]>;
  /** Needs no permission: it is offered for a damaged roster only, which is kept. */
  restoreCopy(name: string): Promise<AppOverview>;
  /** Makes a backup of the open firm, in the person's downloads (`revealSaved` shows it). */
  makeBackup(passphrase: string): Promise<SavedFile>;
  /** Hands a backup's bytes over; refused at once when it is none. It waits for its passphrase. */
  readBackup(bytes: number[]): Promise<void>;
  /** Opens the waiting backup and says what restoring it would do. */
  openBackup(passphrase: string): Promise<BackupView>;
  /** Restores it and opens its firm. `typedName`: the firm's name, where clients of this computer are put aside. */
  restoreBackup(typedName: string): Promise<AppOverview>;
  /** Lets the waiting backup go. */
  forgetBackup(): Promise<void>;
  /** Every list and report that can be asked for, with their filters and fields. */
  booksCatalogue(): Promise<Catalogue>;
  /** Whether reading makes this connection billable, and whether this person may. */
  booksBefore(clientId: string): Promise<BooksBefore>;
  /** A person agreed that reading makes the connection count for this month's bill. */
  booksAgree(clientId: string): Promise<void>;
  /** Reads a list, page after page, up to `most` rows; answers at once with the id of the reading. */
  booksList(clientId: string, resource: string, filters: Asked, most: number, onEvent: (event: BooksEvent) => void): Promise<number>;
  /** Goes on with a reading that ended early, until there are `most` rows in all; none comes twice. */
  booksMore(reading: number, most: number, onEvent: (event: BooksEvent) => void): Promise<void>;
  booksStop(reading: number): Promise<void>;
  /** Lets everything go that belongs to this client's books. */
  booksClose(clientId: string): Promise<void>;
  /** `onEvent` gets the number of the question, for `booksStop`, and what it waits for. */
  booksRecord(clientId: string, resource: string, id: string, onEvent: (event: BooksEvent) => void): Promise<OneRecord>;
  booksReport(clientId: string, report: string, kind: string, filters: Asked, onEvent: (event: BooksEvent) => void): Promise<OneReport>;
  listClients(): Promise<ClientRow[]>;
  clientTimeline(clientId: string): Promise<TimelineEvent[]>;
  addClient(form: ClientForm): Promise<ClientRow>;
  editClient(clientId: string, form: ClientForm): Promise<ClientRow>;
  /** `disconnect`: its QuickBooks Online connection ends here at once, and at Intuit when it answers. */
  archiveClient(clientId: string, disconnect: boolean): Promise<ClientRow>;
  pauseClient(clientId: string): Promise<ClientRow>;
  resumeClient(clientId: string): Promise<ClientRow>;
  checkClient(clientId: string): Promise<ClientRow>;
  checkAll(): Promise<RoundView>;
  stopWaiting(clientId: string): Promise<void>;
  queryUserRole(clientId: string): Promise<RoleView>;
  /** Renews the grant first, so that its idle clock starts anew. */
  refreshClient(clientId: string): Promise<ClientRow>;
  openInQuickbooks(clientId: string): Promise<void>;
  connectOnline(clientId: string): Promise<AttemptView>;
  connectDesktop(clientId: string, linkMinutes: number, handed: LinkDelivery): Promise<AttemptView>;
  createEndUser(clientId: string): Promise<ClientRow>;
  /** Refused with `thisOne`: the connections that may be this client's. */
  endUserCandidates(clientId: string): Promise<EndUserView[]>;
  useEndUser(clientId: string, endUserId: string): Promise<ClientRow>;
  makeNewEndUser(clientId: string): Promise<ClientRow>;
  unusedEndUsers(): Promise<EndUsersView>;
  adoptEndUsers(forms: AdoptionForm[]): Promise<AdoptedView>;
  currentAttempt(clientId: string): Promise<AttemptView | null>;
  openConnectLink(clientId: string): Promise<void>;
  copyConnectLink(clientId: string): Promise<void>;
  mailConnectLink(clientId: string): Promise<void>;
  finishConnectWithCode(clientId: string, code: string): Promise<AttemptView>;
  /** Says which company a sign-in was for, when Intuit did not; in the stage `company` only. */
  provideCompanyId(clientId: string, companyId: string): Promise<AttemptView>;
  saveConnection(clientId: string): Promise<ClientRow>;
  rejectConnection(clientId: string): Promise<AttemptView>;
  saveAsNewClient(clientId: string, name: string): Promise<ClientRow>;
  cancelConnect(clientId: string): Promise<ClientRow>;
  disconnectClient(clientId: string): Promise<ClientRow>;
  /** Dismisses the note that Intuit's permission still exists; the timeline keeps it. */
  dismissLeft(clientId: string): Promise<ClientRow>;
  deleteEndUser(clientId: string, typedName: string): Promise<ClientRow>;
  /** Closes the app and opens it again. */
  restartApp(): Promise<void>;
  /** Makes the support file, to be read before it is saved. */
  supportFile(): Promise<SupportFile>;
  /** Saves the support file that was shown last into the person's downloads. */
  saveSupportFile(): Promise<SavedFile>;
  appOverview(): Promise<AppOverview>;
  openPractice(): Promise<AppOverview>;
  leavePractice(): Promise<AppOverview>;
  startOverPractice(): Promise<AppOverview>;
  /** The firm of this id, or the one that was open last. */
  openFirm(firm?: string | null): Promise<AppOverview>;
  closeFirm(): Promise<AppOverview>;
  watchRoster(onEvent: (event: RosterEvent) => void): Promise<void>;
  copyText(text: string): Promise<void>;
  openHelp(topic: HelpTopic): Promise<void>;
  /** Checks every key against its service, keeps the keys in the keychain and opens the firm. */
  setUpFirm(form: FirmForm, another?: boolean | null): Promise<AppOverview>;
  /** Hands a firm file's bytes over; refused at once when it is none. It waits for its passphrase. */
  readFirmFile(name: string, bytes: number[]): Promise<FirmFileSeen>;
  /** The file that the managed settings name: read anew, and compared with its fingerprint anew. */
  readManagedFirmFile(): Promise<FirmFileSeen>;
  /** Opens the waiting file and says what taking it would do. */
  openFirmFile(passphrase: string): Promise<FirmFileView>;
  /** Needs no permission: its own firm's signature gives new keys to one that may not change them, and a file of another firm touches nothing of this one. What the managed settings forbid is refused in there. */
  joinFirm(folderServer?: string | null): Promise<AppOverview>;
  /** Lets the waiting file go. */
  forgetFirmFile(): Promise<void>;
  /** Makes a firm file for another computer, in the person's downloads (`revealSaved` shows it). */
  makeFirmFile(form: FirmFileForm): Promise<FirmFileMade>;
  /** Begins the next key of the firm's change log; every other computer needs a new firm file then. */
  changeFirmKey(): Promise<AppOverview>;
  /** Sets the folder in which the firm's computers share their change log; empty means none. */
  saveFirmFolder(folder: string): Promise<AppOverview>;
  /** Begins a removal, or goes on with the one that was interrupted, whatever is chosen. Needs no permission but that of disconnecting: a computer may always be given back. */
  removeFirm(choice: RemovalChoice | null, onProgress: (event: RemovalProgress) => void): Promise<RemovedView>;
  /** Ends a removal that was interrupted before anything was deleted. */
  keepFirm(): Promise<AppOverview>;
  saveAppearance(appearance: Appearance): Promise<void>;
  saveMemory(memory: RosterMemory): Promise<void>;
  saveNotices(notices: NoticeSettings): Promise<void>;
  saveChecks(checks: CheckSettings): Promise<void>;
  /** Has the operating system show a notice. */
  showNotice(title: string, body: string): Promise<void>;
  diagnostics(): Promise<Diagnostics>;
  /** Shows the app's own folder. */
  revealFolder(): Promise<void>;
  /** The firm's change log, newest first; `before` is the id of the last line that is known. What one action did to many clients is one line. */
  firmActivity(before: number | null, limit: number): Promise<ActivityLine[]>;
  /** The lines that the line `like` of an action sums up, by the clients' names. */
  actionLines(action: string, like: number): Promise<ActivityLine[]>;
  /** The firm's other computers, as far as its change log names them. */
  firmComputers(): Promise<FirmComputerView[]>;
  /** Writes a table, its first row the header, as CSV into the person's downloads; `about` are parts of its name. */
  saveTable(kind: TableKind, rows: string[][], about?: string[] | null): Promise<SavedFile>;
  /** Shows the file that was written last in its folder. */
  revealSaved(): Promise<void>;
  /** Reads a list for its preview. Nothing of it is kept: another sheet or other letters are read from the file again. */
  readList(bytes: number[], sheet?: string | null, encoding?: string | null): Promise<ListView>;
  /** Imports a list: all of it or nothing. `None`: it was cancelled, and nothing was imported. */
  importClients(forms: ImportForm[], onProgress: (event: ImportProgress) => void): Promise<ImportOutcome | null>;
  /** Cancels the import that runs. One that had already ended is not undone; its own answer says which it was. */
  cancelImport(): Promise<void>;
}

export const tauriIpc: Ipc = {
  archiveClients: (clientIds, disconnect, onProgress) => invoke('archive_clients', { clientIds, disconnect, onProgress: new Channel(onProgress) }),
  restoreClients: (clientIds, onProgress) => invoke('restore_clients', { clientIds, onProgress: new Channel(onProgress) }),
  pauseClients: (clientIds, onProgress) => invoke('pause_clients', { clientIds, onProgress: new Channel(onProgress) }),
  resumeClients: (clientIds, onProgress) => invoke('resume_clients', { clientIds, onProgress: new Channel(onProgress) }),
  removeClients: (clientIds) => invoke('remove_clients', { clientIds }),
  stopAction: () => invoke('stop_action'),
  undo: () => invoke('undo'),
  rosterCopies: () => invoke('roster_copies'),
  restoreCopy: (name) => invoke('restore_copy', { name }),
  makeBackup: (passphrase) => invoke('make_backup', { passphrase }),
  readBackup: (bytes) => invoke('read_backup', { bytes }),
  openBackup: (passphrase) => invoke('open_backup', { passphrase }),
  restoreBackup: (typedName) => invoke('restore_backup', { typedName }),
  forgetBackup: () => invoke('forget_backup'),
  booksCatalogue: () => invoke('books_catalogue'),
  booksBefore: (clientId) => invoke('books_before', { clientId }),
  booksAgree: (clientId) => invoke('books_agree', { clientId }),
  booksList: (clientId, resource, filters, most, onEvent) => invoke('books_list', { clientId, resource, filters, most, onEvent: new Channel(onEvent) }),
  booksMore: (reading, most, onEvent) => invoke('books_more', { reading, most, onEvent: new Channel(onEvent) }),
  booksStop: (reading) => invoke('books_stop', { reading }),
  booksClose: (clientId) => invoke('books_close', { clientId }),
  booksRecord: (clientId, resource, id, onEvent) => invoke('books_record', { clientId, resource, id, onEvent: new Channel(onEvent) }),
  booksReport: (clientId, report, kind, filters, onEvent) => invoke('books_report', { clientId, report, kind, filters, onEvent: new Channel(onEvent) }),
  listClients: () => invoke('list_clients'),
  clientTimeline: (clientId) => invoke('client_timeline', { clientId }),
  addClient: (form) => invoke('add_client', { form }),
  editClient: (clientId, form) => invoke('edit_client', { clientId, form }),
  archiveClient: (clientId, disconnect) => invoke('archive_client', { clientId, disconnect }),
  pauseClient: (clientId) => invoke('pause_client', { clientId }),
  resumeClient: (clientId) => invoke('resume_client', { clientId }),
  checkClient: (clientId) => invoke('check_client', { clientId }),
  checkAll: () => invoke('check_all'),
  stopWaiting: (clientId) => invoke('stop_waiting', { clientId }),
  queryUserRole: (clientId) => invoke('query_user_role', { clientId }),
  refreshClient: (clientId) => invoke('refresh_client', { clientId }),
  openInQuickbooks: (clientId) => invoke('open_in_quickbooks', { clientId }),
  connectOnline: (clientId) => invoke('connect_online', { clientId }),
  connectDesktop: (clientId, linkMinutes, handed) => invoke('connect_desktop', { clientId, linkMinutes, handed }),
  createEndUser: (clientId) => invoke('create_end_user', { clientId }),
  endUserCandidates: (clientId) => invoke('end_user_candidates', { clientId }),
  useEndUser: (clientId, endUserId) => invoke('use_end_user', { clientId, endUserId }),
  makeNewEndUser: (clientId) => invoke('make_new_end_user', { clientId }),
  unusedEndUsers: () => invoke('unused_end_users'),
  adoptEndUsers: (forms) => invoke('adopt_end_users', { forms }),
  currentAttempt: (clientId) => invoke('current_attempt', { clientId }),
  openConnectLink: (clientId) => invoke('open_connect_link', { clientId }),
  copyConnectLink: (clientId) => invoke('copy_connect_link', { clientId }),
  mailConnectLink: (clientId) => invoke('mail_connect_link', { clientId }),
  finishConnectWithCode: (clientId, code) => invoke('finish_connect_with_code', { clientId, code }),
  provideCompanyId: (clientId, companyId) => invoke('provide_company_id', { clientId, companyId }),
  saveConnection: (clientId) => invoke('save_connection', { clientId }),
  rejectConnection: (clientId) => invoke('reject_connection', { clientId }),
  saveAsNewClient: (clientId, name) => invoke('save_as_new_client', { clientId, name }),
  cancelConnect: (clientId) => invoke('cancel_connect', { clientId }),
  disconnectClient: (clientId) => invoke('disconnect_client', { clientId }),
  dismissLeft: (clientId) => invoke('dismiss_left', { clientId }),
  deleteEndUser: (clientId, typedName) => invoke('delete_end_user', { clientId, typedName }),
  restartApp: () => invoke('restart_app'),
  supportFile: () => invoke('support_file'),
  saveSupportFile: () => invoke('save_support_file'),
  appOverview: () => invoke('app_overview'),
  openPractice: () => invoke('open_practice'),
  leavePractice: () => invoke('leave_practice'),
  startOverPractice: () => invoke('start_over_practice'),
  openFirm: (firm) => invoke('open_firm', { firm }),
  closeFirm: () => invoke('close_firm'),
  watchRoster: (onEvent) => invoke('watch_roster', { onEvent: new Channel(onEvent) }),
  copyText: (text) => invoke('copy_text', { text }),
  openHelp: (topic) => invoke('open_help', { topic }),
  setUpFirm: (form, another) => invoke('set_up_firm', { form, another }),
  readFirmFile: (name, bytes) => invoke('read_firm_file', { name, bytes }),
  readManagedFirmFile: () => invoke('read_managed_firm_file'),
  openFirmFile: (passphrase) => invoke('open_firm_file', { passphrase }),
  joinFirm: (folderServer) => invoke('join_firm', { folderServer }),
  forgetFirmFile: () => invoke('forget_firm_file'),
  makeFirmFile: (form) => invoke('make_firm_file', { form }),
  changeFirmKey: () => invoke('change_firm_key'),
  saveFirmFolder: (folder) => invoke('save_firm_folder', { folder }),
  removeFirm: (choice, onProgress) => invoke('remove_firm', { choice, onProgress: new Channel(onProgress) }),
  keepFirm: () => invoke('keep_firm'),
  saveAppearance: (appearance) => invoke('save_appearance', { appearance }),
  saveMemory: (memory) => invoke('save_memory', { memory }),
  saveNotices: (notices) => invoke('save_notices', { notices }),
  saveChecks: (checks) => invoke('save_checks', { checks }),
  showNotice: (title, body) => invoke('show_notice', { title, body }),
  diagnostics: () => invoke('diagnostics'),
  revealFolder: () => invoke('reveal_folder'),
  firmActivity: (before, limit) => invoke('firm_activity', { before, limit }),
  actionLines: (action, like) => invoke('action_lines', { action, like }),
  firmComputers: () => invoke('firm_computers'),
  saveTable: (kind, rows, about) => invoke('save_table', { kind, rows, about }),
  revealSaved: () => invoke('reveal_saved'),
  readList: (bytes, sheet, encoding) => invoke('read_list', { bytes, sheet, encoding }),
  importClients: (forms, onProgress) => invoke('import_clients', { forms, onProgress: new Channel(onProgress) }),
  cancelImport: () => invoke('cancel_import'),
};
