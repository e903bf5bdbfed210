import { beforeEach, describe, expect, test } from 'vitest';
import * as fmt from '../../src/lib/format';
import { looksSwapped, readBlock } from '../../src/features/firm/setup/dotenv-paste';
import { NOW } from '../fake/rows';

const MIN = 60_000;
const HOUR = 60 * MIN;
const DAY = 24 * HOUR;

beforeEach(() => {
  fmt.useLocale('en-GB');
});

test('English words with the conventions of the region', () => {
  expect(fmt.englishOf('de-DE')).toBe('en-DE');
  expect(fmt.englishOf('en-US')).toBe('en-US');
  expect(fmt.englishOf('not a locale')).toBe('en');
  expect(fmt.clock(NOW)).toBe('14:05');
  fmt.useLocale('en-US');
  expect(fmt.clock(NOW).replace(/\s/g, ' ')).toBe('2:05 PM');
  expect(fmt.weekday(NOW)).toBe('Fri Nov 21');
});

describe('how long ago', () => {
  test.each([
    [10_000, 'just now', 'now'],
    [12 * MIN, '12 minutes ago', '12 min'],
    [MIN, '1 minute ago', '1 min'],
    [3 * HOUR, '3 hours ago', '3 h'],
    [25 * HOUR, '1 day ago', '1 d'],
    [9 * DAY, 'on 12 Nov', '12 Nov'],
    [400 * DAY, 'on 17 Oct 2024', 'Oct 2024'],
    [-5 * MIN, 'just now', 'now'],
  ])('%i ms', (passed, long, short) => {
    expect(fmt.ago(NOW - passed, NOW)).toBe(long);
    expect(fmt.agoShort(NOW - passed, NOW)).toBe(short);
  });
});

describe('how long still', () => {
  test.each([
    [-1, 'less than a minute'],
    [27 * MIN, '27 minutes'],
    [30 * MIN + 4_000, '30 minutes'],
    [3 * HOUR, '3 hours'],
    [7 * DAY, '7 days'],
  ])('%i ms', (rest, text) => {
    expect(fmt.left(NOW + rest, NOW)).toBe(text);
  });
});

test('a running time', () => {
  expect(fmt.elapsed(NOW - 41_000, NOW)).toBe('41 s');
  expect(fmt.elapsed(NOW - 185_000, NOW)).toBe('3 min 05 s');
});

test('the life of a link', () => {
  expect([15, 60, 1440, 10080].map(fmt.life)).toEqual(['15 minutes', '1 hour', '1 day', '7 days']);
});

test('moments name the day when it is not today', () => {
  expect(fmt.moment(NOW + HOUR, NOW)).toBe('15:05');
  expect(fmt.atMoment(NOW + 7 * DAY, NOW)).toBe('on Fri 28 Nov at 14:05');
  expect(fmt.dayHeading(NOW - DAY, NOW)).toBe('Yesterday');
});

describe('a pasted block of keys', () => {
  test('fills in what it names', () => {
    const block = `
      # the firm
      export CONDUCTOR_SECRET_KEY="sk_conductor_test_not_a_real_key"
      CONDUCTOR_PUBLISHABLE_KEY=pk_conductor_test_not_a_real_key
      INTUIT_CLIENT_ID = 'ABnotreal'
      INTUIT_ENVIRONMENT=sandbox
      SOMETHING_ELSE=1
      INTUIT_CLIENT_SECRET=
    `;
    expect(readBlock(block)).toEqual({
      conductorSecretKey: 'sk_conductor_test_not_a_real_key',
      conductorPublishableKey: 'pk_conductor_test_not_a_real_key',
      intuitClientId: 'ABnotreal',
      intuitEnvironment: 'sandbox',
    });
  });

  test('swapped keys are noticed, keys without a prefix pass', () => {
    expect(looksSwapped('pk_conductor_x', '')).toBe(true);
    expect(looksSwapped('', 'sk_conductor_x')).toBe(true);
    expect(looksSwapped('older-key', 'older-key')).toBe(false);
  });
});
