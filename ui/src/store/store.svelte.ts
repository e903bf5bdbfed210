/* eslint svelte/prefer-svelte-reactivity: off -- maps and sets here are replaced, never changed in place. */
/** The one store: what the app sent, and what the person chose to see. */
import { SvelteSet } from 'svelte/reactivity';
import {
  chosen,
  count,
  filterOf,
  foundElsewhere,
  ordered,
  prepareSearch,
  type Filter,
  type Sort,
  type View,
} from '../features/clients/filter-sort';
import { isNews, isRow, isSameFirm, markPainted, seenIn, takeAway, type Listeners } from './events';
import { asProblem, getIpc, type AppOverview, type BooksMemory, type Ipc } from '../ipc';
import type { AttemptView, ClientRow, ProblemView, RosterEvent } from '../ipc/types';
import { askOpenSignIns, keepAttempt, marked } from './open-sign-ins';
import type { Acts } from '../features/today/actor';
import { landing, recall, remember } from './view-state.svelte';
import { ClientTimeline } from './timeline.svelte';
import type { Screen, Sheet, Toast, ToastAction } from './overlays';
import * as words from '../words';

export type { Screen, Sheet } from './overlays';

export class Store {
  /** What gets changes; set once, when the window starts. */
  #listeners: Listeners | null = null;

  overview = $state.raw<AppOverview | null>(null);
  rows = $state.raw<ReadonlyMap<string, ClientRow>>(new Map());
  /** The roster of this firm has been read once. */
  listed = $state(false);
  /** The time for which the sentences are made; moves on by itself. */
  now = $state(Date.now());

  screen = $state<Screen>('clients');
  /** The tokens above the list. */
  filter = $state.raw<Filter>({});
  query = $state('');
  sort = $state.raw<Sort>({ key: 'urgency', down: false });
  /** The tokens are the person's own choice, so they are worth remembering. */
  viewChosen = $state(false);
  selectedId = $state<string | null>(null);
  readonly picked = new SvelteSet<string>();
  /** The client whose books are on the screen, and the list they open with. */
  booksOf = $state.raw<{ clientId: string; entry: string | null } | null>(null);
  #cameBackFrom: string | null = null;
  /** What is remembered of the screen Books: names only. */
  books = $state.raw<BooksMemory>({ recent: [], columns: [], views: [] });

  sheet = $state.raw<Sheet | null>(null);
  attempts = $state.raw<ReadonlyMap<string, AttemptView>>(new Map());
  readonly timeline = new ClientTimeline();
  toast = $state.raw<Toast | null>(null);
  /** What a screen reader says about rows that changed by themselves. */
  announcement = $state('');
  /** How often clients were removed. */
  removals = $state(0);
  busy = $state.raw<ReadonlySet<string>>(new Set());
  failure = $state.raw<ProblemView | null>(null);
  /** How far the check of everything is that somebody waits for. */
  checking = $state.raw<{ done: number; of: number } | null>(null);
  /** The selected row as it was when it was selected: it keeps its place in the list until the selection moves. */
  #held = $state.raw<ClientRow | null>(null);

  actsFor = (row: ClientRow): Acts => this.#listeners?.actsFor(row) ?? 'nobody';
  all = $derived([...this.rows.values()]);
  counts = $derived(count(this.all));
  /** Kept apart from what is shown of it: a keystroke must not sort thousands of names. */
  ordered = $derived(ordered(this.#held ? this.#withHeld(this.#held) : this.all, this.sort));
  visible = $derived(
    chosen(this.ordered, this.filter, this.query, this.actsFor).map((row) =>
      row === this.#held ? (this.rows.get(row.id) ?? row) : row,
    ),
  );
  /** Where a search that finds nothing here finds clients. */
  foundElsewhere = $derived(
    this.visible.length > 0 ? null : foundElsewhere(this.ordered, this.filter, this.query),
  );
  selected = $derived(this.selectedId === null ? null : (this.rows.get(this.selectedId) ?? null));

  #toastTimer = 0;
  #watching = false;

  get ipc(): Ipc {
    return getIpc();
  }

  async start(listeners: Listeners): Promise<void> {
    this.#listeners = listeners;
    setInterval(() => {
      this.now = Date.now();
      listeners.changes.tick();
    }, 15_000);
    remember(this);
    try {
      const asked = this.ipc.appOverview();
      // Asked beside it, which saves a way there and back; without a firm there is nothing to list.
      const rows = this.ipc.listClients().catch(() => null);
      const overview = await asked;
      await this.enter(overview, rows);
      if (overview.removal) this.sheet = { kind: 'removeFirm' };
      else if (overview.firmFile) listeners.fileArrived(overview.firmFile);
    } catch (error) {
      this.failure = asProblem(error);
    }
  }

  /** Takes in a firm: its overview, its rows (`asked`: as they were asked for already), and a fresh look at them. */
  async enter(overview: AppOverview, asked?: Promise<ClientRow[] | null>): Promise<void> {
    const sameFirm = isSameFirm(this.overview, overview);
    this.overview = overview;
    if (!sameFirm) {
      this.rows = new Map();
      this.attempts = new Map();
      this.listed = false;
      this.open(null);
      this.picked.clear();
      this.booksOf = null;
      this.screen = 'clients';
      this.query = '';
      recall(this, overview.memory);
    }
    this.#listeners?.changes.begin([]);
    if (overview.profile === 'none') {
      // A firm file may be opened from outside before there is a firm.
      await this.#watch();
      return;
    }
    const rows = (await asked) ?? (await this.ipc.listClients());
    this.#listeners?.changes.begin(rows);
    this.rows = new Map(rows.map((row) => [row.id, marked(row, this.attempts)]));
    void askOpenSignIns(this, rows);
    if (!sameFirm) this.filter = landing(this);
    this.listed = true;
    this.now = Date.now();
    markPainted();
    setTimeout(() => {
      prepareSearch(this.all);
    }, 200);
    const heard = !this.#watching || !sameFirm ? this.#watch() : Promise.resolve();
    if (!overview.opening) return heard;
    heard
      .then(() => this.#opened())
      .catch((error: unknown) => {
        this.fail(error);
      });
  }

  /** The firm is open, and what changed in its rows until then was sent to the window. */
  async #opened(): Promise<void> {
    const overview = await this.ipc.appOverview();
    if (isSameFirm(this.overview, overview)) this.overview = overview;
    else await this.enter(overview);
  }

  /** The firm was opened anew, over a keychain that had been closed. */
  async #reopened(): Promise<void> {
    await this.enter(await this.ipc.appOverview());
  }

  async #watch(): Promise<void> {
    this.#watching = true;
    await this.ipc.watchRoster((event) => {
      this.receive(event);
    });
  }

  receive(event: RosterEvent): void {
    switch (event.kind) {
      case 'rows':
        this.putRows(event.rows);
        break;
      case 'removed':
        takeAway(this, event.ids);
        // The lists of changes begin anew after this.
        this.removals += 1;
        break;
      case 'banners':
        if (this.overview) this.overview = { ...this.overview, banners: event.banners };
        break;
      case 'attempt':
        // Events come in order; the answer to a command may be older than the last event.
        this.putAttempt(event.attempt, true);
        break;
      case 'reopened':
        this.#reopened().catch((error: unknown) => {
          this.fail(error);
        });
        break;
      case 'firmFile':
        this.#listeners?.fileArrived(seenIn(event));
        break;
      case 'checking':
        this.checking = { done: event.done, of: event.of };
        break;
      case 'checked':
        this.checking = null;
        if (this.overview) {
          this.overview = {
            ...this.overview,
            lastCheckAt: event.last ?? this.overview.lastCheckAt,
            nextCheckAt: event.next,
          };
        }
        break;
    }
  }

  putRows(changed: readonly ClientRow[]): void {
    this.now = Date.now();
    const rows = new Map(this.rows);
    for (const row of changed) {
      const before = rows.get(row.id);
      if (before && row.id === this.selectedId) {
        // What was archived or put back is gone from its list at once.
        const moves = (row.state === 'archived') !== (before.state === 'archived');
        this.#held = moves ? null : (this.#held ?? before);
      }
      rows.set(row.id, marked(row, this.attempts));
      this.#listeners?.changes.saw(row);
      if (before && before.state !== row.state && row.state !== 'checking') {
        this.announcement = words.stateChanged(row, this.now);
      }
    }
    this.rows = rows;
    const open = this.selectedId;
    if (open !== null && changed.some((row) => row.id === open)) void this.timeline.load(open);
  }

  #withHeld(held: ClientRow): ClientRow[] {
    return this.all.map((row) => (row.id === held.id ? held : row));
  }

  putAttempt(attempt: AttemptView, inOrder = false): void {
    if (!isNews(this.attempts.get(attempt.clientId), attempt, inOrder)) return;
    keepAttempt(this, attempt);
    const row = this.rows.get(attempt.clientId);
    const watched = this.sheet?.kind === 'connect' && this.sheet.clientId === attempt.clientId;
    if (attempt.stage === 'done' && row && !watched) this.say(words.toasts.nowConnected(row.name));
    if (attempt.stage === 'confirm' && !watched) {
      const clientId = attempt.clientId;
      if (this.sheet === null) this.sheet = { kind: 'connect', clientId };
      else if (this.sheet.kind === 'leaver' || this.sheet.kind === 'reconnect') {
        this.sheet = { kind: 'connect', clientId, back: this.sheet };
      }
    }
  }

  open(clientId: string | null): void {
    if (clientId !== this.selectedId) this.#held = null;
    this.selectedId = clientId;
    if (clientId !== null) void this.timeline.load(clientId);
  }

  /** Goes to another screen. */
  go(screen: Screen): void {
    // What was searched for on one screen means nothing on another.
    if (screen !== this.screen) this.query = '';
    this.screen = screen;
    this.booksOf = null;
    this.#cameBackFrom = null;
    if (screen !== 'clients') this.open(null);
  }

  openBooks(clientId: string, entry: string | null): void {
    this.open(clientId);
    this.booksOf = { clientId, entry };
  }

  /** Back to where the books were opened from. */
  closeBooks(): void {
    this.#cameBackFrom = this.booksOf?.clientId ?? null;
    this.booksOf = null;
  }

  /** The client whose books were just closed: the list goes on from there. Read once. */
  takeCameBackFrom(): string | null {
    const id = this.#cameBackFrom;
    this.#cameBackFrom = null;
    return id;
  }

  /** Goes to the list of clients, with these tokens and no others. A search stays behind, unless only the tokens change. */
  show(what: View | Filter, keepQuery = false): void {
    if (!keepQuery) this.query = '';
    this.go('clients');
    this.#held = null;
    this.filter = typeof what === 'string' ? filterOf(what) : what;
    this.viewChosen = true;
    this.picked.clear();
  }

  sortBy(key: Sort['key']): void {
    this.#held = null;
    this.sort = { key, down: this.sort.key === key ? !this.sort.down : false };
  }

  /** Says that something happened; a bare function takes it back. */
  say(text: string, action: ToastAction | (() => void) | null = null): void {
    const named = typeof action === 'function' ? { label: words.act.undo, run: action } : action;
    this.#show({ text, bad: false, action: named });
  }

  fail(error: unknown): void {
    this.#show({ text: words.problem(asProblem(error)), bad: true, action: null });
  }

  #show(toast: Toast): void {
    this.toast = toast;
    clearTimeout(this.#toastTimer);
    this.#toastTimer = window.setTimeout(
      () => {
        this.toast = null;
      },
      toast.bad || toast.action ? 9_000 : 5_000,
    );
  }

  hush(): void {
    this.toast = null;
  }

  /** Runs one command for a client; a row that comes back takes its place at once. */
  async forClient(clientId: string, call: () => Promise<unknown>): Promise<ClientRow | null> {
    this.busy = new Set(this.busy).add(clientId);
    try {
      const row = await call();
      if (isRow(row)) this.putRows([row]);
      return this.rows.get(clientId) ?? null;
    } catch (error) {
      this.fail(error);
      return null;
    } finally {
      const busy = new Set(this.busy);
      busy.delete(clientId);
      this.busy = busy;
    }
  }
}

export const store = new Store();
