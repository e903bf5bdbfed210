/** The change log as the screen holds it: pages that grow downwards and stay fresh at the top. */
import { merged } from './activity';
import type { ActivityLine } from '../../ipc/types';
import { store } from '../../store/store.svelte';

export const PAGE = 100;
const EXPORT_PAGE = 500;
const SETTLE_MS = 400;

export class ActivityLog {
  lines = $state.raw<ActivityLine[]>([]);
  /** The first page has been read. */
  ready = $state(false);
  /** What was tried last could not be read, and nothing is known from before. */
  failed = $state(false);
  /** The log has been read to its beginning. */
  whole = $state(false);
  reading = $state(false);

  #timer = 0;

  /** Reads the first page again, once things have settled. */
  refreshSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.refresh(), this.ready ? SETTLE_MS : 0);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  async refresh(): Promise<void> {
    try {
      const fresh = await store.ipc.firmActivity(null, PAGE);
      const all = merged(this.lines, fresh, PAGE);
      if (all.length === fresh.length) this.whole = fresh.length < PAGE;
      this.lines = all;
      this.ready = true;
      this.failed = false;
    } catch (error) {
      this.failed = !this.ready;
      store.fail(error);
    }
  }

  async older(): Promise<void> {
    const last = this.lines.at(-1);
    if (this.reading || !last) return;
    this.reading = true;
    try {
      const more = await store.ipc.firmActivity(last.event.id, PAGE);
      // A refresh may have let these lines go in the meantime.
      if (this.lines.at(-1)?.event.id !== last.event.id) return;
      this.whole = more.length < PAGE;
      this.lines = [...this.lines, ...more];
    } catch (error) {
      store.fail(error);
    } finally {
      this.reading = false;
    }
  }

  /** Every line there is, also those that are not on show. The app may hand out less than asked for. */
  async everything(): Promise<ActivityLine[]> {
    const all: ActivityLine[] = [];
    let last: number | null = null;
    for (;;) {
      const page = await store.ipc.firmActivity(last, EXPORT_PAGE);
      if (page.length === 0) return all;
      for (const line of page) all.push(...(await this.#members(line)));
      last = page.at(-1)?.event.id ?? null;
    }
  }

  /** The lines for which one stands: one for each client. */
  async #members(line: ActivityLine): Promise<ActivityLine[]> {
    if (line.group === null) return [line];
    return store.ipc.actionLines(line.group.action, line.event.id);
  }
}
