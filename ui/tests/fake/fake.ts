/** A typed fake of the app: answers like it, remembers what was asked, and can be steered. */
import type { ClientForm, Ipc } from '../../src/ipc';
import type { ActivityLine, ClientRow, ProblemView } from '../../src/ipc/types';
import { formOf } from '../../src/lib/client-form';
import { acting } from './acting';
import { makeBooks } from './books';
import { connecting } from './connecting';
import type { Control, Importing, Options } from './options';
import { fileView, overviewOf, policyWithout, SIGNER_WORDS } from './overview';
import { NOW, row as newRow } from './rows';
import { makeState, moved } from './state';
import { supportFile } from './support';
import { timelineOf } from './timeline';

export function makeFake(options: Options): { ipc: Ipc; control: Control } {
  const s = makeState(options);
  const { rows, attempts, fill, emit, get, change, begin, connected, found, take } = s;
  const refusals = new Map<keyof Ipc, ProblemView>();
  const acted = acting(s);
  const calls: Control['calls'] = [];
  let importing: Importing | null = null;
  let booksOf = '';
  const books = makeBooks(options.books ?? {}, () => rows.get(booksOf)?.name ?? '');

  let answer = (): void => undefined;
  const answered = new Promise<void>((resolve) => (answer = resolve));

  const activity = (): ActivityLine[] =>
    [...rows.values()]
      .flatMap((it, index) =>
        timelineOf(it).map((event) => ({
          clientId: it.id,
          client: it.name,
          event: { ...event, id: event.id + 10 * index },
          group: null,
        })),
      )
      .sort((a, b) => b.event.at - a.event.at || b.event.id - a.event.id);

  const answers: Ipc = {
    ...connecting(s),
    ...acted.answers,
    actionLines: async () => activity().filter((line) => line.event.event === 'added'),
    appOverview: async () => s.overview,
    saveAppearance: async (appearance) => {
      s.overview = { ...s.overview, appearance };
    },
    openPractice: async () => {
      s.overview = overviewOf({ ...options, profile: 'practice' });
      fill();
      return s.overview;
    },
    leavePractice: async () => (s.overview = overviewOf({ ...options, profile: 'none' })),
    startOverPractice: async () => {
      if (options.slow === 'startOverPractice') await new Promise(() => undefined);
      fill();
      return s.overview;
    },
    setUpFirm: async (form) => {
      s.overview = {
        ...overviewOf({
          ...options,
          profile: form.intuitEnvironment === 'sandbox' ? 'sandbox' : 'live',
        }),
        firmName: form.firmName,
      };
      rows.clear();
      return s.overview;
    },
    openFirm: async (id = 'firm') => {
      if (id !== 'firm' && !s.overview.firms.some((it) => it.id === id)) {
        const problem: ProblemView = { code: 'firmGone' };
        throw problem;
      }
      s.overview = overviewOf({ ...options, profile: 'live' });
      const firm = s.overview.firms.find((it) => it.id === id);
      if (firm) s.overview = { ...s.overview, firmId: id, firmName: firm.name };
      // Another firm has its own clients.
      if (id === 'firm') fill();
      else rows.clear();
      return s.overview;
    },
    closeFirm: async () => (s.overview = overviewOf({ ...options, profile: 'none' })),
    listClients: async () => {
      if (options.slow === 'listClients') await new Promise(() => undefined);
      return structuredClone([...rows.values()]);
    },
    watchRoster: async (onEvent) => {
      s.listener = onEvent;
      if (s.overview.opening) await answered;
    },
    clientTimeline: async (id) => timelineOf(get(id)),
    addClient: async (form) => {
      const it = newRow(form.name, 'never', 'connect', null, {
        id: `added-${rows.size}`,
        ...typed(form),
      });
      rows.set(it.id, it);
      acted.note('added', [], [it.id]);
      return structuredClone(it);
    },
    editClient: async (id, form) => {
      acted.note('edited', [get(id)], []);
      return change(id, typed(form));
    },
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
    openInQuickbooks: async () => undefined,
    copyText: async () => undefined,
    openHelp: async () => undefined,
    saveMemory: async (memory) => {
      s.overview = { ...s.overview, memory };
    },
    saveNotices: async (notices) => {
      s.overview = { ...s.overview, notices };
    },
    saveChecks: async (checks) => {
      s.overview = { ...s.overview, checks };
    },
    showNotice: async () => undefined,
    firmComputers: async () => options.firmComputers ?? [],
    firmActivity: async (before, limit) => {
      const all = activity();
      const first = options.addedAtOnce ? all.find((it) => it.event.event === 'added') : undefined;
      const lines = all.flatMap((line) => {
        if (first === undefined || line.event.event !== 'added') return [line];
        return line === first ? [{ ...line, group: { action: 'import', clients: rows.size } }] : [];
      });
      const known = before === null ? -1 : lines.findIndex((line) => line.event.id === before);
      return lines.slice(known + 1, known + 1 + limit);
    },
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
            report: (done) => onProgress({ done, total: forms.length }),
            end: (added) => end(added === null ? null : { added, changed: 0, unchanged: 0 }),
          };
        });
      }
      const added: ClientRow[] = [];
      for (const form of forms) {
        added.push(
          await answers.addClient({ ...formOf(null), ...form, books: form.books ?? 'online' }),
        );
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
    readManagedFirmFile: async () => take(s.overview.managed.firmFile ?? { name: 'none' }),
    openFirmFile: async () => {
      if (options.slow === 'openFirmFile') await new Promise(() => undefined);
      return { ...fileView, ...options.firmFileView };
    },
    joinFirm: async () => {
      if (options.slow === 'joinFirm') await new Promise(() => undefined);
      const it = { ...fileView, ...options.firmFileView };
      s.overview = overviewOf({ ...options, profile: 'live' });
      s.overview.computer = {
        joined: { computer: it.computer, madeBy: it.madeBy, madeAt: it.madeAt },
        policy: it.policy,
        firmFolder: it.firmFolder,
        signerWords: it.signerWords,
        signerFingerprint: 'a'.repeat(43),
        folderProblem: null,
      };
      s.overview.firmFile = null;
      rows.clear();
      return s.overview;
    },
    forgetFirmFile: async () => {
      s.overview = { ...s.overview, firmFile: null };
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
    restoreCopy: async () => (s.overview = { ...s.overview, banners: [] }),
    makeBackup: async () => ({
      name: 'Hale & Ortiz LLP - 2026-11-21.counterfoil-backup',
      folder: 'Downloads',
    }),
    removeFirm: async (_choice, onProgress) => {
      onProgress({ done: 0, total: 9 });
      onProgress({ done: 3, total: 9 });
      if (options.slow === 'removeFirm') return new Promise<never>(() => undefined);
      s.overview = overviewOf({ ...options, profile: 'none', removal: null, firms: [] });
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
    keepFirm: async () => (s.overview = overviewOf({ ...options, profile: 'live', removal: null })),
    readBackup: async () => undefined,
    openBackup: async () => ({
      firmName: 'Hale & Ortiz LLP',
      computer: 'FRONT-DESK',
      madeAt: NOW - 3_600_000,
      clients: 24,
      connected: 9,
      relayHost: 'signin.haleortiz.example',
      signedByFirm: false,
      replaces: s.overview.profile === 'none' ? null : rows.size,
    }),
    restoreBackup: async () => (s.overview = overviewOf({ ...options, profile: 'live' })),
    forgetBackup: async () => undefined,
    makeFirmFile: async (form) => ({
      file: { name: `${form.computer}.counterfoil`, folder: 'Downloads' },
      signerWords: SIGNER_WORDS,
    }),
    changeFirmKey: async () => s.overview,
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
      (s.overview = {
        ...s.overview,
        computer: { ...s.overview.computer, firmFolder: firmFolder || null },
      }),
  };

  const ipc = Object.fromEntries(
    (Object.entries(answers) as [keyof Ipc, Ipc[keyof Ipc]][]).map(([name, answer]) => [
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
      s.overview = { ...s.overview, opening: false };
      if (changed.length > 0) s.listener?.({ kind: 'rows', rows: changed });
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
      s.overview = {
        ...s.overview,
        computer: { ...s.overview.computer, policy: policyWithout(rights) },
      };
      emit({ kind: 'reopened' });
    },
    booksGo: () => books.go(),
    forgetAttempts: () => {
      attempts.clear();
    },
    attempt: (clientName, to) => {
      const id = control.byName(clientName).id;
      emit({ kind: 'attempt', attempt: moved(attempts.get(id) ?? begin(id, 30), to) });
    },
  };
  return { ipc, control };
}

/** What a row has of the form: what is empty there is `null` here. */
function typed(form: ClientForm): Partial<ClientRow> {
  return Object.fromEntries(Object.entries(form).map(([field, value]) => [field, value || null]));
}
