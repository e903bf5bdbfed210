/** Books and the computer that answers one question at a time: what a record, a report and a check wait for. */
import type { Page } from 'playwright-core';
import { afterAll, expect, test } from 'vitest';
import type { BooksOptions } from '../fake/books';
import { getList, openBooks, openRecord } from './books-scenes';
import { calls, setup } from './harness';

const { bench, walk } = await setup();

afterAll(() => {
  expect(bench.complaints).toEqual([]);
});

async function at(books: BooksOptions): Promise<Page> {
  return walk.visit({ profile: 'live', reducedMotion: 'reduce', books });
}

const WAITS = 'Waiting for a check of Acme Plumbing on FRONT-DESK…';
const REPORT = 'reports/general-summary.trial_balance';

test('a report says what it waits for, and Stop frees the computer', async () => {
  const page = await at({ questionsWait: true });
  await getList(page, REPORT);
  await page.getByText(WAITS).waitFor();
  await page.getByTestId('books-stop').click();
  expect(await calls(page, 'booksStop')).toEqual([[1]]);
  await page.evaluate(() => window.__FAKE__.booksGo());
  await page.getByTestId('books-get').click();
  await page.getByText(WAITS).waitFor();
  await page.evaluate(() => window.__FAKE__.booksGo());
  await page.getByText('Total assets').waitFor();
  expect(await calls(page, 'booksStop')).toEqual([[1]]);
});

test('a record says what it waits for, and going back frees the computer', async () => {
  const page = await at({ questionsWait: true });
  await openRecord(page, 'invoices');
  await page.getByTestId('books-follow-customer').click();
  await page.getByText(WAITS).waitFor();
  await page.getByTestId('books-back').click();
  expect(await calls(page, 'booksStop')).toEqual([[2]]);
  await page.evaluate(() => window.__FAKE__.booksGo());
  await page.getByTestId('books-follow-customer').click();
  await page.getByText(WAITS).waitFor();
  await page.evaluate(() => window.__FAKE__.booksGo());
  await page.getByTestId('books-find-field').waitFor();
  expect(await calls(page, 'booksStop')).toEqual([[2]]);
});

test('nothing is read of a client before somebody agreed to the bill of the month', async () => {
  const page = await at({ billable: true });
  await openBooks(page, REPORT);
  await page.getByTestId('books-get').click();
  const text = await page.getByTestId('books-before').textContent();
  expect(text).toContain('in November 2025');
  expect(await calls(page, 'booksReport')).toEqual([]);
  await page.getByTestId('books-before-go').click();
  await page.getByText('Total assets').waitFor();
  expect(await calls(page, 'booksAgree')).toHaveLength(1);
});

test('a month that begins while Books is open is agreed to as well', async () => {
  const page = await at({ nextMonth: true });
  await getList(page, 'invoices');
  await page.getByTestId('books-before').waitFor();
  expect(await calls(page, 'booksAgree')).toEqual([]);
  await page.getByTestId('books-before-go').click();
  await page.getByTestId('books-table').waitFor();
  expect(await calls(page, 'booksAgree')).toHaveLength(1);
});
