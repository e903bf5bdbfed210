/** When the operating system is asked to show a notice. The clock is the test's own. */
import { beforeEach, describe, expect, test } from 'vitest';
import { useLocale } from '../../src/lib/format';
import type { NoticeSettings } from '../../src/ipc';
import type { ClientRow, State } from '../../src/ipc/types';
import {
  clockText,
  COLLECT,
  isQuiet,
  minutesOf,
  NoticeBook,
  type Group,
} from '../../src/features/notifications/notification-queue';
import * as words from '../../src/words';
import { NOW, row } from '../fake/rows';

const MIN = 60_000;
const HOUR = 60 * MIN;
const DAY = 24 * HOUR;
const loud: NoticeSettings = {
  on: true,
  names: false,
  quiet: false,
  quietFrom: 18 * 60,
  quietUntil: 8 * 60,
};
const quiet: NoticeSettings = { ...loud, quiet: true };

let book: NoticeBook;
let now: number;

beforeEach(() => {
  useLocale('en-GB');
  book = new NoticeBook();
  now = NOW;
});

function client(name: string, state: State, more: Partial<ClientRow> = {}): ClientRow {
  return { ...row(name, state, 'checkNow', null, more), id: name };
}

function begin(...rows: ClientRow[]): void {
  book.begin(rows, now);
}

function saw(...rows: ClientRow[]): void {
  for (const it of rows) book.saw(it, now, true);
}

/** What is notified once the news has been collected. */
function told(settings: NoticeSettings = loud): Group[][] {
  now += COLLECT;
  return book.due(settings, now);
}

function expiring(days: number, name = 'Quill'): ClientRow {
  return client(name, 'expiring', { until: now + days * DAY - HOUR, clock: 'idle' });
}

describe('change into trouble', () => {
  test.each(['expired', 'revoked', 'takenOver', 'notMember', 'inactive'] as const)(
    'connected, then %s',
    (state) => {
      begin(client('Acme', 'connected'));
      saw(client('Acme', state));
      expect(told()).toEqual([[{ kind: 'attention', names: ['Acme'], days: null }]]);
    },
  );

  test('being checked in between changes nothing', () => {
    begin(client('Acme', 'connected'), client('Bill', 'revoked'));
    saw(client('Acme', 'checking'), client('Bill', 'checking'));
    saw(client('Acme', 'revoked'), client('Bill', 'revoked'));
    expect(told()).toEqual([[{ kind: 'attention', names: ['Acme'], days: null }]]);
  });

  test('one trouble after another is no news', () => {
    begin(client('Acme', 'expired'));
    saw(client('Acme', 'revoked'));
    expect(told()).toEqual([]);
  });

  test.each(['qbClosed', 'wcOffline', 'attention', 'wrongFile', 'permission', 'dialog'] as const)(
    'never for %s',
    (state) => {
      begin(client('Acme', 'connected'));
      saw(client('Acme', state));
      expect(told()).toEqual([]);
    },
  );

  test('nothing for the first listing, nor for a row that is new', () => {
    begin(client('Acme', 'revoked'), expiring(3));
    saw(client('Acme', 'revoked'), expiring(3), client('New', 'expired'));
    expect(told()).toEqual([]);
  });

  test('nothing for a practice firm that fills: every row is new once', () => {
    begin();
    saw(client('Acme', 'revoked'), client('Bill', 'connected'), expiring(3));
    expect(told()).toEqual([]);
  });

  test('what comes to light when a paused client is taken up again is no change', () => {
    begin(client('Acme', 'paused'), client('Bill', 'archived'));
    saw(client('Acme', 'expired'), client('Bill', 'revoked'));
    expect(told()).toEqual([]);
  });

  test('nothing that is over before it would be notified', () => {
    begin(client('Acme', 'connected'));
    saw(client('Acme', 'revoked'));
    saw(client('Acme', 'connected'));
    expect(told()).toEqual([]);
  });
});

describe('nearing expiry', () => {
  test('at 14, 7 and 1 days, once each', () => {
    begin(client('Quill', 'connected'));
    const until = now + 16 * DAY;
    const days: (number | null)[] = [];
    for (let day = 16; day >= 0; day -= 1) {
      saw(client('Quill', 'expiring', { until, clock: 'hard' }));
      saw(client('Quill', 'expiring', { until, clock: 'hard' }));
      for (const [group] of told()) days.push(group?.days ?? null);
      now = NOW + (17 - day) * DAY;
    }
    expect(days).toEqual([14, 7, 1]);
  });

  test('five days at once are notified once, as within 7 days', () => {
    begin(client('Quill', 'connected'));
    saw(expiring(5));
    expect(told()).toEqual([[{ kind: 'expiring', names: ['Quill'], days: 7 }]]);
  });

  test('a detour over another state does not tell it again', () => {
    begin(client('Quill', 'connected'));
    saw(expiring(5));
    expect(told()).toHaveLength(1);
    saw(client('Quill', 'attention'));
    saw(expiring(5));
    expect(told()).toEqual([]);
  });

  test('after a renewal it counts anew', () => {
    begin(expiring(5));
    saw(client('Quill', 'connected'));
    saw(expiring(13));
    expect(told()).toEqual([[{ kind: 'expiring', names: ['Quill'], days: 14 }]]);
  });

  test('not at 30 days', () => {
    begin(client('Quill', 'connected'));
    saw(expiring(30));
    expect(told()).toEqual([]);
  });
});

describe('waiting, then connected', () => {
  test.each(['waiting', 'invited'] as const)('from %s', (state) => {
    begin(client('Wren', state));
    saw(client('Wren', 'checking'), client('Wren', 'connected'));
    expect(told()).toEqual([[{ kind: 'connected', names: ['Wren'], days: null }]]);
  });

  test.each(['never', 'qbClosed', 'expired', 'linkExpired'] as const)('not from %s', (state) => {
    begin(client('Wren', state));
    saw(client('Wren', 'connected'));
    expect(told()).toEqual([]);
  });

  test('a sign-in that ends without a connection is no news', () => {
    begin(client('Wren', 'waiting'));
    saw(client('Wren', 'never'));
    expect(told()).toEqual([]);
  });
});

describe('collecting', () => {
  test('a few seconds, then one notice of each kind, and then no more', () => {
    begin(client('A', 'connected'), client('B', 'connected'), client('W', 'waiting'));
    saw(client('A', 'revoked'));
    now += COLLECT - 1;
    saw(client('B', 'expired'), client('W', 'connected'));
    expect(book.due(loud, now)).toEqual([]);
    expect(book.due(loud, now + 1)).toEqual([
      [{ kind: 'attention', names: ['A', 'B'], days: null }],
      [{ kind: 'connected', names: ['W'], days: null }],
    ]);
    expect(book.due(loud, now + DAY)).toEqual([]);
  });

  test('switched off, nothing is notified, also not later', () => {
    begin(client('A', 'connected'), client('B', 'connected'));
    book.saw(client('A', 'revoked'), now, false);
    saw(client('B', 'revoked'));
    expect(told({ ...loud, on: false })).toEqual([]);
    expect(told()).toEqual([]);
  });

  test('another firm starts with nothing to tell', () => {
    begin(client('A', 'connected'));
    saw(client('A', 'revoked'));
    begin(client('Z', 'connected'));
    expect(told()).toEqual([]);
  });
});

describe('quiet hours', () => {
  const at = (hours: number, minutes = 0): number => Date.UTC(2025, 10, 21, hours, minutes);

  test('across midnight', () => {
    expect(isQuiet(quiet, at(17, 59))).toBe(false);
    expect(isQuiet(quiet, at(18))).toBe(true);
    expect(isQuiet(quiet, at(23, 59))).toBe(true);
    expect(isQuiet(quiet, at(0))).toBe(true);
    expect(isQuiet(quiet, at(7, 59))).toBe(true);
    expect(isQuiet(quiet, at(8))).toBe(false);
  });

  test('within a day, without any, and switched off', () => {
    const noon = { ...quiet, quietFrom: 12 * 60, quietUntil: 13 * 60 };
    expect([11, 12, 13].map((hour) => isQuiet(noon, at(hour)))).toEqual([false, true, false]);
    expect(isQuiet({ ...quiet, quietUntil: quiet.quietFrom }, at(18))).toBe(false);
    expect(isQuiet(loud, at(20))).toBe(false);
  });

  test('hold back, and tell in one notice what still holds', () => {
    now = at(20);
    begin(
      client('A', 'connected'),
      client('B', 'connected'),
      client('Quill', 'connected'),
      client('W', 'waiting'),
    );
    saw(client('A', 'revoked'), client('B', 'revoked'), client('W', 'connected'));
    expect(told(quiet)).toEqual([]);
    now = at(26);
    saw(expiring(7), client('B', 'connected'));
    expect(told(quiet)).toEqual([]);
    now = at(32);
    expect(book.due(quiet, now)).toEqual([
      [
        { kind: 'attention', names: ['A'], days: null },
        { kind: 'expiring', names: ['Quill'], days: 7 },
        { kind: 'connected', names: ['W'], days: null },
      ],
    ]);
    expect(book.due(quiet, now + MIN)).toEqual([]);
  });

  test('end without a word when nothing holds any more', () => {
    now = at(20);
    begin(client('A', 'connected'));
    saw(client('A', 'revoked'));
    expect(told(quiet)).toEqual([]);
    saw(client('A', 'connected'));
    now = at(32);
    expect(book.due(quiet, now)).toEqual([]);
    // What comes after them is collected as usual.
    saw(client('A', 'revoked'));
    expect(book.due(quiet, now)).toEqual([]);
    expect(told(quiet)).toHaveLength(1);
  });
});

describe('words', () => {
  const group = (kind: Group['kind'], names: string[], days: number | null = null): Group => ({
    kind,
    names,
    days,
  });

  test('clients are named only where that is allowed', () => {
    const two = [group('attention', ["Bill's Butchers", 'Acme Plumbing'])];
    expect(words.notice(two, true)).toEqual({
      title: '2 clients need attention',
      body: "Acme Plumbing, Bill's Butchers.",
    });
    const { title, body } = words.notice(two, false);
    expect(title).toBe('2 clients need attention');
    expect(body).not.toMatch(/Acme|Bill/);
  });

  test('one, and many', () => {
    expect(words.notice([group('attention', ['Acme'])], true).title).toBe(
      '1 client needs attention',
    );
    expect(words.notice([group('connected', ['Wren Co.'])], true)).toEqual({
      title: '1 client is connected',
      body: 'Wren Co.',
    });
    expect(words.notice([group('expiring', ['A', 'B'], 14)], true).title).toBe(
      '2 approvals expire within 14 days',
    );
    expect(words.notice([group('expiring', ['A'], 1)], true).title).toBe(
      '1 approval expires within a day',
    );
    const many = words.notice([group('attention', [...'GFEDCBA'])], true);
    expect(many.body).toBe('A, B, C, D, 3 more.');
  });

  test('what was held back comes as one text', () => {
    const all = [group('attention', ['Acme']), group('connected', ['Wren'])];
    expect(words.notice(all, true)).toEqual({
      title: 'During quiet hours',
      body: '1 client needs attention: Acme.\n1 client is connected: Wren.',
    });
    expect(words.notice(all, false).body).toBe('1 client needs attention.\n1 client is connected.');
  });
});

test('times of a form', () => {
  expect([0, 18 * 60, 8 * 60 + 5].map(clockText)).toEqual(['00:00', '18:00', '08:05']);
  expect(['00:00', '18:00', '08:05:30', '', '25:00'].map(minutesOf)).toEqual([
    0,
    18 * 60,
    485,
    null,
    null,
  ]);
});
