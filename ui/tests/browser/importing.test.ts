/** A list of a stranger: what was understood is shown, and every guess can be changed. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { axe } from './axe';
import { calls, openBench, type Bench, type Walk } from './harness';
import { openList, workbook } from './import-scenes';

let bench: Bench;
let walk: Walk;

beforeAll(async () => {
  bench = await openBench();
  walk = await bench.walk();
});

afterAll(async () => {
  await bench.close();
});

async function opened(width = 1180, height = 760): Promise<Page> {
  const page = await walk.visit({ list: workbook, reducedMotion: 'reduce', width, height });
  await openList(page);
  return page;
}

const verdicts = (page: Page): Promise<(string | null)[]> =>
  page
    .getByTestId('import-preview')
    .locator('tbody tr')
    .evaluateAll((rows) => rows.map((row) => row.getAttribute('data-verdict')));

test('the heading is found, another line can be it, and rows keep their own numbers', async () => {
  const page = await opened();
  expect(await page.getByTestId('import-heading').inputValue()).toBe('1');
  expect(await page.getByTestId('import-preview').textContent()).toContain('billing@alder.example');
  await page.getByTestId('import-heading').selectOption('0');
  expect(await page.getByTestId('import-column-name').inputValue()).toBe('');
  await page.getByTestId('import-heading').selectOption('1');
  const first = page.getByTestId('import-preview').locator('tbody tr').last();
  expect(await first.locator('td').first().textContent()).toBe('4');
  expect(await axe(page)).toEqual([]);
});

test('sheet and letters are chosen, and the file is read again', async () => {
  const page = await opened();
  await page.getByTestId('import-sheet').selectOption('Former');
  await page.getByTestId('import-letters').selectOption('macintosh');
  const asked = (await calls(page, 'readList')) as unknown[][];
  expect(asked.map(([, sheet, encoding]) => [sheet, encoding])).toEqual([
    [null, null],
    ['Former', null],
    [null, 'macintosh'],
  ]);
  expect(await page.getByTestId('import-unsaved').textContent()).toContain('2 cells');
});

test('by keyboard alone a product is named, a row taken and another left out', async () => {
  const page = await opened(720, 520);
  expect(await verdicts(page)).toEqual(['out', 'out', 'out', 'new']);
  const product = page.getByTestId('import-product');
  await product.focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  expect(await product.inputValue()).toBe('desktop');
  await page.getByTestId('import-take').focus();
  await page.keyboard.press('Enter');
  await expect.poll(() => verdicts(page)).toContain('new');
  await page.getByTestId('import-leave').first().focus();
  await page.keyboard.press('Enter');
  await expect.poll(() => page.getByTestId('import-preview').textContent()).toContain('by you');
  expect(await axe(page)).toEqual([]);
});
