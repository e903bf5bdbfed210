/** What is said before and after a sign-in that would replace a colleague's. */
import { beforeAll, describe, expect, test } from 'vitest';
import { useLocale } from '../../src/lib/format';
import { askConnector, foundWarnings } from '../../src/words';
import { NOW, role, row } from '../fake/rows';

beforeAll(() => {
  useLocale('en-GB');
});

const DAY = 86_400_000;
const tom = { person: 'Tom Becker', computer: 'BACK-OFFICE', at: NOW - 18 * DAY, lastKnown: false };
const maria = { name: 'Maria Ortiz', email: null };

describe('before a sign-in', () => {
  test('a client that nobody connected here names the colleague, the computer and the day', () => {
    const client = row("Sue's Bakery", 'never', 'connect', null, { elsewhere: tom });
    const ask = askConnector(client, NOW);
    expect(ask?.note).toBe(
      "Connected by Tom Becker on BACK-OFFICE on 3 Nov, according to your firm's change log. If you sign in now, that connection stops. Agree who keeps it first.",
    );
    expect(ask?.button).toBe('Copy a message to Tom');
    expect(ask?.text).toContain("Sue's Bakery is connected to Counterfoil on BACK-OFFICE");
  });

  test('a connection that nobody confirms is the last that was known', () => {
    const elsewhere = { ...tom, at: NOW - 200 * DAY, lastKnown: true };
    const client = row("Sue's Bakery", 'never', 'connect', null, { elsewhere });
    expect(askConnector(client, NOW)?.note).toContain('may have ended');
  });

  test('the change log is newer than who we were connected as', () => {
    const more = { elsewhere: tom, connectedAs: maria };
    const client = row("Sue's Bakery", 'connected', 'checkNow', null, more);
    expect(askConnector(client, NOW)?.note).toContain('Tom Becker');
  });

  test('without the change log everything is as before', () => {
    expect(askConnector(row("Sue's Bakery", 'never', 'connect', null), NOW)).toBeNull();
    const more = { connectedAs: maria };
    const client = row("Sue's Bakery", 'revoked', 'reconnect', null, more);
    expect(askConnector(client, NOW)?.note).toContain(
      'Maria Ortiz connected this. If you sign in, you replace them.',
    );
  });

  test('a connection that was taken over keeps its own words', () => {
    const more = { elsewhere: tom, other: { named: 'Tom Becker' } };
    const client = row("Sue's Bakery", 'takenOver', 'seeWho', null, more);
    expect(askConnector(client, NOW)?.note).toContain('Tom Becker signed in last');
  });

  test('today it says the hour', () => {
    const client = row("Sue's Bakery", 'never', 'connect', null, {
      elsewhere: { ...tom, at: NOW - 60_000 },
    });
    expect(askConnector(client, NOW)?.note).toMatch(/on BACK-OFFICE at \d\d:\d\d, according to/);
  });
});

test('the verify step says it as well', () => {
  const found = {
    companyName: null,
    companyTail: '4821',
    expectedTail: null,
    otherClient: null,
    person: maria,
    previousPerson: null,
    role: role('admin', true),
    notMember: false,
    elsewhere: tom,
    unconfirmed: false,
    byDigits: false,
    maybeClient: null,
  };
  expect(foundWarnings("Sue's Bakery", found, NOW)).toEqual([
    "Tom Becker connected this company on BACK-OFFICE on 3 Nov, according to your firm's change log. Signing in may have ended that connection already. Agree who keeps it before you save.",
  ]);
  expect(foundWarnings("Sue's Bakery", { ...found, elsewhere: null }, NOW)).toEqual([]);
});
