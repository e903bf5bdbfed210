/** A typed stand-in for the app: answers like it, remembers what was asked, and can be steered. */
import type {
  AppOverview,
  FirmFileSeen,
  FirmFileView,
  Ipc,
  RemovedView,
  SeatPolicy,
} from '../../src/ipc';
import type {
  AttemptView,
  ClientRow,
  EndUserView,
  FirmComputerView,
  FoundCompany,
  ProblemView,
  RosterEvent,
  TimelineEvent,
  ListView,
} from '../../src/ipc/types';
import { makeBooks, type BooksOptions } from './books';
import { NOW, role, row as newRow, sampleRows } from './rows';
import { supportFile } from './support';

const MIN = 60_000;

export interface Options {
  profile?: AppOverview['profile'];
  bars?: AppOverview['bars'];
  theme?: AppOverview['appearance']['theme'];
  accountingScope?: boolean;
  askRoles?: boolean;
  empty?: boolean;
  memory?: Partial<AppOverview['memory']>;
  notices?: Partial<AppOverview['notices']>;
  /** Makes up this many clients instead of the sample. */
  many?: number;
  conductorReady?: boolean;
  intuitReady?: boolean;
  platform?: 'linux' | 'windows' | 'macos';
  seatName?: string;
  computerFingerprint?: string;
  firmComputers?: FirmComputerView[];
  relay?: AppOverview['relay'];
  firmFolder?: string;
  folderProblem?: string;
  joined?: AppOverview['seat']['joined'];
  /** What this computer may not do. */
  mayNot?: (keyof SeatPolicy)[];
  managed?: Partial<AppOverview['managed']>;
  /** Name of a firm file that was opened before the window was there. */
  firmFile?: string;
  firmFileProblem?: string;
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
  slow?: 'openFirmFile' | 'joinFirm' | 'makeFirmFile' | 'removeFirm' | 'importClients';
}

export interface Importing {
  tell(done: number): void;
  /** `null`: nothing was imported. */
  end(added: number | null): void;
}

export interface Control {
  calls: [string, ...unknown[]][];
  rows: Map<string, ClientRow>;
  /** The next call of this name is refused with the problem. */
  refuse(name: string, problem: ProblemView): void;
  emit(event: RosterEvent): void;
  /** The import that runs (with `slow: 'importClients'`). */
  importing(): Importing;
  byName(name: string): ClientRow;
  /** The keychain answers; these rows differ from what was last known. */
  opened(changed?: ClientRow[]): void;
  attempt(clientName: string, change: Partial<AttemptView>): void;
  /** As if no sign-in had ever been started. */
  forgetAttempts(): void;
  found(change?: Partial<FoundCompany>): FoundCompany;
  /** The firm takes rights away from this computer, as a new firm file does; the window gets an event. */
  takeAway(rights: (keyof SeatPolicy)[]): void;
  /** Lets a reading of books that waits go on. */
  booksGo(): void;
}

const OWN_FIRM: AppOverview['firms'][number] = {
  id: 'firm',
  name: 'Hale & Ortiz LLP',
  host: 'relay.haleortiz.example',
  openedAt: NOW - 12 * MIN,
};

function overviewOf(options: Options): AppOverview {
  const profile = options.profile ?? 'practice';
  return {
    profile,
    opening: options.opening ?? false,
    firmName: profile === 'none' ? null : 'Hale & Ortiz LLP',
    firmId: profile === 'live' || profile === 'sandbox' ? 'firm' : null,
    firms: options.firms ?? (profile === 'live' || profile === 'sandbox' ? [OWN_FIRM] : []),
    seatName: options.seatName ?? 'FRONT-DESK',
    computerId: '3f2a9c01-6d2e-4f5a-8b7c-0d1e2f3a4b5c',
    computerFingerprint: options.computerFingerprint ?? null,
    version: '0.1.0',
    platform: options.platform ?? 'linux',
    appearance: { theme: options.theme ?? 'light', density: 'regular', zoom: 1, letterKeys: true },
    memory: {
      sort: '',
      down: false,
      view: '',
      role: '',
      books: { recent: [], columns: [], views: [] },
      ...options.memory,
    },
    notices: {
      on: false,
      names: false,
      quiet: true,
      quietFrom: 18 * 60,
      quietUntil: 8 * 60,
      ...options.notices,
    },
    checks: { everyMinutes: 15 },
    bars: options.bars ?? [],
    lastCheckAt: NOW - 12 * MIN,
    nextCheckAt: NOW + 3 * MIN,
    firmReady: profile === 'live' || profile === 'sandbox',
    relay:
      options.relay !== undefined
        ? options.relay
        : profile === 'live'
          ? { host: 'relay.haleortiz.example', operator: 'Hale & Ortiz LLP' }
          : null,
    accountingScope: options.accountingScope ?? false,
    conductorReady: options.conductorReady ?? true,
    intuitReady: options.intuitReady ?? true,
    askRoles: options.askRoles ?? true,
    seat: {
      joined: options.joined ?? null,
      policy: policyWithout(options.mayNot ?? []),
      firmFolder: options.firmFolder ?? null,
      signerWords: options.profile === 'none' ? null : SIGNER_WORDS,
      signerFingerprint: options.profile === 'none' ? null : 'a'.repeat(43),
      folderProblem: options.folderProblem ?? null,
    },
    removal: options.removal ?? null,
    managed: { source: null, fields: [], problems: [], firmFile: null, ...options.managed },
    firmFile:
      options.firmFile === undefined
        ? null
        : {
            name: options.firmFile,
            ...(options.firmFileProblem && { problem: options.firmFileProblem }),
          },
  };
}

function wholePolicy(): SeatPolicy {
  return {
    connect: true,
    disconnect: true,
    deleteConnections: true,
    export: true,
    changeKeys: true,
    makeFirmFiles: true,
    readBooks: true,
  };
}

function policyWithout(refused: readonly (keyof SeatPolicy)[]): SeatPolicy {
  return {
    ...wholePolicy(),
    ...Object.fromEntries(refused.map((right) => [right, false])),
  };
}

/** The sample firm's signing key, as words. */
export const SIGNER_WORDS = 'bado kimu tola rewi sunu pafe';

/** What the firm file of the sample holds. */
const fileView: FirmFileView = {
  firmName: 'Hale & Ortiz LLP',
  computer: 'FRONT-DESK',
  madeBy: 'OFFICE-1',
  madeAt: NOW - 24 * 60 * MIN,
  usableUntil: NOW + 6 * 24 * 60 * MIN,
  conductor: true,
  intuit: {
    environment: 'production',
    relayHost: 'relay.haleortiz.example',
    relayOperator: 'Hale & Ortiz LLP',
  },
  policy: {
    connect: true,
    disconnect: false,
    deleteConnections: false,
    export: true,
    changeKeys: false,
    makeFirmFiles: false,
    readBooks: false,
  },
  firmFolder: null,
  hosts: [{ service: 'relay', host: 'relay.haleortiz.example' }],
  changes: [],
  signerWords: SIGNER_WORDS,
  signer: 'unknown',
  folderServer: null,
  replaces: null,
  beside: null,
};

function manyRows(count: number): ClientRow[] {
  const sample = sampleRows();
  return Array.from({ length: count }, (_, index) => {
    const it = sample[index % sample.length] as ClientRow;
    return { ...it, id: `many-${index}`, name: `${it.name} ${index + 1}`, number: String(index) };
  });
}

function timelineOf(it: ClientRow): TimelineEvent[] {
  const base = { from: null, to: null, detail: null, person: null, computer: '' };
  const day = 24 * 60 * MIN;
  const all: TimelineEvent[] = [
    { ...base, id: 1, at: NOW - 18 * day, event: 'added', computer: 'FRONT-DESK' },
  ];
  if (it.connectedAt !== null) {
    all.unshift({
      ...base,
      id: 2,
      at: it.connectedAt,
      event: 'connected',
      person: it.connectedAs?.name ?? 'Maria Ortiz',
      computer: 'FRONT-DESK',
    });
  }
  if (it.state !== 'connected' && it.connectedAt !== null) {
    all.unshift({
      ...base,
      id: 3,
      at: NOW - 3 * 60 * MIN,
      event: 'stateChanged',
      from: 'connected',
      to: it.state,
    });
  }
  if (it.role.availability === 'reported' && it.state === 'connected') {
    all.unshift(
      {
        ...base,
        id: 5,
        at: NOW - 12 * MIN,
        event: 'roleConfirmed',
        detail: 'admin payroll',
        person: 'Intuit',
      },
      {
        ...base,
        id: 4,
        at: NOW - 18 * day + 60 * MIN,
        event: 'roleChanged',
        detail: 'employee -> admin payroll',
        person: 'Intuit',
      },
    );
  }
  return all;
}

export function makeFake(options: Options): { ipc: Ipc; control: Control } {
  let overview = overviewOf(options);
  const rows = new Map<string, ClientRow>();
  const attempts = new Map<string, AttemptView>();
  const refusals = new Map<string, ProblemView>();
  let hear: ((event: RosterEvent) => void) | null = null;
  const calls: Control['calls'] = [];
  let importing: Importing | null = null;
  let booksOf = '';
  const books = makeBooks(options.books ?? {}, () => rows.get(booksOf)?.name ?? '');

  function fill(): void {
    rows.clear();
    if (options.empty === true) return;
    for (const it of options.many ? manyRows(options.many) : sampleRows()) rows.set(it.id, it);
  }
  if (overview.profile !== 'none') fill();

  function emit(event: RosterEvent): void {
    if (event.kind === 'rows') for (const it of event.rows) rows.set(it.id, it);
    if (event.kind === 'attempt') attempts.set(event.attempt.clientId, event.attempt);
    if (event.kind === 'firmFile') {
      const { name, problem } = event;
      overview = { ...overview, firmFile: problem === undefined ? { name } : { name, problem } };
    }
    hear?.(structuredClone(event));
  }

  function get(id: string): ClientRow {
    const it = rows.get(id);
    if (!it) throw new Error(`no client ${id}`);
    return it;
  }

  function change(id: string, to: Partial<ClientRow>): ClientRow {
    const it = { ...get(id), ...to };
    rows.set(id, it);
    return structuredClone(it);
  }

  function begin(id: string, minutes: number): AttemptView {
    const it: AttemptView = {
      clientId: id,
      books: get(id).books,
      stage: 'waiting',
      startedAt: Date.now(),
      openedAt: Date.now(),
      expiresAt: Date.now() + minutes * MIN,
      ending: null,
      found: null,
      error: null,
      startedAtService: false,
    };
    attempts.set(id, it);
    return { ...it };
  }

  function connected(id: string): ClientRow {
    const online = get(id).books === 'online';
    return change(id, {
      state: 'connected',
      tier: 'ok',
      primary: 'checkNow',
      secondary: online ? 'openInQuickBooks' : null,
      lastOkAt: Date.now(),
      checkedAt: Date.now(),
      connectedAt: Date.now(),
      companyTail: online ? '4821' : null,
      endUserId: online ? null : 'end_usr_practice99',
      connectedAs: online ? { name: 'Maria Ortiz', email: 'maria@haleortiz.example' } : null,
      role: online ? role('admin', true) : get(id).role,
    });
  }

  function found(to: Partial<FoundCompany> = {}): FoundCompany {
    return {
      companyName: null,
      companyTail: '4821',
      expectedTail: null,
      otherClient: null,
      person: { name: 'Maria Ortiz', email: 'maria@haleortiz.example' },
      previousPerson: null,
      role: role('admin', true),
      notMember: false,
      elsewhere: null,
      unconfirmed: false,
      byDigits: false,
      maybeClient: null,
      ...to,
    };
  }

  function take(firmFile: FirmFileSeen): FirmFileSeen {
    overview = { ...overview, firmFile };
    return firmFile;
  }

  let answer = (): void => undefined;
  const answered = new Promise<void>((resolve) => (answer = resolve));

  const never = { state: 'never', tier: 'none', primary: 'connect', secondary: null } as const;

  const answers: Ipc = {
    appOverview: async () => overview,
    saveAppearance: async (appearance) => {
      overview = { ...overview, appearance };
    },
    openPractice: async () => {
      overview = overviewOf({ ...options, profile: 'practice' });
      fill();
      return overview;
    },
    leavePractice: async () => (overview = overviewOf({ ...options, profile: 'none' })),
    startOverPractice: async () => {
      fill();
      return overview;
    },
    setUpFirm: async (form) => {
      overview = {
        ...overviewOf({
          ...options,
          profile: form.intuitEnvironment === 'sandbox' ? 'sandbox' : 'live',
        }),
        firmName: form.firmName,
      };
      rows.clear();
      return overview;
    },
    openFirm: async (id = 'firm') => {
      if (id !== 'firm' && !overview.firms.some((it) => it.id === id)) {
        const problem: ProblemView = {
          code: 'invalid',
          message: 'That firm is no longer on this computer. Choose another one.',
          retryable: false,
        };
        throw problem;
      }
      overview = overviewOf({ ...options, profile: 'live' });
      const firm = overview.firms.find((it) => it.id === id);
      if (firm) overview = { ...overview, firmId: id, firmName: firm.name };
      // Another firm has its own clients.
      if (id === 'firm') fill();
      else rows.clear();
      return overview;
    },
    closeFirm: async () => (overview = overviewOf({ ...options, profile: 'none' })),
    listClients: async () => structuredClone([...rows.values()]),
    watchRoster: async (onEvent) => {
      hear = onEvent;
      if (overview.opening) await answered;
    },
    clientTimeline: async (id) => timelineOf(get(id)),
    addClient: async (form) => {
      const it = newRow(form.name, 'never', 'connect', null, {
        id: `added-${rows.size}`,
        number: form.number || null,
        email: form.email || null,
        books: form.books,
        place: form.place,
        computer: form.computer || null,
      });
      rows.set(it.id, it);
      return structuredClone(it);
    },
    editClient: async (id, form) =>
      change(id, {
        name: form.name,
        number: form.number || null,
        email: form.email || null,
        books: form.books,
        place: form.place,
        computer: form.computer || null,
      }),
    archiveClient: async (id, disconnect) => {
      const gone = { connectedAs: null, connectedAt: null, companyTail: null };
      const state = {
        state: 'archived',
        tier: 'none',
        primary: 'resume',
        secondary: null,
      } as const;
      return change(id, disconnect ? { ...state, ...gone } : state);
    },
    pauseClient: async (id) =>
      change(id, { state: 'paused', tier: 'none', primary: 'resume', secondary: null }),
    resumeClient: async (id) => connected(id),
    connectOnline: async (id) => {
      const it = begin(id, 30);
      emit({
        kind: 'rows',
        rows: [
          change(id, {
            state: 'waiting',
            tier: 'wait',
            primary: 'showLink',
            secondary: 'cancel',
            until: it.expiresAt,
          }),
        ],
      });
      return it;
    },
    connectDesktop: async (id, minutes, handed) => {
      const it = begin(id, minutes);
      const opened = handed === 'opened';
      emit({
        kind: 'rows',
        rows: [
          change(id, {
            state: opened ? 'waiting' : 'invited',
            tier: 'wait',
            primary: opened ? 'showLink' : 'copyAgain',
            secondary: opened ? 'cancel' : 'newLink',
            until: it.expiresAt,
            link: { createdAt: it.startedAt, expiresAt: it.expiresAt, handed },
          }),
        ],
      });
      return it;
    },
    currentAttempt: async (id) => attempts.get(id) ?? null,
    openConnectLink: async () => undefined,
    copyConnectLink: async () => undefined,
    mailConnectLink: async () => undefined,
    finishConnectWithCode: async (id) => {
      const it: AttemptView = { ...begin(id, 30), stage: 'confirm', found: found() };
      attempts.set(id, it);
      return it;
    },
    tellCompany: async (id) => {
      const it: AttemptView = {
        ...(attempts.get(id) ?? begin(id, 30)),
        stage: 'confirm',
        found: found(),
      };
      emit({ kind: 'attempt', attempt: it });
      return it;
    },
    saveConnection: async (id) => {
      const it = attempts.get(id);
      if (it) emit({ kind: 'attempt', attempt: { ...it, stage: 'done' } });
      return connected(id);
    },
    rejectConnection: async (id) => {
      const it: AttemptView = {
        ...(attempts.get(id) ?? begin(id, 30)),
        stage: 'ended',
        ending: 'rejected',
      };
      attempts.set(id, it);
      emit({ kind: 'rows', rows: [change(id, { ...never })] });
      return it;
    },
    saveAsNewClient: async (_id, name) => {
      const it = newRow(name, 'never', 'connect', null, { id: `added-${rows.size}` });
      rows.set(it.id, it);
      return connected(it.id);
    },
    cancelConnect: async (id) => {
      attempts.delete(id);
      return change(id, { ...never, until: null });
    },
    checkClient: async (id) => change(id, { checkedAt: Date.now() }),
    refreshClient: async (id) => change(id, { checkedAt: Date.now() }),
    stopWaiting: async () => undefined,
    checkAll: async () => undefined,
    queryUserRole: async (id) => get(id).role,
    createEndUser: async (id) => change(id, { endUserId: 'end_usr_practice98' }),
    endUserCandidates: async () => (options.endUsers ?? []).slice(0, options.candidates ?? 1),
    useEndUser: async (id, endUserId) => {
      const found = options.endUsers?.find((it) => it.id === endUserId);
      return change(id, { endUserId, lastOkAt: found?.lastSuccessAt ?? null });
    },
    makeNewEndUser: async (id) => change(id, { endUserId: 'end_usr_practice99' }),
    unusedEndUsers: async () => ({
      // A test knows clients by their names.
      endUsers: (options.endUsers ?? []).map((it) => ({
        ...it,
        clientId: [...rows.values()].find((row) => row.name === it.clientId)?.id ?? null,
      })),
      whole: !options.endUsersPartial,
    }),
    adoptEndUsers: async (forms) => ({
      adopted: forms.length,
      added: forms.filter((it) => it.clientId === null).length,
      refused: [],
    }),
    dismissLeft: async (id) => change(id, { leftAtIntuit: null }),
    disconnectClient: async (id) =>
      change(id, { ...never, companyTail: null, connectedAs: null, connectedAt: null }),
    deleteEndUser: async (id) => change(id, { ...never, endUserId: null, link: null }),
    openInQuickbooks: async () => undefined,
    copyText: async () => undefined,
    openHelp: async () => undefined,
    saveMemory: async (memory) => {
      overview = { ...overview, memory };
    },
    saveNotices: async (notices) => {
      overview = { ...overview, notices };
    },
    saveChecks: async (checks) => {
      overview = { ...overview, checks };
    },
    showNotice: async () => undefined,
    firmComputers: async () => options.firmComputers ?? [],
    firmActivity: async (before, limit) =>
      [...rows.values()]
        .flatMap((it, index) =>
          timelineOf(it).map((event) => ({
            clientId: it.id,
            client: it.name,
            event: { ...event, id: event.id + 10 * index },
          })),
        )
        .sort((a, b) => b.event.at - a.event.at || b.event.id - a.event.id)
        .filter((_line, index, all) => {
          const known = before === null ? -1 : all.findIndex((line) => line.event.id === before);
          return index > known && index <= known + limit;
        }),
    saveTable: async (kind) => ({
      name: `Counterfoil ${kind} 2026-11-21.csv`,
      folder: 'Downloads',
    }),
    revealSaved: async () => undefined,
    readList: async (bytes, sheet, encoding) => {
      if (options.list) {
        const { letters } = options.list;
        return {
          ...options.list,
          sheet: sheet ?? options.list.sheet,
          letters: letters && { ...letters, used: encoding ?? letters.used },
        };
      }
      const lines = new TextDecoder()
        .decode(new Uint8Array(bytes))
        .trim()
        .split(/\r?\n/)
        .map((line, at) => ({ row: at + 1, cells: line.split(/[;,\t]/) }));
      return { lines, sheets: [], sheet: null, letters: null, unsaved: 0 };
    },
    importClients: async (forms, onProgress) => {
      if (options.slow === 'importClients') {
        return new Promise((end) => {
          importing = {
            tell: (done) => onProgress({ done, total: forms.length }),
            end: (added) => end(added === null ? null : { added, changed: 0, unchanged: 0 }),
          };
        });
      }
      const added: ClientRow[] = [];
      for (const form of forms) {
        added.push(await answers.addClient({ ...form, books: form.books ?? 'online' }));
      }
      emit({ kind: 'rows', rows: added });
      return { added: forms.length, changed: 0, unchanged: 0 };
    },
    cancelImport: async () => undefined,
    diagnostics: async () => ({
      version: '0.1.0',
      system: 'Debian GNU/Linux 12',
      webview: 'WebKitGTK 2.50',
      folder: '/home/maria/.local/share/app.counterfoil.desktop',
      clients: rows.size,
      keychain: 'ready',
    }),
    revealFolder: async () => undefined,
    supportFile: async () => supportFile(),
    saveSupportFile: async () => ({
      name: 'Counterfoil support 2026-11-21.txt',
      folder: 'Downloads',
    }),
    restartApp: async () => undefined,
    readFirmFile: async (name) => take({ name }),
    readManagedFirmFile: async () => take(overview.managed.firmFile ?? { name: 'none' }),
    openFirmFile: async () => {
      if (options.slow === 'openFirmFile') await new Promise(() => undefined);
      return { ...fileView, ...options.firmFileView };
    },
    joinFirm: async () => {
      if (options.slow === 'joinFirm') await new Promise(() => undefined);
      const it = { ...fileView, ...options.firmFileView };
      overview = overviewOf({ ...options, profile: 'live' });
      overview.seat = {
        joined: { computer: it.computer, madeBy: it.madeBy, madeAt: it.madeAt },
        policy: it.policy,
        firmFolder: it.firmFolder,
        signerWords: it.signerWords,
        signerFingerprint: 'a'.repeat(43),
        folderProblem: null,
      };
      overview.firmFile = null;
      rows.clear();
      return overview;
    },
    forgetFirmFile: async () => {
      overview = { ...overview, firmFile: null };
    },
    rosterCopies: async () => [
      {
        name: 'roster-2026-11-20.sqlite',
        at: NOW - 20 * 3_600_000,
        clients: 24,
        beforeFormat: false,
      },
      {
        name: 'before-format-5.sqlite',
        at: NOW - 6 * 86_400_000,
        clients: 1,
        beforeFormat: true,
      },
    ],
    restoreCopy: async () => (overview = { ...overview, bars: [] }),
    makeBackup: async () => ({
      name: 'Hale & Ortiz LLP - 2026-11-21.counterfoil-backup',
      folder: 'Downloads',
    }),
    removeFirm: async (_choice, onProgress) => {
      onProgress({ done: 0, total: 9 });
      onProgress({ done: 3, total: 9 });
      if (options.slow === 'removeFirm') return new Promise<never>(() => undefined);
      overview = overviewOf({ ...options, profile: 'none', removal: null, firms: [] });
      return {
        firmName: 'Hale & Ortiz LLP',
        disconnected: 9,
        handedOver: 0,
        left: [],
        desktop: 5,
        untold: false,
        noKeychain: false,
        unread: false,
        ...options.removed,
      };
    },
    keepFirm: async () => (overview = overviewOf({ ...options, profile: 'live', removal: null })),
    readBackup: async () => undefined,
    openBackup: async () => ({
      firmName: 'Hale & Ortiz LLP',
      computer: 'FRONT-DESK',
      madeAt: NOW - 3_600_000,
      clients: 24,
      connected: 9,
      relayHost: 'signin.haleortiz.example',
      signedByFirm: false,
      replaces: overview.profile === 'none' ? null : rows.size,
    }),
    restoreBackup: async () => (overview = overviewOf({ ...options, profile: 'live' })),
    forgetBackup: async () => undefined,
    makeFirmFile: async (form) => ({
      file: { name: `${form.computer}.counterfoil`, folder: 'Downloads' },
      signerWords: SIGNER_WORDS,
    }),
    changeFirmKey: async () => overview,
    booksCatalogue: () => books.catalogue(),
    booksBefore: async (clientId) => {
      booksOf = clientId;
      return books.before();
    },
    booksList: async (_client, resource, filters, most, onEvent) =>
      books.list(resource, filters, most, onEvent),
    booksMore: async (reading, most, onEvent) => books.more(reading, most, onEvent),
    booksStop: async (reading) => books.stop(reading),
    booksClose: async () => undefined,
    booksAgree: async () => books.agree(),
    booksRecord: async (_client, resource, id, onEvent) => books.record(resource, id, onEvent),
    booksReport: async (_client, _report, kind, _filters, onEvent) => books.report(kind, onEvent),
    saveFirmFolder: async (firmFolder) =>
      (overview = { ...overview, seat: { ...overview.seat, firmFolder: firmFolder || null } }),
  };

  const ipc = Object.fromEntries(
    Object.entries(answers).map(([name, answer]) => [
      name,
      async (...args: unknown[]) => {
        calls.push([name, ...args.filter((it) => typeof it !== 'function')]);
        const problem = refusals.get(name);
        if (problem) {
          refusals.delete(name);
          throw problem;
        }
        return (answer as (...all: unknown[]) => Promise<unknown>)(...args);
      },
    ]),
  ) as unknown as Ipc;

  const control: Control = {
    calls,
    rows,
    emit,
    found,
    opened: (changed = []) => {
      overview = { ...overview, opening: false };
      if (changed.length > 0) hear?.({ kind: 'rows', rows: changed });
      answer();
    },
    refuse: (name, problem) => {
      refusals.set(name, problem);
    },
    byName: (name) => {
      const it = [...rows.values()].find((each) => each.name === name);
      if (!it) throw new Error(`no client named ${name}`);
      return it;
    },
    importing: () => {
      if (!importing) throw new Error('no import runs');
      return importing;
    },
    takeAway: (rights) => {
      overview = {
        ...overview,
        seat: { ...overview.seat, policy: policyWithout(rights) },
      };
      emit({ kind: 'reopened' });
    },
    booksGo: () => books.go(),
    forgetAttempts: () => {
      attempts.clear();
    },
    attempt: (clientName, to) => {
      const id = control.byName(clientName).id;
      emit({ kind: 'attempt', attempt: { ...(attempts.get(id) ?? begin(id, 30)), ...to } });
    },
  };
  return { ipc, control };
}
