/** The layout of the screen Books and of its paper: what is marked, what is in view, what is said once. */
import type { Page } from 'playwright-core';
import { afterAll, describe, expect, test } from 'vitest';
import type { BooksOptions } from '../fake/books';
import { CLIENT, getList, openBooks } from './books-scenes';
import { setup, type Visit } from './harness';

const { bench, walk } = await setup();

afterAll(() => {
  expect(bench.complaints).toEqual([]);
});

async function at(books: BooksOptions, visit: Visit = {}): Promise<Page> {
  return walk.visit({ profile: 'live', reducedMotion: 'reduce', books, ...visit });
}

const topOf = async (page: Page, testid: string): Promise<number> =>
  (await page.getByTestId(testid).boundingBox())?.y ?? NaN;

describe('the lists', () => {
  test('mark the open one once: in its group, or where that is folded among the recent ones', async () => {
    const page = await at({});
    await openBooks(page, 'invoices');
    const marked = page.locator('nav [aria-current="page"]');
    await page.getByTestId('recent-invoices').waitFor();
    const ids = (): Promise<(string | null)[]> =>
      marked.evaluateAll((all) => all.map((it) => it.getAttribute('data-testid')));
    expect(await ids()).toEqual(['list-invoices']);
    await page.getByTestId('books-group-customers').click();
    expect(await ids()).toEqual(['recent-invoices']);
  });

  test('are there when the screen opens, for they were asked for with the client', async () => {
    const page = await at({ late: true });
    await page.locator(`[data-client-name="${CLIENT}"]`).click();
    await page.getByTestId('inspector-books').waitFor();
    await page.evaluate(() => window.__FAKE__.booksGo());
    await page.getByTestId('inspector-books').click();
    await page.getByTestId('list-invoices').waitFor({ timeout: 5_000 });
  });
});

describe('what is asked', () => {
  test('every filter of the number says number', async () => {
    const page = await at({});
    await openBooks(page, 'invoices');
    await page.getByTestId('books-more').click();
    const labels = await page.locator('[data-testid="books-asking"] label').allTextContents();
    const ofNumber = labels.filter((it) => /^(?:No\.|Number)/.test(it));
    expect(ofNumber).toEqual([
      'Number',
      'Number contains',
      'Number begins with',
      'Number ends with',
      'Number from',
      'Number to',
    ]);
  });

  test('why the days of a report are closed is said once', async () => {
    const page = await at({});
    await openBooks(page, 'reports/general-summary.trial_balance');
    const reasons = page.locator('[data-testid="books-asking"] small');
    expect(await reasons.count()).toBe(2);
    const seen = await reasons.evaluateAll(
      (all) => all.filter((it) => it.getBoundingClientRect().height > 4).length,
    );
    expect(seen).toBe(1);
  });

  test('keeps the dates and numbers of a wide report on one line each', async () => {
    const page = await at({});
    await getList(page, 'reports/general-detail.general_ledger');
    await page.getByTestId('books-report').waitFor();
    const lines = await page.locator('[data-testid="books-report"] td').evaluateAll((all) =>
      all
        .filter((it) => ['2026-01-05', 'BVE-8007'].includes(it.textContent.trim()))
        .map((it) => {
          const range = document.createRange();
          range.selectNodeContents(it);
          return new Set([...range.getClientRects()].map((line) => line.top)).size;
        }),
    );
    expect(lines).toEqual(Array<number>(6).fill(1));
  });

  test('leaves rows in view with every filter open, in the smallest window', async () => {
    const page = await at({}, { width: 720, height: 520 });
    await getList(page, 'invoices');
    await page.getByTestId('books-table').waitFor();
    await page.getByTestId('books-more').click();
    const rows = await page.locator('[data-books-row]').evaluateAll((all) => {
      const foot = document.querySelector('footer')?.getBoundingClientRect().top ?? 0;
      return all.filter((it) => {
        const { bottom, left, height } = it.getBoundingClientRect();
        const found = document.elementFromPoint(left + 20, bottom - height / 2);
        return bottom <= Math.min(foot, innerHeight) && it.contains(found);
      }).length;
    });
    expect(rows).toBeGreaterThanOrEqual(2);
  });

  test.each([720, 760, 800, 880, 940, 1000, 1060, 1180])(
    'Get is level with the field before it, %i wide',
    async (width) => {
      const page = await at({}, { width });
      await openBooks(page, 'invoices');
      await page.getByTestId('books-month').selectOption('between');
      // The boxes take their places in a frame, and Get follows in the next one.
      const frames = 'new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)))';
      await page.evaluate(frames);
      const { gap, beside } = await page.getByTestId('books-get').evaluate((get) => {
        const before = get.closest('.acts')?.previousElementSibling?.getBoundingClientRect();
        const box = get.getBoundingClientRect();
        const gap = box.top - (before?.bottom ?? 0);
        return {
          gap: Math.round(gap),
          beside: gap < 0 ? box.bottom - (before?.bottom ?? 0) : null,
        };
      });
      // Beside a box it ends with it; on a line of its own it is as near as the next box would.
      if (beside === null) expect(gap).toBeLessThanOrEqual(10);
      else expect(Math.abs(beside)).toBeLessThanOrEqual(2);
    },
  );
});

describe('on paper', () => {
  test('the table has a head of its own, which every page repeats', async () => {
    const page = await at({ rows: 120 });
    await getList(page, 'invoices');
    await page.getByTestId('books-table').waitFor();
    await page.emulateMedia({ media: 'print' });
    await page.evaluate(() => {
      window.print = () => {
        const tables = [...document.querySelectorAll('main table')];
        document.documentElement.dataset.printed = JSON.stringify(
          tables.map((it) => [
            [...it.querySelectorAll('thead th')].map((head) => head.textContent.trim()),
            it.querySelectorAll('tbody tr').length,
            it.querySelectorAll('tfoot').length,
            getComputedStyle(it.querySelector('thead') ?? it).display,
          ]),
        );
      };
    });
    await page.evaluate(() =>
      document.querySelector<HTMLElement>('[data-testid="books-print"]')?.click(),
    );
    await page.locator('html[data-printed]').waitFor({ state: 'attached' });
    const seen = (await page.locator('html').getAttribute('data-printed')) ?? '';
    expect(JSON.parse(seen)).toEqual([
      [
        ['No.', 'Date', 'Customer', 'Subtotal', 'Balance', 'Due', 'Paid'],
        121,
        0,
        'table-header-group',
      ],
    ]);
    await page.emulateMedia({ media: 'screen' });
    expect(await page.locator('main table').count()).toBe(0);
    expect(await topOf(page, 'books-table')).toBeGreaterThan(0);
  });
});
