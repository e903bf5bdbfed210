/** Made-up books: a few rows of every list, with references that lead somewhere, and readings that can be steered. */
import type {
  Asked,
  BooksBefore,
  BooksEvent,
  BooksRecord,
  Catalogue,
  Field,
  Json,
  OneRecord,
  OneReport,
  ReportRow,
  ReportTable,
  Resource,
} from '../../src/features/books/types';
import type { ProblemView } from '../../src/ipc/types';
import { holdsChoice } from '../../src/features/books/words-choices';
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
  refused?: string;
  billable?: boolean;
  /** The rows are in two currencies. */
  currencies?: boolean;
  /** A new month begins between the opening of the screen and the first reading. */
  nextMonth?: boolean;
  /** Every list has nothing. */
  empty?: boolean;
}

const names = [
  'Brightwell Homes',
  'Alder Dental',
  'Corner Café',
  "O'Neill & Sons",
  'Delancey Lofts',
  'Eastgate Garage',
  'Farrow Studio',
  'Grange Farm',
];
/** Choices as Conductor has them; for fields that are not named here any one does. */
const choices: Record<string, readonly string[]> = {
  accountType: ['bank', 'accounts_receivable', 'other_current_asset', 'income'],
  taxForm: ['form_1120s'],
  transactionType: ['invoice', 'receive_payment', 'bill', 'bill_payment_check', 'journal_entry'],
};
const currencies = ['US Dollar', 'Euro'].map((fullName, at) => ({
  id: `currencies-${at + 1}`,
  fullName,
}));
const PAGE = 150;

function nameAt(path: string, index: number): string {
  if (path === 'vendors') return `Supplier ${index + 1}`;
  if (path === 'accounts')
    return ['Checking', 'Savings', 'Undeposited funds', 'Sales'][index % 4] ?? '';
  const name = names[index % names.length] ?? '';
  return index < names.length ? name : `${name} ${Math.floor(index / names.length) + 1}`;
}

function day(index: number): string {
  return `2025-11-${String(1 + (index % 21)).padStart(2, '0')}`;
}

function valueOf(field: Field, index: number, path: string): Json {
  const last = field.name.split('.').at(-1) ?? '';
  switch (field.kind) {
    case 'bool':
      return index % 3 !== 0;
    case 'number':
      return index + 1;
    case 'money':
      return index % 7 === 3
        ? '-12.50'
        : `${(index * 137) % 4000}.${String((index * 37) % 100).padStart(2, '0')}`;
    case 'decimal':
    case 'percent':
      return '7.5';
    case 'date':
      return day(index);
    case 'date_time':
      return `${day(index)}T12:34:56+00:00`;
    case 'duration':
      return 'PT1H30M';
    case 'texts':
      return [];
    case 'reference': {
      const to = field.to[0];
      if (to === undefined) return { id: null, fullName: 'Thank you' };
      // A company with several currencies is a case of its own.
      const at = last === 'currency' ? 0 : index % names.length;
      return { id: `${to}-${at + 1}`, fullName: nameAt(to, at) };
    }
    case 'references':
      return [];
    case 'lines':
      return [];
    default:
      if (last === 'refNumber') return String(1039 + index);
      if (last === 'fullName' || last === 'name' || last === 'companyName')
        return nameAt(path, index);
      if (field.sensitive) return `SENSITIVE-${index}`;
      if (last === 'objectType') return `qbd_${path.replace(/-/g, '_').replace(/s$/, '')}`;
      if (holdsChoice(last)) {
        const all = choices[last] ?? ['not_applicable'];
        return all[index % all.length] ?? '';
      }
      if (last === 'memo' && index % 4 !== 0) return null;
      return index % 5 === 4 ? null : `${last} ${index + 1}`;
  }
}

/** `a.b` becomes an object in an object. */
function nested(values: [string, Json][]): BooksRecord {
  const record: BooksRecord = {};
  for (const [name, value] of values) {
    const parts = name.split('.');
    let at = record;
    for (const part of parts.slice(0, -1)) at = (at[part] ??= {}) as BooksRecord;
    at[parts.at(-1) ?? name] = value;
  }
  return record;
}

/** The tables that have lines in every record. */
const filled = new Set([
  'lines',
  'debitLines',
  'creditLines',
  'expenseLines',
  'employeePayroll.earnings',
]);

function linesOf(resource: Resource, path: string, index: number): BooksRecord[] {
  const fields = resource.lines.find((it) => it.path === path)?.fields ?? [];
  return [0, 1].map((line) =>
    nested(
      fields.map((it): [string, Json] => {
        const inner = `${path}.${it.name}`;
        return it.kind === 'lines' && it.name === 'lines'
          ? [it.name, linesOf(resource, inner, index + line)]
          : [it.name, valueOf(it, index + line, resource.path)];
      }),
    ),
  );
}

function recordOf(resource: Resource, index: number): BooksRecord {
  const id = `${resource.path}-${index + 1}`;
  const values = resource.fields.map((field): [string, Json] => {
    if (resource.keyFields.includes(field.name) || field.name === resource.idField) {
      return [field.name, id];
    }
    const hasGroups = resource.path === 'sales-receipts' && field.name === 'lineGroups';
    if (hasGroups || filled.has(field.name))
      return [field.name, linesOf(resource, field.name, index)];
    return [field.name, valueOf(field, index, resource.path)];
  });
  return nested(values);
}

/** A number, id or name that was asked for and that no row has: QuickBooks refuses the request. */
function lacksOne(all: readonly BooksRecord[], filters: Asked): boolean {
  const fields = { refNumbers: 'refNumber', ids: 'id', names: 'name', fullNames: 'fullName' };
  return Object.entries(fields).some(([filter, field]) => {
    const wanted = filters[filter];
    if (!Array.isArray(wanted)) return false;
    return !wanted.every((it) => all.some((record) => String(record[field]) === it));
  });
}

function fits(record: BooksRecord, filters: Asked): boolean {
  const numbers = filters.refNumbers;
  if (Array.isArray(numbers) && !numbers.includes(String(record.refNumber))) return false;
  const part = filters.nameContains;
  const name = String(record.fullName ?? record.name ?? '');
  return typeof part !== 'string' || name.toLowerCase().includes(part.toLowerCase());
}

function reportOf(title: string): ReportTable {
  const cell = (columnId: string, value: string | null) => ({ columnId, value, dataType: null });
  const row = (
    kind: 'data' | 'subtotal' | 'total',
    name: string,
    debit: string | null,
    credit: string | null,
  ) => ({
    kind,
    text: null,
    rowDescriptor: kind === 'data' ? { type: 'account', value: name } : null,
    cells: [cell('1', name), cell('2', debit), cell('3', credit)],
  });
  // Asked for with every column, as it is at first.
  const tax = title.startsWith('custom transaction');
  const withTax = (it: ReportRow, at: number): ReportRow =>
    it.kind === 'data' ? { ...it, cells: [...it.cells, cell('4', `SENSITIVE-${at}`)] } : it;
  const report: ReportTable = {
    title,
    subtitle: 'As of 21 November 2025',
    basis: 'accrual',
    columns: [
      { columnId: '1', columnType: 'Label', dataType: null, titles: [{ value: null }] },
      { columnId: '2', columnType: 'Debit', dataType: 'AMTTYPE', titles: [{ value: 'Debit' }] },
      { columnId: '3', columnType: 'Credit', dataType: 'AMTTYPE', titles: [{ value: 'Credit' }] },
    ],
    rows: [
      { kind: 'text', text: 'Assets', rowDescriptor: null, cells: [] },
      row('data', 'Checking', '104318.22', null),
      row('data', 'Undeposited funds', '3120.00', null),
      row('subtotal', 'Total assets', '107438.22', null),
      { kind: 'text', text: 'Income', rowDescriptor: null, cells: [] },
      row('data', 'Sales', null, '107438.22'),
      row('total', 'TOTAL', '107438.22', '107438.22'),
    ],
    requestId: 'req_report',
  };
  if (!tax) return report;
  const columnType = 'ssn_or_tax_identification_number';
  const titles = [{ value: 'SSN/Tax ID' }];
  return {
    ...report,
    columns: [...report.columns, { columnId: '4', columnType, dataType: null, titles }],
    rows: report.rows.map(withTax),
  };
}

export interface FakeBooks {
  catalogue(): Promise<Catalogue>;
  before(): BooksBefore;
  list(resource: string, filters: Asked, most: number, hear: (event: BooksEvent) => void): number;
  more(reading: number, most: number, hear: (event: BooksEvent) => void): void;
  stop(reading: number): void;
  agree(): void;
  record(resource: string, id: string, hear: (event: BooksEvent) => void): Promise<OneRecord>;
  report(kind: string, hear: (event: BooksEvent) => void): Promise<OneReport>;
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
  async function question(hear: (event: BooksEvent) => void): Promise<void> {
    refuseUnlessAgreed();
    readings += 1;
    const reading = readings;
    hear({ kind: 'begun', reading });
    if (options.questionsWait !== true) return;
    hear({ kind: 'waiting', for: clientName(), computer: 'FRONT-DESK', what: 'check' });
    await hold();
    if (stopped.has(reading)) throw { code: 'cancelled', message: '', retryable: true };
  }

  /** As the app: nothing is read before somebody agreed to the bill. */
  function refuseUnlessAgreed(): void {
    if (billable) throw { code: 'notAgreed', message: '', retryable: true };
  }

  async function read(
    reading: number,
    resource: Resource,
    filters: Asked,
    most: number,
    hear: (event: BooksEvent) => void,
  ): Promise<void> {
    if (options.waits) {
      hear({ kind: 'waiting', for: clientName(), computer: 'FRONT-DESK', what: 'check' });
      await hold();
    }
    const count = options.empty ? 0 : resource.shape === 'singleton' ? 1 : (options.rows ?? 24);
    const every = Array.from({ length: count }, (_, at) => rowAt(resource, at));
    if (lacksOne(every, filters)) {
      const why = {
        code: 'notFound',
        message: 'QuickBooks found nothing.',
        retryable: false,
      } as const;
      hear({ kind: 'incomplete', why, fetched: 0, window: null });
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
      hear({
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
      const why = options.problem ?? {
        code: 'unreachable',
        message: 'Conductor did not answer in time.',
        retryable: true,
      };
      hear({ kind: 'incomplete', why, fetched, window: null });
    } else {
      hear({ kind: 'done', complete: rows.length === all.length, at: NOW, requestId: 'req_list' });
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
    list(path, filters, most, hear) {
      refuseUnlessAgreed();
      readings += 1;
      const reading = readings;
      readingsOf.set(reading, [resourceOf(path), filters]);
      void Promise.resolve().then(() => read(reading, resourceOf(path), filters, most, hear));
      return reading;
    },
    more(reading, most, hear) {
      const before = readingsOf.get(reading);
      if (!before) throw { code: 'nothingPending', message: '', retryable: false };
      stopped.delete(reading);
      void Promise.resolve().then(() => read(reading, ...before, most, hear));
    },
    stop(reading) {
      stopped.add(reading);
    },
    agree() {
      billable = false;
    },
    async record(path, id, hear) {
      await question(hear);
      const resource = resourceOf(path);
      const index = Number(id.replace(/^.*-/, '')) - 1;
      if (!id.startsWith(`${path}-`)) throw { code: 'notFound', message: '', retryable: false };
      return { record: recordOf(resource, index), requestId: 'req_record' };
    },
    async report(kind, hear) {
      await question(hear);
      return { report: reportOf(kind.replace(/_/g, ' ')), at: NOW };
    },
    go() {
      const now = held;
      held = [];
      for (const each of now) each();
    },
  };
}
