/** How the fake begins, and how a test steers it. */
import type { AppOverview, FirmFileView, Ipc, Permissions, RemovedView } from '../../src/ipc';
import type {
  AttemptView,
  ClientRow,
  Ending,
  EndUserView,
  FirmComputerView,
  FoundCompany,
  ListView,
  ProblemView,
  RosterEvent,
} from '../../src/ipc/types';
import type { BooksOptions } from './books';

export interface Options {
  profile?: AppOverview['profile'];
  banners?: AppOverview['banners'];
  theme?: AppOverview['appearance']['theme'];
  accountingScope?: boolean;
  askRoles?: boolean;
  empty?: boolean;
  memory?: Partial<AppOverview['memory']>;
  notices?: Partial<AppOverview['notices']>;
  /** Makes up this many clients instead of the sample. */
  many?: number;
  conductorReady?: boolean;
  /** The client whose state a check of everything changes. */
  changed?: string;
  /** Every client was added by one action. */
  addedAtOnce?: boolean;
  intuitReady?: boolean;
  platform?: 'linux' | 'windows' | 'macos';
  computerName?: string;
  computerFingerprint?: string;
  firmComputers?: FirmComputerView[];
  relay?: AppOverview['relay'];
  firmFolder?: string;
  folderProblem?: ProblemView;
  joined?: AppOverview['computer']['joined'];
  /** What this computer may not do. */
  mayNot?: (keyof Permissions)[];
  managed?: Partial<AppOverview['managed']>;
  /** Name of a firm file that was opened before the window was there. */
  firmFile?: string;
  firmFileProblem?: ProblemView;
  /** What an opened firm file says. */
  firmFileView?: Partial<FirmFileView>;
  /** The keychain has not answered yet; `Control.opened` lets it. */
  opening?: boolean;
  /** What every file is read as. */
  list?: ListView;
  /** The firms of this computer. */
  firms?: AppOverview['firms'];
  /** What Conductor has that no client uses. */
  endUsers?: EndUserView[];
  endUsersPartial?: boolean;
  /** How many of them may be the client's that asks. */
  candidates?: number;
  /** A removal of this computer that was interrupted. */
  removal?: AppOverview['removal'];
  /** What comes of removing this computer. */
  removed?: Partial<RemovedView>;
  books?: BooksOptions;
  /** The call that never comes to an end. */
  slow?:
    | 'archiveClients'
    | 'listClients'
    | 'startOverPractice'
    | 'openFirmFile'
    | 'joinFirm'
    | 'makeFirmFile'
    | 'removeFirm'
    | 'importClients';
}

export interface Importing {
  report(done: number): void;
  /** `null`: nothing was imported. */
  end(added: number | null): void;
}

/** What a test changes of an attempt. */
export interface AttemptChange {
  stage?: AttemptView['stage'];
  openedAt?: number | null;
  startedAtService?: boolean;
  found?: FoundCompany | null;
  ending?: Ending;
  error?: ProblemView | null;
}

export interface Control {
  calls: [keyof Ipc, ...unknown[]][];
  rows: Map<string, ClientRow>;
  /** The next call of this name is refused with the problem. */
  refuse(name: keyof Ipc, problem: ProblemView): void;
  emit(event: RosterEvent): void;
  /** The import that runs (with `slow: 'importClients'`). */
  importing(): Importing;
  byName(name: string): ClientRow;
  /** The keychain answers; these rows differ from what was last known. */
  opened(changed?: ClientRow[]): void;
  attempt(clientName: string, change: AttemptChange): void;
  /** As if no sign-in had ever been started. */
  forgetAttempts(): void;
  found(change?: Partial<FoundCompany>): FoundCompany;
  /** The firm takes rights away from this computer, as a new firm file does; the window gets an event. */
  takeAway(rights: (keyof Permissions)[]): void;
  /** Lets a reading of books that waits go on. */
  booksGo(): void;
}
