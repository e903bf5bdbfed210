import { describe, expect, test } from 'vitest';
import { filterOf, fits } from '../../src/features/clients/filter-sort';
import type { ClientRow } from '../../src/ipc/types';
import {
  found,
  highestRole,
  hosts,
  samePerson,
  signIns,
} from '../../src/features/people/people-and-computers';
import * as words from '../../src/words';
import { NOW, role, row, sampleRows } from '../fake/rows';

const all = sampleRows();
const DAY = 24 * 3_600_000;

function connected(name: string, more: Partial<ClientRow>): ClientRow {
  return row(name, 'connected', 'checkNow', null, more);
}

describe('people', () => {
  test('each Intuit sign-in once, the one with most clients first', () => {
    const people = signIns(all);
    expect(people.map((it) => [it.name, it.rows.length])).toEqual([
      ['Maria Ortiz', 6],
      ['Tom Becker', 3],
      ['Priya Nair', 2],
    ]);
  });

  test('archived clients count for nobody', () => {
    const tom = signIns(all).find((it) => it.name === 'Tom Becker');
    expect(tom?.rows.map((it) => it.name)).not.toContain('Yarrow Farm Shop');
  });

  test('a row opens exactly the clients it counts', () => {
    for (const it of signIns(all)) {
      expect(all.filter((each) => fits(each, filterOf(it.view)))).toEqual(it.rows);
    }
  });

  test('two people of one name are distinguished by their addresses', () => {
    const rows = ['a@firm.example', 'b@firm.example'].map((email) =>
      connected(email, { connectedAs: { name: 'Sam Lee', email } }),
    );
    const people = signIns(rows);
    expect(people).toHaveLength(2);
    for (const it of people) {
      expect(rows.filter((each) => fits(each, filterOf(it.view)))).toEqual(it.rows);
    }
    expect(
      samePerson(rows[0]?.connectedAs ?? null, { name: 'Sam Lee', email: 'b@firm.example' }),
    ).toBe(false);
  });

  test('the highest role that works, and payroll wherever it is on', () => {
    const rows = [
      connected('a', { role: role('admin', false, false) }),
      connected('b', { role: role('employee', true) }),
      connected('c', { role: role('unknown', null) }),
    ];
    expect(highestRole(rows)).toMatchObject({ kind: 'employee', active: true, payroll: true });
    expect(highestRole([rows[0] as ClientRow])).toMatchObject({ kind: 'admin', active: false });
  });

  test('no role is made up where Intuit reported none', () => {
    const rows = [connected('a', { role: role('admin', true, true, 'notAvailable') })];
    expect(highestRole(rows).availability).toBe('notAvailable');
    expect(highestRole([]).availability).toBe('notAsked');
  });

  test('the oldest approval and the nearest expiry of either clock', () => {
    const who = { name: 'Ann', email: null };
    const [it] = signIns([
      connected('a', { connectedAs: who, connectedAt: NOW - DAY, hardExpiresAt: NOW + 9 * DAY }),
      connected('b', {
        connectedAs: who,
        connectedAt: NOW - 5 * DAY,
        idleExpiresAt: NOW + 3 * DAY,
      }),
    ]);
    expect(it?.oldestApproval).toBe(NOW - 5 * DAY);
    expect(it?.nextExpiry).toBe(NOW + 3 * DAY);
  });
});

describe('computers', () => {
  test('a row opens exactly the clients it counts', () => {
    for (const it of hosts(all)) {
      expect(all.filter((each) => fits(each, filterOf(it.view)))).toEqual(it.rows);
    }
  });

  test('the most urgent client speaks for the computer', () => {
    const office = hosts(all).find((it) => it.label === 'OFFICE-PC-3');
    expect(office?.rows).toHaveLength(3);
    expect(office?.worst.tier).toBe('soon');
    expect(office?.lastHeard).toBe(NOW - 5 * 3_600_000);
  });

  test('one label in two places is two computers, and one without a label has its place', () => {
    const atPlace = (name: string, place: ClientRow['place'], computer: string | null): ClientRow =>
      connected(name, { books: 'desktop', place, computer });
    const rows = [
      atPlace('a', 'hosted', 'PC:1'),
      atPlace('b', 'clientOffice', 'PC:1'),
      atPlace('c', 'clientOffice', null),
      atPlace('d', null, null),
    ];
    const found = hosts(rows);
    expect(found).toHaveLength(4);
    for (const it of found) {
      expect(rows.filter((each) => fits(each, filterOf(it.view)))).toEqual(it.rows);
    }
    expect(found.map((it) => words.viewName(it.view)).sort()).toEqual([
      "At the client's office",
      "PC:1, at the client's office",
      'PC:1, on a hosted computer',
      'Place not known',
    ]);
  });
});

test('every word is looked for in all texts', () => {
  expect(found('ort mar', ['Maria Ortiz', null])).toBe(true);
  expect(found('ort tom', ['Maria Ortiz', null])).toBe(false);
  expect(found('', [null])).toBe(true);
});
