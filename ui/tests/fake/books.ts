/** Made-up books: a few rows of every list, with references that lead somewhere, and readings that can be steered. */
import type {
  Asked,
  BooksBefore,
  BooksEvent,
  BooksRecord,
  Catalogue,
  OneRecord,
  OneReport,
  Resource,
} from '../../src/features/books/types';
import type { ProblemView } from '../../src/ipc/types';
import { currencies, fits, lacksOne, recordOf, reportOf } from './books-rows';
import { catalogue } from './catalogue';
import { NOW } from './rows';

export interface BooksOptions {
  /** Rows of every list; 24 by default. */
  rows?: number;
  /** The reading ends here: after so many pages of 150. */
  breakAfter?: number;
  /** What it ends with. */
  problem?: ProblemView;
  /** Says what it waits for, and waits until `Control.books.go`. */
  waits?: boolean;
  /** A record or a report waits for a check, until `Control.books.go`. */
  questionsWait?: boolean;
  /** Pages come one by one, at `Control.books.go`. */
  steps?: boolean;
  /** The lists are not known until `Control.books.go`. */
  late?: boolean;
  refused?: ProblemView;
  billable?: boolean;
  /** The rows are in two currencies. */
  currencies?: boolean;
  /** A new month begins between the opening of the screen and the first reading. */
  nextMonth?: boolean;
  /** Every list has nothing. */
  empty?: boolean;
}

const silent = { code: 'notAnswering', service: 'conductor', serviceCode: 'timeout' } as const;
const PAGE = 150;

export interface FakeBooks {
  catalogue(): Promise<Catalogue>;
  before(): BooksBefore;
  list(
    resource: string,
    filters: Asked,
    most: number,
    onEvent: (event: BooksEvent) => void,
  ): number;
  more(reading: number, most: number, onEvent: (event: BooksEvent) => void): void;
  stop(reading: number): void;
  agree(): void;
  record(resource: string, id: string, onEvent: (event: BooksEvent) => void): Promise<OneRecord>;
  report(kind: string, onEvent: (event: BooksEvent) => void): Promise<OneReport>;
  /** Lets a reading that waits go on. */
  go(): void;
}

export function makeBooks(options: BooksOptions, clientName: () => string): FakeBooks {
  let readings = 0;
  const stopped = new Set<number>();
  const readingsOf = new Map<number, [Resource, Asked]>();
  let held: (() => void)[] = [];
  let billable = options.billable ?? false;
  let asked = false;

  function rowAt(resource: Resource, index: number): BooksRecord {
    const record = recordOf(resource, index);
    if (options.currencies) record.currency = currencies[index % 2] ?? null;
    return record;
  }

  function resourceOf(path: string): Resource {
    const it = catalogue.resources.find((each) => each.path === path);
    if (!it) throw new Error(`no list ${path}`);
    return it;
  }

  async function hold(): Promise<void> {
    await new Promise<void>((go) => held.push(go));
  }

  /** One record or one report. */
  async function question(onEvent: (event: BooksEvent) => void): Promise<void> {
    refuseUnlessAgreed();
    readings += 1;
    const reading = readings;
    onEvent({ kind: 'begun', reading });
    if (options.questionsWait !== true) return;
    onEvent({ kind: 'waiting', for: clientName(), computer: 'FRONT-DESK', what: 'check' });
    await hold();
    if (stopped.has(reading)) throw { code: 'cancelled' };
  }

  /** As the app: nothing is read before somebody agreed to the bill. */
  function refuseUnlessAgreed(): void {
    if (billable) throw { code: 'notAgreed' };
  }

  async function read(
    reading: number,
    resource: Resource,
    filters: Asked,
    most: number,
    onEvent: (event: BooksEvent) => void,
  ): Promise<void> {
    if (options.waits) {
      onEvent({ kind: 'waiting', for: clientName(), computer: 'FRONT-DESK', what: 'check' });
      await hold();
    }
    const count = options.empty ? 0 : resource.shape === 'singleton' ? 1 : (options.rows ?? 24);
    const every = Array.from({ length: count }, (_, at) => rowAt(resource, at));
    if (lacksOne(every, filters)) {
      const why = { code: 'notFound' } as const;
      onEvent({ kind: 'incomplete', why, fetched: 0, window: null });
      return;
    }
    const all = every.filter((it) => fits(it, filters));
    const rows = all.slice(0, most);
    for (let at = 0, page = 0; at < rows.length; at += PAGE, page += 1) {
      if (options.steps) await hold();
      if (stopped.has(reading)) return;
      if (options.breakAfter !== undefined && page >= options.breakAfter) break;
      const records = rows.slice(at, at + PAGE);
      const fetched = at + records.length;
      onEvent({
        kind: 'page',
        records,
        fetched,
        remaining: all.length - fetched,
        repeated: 0,
        window: null,
      });
    }
    if (stopped.has(reading)) return;
    const fetched = Math.min(rows.length, PAGE * (options.breakAfter ?? Infinity));
    if (options.breakAfter !== undefined) {
      const why = options.problem ?? silent;
      onEvent({ kind: 'incomplete', why, fetched, window: null });
    } else {
      onEvent({
        kind: 'done',
        complete: rows.length === all.length,
        at: NOW,
        requestId: 'req_list',
      });
    }
  }

  return {
    async catalogue() {
      if (options.late) await hold();
      return catalogue;
    },
    before: () => {
      const now = billable;
      if (options.nextMonth === true && !asked) billable = true;
      asked = true;
      return {
        billable: now,
        month: '2025-11',
        usedThisMonth: 12,
        priceUsd: 49,
        priceAsOf: '2026-08',
        refused: options.refused ?? null,
      };
    },
    list(path, filters, most, onEvent) {
      refuseUnlessAgreed();
      readings += 1;
      const reading = readings;
      readingsOf.set(reading, [resourceOf(path), filters]);
      void Promise.resolve().then(() => read(reading, resourceOf(path), filters, most, onEvent));
      return reading;
    },
    more(reading, most, onEvent) {
      const before = readingsOf.get(reading);
      if (!before) throw { code: 'nothingPending' };
      stopped.delete(reading);
      void Promise.resolve().then(() => read(reading, ...before, most, onEvent));
    },
    stop(reading) {
      stopped.add(reading);
    },
    agree() {
      billable = false;
    },
    async record(path, id, onEvent) {
      await question(onEvent);
      const resource = resourceOf(path);
      const index = Number(id.replace(/^.*-/, '')) - 1;
      if (!id.startsWith(`${path}-`)) throw { code: 'notFound' };
      return { record: recordOf(resource, index), requestId: 'req_record' };
    },
    async report(kind, onEvent) {
      await question(onEvent);
      return { report: reportOf(kind.replace(/_/g, ' ')), at: NOW };
    },
    go() {
      const now = held;
      held = [];
      for (const each of now) each();
    },
  };
}
