/** Marks the rows whose sign-in came back from the browser: the row itself only says that it waits. */
import type { AttemptView, ClientRow } from '../ipc/types';
import { isNews } from './events';
import type { Store } from './store.svelte';

/** The browser part is over; what came back waits for somebody here. */
function isAnswered(attempt: AttemptView | undefined): boolean {
  return attempt?.stage === 'confirm' || attempt?.stage === 'company';
}

/** The row, with a mark where its sign-in came back and nobody has looked at the answer. */
export function marked(row: ClientRow, attempts: Store['attempts']): ClientRow {
  const answered = row.state === 'waiting' && isAnswered(attempts.get(row.id));
  return answered === (row.answered ?? false) ? row : { ...row, answered };
}

export function keepAttempt(store: Store, attempt: AttemptView): void {
  store.attempts = new Map(store.attempts).set(attempt.clientId, attempt);
  const row = store.rows.get(attempt.clientId);
  if (!row) return;
  const it = marked(row, store.attempts);
  if (it !== row) store.rows = new Map(store.rows).set(row.id, it);
}

/** What came back before this window listened. */
export async function askOpenSignIns(store: Store, rows: readonly ClientRow[]): Promise<void> {
  const open = rows.filter((row) => row.state === 'waiting' && row.books === 'online');
  for (const row of open) {
    const attempt = await store.ipc.currentAttempt(row.id).catch(() => null);
    if (attempt && isNews(store.attempts.get(row.id), attempt, false)) keepAttempt(store, attempt);
  }
}
