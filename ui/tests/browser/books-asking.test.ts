/** What is asked of the books: B1 and B2 of the acceptance of the screen. */
import type { Page } from 'playwright-core';
import { afterAll, describe, expect, test } from 'vitest';
import type { BooksOptions } from '../fake/books';
import { catalogue } from '../fake/catalogue';
import { getList, openBooks, openList } from './books-scenes';
import { calls, setup, type Visit } from './harness';

const { bench, walk } = await setup();

afterAll(() => {
  expect(bench.complaints).toEqual([]);
});

async function at(books: BooksOptions, visit: Visit = {}): Promise<Page> {
  return walk.visit({ profile: 'live', reducedMotion: 'reduce', books, ...visit });
}

async function expectFocus(page: Page, testid: string): Promise<void> {
  await page.locator(`:focus[data-testid="${testid}"]`).waitFor();
}

async function settled(page: Page): Promise<void> {
  await page
    .locator(
      '[data-testid="books-table"], [data-testid="books-empty"], [data-testid="books-record"]',
    )
    .first()
    .waitFor();
}

/** As quick as a person never is: the same click, without the pointer. */
async function press(page: Page, testid: string): Promise<void> {
  await page.evaluate(
    (id) => document.querySelector<HTMLElement>(`[data-testid="${id}"]`)?.click(),
    testid,
  );
}

const columnText = (page: Page, column: number): Promise<string[]> =>
  page.locator(`[data-books-row] > :nth-child(${column})`).allTextContents();

/** A column without a name, or with the name that only the service uses. */
const isNoName = (head: string): boolean =>
  !/^[A-Z0-9]/.test(head.trim()) || /[a-z][A-Z]|[._]\S/.test(head);
const EMPTY = /^Acme Plumbing has no [a-z][a-z 0-9-]+?( in November 2025| that fit)?\.$/;

describe('B1: every list and report opens', () => {
  test.each([
    ['rows', { rows: 3 }],
    ['nothing', { empty: true }],
  ] as const)(
    'with %s',
    async (_name, books) => {
      const page = await at(books);
      await openBooks(page);
      for (const group of ['employees', 'inventory', 'lists', 'reports']) {
        await press(page, `books-group-${group}`);
      }
      for (const resource of catalogue.resources) {
        await press(page, `list-${resource.path}`);
        const vendor = page.getByTestId('filter-vendorId');
        if (resource.path === 'bills-to-pay') {
          await vendor.fill('s');
          await page.getByTestId('books-look').click();
          if ('empty' in books) continue;
          await page.locator('[role="option"]').first().click();
        }
        await press(page, 'books-get');
        await settled(page);
        const table = page.getByTestId('books-table');
        if ((await table.count()) > 0) {
          const heads = await table.getByRole('columnheader').allTextContents();
          expect(heads.length, resource.path).toBeGreaterThan(0);
          expect(heads.filter(isNoName), resource.path).toEqual([]);
        } else if ('empty' in books) {
          const said = await page.getByTestId('books-empty').locator('p').textContent();
          expect(said, resource.path).toMatch(EMPTY);
        } else await page.getByTestId('books-record').waitFor();
      }
      const types = catalogue.reports.flatMap((call) =>
        (call.parameters.find((it) => it.name === 'reportType')?.choices ?? []).map(
          (type) => [call, `${call.path}.${type}`] as const,
        ),
      );
      for (const [call, id] of types) {
        await press(page, `list-${id}`);
        for (const it of call.parameters) {
          if (!it.required || it.name === 'reportType') continue;
          const field = page.getByTestId(`filter-${it.name}`);
          if (it.kind === 'number') await field.fill('2025');
          else if (!it.many) await field.selectOption(it.choices[0] ?? '');
        }
        await press(page, 'books-get');
        await page.getByTestId('books-report').waitFor();
      }
    },
    180_000,
  );
});

describe('B2: what is asked', () => {
  test('filters that exclude each other are closed, and say which other one is set', async () => {
    const page = await at({});
    await openBooks(page, 'invoices');
    await page.getByTestId('books-more').click();
    await page.getByTestId('filter-refNumberContains').fill('10');
    const begins = page.getByTestId('filter-refNumberStartsWith');
    expect(await begins.isDisabled()).toBe(true);
    const why = await begins.getAttribute('aria-describedby');
    expect(await page.locator(`[id="${why}"]`).textContent()).toBe(
      'Not together with Number contains. Empty Number contains first.',
    );
    await page.getByTestId('filter-refNumberContains').fill('');
    expect(await begins.isDisabled()).toBe(false);
    await page.getByTestId('filter-refNumbers').fill('1042');
    expect(await page.getByTestId('books-month').isDisabled()).toBe(true);
    // It closes most of them, which is not written under each.
    const more = await page.getByTestId('books-more').getAttribute('aria-controls');
    expect(await page.locator(`[id="${more}"] small`).count()).toBeGreaterThan(5);
    expect(await page.locator(`[id="${more}"] small:not(.unseen)`).allTextContents()).toEqual([
      'Not together with Number. Empty Number first.',
    ]);
    await page.getByTestId('books-get').click();
    await settled(page);
    expect((await calls(page, 'booksList')).at(-1)?.slice(1)).toEqual([
      'invoices',
      { refNumbers: ['1042'] },
      1000,
    ]);
    expect(await columnText(page, 1)).toEqual(['1042']);
  });

  test.each([
    ['bills', 'refNumbers', '9042', 'No bill has number 9042 in Acme Plumbing.'],
    [
      'bills',
      'refNumbers',
      '1042, 9042',
      'At least one of the numbers 1042, 9042 has no bill in Acme Plumbing. QuickBooks then shows none of them: ask for one at a time.',
    ],
    [
      'accounts',
      'fullNames',
      'Abbott, Kate',
      'No account is called “Abbott, Kate” in Acme Plumbing.',
    ],
    ['customers', 'nameContains', 'zzz', 'No customer has “zzz” in its name in Acme Plumbing.'],
  ])('one of %s that does not exist is named', async (list, filter, typed, said) => {
    const page = await at({});
    await openBooks(page, list);
    const field = page.getByTestId(`filter-${filter}`);
    if ((await field.count()) === 0) await page.getByTestId('books-more').click();
    await field.fill(typed);
    await page.keyboard.press('Enter');
    expect(await page.getByTestId('books-empty').locator('p').textContent()).toBe(said);
  });

  test('where there is nothing, the next thing to ask is one click away', async () => {
    const page = await at({ empty: true });
    await getList(page, 'invoices');
    await page.getByRole('button', { name: 'Look in all dates' }).click();
    await settled(page);
    expect((await calls(page, 'booksList')).at(-1)?.[2]).toEqual({});
    expect(await page.getByTestId('books-wider').count()).toBe(0);
    await openList(page, 'customers');
    await page.getByTestId('books-get').click();
    await page.getByRole('button', { name: 'Look among inactive ones too' }).click();
    await settled(page);
    expect((await calls(page, 'booksList')).at(-1)?.[2]).toEqual({ status: 'all' });
    await expectFocus(page, 'books-get');
  });

  test('a customer is chosen by name, out of its list', async () => {
    const page = await at({});
    await openBooks(page, 'invoices');
    await page.getByTestId('filter-customerIds').fill('alder');
    await page.keyboard.press('Enter');
    await page.getByRole('option', { name: 'Alder Dental', exact: true }).waitFor();
    await page.keyboard.press('Enter');
    expect(await page.getByTestId('filter-customerIds').inputValue()).toBe('Alder Dental');
    await page.getByTestId('books-get').click();
    await settled(page);
    expect((await calls(page, 'booksList')).at(-1)?.[2]).toMatchObject({
      customerIds: ['customers-2'],
    });
  });

  test('the first reading of a month asks before it makes the connection billable', async () => {
    const page = await at({ billable: true });
    await getList(page, 'invoices');
    const text = await page.getByTestId('books-before').textContent();
    expect(text).toContain('12 connections have been used this month so far.');
    expect(text).toContain('US$49');
    expect(await calls(page, 'booksList')).toEqual([]);
    await page.keyboard.press('Enter');
    await settled(page);
    expect(await calls(page, 'booksList')).toHaveLength(1);
    await page.getByTestId('books-get').click();
    await settled(page);
    expect(await page.getByTestId('books-before').count()).toBe(0);
  });
});
