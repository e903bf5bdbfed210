/** How the fake answers to sign-ins, links, and connections that exist. */
import type { Ipc } from '../../src/ipc';
import { row as newRow } from './rows';
import { moved, type State } from './state';

export function connecting(s: State) {
  const { options, get, change, begin, connected, found, emit, rows, attempts } = s;
  const never = { state: 'never', tier: 'none', primary: 'connect', secondary: null } as const;

  return {
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
      const it = moved(begin(id, 30), { stage: 'confirm', found: found() });
      attempts.set(id, it);
      return it;
    },
    provideCompanyId: async (id) => {
      const it = moved(attempts.get(id) ?? begin(id, 30), { stage: 'confirm', found: found() });
      emit({ kind: 'attempt', attempt: it });
      return it;
    },
    saveConnection: async (id) => {
      const it = attempts.get(id);
      if (it) emit({ kind: 'attempt', attempt: moved(it, { stage: 'done' }) });
      return connected(id);
    },
    rejectConnection: async (id) => {
      const it = moved(attempts.get(id) ?? begin(id, 30), { stage: 'ended', ending: 'rejected' });
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
    refreshClient: async (id) =>
      change(id, {
        state: 'connected',
        tier: 'ok',
        until: null,
        clock: null,
        primary: 'checkNow',
        checkedAt: Date.now(),
        // Intuit answers 101 days, of which the first has begun.
        idleExpiresAt: Date.now() + 101 * 24 * 3_600_000 - 1000,
      }),
    stopWaiting: async () => undefined,
    checkAll: async () => {
      const all = [...rows.values()];
      return {
        online: all.filter((it) => it.books === 'online' && it.companyTail !== null).length,
        desktop: all.filter((it) => it.endUserId !== null).length,
        changed: options.changed
          ? all.filter((it) => it.name === options.changed).map((it) => it.id)
          : [],
      };
    },
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
  } satisfies Partial<Ipc>;
}
