/** The fake's answers to what is done to many clients, and to *Undo*. */
import type { Ipc } from '../../src/ipc';
import type { ActionKind, ActionView, ClientRow, UndoneView } from '../../src/ipc/types';
import type { State } from './state';

type Acting = Pick<
  Ipc,
  | 'archiveClients'
  | 'restoreClients'
  | 'pauseClients'
  | 'resumeClients'
  | 'removeClients'
  | 'stopAction'
  | 'undo'
>;

interface Done {
  kind: ActionKind;
  before: ClientRow[];
  added: string[];
}

export interface Acted {
  answers: Acting;
  /** Remembers what another answer did, for *Undo*. */
  note(kind: ActionKind, before: readonly ClientRow[], added: readonly string[]): void;
  /** Says how far the action is that runs (with `slow: 'archiveClients'`), and ends it. */
  report(done: number): void;
  end(): void;
}

const rest = { tier: 'none', primary: 'resume', secondary: null } as const;

export function acting(s: State): Acted {
  const history: Done[] = [];
  let running: { report: (done: number) => void; end: (stopped: boolean) => void } | null = null;

  function run(
    kind: ActionKind,
    ids: readonly string[],
    applies: (row: ClientRow) => boolean,
    to: (row: ClientRow) => ClientRow,
  ): ActionView {
    const before = ids.map((id) => s.get(id)).filter(applies);
    const rows = before.map(to);
    note(kind, before, []);
    if (rows.length > 0) s.emit({ kind: 'rows', rows });
    return view(kind, before);
  }

  function view(kind: ActionKind, rows: readonly ClientRow[]): ActionView {
    const client = rows.length === 1 ? (rows[0]?.name ?? null) : null;
    return { kind, clients: rows.length, client, stopped: false, problem: null };
  }

  function note(kind: ActionKind, before: readonly ClientRow[], added: readonly string[]): void {
    if (before.length + added.length === 0) return;
    history.push({ kind, before: structuredClone([...before]), added: [...added] });
  }

  function back(ids: readonly string[], kind: ActionKind, from: ClientRow['state']): ActionView {
    return run(
      kind,
      ids,
      (row) => row.state === from,
      (row) => s.connected(row.id),
    );
  }

  const archived = (disconnect: boolean) => (row: ClientRow) =>
    s.change(row.id, {
      state: 'archived',
      ...rest,
      ...(disconnect ? { connectedAs: null, connectedAt: null, companyTail: null } : {}),
    });

  return {
    note,
    report: (done) => running?.report(done),
    end: () => running?.end(false),
    answers: {
      archiveClients: async (ids, disconnect, onProgress) => {
        const all = (): ActionView =>
          run('archived', ids, (row) => row.state !== 'archived', archived(disconnect));
        if (s.options.slow !== 'archiveClients') return all();
        return new Promise((end) => {
          running = {
            report: (done) => onProgress({ done, total: ids.length }),
            end: (stopped) => end(stopped ? { ...view('archived', []), stopped } : all()),
          };
        });
      },
      restoreClients: async (ids) => back(ids, 'restored', 'archived'),
      pauseClients: async (ids) =>
        run(
          'paused',
          ids,
          (row) => row.state !== 'paused' && row.state !== 'archived',
          (row) => s.change(row.id, { state: 'paused', ...rest }),
        ),
      resumeClients: async (ids) => back(ids, 'resumed', 'paused'),
      removeClients: async (ids) => {
        const gone = ids.map((id) => s.get(id)).filter((row) => row.state === 'never');
        note('removed', gone, []);
        for (const row of gone) s.rows.delete(row.id);
        s.emit({ kind: 'removed', ids: gone.map((row) => row.id) });
        return view('removed', gone);
      },
      stopAction: async () => running?.end(true),
      undo: async (): Promise<UndoneView | null> => {
        const last = history.pop();
        if (!last) return null;
        for (const id of last.added) s.rows.delete(id);
        if (last.added.length > 0) s.emit({ kind: 'removed', ids: last.added });
        if (last.before.length > 0) s.emit({ kind: 'rows', rows: last.before });
        const { client } = view(last.kind, last.before);
        const clients = last.before.length + last.added.length;
        return { kind: last.kind, clients, client, kept: 0, archived: 0, disconnected: 0 };
      },
    },
  };
}
