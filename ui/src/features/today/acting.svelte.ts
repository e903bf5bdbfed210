/** *Today* of the open firm, and what its buttons do. */
import type { ClientRow } from '../../ipc/types';
import { store } from '../../store/store.svelte';
import { matches } from '../clients/filter-sort';
import { copyWords, perform } from '../clients/row-actions';
import { barredAction } from '../firm/permissions';
import { actorOf, type Actor, type Acts } from './actor';
import { stepsByComputer } from './papers';
import { correspondents, today, toReconnect, type Group, type Today } from './today';
import * as words from './words';

export function actsFor(row: ClientRow): Acts {
  return actorOf(row, {
    now: store.now,
    barred: barredAction(store.overview, row.primary) !== null,
  });
}

export function todayOf(rows: readonly ClientRow[], query: string): Today {
  return today(rows, actsFor, (row) => query === '' || matches(row, query));
}

/** How many clients wait for the person at this computer. */
export function yours(rows: readonly ClientRow[]): number {
  return rows.filter((row) => actsFor(row) === 'you').length;
}

/** What the button of a client's row does: the client's next step. */
export function act(row: ClientRow): void {
  if (row.answered) store.sheet = { kind: 'connect', clientId: row.id };
  else if (row.primary === 'copyRequest') store.sheet = { kind: 'write', ids: [row.id] };
  else void perform(row.primary, row);
}

/** What the button of a group does for all of it; `null` where each client has a way of its own. */
export function groupAct(group: Group): { text: string; run: () => void } | null {
  const { actor, rows } = group;
  const its: Partial<Record<Actor, { of: number; run: () => void }>> = {
    you: {
      of: toReconnect(rows).length,
      run: () => {
        const ids = toReconnect(rows).map((row) => row.id);
        store.sheet = { kind: 'reconnect', ids, skipped: [], since: Date.now() };
      },
    },
    client: {
      of: correspondents(rows).length,
      run: () => (store.sheet = { kind: 'write', ids: rows.map((row) => row.id) }),
    },
    computer: {
      of: group.lines.length,
      run: () =>
        void copyWords({ text: stepsByComputer(group), said: words.copied(group.lines.length) }),
    },
  };
  const it = its[actor];
  // One sign-in is the button of its row.
  if (!it || it.of < (actor === 'you' ? 2 : 1)) return null;
  return { text: words.groupButton(actor, it.of), run: it.run };
}
