/** The rows and the report of the made-up books. */
import { holdsChoice } from '../../src/features/books/words-choices';
import type {
  Asked,
  BooksRecord,
  Field,
  Json,
  ReportRow,
  ReportTable,
  Resource,
} from '../../src/features/books/types';

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
export const currencies = ['US Dollar', 'Euro'].map((fullName, at) => ({
  id: `currencies-${at + 1}`,
  fullName,
}));

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

export function recordOf(resource: Resource, index: number): BooksRecord {
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
export function lacksOne(all: readonly BooksRecord[], filters: Asked): boolean {
  const fields = { refNumbers: 'refNumber', ids: 'id', names: 'name', fullNames: 'fullName' };
  return Object.entries(fields).some(([filter, field]) => {
    const wanted = filters[filter];
    if (!Array.isArray(wanted)) return false;
    return !wanted.every((it) => all.some((record) => String(record[field]) === it));
  });
}

export function fits(record: BooksRecord, filters: Asked): boolean {
  const numbers = filters.refNumbers;
  if (Array.isArray(numbers) && !numbers.includes(String(record.refNumber))) return false;
  const part = filters.nameContains;
  const name = String(record.fullName ?? record.name ?? '');
  return typeof part !== 'string' || name.toLowerCase().includes(part.toLowerCase());
}

/** A report with a line for each transaction, too wide for its place. */
function ledgerOf(report: ReportTable): ReportTable {
  const values = [
    ['Date', '2026-01-05'],
    ['Num', 'BVE-8007'],
    ['Name', 'Bright Valley Electric of Northfield'],
    ['Memo', 'Electricity for the front building, December, as read on the meter by the tenant'],
    ['Account', 'Utilities:Electricity:Front building'],
  ] as const;
  const columns = values.map(([name], at) => ({
    columnId: `${at + 4}`,
    columnType: name,
    dataType: null,
    titles: [{ value: name }],
  }));
  const cells = values.map(([, value], at) => ({ columnId: `${at + 4}`, value, dataType: null }));
  return {
    ...report,
    columns: [...report.columns, ...columns],
    rows: report.rows.map((it) =>
      it.kind === 'data' ? { ...it, cells: [...it.cells, ...cells] } : it,
    ),
  };
}

export function reportOf(title: string): ReportTable {
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
  if (title.startsWith('general ledger')) return ledgerOf(report);
  if (!tax) return report;
  const columnType = 'ssn_or_tax_identification_number';
  const titles = [{ value: 'SSN/Tax ID' }];
  return {
    ...report,
    columns: [...report.columns, { columnId: '4', columnType, dataType: null, titles }],
    rows: report.rows.map(withTax),
  };
}
