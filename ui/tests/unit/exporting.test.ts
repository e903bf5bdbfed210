import { describe, expect, test } from 'vitest';
import { byDay, kindOf, merged, ofKind } from '../../src/features/timeline/activity';
import { matches, ordered } from '../../src/features/clients/filter-sort';
import { activityTable, clientTable } from '../../src/features/export/exporting';
import { iso, useLocale } from '../../src/lib/format';
import type { ActivityLine, ClientRow } from '../../src/ipc/types';
import * as words from '../../src/words';
import { NOW, row, sampleRows } from '../fake/rows';

useLocale('en-GB');
const all = sampleRows();

function byName(name: string): ClientRow {
  return all.find((it) => it.name === name) as ClientRow;
}

function asRecord(it: ClientRow): Record<string, string> {
  const [header = [], line = []] = clientTable([it], NOW);
  expect(line).toHaveLength(header.length);
  return Object.fromEntries(header.map((title, index) => [title, line[index] ?? '']));
}

describe('clients as a table', () => {
  test('an Online client in words, its times in ISO 8601 with an offset', () => {
    const it = asRecord(byName("Sue's Bakery LLC"));
    expect(it).toMatchObject({
      Client: "Sue's Bakery LLC",
      QuickBooks: 'QuickBooks Online',
      Status: 'Connected',
      'What it means': 'QuickBooks answered 12 minutes ago.',
      'Connected as': 'Maria Ortiz',
      'E-mail at Intuit': 'maria@haleortiz.example',
      'Your role': 'Admin',
      Access: 'Active',
      Payroll: 'Payroll on',
      'Company ID ending': '0396',
    });
    expect(it['Last check']).toMatch(/^2025-11-21T\d\d:53:00[+-]\d\d:\d\d$/);
    expect(new Date(it['Approve again by'] ?? '').getTime()).toBe(Date.UTC(2030, 10, 3, 9));
  });

  test('what was not reported is not made up', () => {
    expect(asRecord(byName('Cedar Loft Interiors')).Payroll).toBe('Payroll not reported');
    expect(asRecord(byName("Bill's Butchers"))).toMatchObject({
      'Your role': 'Role not available',
      Access: '',
      Payroll: '',
    });
    expect(asRecord(byName('Acme Plumbing'))).toMatchObject({
      Where: 'On another computer in our office',
      Computer: 'OFFICE-PC-3',
      'Your role': '',
      Access: '',
      Payroll: '',
      'Expires if unused': '',
    });
    expect(asRecord(byName('Tamarind Kitchen')).Access).toBe('Inactive');
  });
});

function line(id: number, event: 'edited' | 'connected' = 'edited', at = NOW - id): ActivityLine {
  return {
    clientId: 'a',
    group: null,
    client: 'Acme',
    event: {
      id,
      at,
      event,
      person: 'Maria Ortiz',
      computer: 'FRONT-DESK',
    },
  };
}

function ids(lines: readonly ActivityLine[]): number[] {
  return lines.map((it) => it.event.id);
}

describe('the change log', () => {
  test('one row per line, with the moment and the sentence', () => {
    const [header, first] = activityTable([line(1, 'connected', NOW)]);
    expect(header).toEqual(['Time', 'Client', 'Kind', 'What happened', 'By', 'Computer']);
    expect(first).toEqual([
      iso(NOW),
      'Acme',
      'Connection',
      'Connected by Maria Ortiz on FRONT-DESK',
      'Maria Ortiz',
      'FRONT-DESK',
    ]);
  });

  test('kinds', () => {
    expect(kindOf('roleConfirmed')).toBe('role');
    expect(ofKind('added', 'list')).toBe(true);
    expect(ofKind('added', 'connection')).toBe(false);
    expect(ofKind('added', 'all')).toBe(true);
  });

  test('a fresh first page goes on top of the older ones', () => {
    expect(
      ids(
        merged(
          [3, 2, 1].map((id) => line(id)),
          [5, 4, 3].map((id) => line(id)),
          3,
        ),
      ),
    ).toEqual([5, 4, 3, 2, 1]);
  });

  test('a gap between the pages is never papered over', () => {
    expect(
      ids(
        merged(
          [2, 1].map((id) => line(id)),
          [9, 8, 7].map((id) => line(id)),
          3,
        ),
      ),
    ).toEqual([9, 8, 7]);
  });

  test('a first page that is all there is replaces what was known', () => {
    expect(
      ids(
        merged(
          [3, 2, 1].map((id) => line(id)),
          [2, 1].map((id) => line(id)),
          3,
        ),
      ),
    ).toEqual([2, 1]);
  });

  test('days', () => {
    const days = byDay([1, 2, 30], (n) => (n < 10 ? 'Today' : 'Yesterday'));
    expect(days).toEqual([
      { heading: 'Today', items: [1, 2] },
      { heading: 'Yesterday', items: [30] },
    ]);
  });
});

describe('search and order', () => {
  const acme = row('Acme', 'connected', 'checkNow', null, {
    number: 'K-204',
    email: 'office@acme.example',
    companyTail: '4821',
    endUserId: 'end_usr_1hv7',
  });

  test.each([
    ['its number', 'k-204'],
    ['its e-mail address', 'office@acme'],
    ['the end-user id', 'end_usr_1HV7'],
    ['the end of the realm id', '4821'],
    ['the whole realm id', '9130357766904821'],
  ])('finds a client by %s', (_what, query) => {
    expect(matches(acme, query)).toBe(true);
  });

  test('another realm id does not find it', () => {
    expect(matches(acme, '9130357766904822')).toBe(false);
  });

  test('last heard: the freshest answer first, nobody heard of last', () => {
    const order = ordered(all, { key: 'heard', down: false });
    const times = order.map((it) => it.lastOkAt);
    const heard = times.filter((at): at is number => at !== null);
    expect(heard).toEqual([...heard].sort((a, b) => b - a));
    expect(times.slice(heard.length).every((at) => at === null)).toBe(true);
    const back = ordered(all, { key: 'heard', down: true });
    expect(back.at(-1)?.lastOkAt).toBe(null);
  });
});

test('toasts name what was imported', () => {
  expect(words.imports.done({ added: 2, changed: 1, unchanged: 0 })).toBe(
    '2 clients added, 1 changed.',
  );
});
