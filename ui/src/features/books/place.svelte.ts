/* eslint svelte/prefer-svelte-reactivity: off -- what is looked up by key here is never on the screen itself. */
/** One list that was asked for: what was asked, what came, and where the person was in it. Memory only. */
import { folded } from '../../lib/format';
import type { ProblemView } from '../../ipc/types';
import { emptyForm, lookedFor, type Form } from './asking';
import { columnsOf, type Column } from './columns';
import type { Entry, ListEntry } from './catalogue';
import type { BooksEvent, BooksRecord, Field, ReportTable, Resource } from './types';
import { keyOf, sorted, valueAt, written } from './values';

export type Waiting = Extract<BooksEvent, { kind: 'waiting' }>;

export type Phase = 'ready' | 'confirm' | 'asking' | 'reading' | 'done' | 'capped' | 'incomplete';

/** A record in the panel. `resource` says what its fields are. */
export interface Opened {
  resource: Resource;
  name: string;
  record: BooksRecord | null;
  requestId: string | null;
  /** Why it is not there. */
  problem: string | null;
}

export interface Sorting {
  name: string;
  down: boolean;
}

/** Rows at first; the person can raise it. */
export const FIRST_CAP = 1_000;
export const CAPS = [1_000, 5_000, 20_000] as const;

export class Place {
  readonly entry: Entry;
  form = $state.raw<Form>({ month: 'any', from: '', to: '', values: {} });
  phase = $state<Phase>('ready');
  rows = $state.raw<readonly BooksRecord[]>([]);
  report = $state.raw<ReportTable | null>(null);
  /** The form as it was when it was asked. */
  askedForm = $state.raw<Form | null>(null);
  waitingFor = $state.raw<Waiting | null>(null);
  remaining = $state<number | null>(null);
  at = $state<number | null>(null);
  requestId = $state<string | null>(null);
  why = $state.raw<ProblemView | null>(null);
  most = $state<number>(FIRST_CAP);
  columns = $state.raw<readonly Column[]>([]);
  sorting = $state.raw<Sorting | null>(null);
  /** What the rows on show have to hold. */
  /** Every row is in the page, for the printer. */
  printing = $state(false);
  find = $state('');
  cursor = $state(0);
  scrollTop = 0;
  /** Names of what was chosen by id. */
  readonly names = new Map<string, string>();
  /** The records of the panel, the one on show last. */
  opened = $state.raw<readonly Opened[]>([]);
  reading: number | null = null;
  /** The question for the record on show, and what its computer is asked meanwhile. */
  question: number | null = null;
  questionWaits = $state.raw<Waiting | null>(null);
  /** Set when another reading, or none, takes the place of this one: what still comes is dropped. */
  turn = 0;

  readonly #keys = new Set<string>();
  readonly #texts = new WeakMap<BooksRecord, string>();

  sorted = $derived.by((): readonly BooksRecord[] => {
    const field = this.field(this.sorting?.name);
    return field ? sorted(this.rows, field, this.sorting?.down === true) : this.rows;
  });
  shown = $derived.by((): readonly BooksRecord[] => {
    const words = folded(this.find.trim()).split(/\s+/).filter(Boolean);
    if (words.length === 0) return this.sorted;
    return this.sorted.filter((row) => words.every((word) => this.#textOf(row).includes(word)));
  });
  busy = $derived(this.phase === 'asking' || this.phase === 'reading');
  record = $derived(this.opened.at(-1) ?? null);

  constructor(entry: Entry, columns: readonly Column[]) {
    this.entry = entry;
    this.form = emptyForm(entry);
    this.columns = columns;
  }

  static of(entry: Entry, memory: Parameters<typeof columnsOf>[1]): Place {
    return new Place(entry, entry.kind === 'list' ? columnsOf(entry, memory) : []);
  }

  get list(): ListEntry | null {
    return this.entry.kind === 'list' ? this.entry : null;
  }

  field(name: string | undefined): Field | null {
    return this.list?.resource.fields.find((it) => it.name === name) ?? null;
  }

  /** What is searched in a row: all that its fields say, whether they are columns or not, but nothing masked. */
  #textOf(row: BooksRecord): string {
    const known = this.#texts.get(row);
    if (known !== undefined) return known;
    const fields = this.list?.resource.fields ?? [];
    const text = folded(
      fields
        .filter((it) => !it.sensitive)
        .map((it) => written(valueAt(row, it.name), it))
        .join('\n'),
    );
    this.#texts.set(row, text);
    return text;
  }

  /** Empties it for a new reading; late events of the last one are dropped. */
  begin(): number {
    this.turn += 1;
    this.#keys.clear();
    this.rows = [];
    this.report = null;
    this.opened = [];
    this.askedForm = this.form;
    this.waitingFor = null;
    this.remaining = null;
    this.at = null;
    this.requestId = null;
    this.why = null;
    this.find = '';
    this.cursor = 0;
    this.scrollTop = 0;
    this.phase = 'asking';
    return this.turn;
  }

  /** Goes on where it ended: what came stays. */
  goOn(): number {
    this.turn += 1;
    this.why = null;
    this.phase = this.rows.length > 0 ? 'reading' : 'asking';
    return this.turn;
  }

  /** Takes one event of the reading; rows that came before are not taken twice. */
  receive(event: BooksEvent): void {
    switch (event.kind) {
      case 'begun':
        this.reading = event.reading;
        break;
      case 'waiting':
        this.waitingFor = event;
        break;
      case 'page':
        this.waitingFor = null;
        this.phase = 'reading';
        this.remaining = event.remaining;
        this.rows = [...this.rows, ...event.records.filter((it) => this.#isNew(it))];
        break;
      case 'done':
        this.waitingFor = null;
        this.phase = event.complete ? 'done' : 'capped';
        this.at = event.at;
        this.requestId = event.requestId;
        break;
      case 'incomplete':
        if (event.why.code === 'notFound' && this.#namesOne()) this.#hasNone();
        else this.fail(event.why);
        break;
    }
  }

  /** It was asked for by a number or a name: QuickBooks refuses such a request where there is none. */
  #namesOne(): boolean {
    const looked = lookedFor(this.entry, this.askedForm ?? this.form);
    return this.rows.length === 0 && looked !== null && looked.by !== 'part';
  }

  #hasNone(): void {
    this.waitingFor = null;
    this.phase = 'done';
    this.at = Date.now();
  }

  fail(why: ProblemView): void {
    this.waitingFor = null;
    this.why = why;
    this.phase = 'incomplete';
  }

  #isNew(record: BooksRecord): boolean {
    const key = this.list ? keyOf(this.list.resource, record) : null;
    if (key === null) return true;
    if (this.#keys.has(key)) return false;
    this.#keys.add(key);
    return true;
  }
}
