import { describe, expect, test } from 'vitest';
import {
  chosen,
  count,
  filterOf,
  fits,
  hasPayroll,
  hasRole,
  matches,
  ordered,
} from '../../src/features/clients/filter-sort';
import { dimensions, optionsOf } from '../../src/features/clients/tokens';
import type { ClientRow } from '../../src/ipc/types';
import { NOW, role, row, sampleRows } from '../fake/rows';

const all = sampleRows();
const byUrgency = { key: 'urgency', down: false } as const;

function names(rows: ClientRow[]): string[] {
  return rows.map((it) => it.name);
}

describe('order', () => {
  test('what needs a person comes first, then by name', () => {
    const listed = chosen(ordered(all, byUrgency), {}, '');
    const order = listed.map((it) => it.tier);
    const ranks = ['now', 'soon', 'wait', 'rest', 'ok', 'none'];
    expect(order).toEqual([...order].sort((a, b) => ranks.indexOf(a) - ranks.indexOf(b)));
    expect(names(listed).slice(0, 3)).toEqual([
      "Bill's Butchers",
      'Juniper Yoga Studio',
      'Kestrel Aviation',
    ]);
  });

  test('names sort as people count', () => {
    const make = (name: string): ClientRow => row(name, 'never', 'connect', null);
    const rows = ['Branch 10', 'Branch 9', 'émile', 'Emil'].map(make);
    expect(names(ordered(rows, { key: 'client', down: false }))).toEqual([
      'Branch 9',
      'Branch 10',
      'Emil',
      'émile',
    ]);
  });

  test.each([false, true])('empty values come last (down: %s)', (down) => {
    const sorted = ordered(all, { key: 'person', down });
    const first = sorted.findIndex((it) => it.connectedAs === null);
    expect(first).toBeGreaterThan(0);
    expect(sorted.slice(first).every((it) => it.connectedAs === null)).toBe(true);
  });

  test('last asked first', () => {
    const sorted = ordered(all, { key: 'checked', down: false });
    expect(sorted[0]?.checkedAt).toBe(NOW - 12 * 60_000);
  });
});

describe('groups', () => {
  test('archived clients are in their own group only', () => {
    const yarrow = all.find((it) => it.state === 'archived') as ClientRow;
    expect(fits(yarrow, {})).toBe(false);
    expect(fits(yarrow, { status: 'none' })).toBe(false);
    expect(fits(yarrow, { status: 'archived' })).toBe(true);
  });

  test('counts add up to all', () => {
    const n = count(all);
    expect(n.attention + n.waiting + n.resting + n.connected + n.none).toBe(n.all);
    expect(n.all + n.archived).toBe(all.length);
    expect(n.expiring).toBe(2);
  });

  test('people and computers', () => {
    const marias = chosen(all, filterOf('person:Maria Ortiz'), '');
    expect(marias.length).toBeGreaterThan(2);
    expect(marias.every((it) => it.connectedAs?.name === 'Maria Ortiz')).toBe(true);
    expect(names(chosen(ordered(all, byUrgency), filterOf('computer:BACK-OFFICE'), ''))).toEqual([
      'Two Rivers Outfitters',
    ]);
  });

  test('tokens combine, and each of their values is counted under the others', () => {
    const person = 'Maria Ortiz';
    const both = chosen(all, { person, status: 'attention' }, '');
    expect(both.length).toBeGreaterThan(0);
    expect(both.length).toBeLessThan(chosen(all, { person }, '').length);
    expect(both.length).toBeLessThan(chosen(all, { status: 'attention' }, '').length);
    for (const dimension of dimensions) {
      for (const { value, count: counted } of optionsOf(all, { person }, dimension)) {
        const filter = { person, [dimension]: value };
        expect(chosen(all, filter, ''), `${dimension} ${value}`).toHaveLength(counted);
      }
    }
    expect(optionsOf(all, { status: 'attention' }, 'person')).toContainEqual({
      value: person,
      count: both.length,
    });
  });
});

describe('roles', () => {
  test('a role that was not reported is no role', () => {
    const unasked = row('A', 'connected', 'checkNow', null, {
      role: role('admin', true, true, 'notAvailable'),
    });
    expect(hasRole(unasked, 'admin')).toBe(false);
    expect(hasRole(unasked, 'notAvailable')).toBe(true);
  });

  test('payroll has three values', () => {
    const silent = row('A', 'connected', 'checkNow', null, { role: role('employee', null) });
    expect(hasPayroll(silent, 'on')).toBe(false);
    expect(hasPayroll(silent, 'off')).toBe(false);
    expect(hasPayroll(silent, 'notReported')).toBe(true);
  });
});

describe('search', () => {
  const sue = all[0] as ClientRow;
  test.each([
    'sue',
    'SUE’S BAKERY',
    'bakery llc',
    '1041',
    'suesbakery.example',
    '0396',
    '9130349878530396',
    'maria ort',
  ])('%s finds it', (query) => {
    expect(matches(sue, query)).toBe(true);
  });

  test.each(['bakrey', '9130349878530397', 'sue plumbing'])('%s does not', (query) => {
    expect(matches(sue, query)).toBe(false);
  });

  test('end-user ids are found', () => {
    const acme = all.find((it) => it.name === 'Acme Plumbing') as ClientRow;
    expect(matches(acme, acme.endUserId as string)).toBe(true);
  });
});
