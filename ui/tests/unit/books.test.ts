/** The logic of the screen Books: exact amounts, what is asked, what is kept, what is written. */
import { describe, expect, test } from 'vitest';
import {
  asked,
  blocker,
  bounds,
  emptyForm,
  firstFilters,
  lookedFor,
  missing,
  monthBlocker,
  moreFilters,
  windowName,
  type Form,
} from '../../src/features/books/asking';
import {
  entriesOf,
  fits,
  groups,
  usualColumns,
  type Entry,
} from '../../src/features/books/catalogue';
import { columnOf, columnsOf, remembered } from '../../src/features/books/columns';
import { compare, shown, sum } from '../../src/features/books/decimal';
import type { BooksRecord } from '../../src/features/books/types';
import { addsUp, oneCurrency, plain, sorted, text, total } from '../../src/features/books/values';
import { viewsOf, viewTable } from '../../src/features/books/views';
import { useLocale } from '../../src/lib/format';
import { listName } from '../../src/features/books/words';
import { makeBooks } from '../fake/books';
import { catalogue } from '../fake/catalogue';

const NOW = new Date(2025, 10, 21).getTime();
const entries = entriesOf(catalogue);

function entry(id: string): Entry {
  const it = entries.find((each) => each.id === id);
  if (!it) throw new Error(id);
  return it;
}

function list(id: string): Extract<Entry, { kind: 'list' }> {
  const it = entry(id);
  if (it.kind !== 'list') throw new Error(id);
  return it;
}

function set(id: string, values: Form['values'], month = 'thisMonth'): [Entry, Form] {
  const it = entry(id);
  const form = emptyForm(it);
  return [it, { ...form, month, values: { ...form.values, ...values } }];
}

describe('amounts', () => {
  test('are added and compared to the last digit', () => {
    expect(sum(['0.1', '0.2'])).toBe('0.3');
    expect(sum(['90071992547409931.01', '0.02', '-0.03'])).toBe('90071992547409931.00');
    expect(sum(['-0.05', '0.02'])).toBe('-0.03');
    expect(sum([])).toBe('0');
    expect(sum(['1', 'n/a'])).toBeNull();
    expect(sum(['999999999.99', '-0.05', '0.001', '7', '-999999999.99'])).toBe('6.951');
    expect(sum(Array.from({ length: 20_001 }, () => '-999999999.99'))).toBe('-20000999999799.99');
    expect(compare('10.0', '10')).toBe(0);
    expect(compare('-1.5', '-1.25')).toBe(-1);
    expect(compare('9007199254740993.1', '9007199254740993')).toBe(1);
  });

  test('are shown as the region writes them', () => {
    useLocale('en-US');
    expect(shown('1240', 2)).toBe('1,240.00');
    expect(shown('-0.5', 2)).toBe('-0.50');
    expect(shown('12345678901234567890.125', 2)).toBe('12,345,678,901,234,567,890.125');
    useLocale('de-DE');
    expect(shown('-1240.5', 2)).toBe('-1.240,50');
    useLocale('en-US');
    expect(shown('one')).toBe('one');
  });

  test('have no sum over several currencies', () => {
    const row = (currency: string, amount: string): BooksRecord => ({
      currency: { id: currency, fullName: currency },
      amount,
    });
    expect(oneCurrency([row('USD', '1'), row('EUR', '1')])).toBeNull();
    expect(oneCurrency([row('USD', '1'), row('USD', '1')])).toBe('USD');
    const field = { name: 'amount', kind: 'money', to: [], sensitive: false } as const;
    expect(total([row('USD', '0.1'), row('USD', '0.2')], { ...field, to: [] })).toBe('0.3');
  });

  test('balances of accounts, and transactions of several, have no sum', () => {
    const of = (fullName: string): BooksRecord => ({ account: { id: fullName, fullName } });
    expect(addsUp('invoices', [of('Sales'), of('Other')])).toBe(true);
    expect(addsUp('accounts', [of('Sales')])).toBe(false);
    expect(addsUp('transactions', [of('Checking'), of('Checking')])).toBe(true);
    expect(addsUp('transactions', [of('Checking'), of('Estimates')])).toBe(false);
  });
});

/** Conductor's navigation, written down from its documentation and not from our catalogue. */
const navigation = [
  'transactions bill-check-payments bill-credit-card-payments bills checks credit-card-charges credit-card-credits',
  'credit-memos estimates inventory-adjustments invoices item-receipts journal-entries purchase-orders',
  'receive-payments sales-orders sales-receipts time-tracking-activities transfers vendor-credits',
  'account-tax-lines accounts classes company customers date-driven-terms employees inventory-sites payment-methods',
  'payroll-wage-items preferences price-levels sales-representatives sales-tax-codes standard-terms vendors',
  'discount-items inventory-assembly-items inventory-items item-groups item-sites non-inventory-items',
  'sales-tax-items service-items subtotal-items',
].flatMap((line) => line.split(' '));
const newer = [
  'bills-to-pay build-assemblies credit-card-refunds deleted-transactions deposits payments-to-deposit',
  'sales-tax-payment-checks currencies customer-types deleted-list-objects other-names shipping-methods templates',
  'unit-of-measure-sets other-charge-items sales-tax-group-items',
].flatMap((line) => line.split(' '));

describe('lists', () => {
  test('each has its group, usual columns that exist, and a name', () => {
    expect(entries.filter((it) => it.kind === 'list').length).toBe(catalogue.resources.length);
    for (const it of entries) {
      expect(groups).toContain(it.group);
      if (it.kind === 'list' && it.resource.shape !== 'singleton') {
        expect(usualColumns(it.resource).length, it.id).toBeGreaterThan(0);
      }
    }
    expect(new Set(entries.map((it) => it.id)).size).toBe(entries.length);
  });

  test('are all that Conductor’s navigation has: 20 transactions, 16 lists and 9 items, and the newer ones', () => {
    const ids = new Set(entries.filter((it) => it.kind === 'list').map((it) => it.id));
    expect(navigation).toHaveLength(45);
    expect(navigation.filter((it) => !ids.has(it))).toEqual([]);
    expect(ids.size).toBe(navigation.length + newer.length);
    expect(newer.filter((it) => !ids.has(it))).toEqual([]);
  });

  test('are found by the beginnings of their words', () => {
    const found = (query: string): string[] =>
      entries.filter((it) => fits(it, query)).map((it) => it.id);
    expect(found('inv')).toContain('invoices');
    expect(found('trial bal')).toEqual(['reports/general-summary.trial_balance']);
    expect(found('customer')).toContain('customers');
    expect(found('zebra')).toEqual([]);
  });
});

describe('what is asked', () => {
  test('is one month of transactions', () => {
    const [it, form] = set('invoices', {});
    expect(asked(it, form, NOW)).toEqual({
      transactionDateFrom: '2025-11-01',
      transactionDateTo: '2025-11-30',
    });
    expect(windowName(it, form, NOW)).toBe('November 2025');
    expect(bounds({ ...form, month: 'lastMonth' }, new Date(2026, 0, 5).getTime())).toEqual({
      from: '2025-12-01',
      to: '2025-12-31',
    });
    expect(bounds({ ...form, month: '2024-02' }, NOW).to).toBe('2024-02-29');
  });

  test('is a number in all months', () => {
    const [it, form] = set('bills', { refNumbers: ' 1042, 1043 ' });
    expect(asked(it, form, NOW)).toEqual({ refNumbers: ['1042', '1043'] });
    expect(monthBlocker(it, form)?.name).toBe('refNumbers');
    expect(windowName(it, form, NOW)).toBe('');
    expect(lookedFor(it, form)).toEqual({ by: 'number', text: '1042, 1043', count: 2 });
  });

  test('is one name, whatever commas it has', () => {
    const [it, form] = set('accounts', { fullNames: ' Abbott, Kate ' }, 'any');
    expect(asked(it, form, NOW)).toEqual({ fullNames: ['Abbott, Kate'] });
    expect(lookedFor(it, form)).toEqual({ by: 'name', text: 'Abbott, Kate', count: 1 });
  });

  test('never holds two filters that exclude each other', () => {
    for (const it of entries) {
      for (const one of it.filters) {
        for (const name of one.excludes) {
          const other = it.filters.find((each) => each.name === name);
          if (!other) continue;
          const value = (filter: typeof one): string =>
            filter.choices.find((choice) => choice !== filter.default) ?? '7';
          const form: Form = {
            month: 'any',
            from: '',
            to: '',
            values: { [one.name]: value(one), [name]: value(other) },
          };
          expect(blocker(it, form, one)?.name, `${it.id} ${one.name}`).toBe(name);
          const request = asked(it, form, NOW);
          expect(one.name in request && name in request).toBe(false);
        }
      }
    }
  });

  test('has every filter in one place, and names what has to be chosen first', () => {
    for (const it of entries) {
      const all = [...firstFilters(it), ...moreFilters(it)].map((each) => each.name);
      expect(new Set(all).size, it.id).toBe(all.length);
      const dated = ['transactionDateFrom', 'transactionDateTo'];
      expect(all.length + it.filters.filter((each) => dated.includes(each.name)).length).toBe(
        it.filters.length,
      );
    }
    const bills = entry('bills-to-pay');
    expect(missing(bills, emptyForm(bills)).map((it) => it.name)).toEqual(['vendorId']);
    const deleted = entry('deleted-transactions');
    expect(missing(deleted, emptyForm(deleted))).toEqual([]);
  });
});

test.each([
  ['Sales-Tax Codes', 'Sales tax codes'],
  ['Customers / Jobs', 'Customers and jobs'],
  ['Non-Inventory Items', 'Non-inventory items'],
  ['Invoices', 'Invoices'],
])('the list %s is called %s', (label, name) => {
  expect(listName(label)).toBe(name);
});

describe('rows', () => {
  const { resource } = list('invoices');
  const field = (name: string) => {
    const it = resource.fields.find((each) => each.name === name);
    if (!it) throw new Error(name);
    return it;
  };

  test('sort by exact amounts, dates and names; what is empty comes last either way', () => {
    const rows = [
      { subtotal: '10.00' },
      { subtotal: null },
      { subtotal: '9.5' },
      { subtotal: '-1' },
    ];
    const order = (down: boolean) =>
      sorted(rows, field('subtotal'), down).map((it) => it.subtotal ?? null);
    expect(order(false)).toEqual(['-1', '9.5', '10.00', null]);
    expect(order(true)).toEqual(['10.00', '9.5', '-1', null]);
    const same = [{ subtotal: '10.0' }, { subtotal: '10.00' }, { subtotal: '10' }];
    for (const down of [false, true]) expect(sorted(same, field('subtotal'), down)).toEqual(same);
    const large = ['90071992547409931.02', '90071992547409931.01'].map((subtotal) => ({
      subtotal,
    }));
    expect(sorted(large, field('subtotal'), false)).toEqual([large[1], large[0]]);
    const names = ['b', null, 'A', 'a2', 'a10'].map((memo) => ({ memo }));
    expect(sorted(names, field('memo'), false).map((it) => it.memo)).toEqual([
      'A',
      'a2',
      'a10',
      'b',
      null,
    ]);
  });

  test('read as people write and are written as the service gave them', () => {
    useLocale('en-GB');
    expect(text('2025-10-14', 'date')).toBe('14 Oct 2025');
    expect(text('PT1H30M', 'duration')).toBe('1:30');
    expect(text(null, 'money')).toBe('—');
    expect(plain({ id: 'C-1', fullName: 'Brightwell Homes' })).toBe('Brightwell Homes');
    expect(plain('4318.00')).toBe('4318.00');
  });

  test('keep their columns by name and width only', () => {
    const it = list('invoices');
    const usual = columnsOf(it, []);
    expect(remembered([], it, usual)).toEqual([]);
    const changed = [...usual.slice(1), columnOf(field('memo'))];
    const kept = remembered([], it, changed);
    expect(columnsOf(it, kept)).toEqual(changed);
    expect(columnsOf(it, [{ list: 'invoices', columns: [{ name: 'gone', width: 9 }] }])).toEqual(
      usual,
    );
  });
});

describe('saved views', () => {
  test('go into a file and come back, without anything that was typed', () => {
    const table = viewTable([
      {
        name: 'Open invoices',
        list: 'invoices',
        filters: [
          { name: 'month', value: 'lastMonth' },
          { name: 'paymentStatus', value: 'not_paid' },
        ],
        columns: ['refNumber', 'customer'],
      },
    ]);
    const back = viewsOf(table.slice(1), entries);
    expect(back.skipped).toBe(0);
    expect(viewTable(back.views)).toEqual(table);
  });

  test('of a file hold choices and names of the catalogue, whatever it says', () => {
    const { views, skipped } = viewsOf(
      [
        [
          'A',
          'invoices',
          'refNumbers=1042 customerIds=80001 paymentStatus=paid x=y',
          'refNumber Brightwell',
        ],
        ['B', 'nowhere', '', ''],
        ['', 'invoices', '', ''],
      ],
      entries,
    );
    expect(skipped).toBe(2);
    expect(views).toEqual([
      {
        name: 'A',
        list: 'invoices',
        filters: [
          { name: 'month', value: 'thisMonth' },
          { name: 'paymentStatus', value: 'paid' },
        ],
        columns: ['refNumber'],
      },
    ]);
  });
});

test('the made-up books know every list', async () => {
  const books = makeBooks({}, () => 'Acme Plumbing');
  for (const resource of catalogue.resources.filter((it) => it.canRetrieve && it.idField)) {
    const found = await books.record(resource.path, `${resource.path}-1`, () => undefined);
    expect(found.record).toBeTruthy();
  }
});
