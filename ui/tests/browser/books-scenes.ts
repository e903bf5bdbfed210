/** The screen Books in every state. */
import type { Page } from 'playwright-core';
import type { BooksOptions } from '../fake/books';
import { NOW } from '../fake/rows';
import type { Scene } from './scenes';

export const CLIENT = 'Acme Plumbing';

export async function openBooks(page: Page, list?: string): Promise<void> {
  await page.locator(`[data-client-name="${CLIENT}"]`).click();
  await page.getByTestId('inspector-books').click();
  await page.getByTestId('books').waitFor();
  if (list !== undefined) await openList(page, list);
}

export async function openList(page: Page, list: string): Promise<void> {
  // A narrow window shows the lists, or what was read, never both.
  if (!(await page.getByTestId('books-find-list').isVisible())) {
    await page.getByTestId('books-lists').click();
  }
  await page.getByTestId('books-find-list').fill('');
  const entry = page.locator(`[data-testid="list-${list}"]`);
  if (!(await entry.isVisible())) {
    for (const group of ['employees', 'inventory', 'lists', 'reports']) {
      const it = page.getByTestId(`books-group-${group}`);
      if ((await it.getAttribute('aria-expanded')) === 'false') await it.click();
    }
  }
  await entry.click();
  await page.getByTestId('books-get').waitFor();
}

export async function getList(page: Page, list: string): Promise<void> {
  await openBooks(page, list);
  await page.getByTestId('books-get').click();
}

export async function openRecord(page: Page, list: string, row = 3): Promise<void> {
  await getList(page, list);
  await page.locator(`[data-books-row="${row}"]`).click();
  await page.getByTestId('books-record').waitFor();
}

function scene(name: string, books: BooksOptions, go: (page: Page) => Promise<void>): Scene {
  return { name: `books-${name}`, visit: { profile: 'live', books }, go };
}

export const booksScenes: Scene[] = [
  scene('choose', {}, (page) => openBooks(page)),
  scene('ready', {}, (page) => openBooks(page, 'invoices')),
  scene('more', {}, async (page) => {
    await openBooks(page, 'invoices');
    await page.getByTestId('books-more').click();
  }),
  scene('excluded', {}, async (page) => {
    await openBooks(page, 'invoices');
    await page.getByTestId('books-more').click();
    await page.getByTestId('filter-refNumbers').fill('1042');
  }),
  scene('table', {}, async (page) => {
    await getList(page, 'invoices');
    await page.getByTestId('books-table').waitFor();
  }),
  scene('long', { rows: 900 }, async (page) => {
    await getList(page, 'transactions');
    await page.getByTestId('books-foot').getByText('900 transactions').waitFor();
  }),
  scene('record', {}, (page) => openRecord(page, 'invoices')),
  scene('record-followed', {}, async (page) => {
    await openRecord(page, 'invoices');
    await page.getByTestId('books-follow-customer').click();
    await page.getByTestId('books-find-field').waitFor();
  }),
  scene('sensitive', {}, async (page) => {
    await openRecord(page, 'employees', 1);
    await page.locator('[data-testid^="books-show-"]').first().waitFor();
  }),
  scene('single', {}, async (page) => {
    await getList(page, 'company');
    await page.getByTestId('books-record').waitFor();
  }),
  scene('before', { billable: true }, async (page) => {
    await getList(page, 'invoices');
    await page.getByTestId('books-before').waitFor();
  }),
  scene('waiting', { waits: true }, async (page) => {
    await getList(page, 'invoices');
    await page.getByTestId('books-waiting').waitFor();
  }),
  scene('reading', { rows: 600, steps: true }, async (page) => {
    await getList(page, 'invoices');
    await page.evaluate(() => window.__FAKE__.booksGo());
    await page.getByTestId('books-table').waitFor();
  }),
  scene('incomplete', { rows: 400, breakAfter: 1 }, async (page) => {
    await getList(page, 'bills');
    await page.getByTestId('books-incomplete').waitFor();
  }),
  scene('stopped', { rows: 600, steps: true }, async (page) => {
    await getList(page, 'invoices');
    await page.evaluate(() => window.__FAKE__.booksGo());
    await page.getByTestId('books-table').waitFor();
    await page.getByTestId('books-stop').click();
    await page.getByTestId('books-incomplete').waitFor();
  }),
  scene('capped', { rows: 1200 }, async (page) => {
    await getList(page, 'invoices');
    await page.getByTestId('books-capped').waitFor();
  }),
  scene(
    'asleep',
    {
      breakAfter: 0,
      problem: { code: 'notAnswering', service: 'conductor', serviceCode: 'timeout' },
    },
    async (page) => {
      await getList(page, 'invoices');
      await page.getByTestId('books-incomplete').waitFor();
    },
  ),
  scene(
    'error',
    {
      rows: 400,
      breakAfter: 1,
      problem: {
        code: 'answered',
        words:
          'QuickBooks could not finish the request: another user has the company file open in single-user mode.',
      },
    },
    async (page) => {
      await getList(page, 'invoices');
      await page.getByTestId('books-incomplete').waitFor();
    },
  ),
  scene('not-connected', { breakAfter: 0, problem: { code: 'notConnected' } }, async (page) => {
    await getList(page, 'bills');
    await page.getByTestId('books-incomplete').waitFor();
  }),
  scene('stopped-early', { steps: true }, async (page) => {
    await getList(page, 'invoices');
    await page.getByTestId('books-stop').click();
    await page.getByTestId('books-incomplete').waitFor();
  }),
  scene('currencies', { currencies: true }, async (page) => {
    await getList(page, 'invoices');
    await page.getByTestId('books-table').waitFor();
  }),
  scene('found-rows', {}, async (page) => {
    await getList(page, 'accounts');
    await page.getByTestId('books-find-rows').fill('receivable');
  }),
  scene('filters', {}, async (page) => {
    await openBooks(page, 'invoices');
    await page.getByTestId('books-month').selectOption('between');
    await page.getByTestId('books-from').fill('2025-10-01');
    await page.getByTestId('filter-paymentStatus').selectOption('not_paid');
    await page.getByTestId('filter-customerIds').fill('al');
  }),
  scene('record-missing', {}, async (page) => {
    await openRecord(page, 'invoices');
    await page.evaluate(() => window.__FAKE__.refuse('booksRecord', { code: 'notFound' }));
    await page.getByTestId('books-follow-terms').click();
    await page
      .getByTestId('books-record-problem')
      .or(page.getByTestId('books-find-field'))
      .waitFor();
  }),
  scene('no-views', {}, async (page) => {
    await openBooks(page);
    await page.getByTestId('books-views').click();
    await page.getByTestId('books-no-views').waitFor();
  }),
  scene('empty-month', { empty: true }, async (page) => {
    await getList(page, 'invoices');
    await page.getByTestId('books-empty').waitFor();
  }),
  scene('empty-number', {}, async (page) => {
    await openBooks(page, 'bills');
    await page.getByTestId('filter-refNumbers').fill('4711');
    await page.getByTestId('books-get').click();
    await page.getByTestId('books-empty').waitFor();
  }),
  scene('refused', { refused: { code: 'notAllowed', right: 'readBooks' } }, (page) =>
    openBooks(page),
  ),
  scene('cleared', {}, async (page) => {
    await getList(page, 'invoices');
    await page.getByTestId('books-table').waitFor();
    // A computer that slept comes back.
    await page.clock.setFixedTime(NOW + 16 * 60_000);
    await page.evaluate(() => window.dispatchEvent(new Event('focus')));
    await page.getByText('Cleared after 15 minutes').waitFor();
    await page.clock.setFixedTime(NOW);
  }),
  scene('report', {}, async (page) => {
    await getList(page, 'reports/general-summary.trial_balance');
    await page.getByTestId('books-report').waitFor();
  }),
  scene('columns', {}, async (page) => {
    await getList(page, 'invoices');
    await page.getByTestId('books-columns').click();
    await page.getByTestId('books-columns-sheet').waitFor();
  }),
  scene('export', { rows: 400, breakAfter: 1 }, async (page) => {
    await getList(page, 'customers');
    await page.getByTestId('books-export').click();
    await page.getByTestId('books-export-sheet').waitFor();
  }),
  scene('save-view', {}, async (page) => {
    await getList(page, 'invoices');
    await page.getByTestId('books-save-view').click();
    await page.getByTestId('books-save-sheet').waitFor();
  }),
  scene('views', {}, async (page) => {
    await getList(page, 'invoices');
    await page.getByTestId('books-save-view').click();
    await page.locator('[name="view"]').fill('Open invoices');
    await page.getByTestId('books-save-go').click();
    if (!(await page.getByTestId('books-find-list').isVisible())) {
      await page.getByTestId('books-lists').click();
    }
    await page.getByTestId('books-views').click();
    await page.getByTestId('books-views-sheet').waitFor();
  }),
  scene('find-list', {}, async (page) => {
    await openBooks(page);
    await page.getByTestId('books-find-list').fill('inv');
  }),
];
