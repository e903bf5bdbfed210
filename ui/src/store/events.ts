/** What comes in from the app, before the store takes it. */
import type { AppOverview, FirmFileSeen } from '../ipc';
import type { AttemptView, ClientRow, RosterEvent } from '../ipc/types';
import type { ActsFor } from '../features/clients/filter-sort';

/** How far an attempt is; news that arrives late must not turn it back. */
const progress: Record<AttemptView['stage'], number> = {
  waiting: 1,
  verifying: 2,
  company: 3,
  confirm: 4,
  done: 5,
  ended: 5,
};

/** `inOrder`: it came as an event; the answer to a command may be older than the last event. */
export function isNews(
  known: AttemptView | undefined,
  attempt: AttemptView,
  inOrder: boolean,
): boolean {
  if (!known) return true;
  // The one way back: a link did not fit, and the sign-in waits again.
  if (inOrder && known.stage === 'verifying' && attempt.stage === 'waiting') return true;
  if (known.startedAt !== attempt.startedAt) return known.startedAt < attempt.startedAt;
  return progress[known.stage] <= progress[attempt.stage];
}

export function isRow(it: unknown): it is ClientRow {
  return typeof it === 'object' && it !== null && 'state' in it && 'tier' in it;
}

/** The firm file that an event names. */
export function seenIn({
  name,
  problem,
}: Extract<RosterEvent, { kind: 'firmFile' }>): FirmFileSeen {
  return problem === undefined ? { name } : { name, problem };
}

/** Marks the moment the first roster is on the screen, for `make bench`. */
export function markPainted(): void {
  requestAnimationFrame(() => {
    requestAnimationFrame(() => {
      performance.mark('counterfoil:roster');
    });
  });
}

/** Whether both are of one firm; two firms of this computer may have one name. */
export function isSameFirm(a: AppOverview | null, b: AppOverview): boolean {
  return (
    a !== null && a.profile === b.profile && a.firmId === b.firmId && a.firmName === b.firmName
  );
}

/** Gets every change of a row, and the passing of time. */
export interface ChangeListener {
  /** All rows anew, without a notification. */
  begin(rows: readonly ClientRow[]): void;
  saw(row: ClientRow): void;
  tick(): void;
}

/** What features do when something comes in; the store itself knows none of them. */
export interface Listeners {
  /** Who must act for a client. */
  actsFor: ActsFor;
  changes: ChangeListener;
  fileArrived(file: FirmFileSeen): void;
}

interface Shown {
  rows: ReadonlyMap<string, ClientRow>;
  selectedId: string | null;
  readonly picked: Set<string>;
}

/** Takes clients that are gone out of the window. */
export function takeAway(shown: Shown, ids: readonly string[]): void {
  const rows = new Map(shown.rows);
  for (const id of ids) {
    rows.delete(id);
    shown.picked.delete(id);
    if (shown.selectedId === id) shown.selectedId = null;
  }
  shown.rows = rows;
}
