/** One record of the books: its fields in groups, its lines, what is searched, copied and hidden. */
import { describe, expect, test } from 'vitest';
import { entriesOf, type Entry } from '../../src/features/books/catalogue';
import { asJson, asText } from '../../src/features/books/copying';
import { searched, sectionsOf } from '../../src/features/books/sections';
import { keyOf } from '../../src/features/books/values';
import type { BooksRecord } from '../../src/features/books/types';
import { catalogue } from '../fake/catalogue';

const entries = entriesOf(catalogue);

function list(id: string): Extract<Entry, { kind: 'list' }> {
  const it = entries.find((each) => each.id === id);
  if (it?.kind !== 'list') throw new Error(id);
  return it;
}

const invoice: BooksRecord = {
  id: 'A-1',
  objectType: 'qbd_invoice',
  refNumber: '1042',
  transactionDate: '2025-10-14',
  customer: { id: 'C-1', fullName: 'Brightwell Homes' },
  subtotal: '4318.00',
  billingAddress: { line1: 'Mill Lane 4', city: 'Ashby', line2: null },
  isPaid: false,
  memo: null,
  surprise: 'a field of a newer version',
  lines: [
    { id: 'L-1', item: { id: 'I-1', fullName: 'Boiler service' }, quantity: 2, amount: '900.00' },
  ],
};

describe('a record', () => {
  const { resource } = list('invoices');
  const all = sectionsOf(resource, invoice);

  test('is shown in the order of the service, however it came', () => {
    const byName = Object.fromEntries(
      Object.entries(invoice).toSorted(([a], [b]) => (a < b ? -1 : 1)),
    );
    const names = sectionsOf(resource, byName).groups[0]?.items.map((it) => it.name) ?? [];
    const wanted = resource.fields.map((it) => it.name).filter((it) => names.includes(it));
    expect(names.slice(0, wanted.length)).toEqual(wanted);
    expect(names.at(-1)).toBe('surprise');
  });

  test('says a full name only where it is another one', () => {
    const customers = list('customers').resource;
    const labels = (record: BooksRecord): string[] =>
      sectionsOf(customers, record).groups.flatMap((it) => it.items.map((item) => item.label));
    expect(labels({ name: 'Ashby', fullName: 'Ashby' })).toEqual(['Name']);
    expect(labels({ name: 'Roof', fullName: 'Ashby:Roof' })).toEqual(['Name', 'Full name']);
  });

  test('shows every field once, lines as tables, what is new too', () => {
    const names = all.groups.flatMap((it) => it.items.map((item) => item.name));
    expect(names).toContain('surprise');
    expect(names).toContain('billingAddress.city');
    expect(new Set(names).size).toBe(names.length);
    expect(all.tables).toHaveLength(1);
    expect(all.tables[0]?.rows).toHaveLength(1);
    expect(keyOf(resource, invoice)).toBe('A-1');
  });

  test('is searched inside and copied', () => {
    expect(searched(all, 'boiler', new Set()).tables).toHaveLength(1);
    expect(searched(all, 'mill', new Set()).groups.flatMap((it) => it.items)).toHaveLength(1);
    expect(searched(all, 'nowhere', new Set())).toEqual({ groups: [], tables: [] });
    expect(asText('Invoice 1042', all, new Set())).toContain('Boiler service');
    expect(JSON.parse(asJson(resource, invoice, new Set()).text)).toEqual(invoice);
  });

  test('gives sensitive values away to nobody who did not ask for them', () => {
    const { resource: employees } = list('employees');
    const employee: BooksRecord = { id: 'E-1', name: 'Ann', ssn: '123-45-6789' };
    const sections = sectionsOf(employees, employee);
    expect(asText('Ann', sections, new Set())).not.toContain('6789');
    expect(asJson(employees, employee, new Set())).toEqual({
      text: JSON.stringify({ id: 'E-1', name: 'Ann' }, null, 2),
      masked: true,
    });
    expect(asText('Ann', sections, new Set(['ssn']))).toContain('6789');
    expect(searched(sections, '6789', new Set()).groups).toEqual([]);
  });

  test('hides the fields of lines one by one, at every depth, and shows each on its own', () => {
    const { resource: employees } = list('employees');
    const wage = { id: 'W-1', fullName: 'Hourly wage' };
    const earnings = [{ payrollWageItem: wage, rate: '6789.50', ratePercent: null }];
    const employee: BooksRecord = { id: 'E-1', employeePayroll: { earnings } };
    const sections = sectionsOf(employees, employee);
    const [table] = sections.tables;
    expect(table?.fields.map((it) => it.sensitive)).toEqual([true, true]);
    const rate = new Set(['employeePayroll.earnings.rate']);
    expect(asText('Ann', sections, new Set())).not.toMatch(/6,?789|Hourly/);
    expect(asText('Ann', sections, rate)).toContain('6,789.5');
    expect(asText('Ann', sections, rate)).not.toContain('Hourly');
    expect(asJson(employees, employee, new Set()).text).not.toMatch(/6789|Hourly/);
    expect(JSON.parse(asJson(employees, employee, rate).text)).toEqual({
      id: 'E-1',
      employeePayroll: { earnings: [{ rate: '6789.50', ratePercent: null }] },
    });
    expect(searched(sections, '6,789', new Set()).tables).toEqual([]);
    expect(searched(sections, '6,789', rate).tables).toHaveLength(1);
    expect(searched(sections, 'hourly', rate).tables).toEqual([]);

    const { resource: receipts } = list('sales-receipts');
    const line = (number: string): BooksRecord => ({
      id: number,
      creditCardTransaction: { request: { number, name: 'Ann' }, response: null },
    });
    const groups = ['4111', '4222'].map((number) => ({
      id: number[1] ?? '',
      lines: [line(number)],
    }));
    const receipt: BooksRecord = { id: 'R-1', lines: [line('4000')], lineGroups: groups };
    const all = sectionsOf(receipts, receipt);
    const first = new Set(['lineGroups.0.lines.creditCardTransaction.request.number']);
    expect(all.tables.map((it) => it.name)).toEqual([
      'lines',
      'lineGroups',
      'lineGroups.0.lines',
      'lineGroups.1.lines',
    ]);
    const cards = (text: string): string[] => [...new Set(text.match(/"number": "4\d{3}"/g))];
    expect(cards(asJson(receipts, receipt, new Set()).text)).toEqual([]);
    expect(cards(asJson(receipts, receipt, first).text)).toEqual(['"number": "4111"']);
  });

  test('hides a field the catalogue does not know beside a hidden one', () => {
    const { resource: employees } = list('employees');
    const record: BooksRecord = {
      id: 'E-1',
      surprise: 'plain',
      address: { planet: 'plain' },
      employeePayroll: {
        bonus: 'SECRET-1',
        sickHours: { paidOut: 'SECRET-2' },
        earnings: [{ bonus: 'SECRET-3', more: { still: 'SECRET-4' } }],
        deductions: [{ amount: 'SECRET-5', parts: [{ amount: 'SECRET-6' }] }],
        notes: ['SECRET-7'],
      },
    };
    const sections = sectionsOf(employees, record);
    const text = asText('Ann', sections, new Set());
    expect(text).not.toContain('SECRET');
    expect(text.match(/plain/g)).toHaveLength(2);
    const json = asJson(employees, record, new Set());
    expect(json.text).not.toContain('SECRET');
    expect(json.masked).toBe(true);
    expect(json.text.match(/plain/g)).toHaveLength(2);
    const found = searched(sections, 'secret', new Set());
    expect(found).toEqual({ groups: [], tables: [] });
    const { resource: customers } = list('customers');
    const card = { id: 'C-1', creditCard: { number: null, securityCode: 'SECRET' } };
    expect(asText('Acme', sectionsOf(customers, card), new Set())).not.toContain('SECRET');
  });
});
