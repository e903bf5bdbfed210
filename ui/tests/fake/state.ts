/** What the fake knows, and the ways its answers change it. */
import type { AppOverview, FirmFileSeen } from '../../src/ipc';
import type { AttemptView, ClientRow, FoundCompany, RosterEvent } from '../../src/ipc/types';
import type { AttemptChange, Options } from './options';
import { overviewOf } from './overview';
import { manyRows, role, sampleRows } from './rows';

const MIN = 60_000;

export interface State {
  options: Options;
  overview: AppOverview;
  rows: Map<string, ClientRow>;
  attempts: Map<string, AttemptView>;
  listener: ((event: RosterEvent) => void) | null;
  fill(): void;
  emit(event: RosterEvent): void;
  get(id: string): ClientRow;
  change(id: string, to: Partial<ClientRow>): ClientRow;
  /** A sign-in or a link that was started now. */
  begin(id: string, minutes: number): AttemptView;
  connected(id: string): ClientRow;
  found(to?: Partial<FoundCompany>): FoundCompany;
  take(firmFile: FirmFileSeen): FirmFileSeen;
}

/** The attempt after the change. A failure has an error, as the app's have. */
export function moved(it: AttemptView, to: AttemptChange): AttemptView {
  const service = it.books === 'online' ? 'Intuit' : 'Conductor';
  const words = `${service} answered with something we don't recognise. Nothing was saved.`;
  const failed = { error: { code: 'answered', words } };
  return { ...it, ...(to.ending === 'failed' ? failed : {}), ...to } as AttemptView;
}

export function makeState(options: Options): State {
  const rows = new Map<string, ClientRow>();
  const attempts = new Map<string, AttemptView>();

  function fill(): void {
    rows.clear();
    if (options.empty === true) return;
    for (const it of options.many ? manyRows(options.many) : sampleRows()) rows.set(it.id, it);
  }
  function emit(event: RosterEvent): void {
    if (event.kind === 'rows') for (const it of event.rows) rows.set(it.id, it);
    if (event.kind === 'attempt') attempts.set(event.attempt.clientId, event.attempt);
    if (event.kind === 'firmFile') {
      const { name, problem } = event;
      s.overview = {
        ...s.overview,
        firmFile: problem === undefined ? { name } : { name, problem },
      };
    }
    s.listener?.(structuredClone(event));
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
    const waiting = {
      clientId: id,
      stage: 'waiting',
      startedAt: Date.now(),
      openedAt: Date.now(),
      expiresAt: Date.now() + minutes * MIN,
      error: null,
    } as const;
    const it: AttemptView =
      get(id).books === 'online'
        ? { ...waiting, books: 'online' }
        : { ...waiting, books: 'desktop', startedAtService: false };
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
    s.overview = { ...s.overview, firmFile };
    return firmFile;
  }

  const s: State = {
    options,
    overview: overviewOf(options),
    rows,
    attempts,
    listener: null,
    fill,
    emit,
    get,
    change,
    begin,
    connected,
    found,
    take,
  };
  if (s.overview.profile !== 'none') fill();
  return s;
}
