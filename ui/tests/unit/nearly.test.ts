/** The search that forgives a letter. */
import { describe, expect, test } from 'vitest';
import { isNearly } from '../../src/lib/nearly';

describe('a letter is forgiven', () => {
  test.each([
    ['Settings', 'setings'],
    ['Settings', 'settimgs'],
    ['Settings', 'setitngs'],
    ['Settings', 'ssettings'],
    ['Settings', 'setin'],
    ['Acme Plumbing', 'aacme plmbing'],
    ["Sue's Bakery LLC", "sue's bakrey"],
  ])('%s is found as %s', (text, query) => {
    expect(isNearly(text, query)).toBe(true);
  });
});

test.each([
  ['Settings', 'sitinks'],
  ['Settings', ''],
  ['Acme Plumbing', 'acme bakery'],
  ['Firm', 'fur'],
])('%s is not %s', (text, query) => {
  expect(isNearly(text, query)).toBe(false);
});
