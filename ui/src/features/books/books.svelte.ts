/** The screen Books of one client: its lists, what was read of them, and the way back. It lives as long as the screen. */
import { asProblem, type BooksMemory } from '../../ipc';
import { store } from '../../store/store.svelte';
import { asked } from './asking';
import { barred } from '../firm/permissions';
import { entriesOf, type Entry } from './catalogue';
import { endQuestion } from './following';
import { remembered, type Column } from './columns';
import { known } from './known.svelte';
import { Place } from './place.svelte';
import type { BooksBefore, BooksEvent, BooksRecord, Catalogue, Resource } from './types';
import { valueAt } from './values';
import * as main from '../../words';
import * as words from './words';

const IDLE = words.idleMinutes * 60_000;
/** Lists that *Back* leads to. */
const MOST_PLACES = 12;
const MOST_RECENT = 8;
/** Sheets that say or take something of a table. */
const ofTables: readonly string[] = ['booksColumns', 'booksExport', 'booksSave'];

export class Books {
  readonly clientId: string;

  catalogue = $state.raw<Catalogue | null>(null);
  before = $state.raw<BooksBefore | null>(null);
  failure = $state.raw<string | null>(null);
  places = $state.raw<readonly Place[]>([]);
  /** Nothing was used for a while, and everything was dropped. */
  cleared = $state(false);
  said = $state('');

  entries = $derived(this.catalogue ? entriesOf(this.catalogue) : []);
  place = $derived(this.places.at(-1) ?? null);
  memory = $derived.by(() => store.books);
  /** Why this computer may not read books. The right may go while they are on the screen. */
  refused = $derived.by(() => {
    const refused = this.before?.refused ?? null;
    return barred(store.overview, 'readBooks') ?? (refused && main.problem(refused));
  });

  #used = Date.now();
  #timer = 0;
  #closed = false;

  constructor(clientId: string) {
    this.clientId = clientId;
  }

  get client(): string {
    return store.rows.get(this.clientId)?.name ?? '';
  }

  async start(): Promise<void> {
    this.touch();
    this.catalogue = known.catalogue;
    try {
      const [catalogue, before] = await Promise.all([
        known.load(),
        store.ipc.booksBefore(this.clientId),
      ]);
      if (this.#closed) return;
      this.catalogue = catalogue;
      this.before = before;
    } catch (error) {
      this.failure = main.problem(asProblem(error));
    }
  }

  /** Drops everything when the screen closes. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.dropAll();
  }

  /** Drops what was read, and ends what is being read. The app forgets its part too. */
  dropAll(): void {
    this.#drop();
    store.ipc.booksClose(this.clientId).catch(() => undefined);
  }

  #drop(): void {
    for (const place of this.places) this.#leave(place);
    this.places = [];
    this.said = '';
    // Sheets over a table close with it.
    const sheet = store.sheet?.kind ?? '';
    if (ofTables.includes(sheet)) store.sheet = null;
  }

  /** Something was used: the idle time begins anew. */
  touch(): void {
    this.#used = Date.now();
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#idle(), IDLE);
  }

  /** A computer that slept comes back with its timer late. */
  woken(): void {
    if (Date.now() - this.#used >= IDLE) this.#idle();
  }

  #idle(): void {
    if (this.#closed || this.places.length === 0) return;
    this.dropAll();
    this.cleared = true;
  }

  open(id: string): Place | null {
    const entry = this.entries.find((it) => it.id === id);
    if (!entry || this.refused !== null) return null;
    return this.put(Place.of(entry, this.memory.columns));
  }

  put(place: Place): Place {
    this.cleared = false;
    const before = this.place;
    // A list that was only looked at is not worth a step back.
    const kept = before && before.phase === 'ready' ? this.places.slice(0, -1) : this.places;
    if (before?.busy) this.stop(before);
    this.places = [...kept, place].slice(-MOST_PLACES);
    const recent = this.memory.recent.filter((it) => it !== place.entry.id);
    this.remember({ recent: [place.entry.id, ...recent].slice(0, MOST_RECENT) });
    return place;
  }

  get canGoBack(): boolean {
    return (this.place?.opened.length ?? 0) > 1 || this.places.length > 1;
  }

  /** The record before, else the list before, as it was left: nothing is asked again. */
  back(): void {
    const place = this.place;
    if (place) endQuestion(place);
    if (place && place.opened.length > 1) place.opened = place.opened.slice(0, -1);
    else if (this.places.length > 1) {
      if (place) this.#leave(place);
      this.places = this.places.slice(0, -1);
    }
  }

  closeRecord(place: Place): void {
    endQuestion(place);
    place.opened = [];
  }

  #leave(place: Place): void {
    endQuestion(place);
    if (place.busy) this.stop(place);
    place.turn += 1;
  }

  /** Asks, or asks first whether the month may become billable. */
  get(place: Place, sure = false): void {
    if (this.before?.billable === true && !sure) {
      place.phase = 'confirm';
      return;
    }
    const agreed = sure && this.before?.billable === true;
    // It is billable now, whatever the answer.
    if (this.before) this.before = { ...this.before, billable: false };
    if (place.busy) this.stop(place);
    // A new month began in the middle: what came stays.
    if (agreed && place.why?.code === 'notAgreed' && place.reading !== null) {
      void this.#agreeAndGoOn(place);
      return;
    }
    void (place.entry.kind === 'report'
      ? this.#readReport(place, agreed)
      : this.#readList(place, agreed));
  }

  async #agreeAndGoOn(place: Place): Promise<void> {
    try {
      await store.ipc.booksAgree(this.clientId);
      await this.more(place);
    } catch (error) {
      place.fail(asProblem(error));
    }
  }

  /** Says what reading means for the bill of a month that began since it was said last. */
  async askAgain(place: Place): Promise<void> {
    try {
      this.before = await store.ipc.booksBefore(this.clientId);
      if (this.before.billable) place.phase = 'confirm';
    } catch (error) {
      place.fail(asProblem(error));
    }
  }

  #failed(place: Place, error: unknown): void {
    const problem = asProblem(error);
    place.fail(problem);
    if (problem.code === 'notAgreed') void this.askAgain(place);
  }

  async #readList(place: Place, agreed: boolean): Promise<void> {
    const { entry } = place;
    const filters = asked(entry, place.form, store.now);
    place.reading = null;
    const turn = place.begin();
    try {
      if (agreed) await store.ipc.booksAgree(this.clientId);
      const reading = await store.ipc.booksList(
        this.clientId,
        entry.id,
        filters,
        place.most,
        this.#listener(place, turn),
      );
      if (place.turn === turn) place.reading = reading;
      else void store.ipc.booksStop(reading).catch(() => undefined);
    } catch (error) {
      if (place.turn === turn) this.#failed(place, error);
    }
  }

  #listener(place: Place, turn: number): (event: BooksEvent) => void {
    return (event) => {
      if (place.turn !== turn) return;
      place.receive(event);
      if (place.why?.code === 'notAgreed') void this.askAgain(place);
      if (!place.busy) this.#announce(place);
      this.#openOnly(place);
    };
  }

  /** Goes on with what ended early: months that are whole are not asked again. */
  async more(place: Place): Promise<void> {
    const { reading } = place;
    if (reading === null) {
      this.get(place);
      return;
    }
    const turn = place.goOn();
    try {
      await store.ipc.booksMore(reading, place.most, this.#listener(place, turn));
    } catch (error) {
      if (place.turn !== turn) return;
      // The app remembers a reading for a while only.
      const problem = asProblem(error);
      if (problem.code === 'nothingPending' || problem.code === 'firmClosed') this.get(place);
      else place.fail(problem);
    }
  }

  async #readReport(place: Place, agreed: boolean): Promise<void> {
    const { entry } = place;
    if (entry.kind !== 'report') return;
    const filters = asked(entry, place.form, store.now);
    const turn = place.begin();
    try {
      const { ipc } = store;
      if (agreed) await ipc.booksAgree(this.clientId);
      const { path } = entry.call;
      const answer = await ipc.booksReport(this.clientId, path, entry.type, filters, (event) => {
        if (place.turn === turn) place.receive(event);
        else if (event.kind === 'begun') ipc.booksStop(event.reading).catch(() => undefined);
      });
      if (place.turn !== turn) return;
      place.reading = null;
      place.waitingFor = null;
      place.report = answer.report;
      place.at = answer.at;
      place.requestId = answer.report.requestId;
      place.phase = 'done';
    } catch (error) {
      if (place.turn !== turn) return;
      place.reading = null;
      this.#failed(place, error);
    }
  }

  /** The company and the preferences are one record each. */
  #openOnly(place: Place): void {
    const { list } = place;
    if (list?.resource.shape === 'singleton' && place.rows.length === 1 && !place.record) {
      this.openRow(place, 0);
    }
  }

  #announce(place: Place): void {
    const what = words.some(place.rows.length, place.entry.label, place.entry.singular);
    const whole = place.phase === 'done';
    this.said = whole ? words.status.complete(what) : words.status.incomplete(what);
  }

  stop(place: Place): void {
    const { reading } = place;
    if (reading !== null) store.ipc.booksStop(reading).catch(() => undefined);
    place.turn += 1;
    place.fail({ code: 'cancelled' });
    this.#announce(place);
  }

  openRow(place: Place, index: number): void {
    const record = place.shown[index];
    if (!record || !place.list) return;
    place.cursor = index;
    const { resource } = place.list;
    const name = nameOf(resource, record);
    place.opened = [{ resource, name, record, requestId: place.requestId, problem: null }];
  }

  resource(path: string): Resource | undefined {
    return this.catalogue?.resources.find((it) => it.path === path);
  }

  setColumns(place: Place, columns: readonly Column[]): void {
    if (columns.length === 0 || !place.list) return;
    place.columns = columns;
    this.remember({ columns: remembered(this.memory.columns, place.list, columns) });
  }

  remember(change: Partial<BooksMemory>): void {
    store.books = { ...store.books, ...change };
  }
}

/** `Invoice 1042`, `Brightwell Homes`. */
export function nameOf(resource: Resource, record: BooksRecord): string {
  const number = valueAt(record, 'refNumber');
  if (typeof number === 'string' && number !== '') return `${resource.singular} ${number}`;
  for (const name of ['fullName', 'name', 'companyName', 'initial', 'taxLineName']) {
    const value = valueAt(record, name);
    if (typeof value === 'string' && value !== '') return value;
  }
  return resource.singular;
}

/** The entries of the memory that are still there. */
export function recentOf(entries: readonly Entry[], recent: readonly string[]): Entry[] {
  return recent.flatMap((id) => entries.find((it) => it.id === id) ?? []);
}
