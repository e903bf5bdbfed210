/** What is sensitive in the books is hidden until a person chooses Show, field by field. */
import type { Page } from 'playwright-core';
import { afterAll, describe, expect, test } from 'vitest';
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

/** The page as it is sent to the printer. */
async function printed(page: Page): Promise<string> {
  await page.evaluate(() => {
    window.print = () => {
      document.documentElement.dataset.printed = document.querySelector('main')?.outerHTML ?? '';
    };
  });
  await page.getByTestId('books-print').click();
  await page.locator('html[data-printed]').waitFor({ state: 'attached' });
  return (await page.locator('html').getAttribute('data-printed')) ?? '';
}

describe('in a record', () => {
  test('sensitive fields are masked until asked for, and left out of files', async () => {
    const page = await at({});
    await openRecord(page, 'employees', 1);
    const record = page.getByTestId('books-record');
    expect(await record.textContent()).not.toContain('SENSITIVE');
    await page.getByTestId('books-copy-json').click();
    expect(JSON.stringify(await calls(page, 'copyText'))).not.toContain('SENSITIVE');
    await page.getByTestId('books-show-ssn').click();
    expect(await record.textContent()).toContain('SENSITIVE-1');
    await page.locator('[data-books-row="2"]').click();
    expect(await record.textContent()).not.toContain('SENSITIVE');
    await page.getByTestId('books-export').click();
    await page.getByText('Every field, without lines').click();
    await page.getByTestId('books-export-go').click();
    await page.getByTestId('books-export-sheet').waitFor({ state: 'detached' });
    expect(JSON.stringify(await calls(page, 'saveTable'))).not.toContain('SENSITIVE');
  });

  test('sensitive fields of lines are masked until asked for, one by one', async () => {
    const page = await at({});
    await openRecord(page, 'employees', 1);
    const record = page.getByTestId('books-record');
    const earnings = record.getByRole('group', { name: 'Earnings' });
    const cells = async (): Promise<string[]> =>
      (await earnings.getByRole('cell').allTextContents()).map((it) => it.trim());
    const [item, rate, percent] = ['payrollWageItem', 'rate', 'ratePercent'].map((it) =>
      page.getByTestId(`books-show-employeePayroll.earnings.${it}`),
    );
    expect(await cells()).toEqual(Array.from({ length: 6 }, () => 'hidden'));
    expect(await earnings.getByRole('button').allTextContents()).toEqual(['Show', 'Show', 'Show']);
    expect(await earnings.innerHTML()).not.toMatch(/7\.5|Wages/);
    await page.getByTestId('books-copy').click();
    await page.getByText('Copied without the hidden fields.').waitFor();
    await page.getByTestId('books-copy-json').click();
    expect(JSON.stringify(await calls(page, 'copyText'))).not.toMatch(/"rate|7\.5/);

    await rate?.focus();
    await page.keyboard.press('Enter');
    expect(await cells()).toEqual(['hidden', '7.5', 'hidden', 'hidden', '7.5', 'hidden']);
    expect(await rate?.getAttribute('aria-label')).toBe('Hide Rate');
    await page.getByTestId('books-copy-json').click();
    const copied = (await calls(page, 'copyText')).at(-1)?.[0] as string;
    const { employeePayroll } = JSON.parse(copied) as { employeePayroll: { earnings: unknown[] } };
    expect(employeePayroll.earnings).toEqual([{ rate: '7.5' }, { rate: '7.5' }]);
    await page.getByTestId('books-find-field').fill('7.5');
    expect(await earnings.getByRole('row').count()).toBe(3);
    await page.getByTestId('books-find-field').fill('');
    await item?.click();
    await percent?.click();
    expect((await cells()).includes('hidden')).toBe(false);
    await rate?.click();
    expect((await cells()).filter((it) => it === 'hidden')).toHaveLength(2);
    // Another record is masked again.
    await page.locator('[data-books-row="2"]').click();
    expect(await cells()).toEqual(Array.from({ length: 6 }, () => 'hidden'));
  });

  test('the numbers of cards in groups of lines are masked too', async () => {
    const page = await at({});
    await openRecord(page, 'sales-receipts', 1);
    const record = page.getByTestId('books-record');
    expect(await record.innerHTML()).not.toContain('SENSITIVE');
    const show = page.locator('[data-testid^="books-show-lineGroups."]');
    expect(await show.count()).toBe(2);
    await show.first().click();
    const said = (await record.innerHTML()).match(/SENSITIVE/g);
    expect(said).toHaveLength(2);
  });
});

describe('in a table', () => {
  test('a hidden column says so, in its cells, their tooltips and on paper', async () => {
    const page = await at({ rows: 3 });
    await getList(page, 'employees');
    await page.getByTestId('books-columns').click();
    await page.getByTestId('books-column-ssn').click();
    await page.getByTestId('books-columns-done').click();
    expect(await page.locator('[data-books-row] > :last-child').allTextContents()).toEqual(
      Array.from({ length: 3 }, () => 'hidden'),
    );
    expect(await page.locator('main').innerHTML()).not.toContain('SENSITIVE');
    await page.getByTestId('books-find-rows').fill('SENSITIVE');
    await page.getByText('No row holds “SENSITIVE”.').waitFor();
    await page.getByTestId('books-find-rows').fill('');
    expect(await printed(page)).not.toContain('SENSITIVE');
  });
});

describe('in a report', () => {
  async function getReport(page: Page): Promise<void> {
    await openBooks(page, 'reports/custom-detail.custom_transaction_detail');
    await page.getByTestId('filter-summarizeRowsBy').selectOption({ index: 1 });
    await page.getByTestId('books-get').click();
    await page.getByTestId('books-report').waitFor();
  }

  test('tax numbers are hidden until asked for, on paper too', async () => {
    const page = await at({});
    await getReport(page);
    const table = page.getByTestId('books-report');
    expect(await table.innerHTML()).not.toContain('SENSITIVE');
    expect(await printed(page)).not.toContain('SENSITIVE');
    await table.getByRole('button', { name: 'Show SSN/Tax ID' }).click();
    expect(await table.getByText('SENSITIVE-1').count()).toBe(1);
    await table.getByRole('button', { name: 'Hide SSN/Tax ID' }).click();
    expect(await table.innerHTML()).not.toContain('SENSITIVE');
  });

  test('they are in a file only where that was chosen', async () => {
    const page = await at({});
    await getReport(page);
    const save = async (chosen: boolean): Promise<string> => {
      await page.getByTestId('books-export').click();
      if (chosen) await page.getByTestId('books-export-sensitive').click();
      await page.getByTestId('books-export-go').click();
      await page.getByTestId('books-export-sheet').waitFor({ state: 'detached' });
      return JSON.stringify((await calls(page, 'saveTable')).at(-1)?.[1]);
    };
    const without = await save(false);
    expect(without).toContain('Undeposited funds');
    expect(without).not.toMatch(/SENSITIVE|SSN/);
    expect(await save(true)).toMatch(/SSN\/Tax ID.*SENSITIVE/);
  });
});
