/** A list from another program: what was understood is shown, and every guess can be changed. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { axe } from './axe';
import { calls, setup } from './harness';
import { openList, workbook } from './import-scenes';

const { walk } = await setup();

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

/** Begins an import that goes on until the test ends it. */
async function running(width = 1180, height = 760): Promise<Page> {
  const page = await walk.visit({
    list: workbook,
    slow: 'importClients',
    reducedMotion: 'reduce',
    width,
    height,
  });
  await openList(page);
  await page.getByTestId('import-go').dblclick();
  await page.waitForFunction(() => window.__FAKE__.calls.some(([it]) => it === 'importClients'));
  return page;
}

const tell = (page: Page, done: number): Promise<void> =>
  page.evaluate((it) => window.__FAKE__.importing().report(it), done);
const end = (page: Page, added: number | null): Promise<void> =>
  page.evaluate((it) => window.__FAKE__.importing().end(it), added);

test.each([
  [1180, 760],
  [720, 520],
])('a long import says how far it is, and the sheet keeps its size (%i x %i)', async (w, h) => {
  const page = await running(w, h);
  const sheet = page.getByTestId('import');
  const size = await sheet.boundingBox();
  expect(await page.getByTestId('import-progress').count()).toBe(0);
  await tell(page, 0);
  await page.getByTestId('import-progress').waitFor();
  expect(await sheet.boundingBox()).toEqual(size);
  expect(await page.getByTestId('import-progress').isVisible()).toBe(true);
  expect(await page.getByTestId('import-preview').isVisible()).toBe(false);
  expect(await axe(page)).toEqual([]);
  // The second click of a double click, and another one.
  await page.getByTestId('import-go').click({ force: true });
  await page.getByTestId('import-another').click({ force: true });
  expect(await calls(page, 'importClients')).toHaveLength(1);
  await end(page, 1);
  await sheet.waitFor({ state: 'detached' });
  expect(await page.getByText('1 client added.').count()).toBeGreaterThan(0);
});

test.each(['Escape', 'Cancel'])(
  '%s cancels an import, and nothing of the list is lost',
  async (by) => {
    const page = await running();
    await page.evaluate(() => window.__FAKE__.importing().report(0));
    if (by === 'Escape') {
      // A browser may close the dialog itself at the second one.
      for (let time = 0; time < 3; time++) await page.keyboard.press('Escape');
    } else await page.getByTestId('import-cancel').dblclick();
    expect(await calls(page, 'cancelImport')).toHaveLength(1);
    expect(await page.getByTestId('import-cancel').textContent()).toContain('Cancelling');
    expect(await page.getByTestId('import').isVisible()).toBe(true);
    await end(page, null);
    await page.getByTestId('import-cancelled').waitFor();
    expect(await page.getByTestId('import-heard').textContent()).toContain('Nothing was imported');
    expect(await page.getByTestId('import-preview').isVisible()).toBe(true);
    expect(await axe(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByTestId('import').waitFor({ state: 'detached' });
  },
);

test('a Cancel that came too late says what was imported', async () => {
  const page = await running();
  await page.getByTestId('import-cancel').click();
  await end(page, 1);
  await page.getByTestId('import').waitFor({ state: 'detached' });
  expect(await page.getByText('1 client added.').count()).toBeGreaterThan(0);
});

test('a screen reader hears of a long import at its quarters', async () => {
  const page = await running();
  await page.evaluate(() => {
    const heard: string[] = [];
    Object.assign(window, { heard });
    const region = document.querySelector('[data-testid=import-heard]') as HTMLElement;
    new MutationObserver(() => heard.push(region.textContent ?? '')).observe(region, {
      childList: true,
      characterData: true,
      subtree: true,
    });
  });
  await page.evaluate(async () => {
    for (let done = 0; done <= 1; done += 0.05) {
      window.__FAKE__.importing().report(done);
      await new Promise((go) => setTimeout(go));
    }
  });
  const heard = await page.evaluate(() => (window as unknown as { heard: string[] }).heard);
  expect(heard).toEqual([0, 25, 50, 75].map((it) => `Importing, ${it} percent`));
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
