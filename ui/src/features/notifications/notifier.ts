/** Carries news about clients to the operating system. */
import { asProblem } from '../../ipc';
import type { ClientRow } from '../../ipc/types';
import { COLLECT, NoticeBook, type Group } from './notification-queue';
import type { ChangeListener } from '../../store/events';
import { store } from '../../store/store.svelte';
import * as words from '../../words';

class Notifier implements ChangeListener {
  readonly #book = new NoticeBook();
  #timer: number | null = null;
  /** A refusal was said already; it is said again only after a notice came through. */
  #refused = false;

  begin(rows: readonly ClientRow[]): void {
    this.#book.begin(rows, Date.now());
  }

  saw(row: ClientRow): void {
    const tell = (store.overview?.notices.on ?? false) && !this.#isWatched(row.id);
    this.#book.saw(row, Date.now(), tell);
    if (!this.#book.waits || this.#timer !== null) return;
    // Timers may come a little early, and the book goes by the clock.
    this.#timer = window.setTimeout(() => {
      this.#timer = null;
      void this.#notify();
    }, COLLECT + 100);
  }

  /** Days pass and quiet hours end without any news. */
  tick(): void {
    for (const row of store.rows.values()) {
      if (row.state === 'expiring') this.saw(row);
    }
    void this.#notify();
  }

  /** Shows one now, so that a person sees whether this computer lets it through. */
  async test(): Promise<void> {
    try {
      await store.ipc.showNotice(words.notices.testTitle, words.notices.testBody);
      this.#refused = false;
      store.say(words.notices.testSent);
    } catch (error) {
      store.fail(error);
    }
  }

  /** The sheet in front of the person says it already. */
  #isWatched(clientId: string): boolean {
    const sheet = store.sheet;
    return document.hasFocus() && sheet?.kind === 'connect' && sheet.clientId === clientId;
  }

  async #notify(): Promise<void> {
    const settings = store.overview?.notices;
    if (!settings) return;
    for (const groups of this.#book.due(settings, Date.now())) {
      await this.#show(groups, settings.names);
    }
  }

  async #show(groups: Group[], names: boolean): Promise<void> {
    const { title, body } = words.notice(groups, names);
    try {
      await store.ipc.showNotice(title, body);
      this.#refused = false;
    } catch (error) {
      if (this.#refused) return;
      this.#refused = true;
      store.fail(asProblem(error));
    }
  }
}

export const notifier = new Notifier();
