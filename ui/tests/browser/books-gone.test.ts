/** What was read in Books leaves the window: with the right to read, unused, and out of the memory. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { getList, openRecord } from './books-scenes';
import { calls, openBench, type Bench, type Visit } from './harness';

let bench: Bench;

beforeAll(async () => {
  bench = await openBench();
});

afterAll(async () => {
  expect(bench.complaints).toEqual([]);
  await bench.close();
});

async function at(visit: Visit): Promise<Page> {
  return bench.visit({ profile: 'live', reducedMotion: 'reduce', ...visit });
}

test('a right that is taken away ends the reading, and nothing of it is left', async () => {
  const page = await at({ books: { rows: 600, steps: true } });
  await getList(page, 'invoices');
  await page.evaluate(() => window.__FAKE__.booksGo());
  await page.locator('[data-books-row="3"]').click();
  await page.getByTestId('books-record').waitFor();
  await page.getByTestId('books-export').click();
  await page.getByTestId('books-export-sheet').waitFor();
  await page.evaluate(() => window.__FAKE__.takeAway(['readBooks']));
  await page.getByTestId('books-refused').waitFor();
  expect(await page.getByTestId('books-refused').textContent()).toContain(
    "Your firm doesn't allow this computer to read the clients' books.",
  );
  for (const gone of ['books-table', 'books-record', 'books-export-sheet', 'books-waiting']) {
    expect(await page.getByTestId(gone).count(), gone).toBe(0);
  }
  expect(await page.evaluate(() => document.body.textContent)).not.toContain('Brightwell');
  expect(await calls(page, 'booksStop')).toHaveLength(1);
  expect(await calls(page, 'booksClose')).toHaveLength(1);
  // Nothing else is asked, whatever is chosen.
  await page.getByTestId('list-bills').click();
  expect(await page.getByTestId('books-get').count()).toBe(0);
  await page.keyboard.press('Alt+ArrowLeft');
  await page.getByTestId('books').waitFor({ state: 'detached' });
});

test('other rights that are taken away leave what was read', async () => {
  const page = await at({ books: {} });
  await getList(page, 'invoices');
  await page.getByTestId('books-table').waitFor();
  await page.evaluate(() => window.__FAKE__.takeAway(['export']));
  await page.locator('[data-testid="books-export"][aria-disabled="true"]').waitFor();
  expect(await page.getByTestId('books-table').count()).toBe(1);
});

test('what is unused for 15 minutes goes with the sheet over it', async () => {
  const page = await at({ books: {} });
  await page.clock.install();
  await getList(page, 'invoices');
  await page.getByTestId('books-columns').click();
  await page.getByTestId('books-columns-sheet').waitFor();
  await page.clock.fastForward(15 * 60_000 + 1_000);
  await page.getByText('Cleared after 15 minutes without use.').waitFor();
  expect(await page.locator('dialog[open]').count()).toBe(0);
  await page.keyboard.press('Alt+ArrowLeft');
  await page.getByTestId('books').waitFor({ state: 'detached' });
});

test('in a narrow window the lists are one click away from what was cleared', async () => {
  const page = await at({ books: {}, width: 720, height: 520 });
  await page.clock.install();
  await getList(page, 'invoices');
  await page.getByTestId('books-table').waitFor();
  await page.clock.fastForward(15 * 60_000 + 1_000);
  await page.getByTestId('books-show-lists').click();
  await page.locator(':focus[data-testid="books-find-list"]').waitFor();
});

test('B12: 10,000 rows and what was made of them are out of the memory when the screen closes', async () => {
  const page = await at({ books: { rows: 10_000 }, realTime: true });
  const session = await page.context().newCDPSession(page);
  const used = async (): Promise<number> => {
    await session.send('HeapProfiler.collectGarbage');
    const { usedSize } = await session.send('Runtime.getHeapUsage');
    return usedSize / 1e6;
  };
  const round = async (): Promise<number> => {
    await openRecord(page, 'transactions');
    for (const rows of ['5,000', '10,000']) {
      await page.getByTestId('books-raise').click();
      await page.getByTestId('books-foot').getByText(`${rows} transactions`).waitFor();
    }
    await page.getByTestId('books-find-rows').fill('farrow');
    const held = await used();
    await page.getByTestId('books-clients').click();
    await page.getByTestId('books').waitFor({ state: 'detached' });
    // The window's notices and the inspector come to rest.
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(done)));
    return held;
  };
  // What is made once and stays is made in the first round.
  await round();
  const before = await used();
  const held = await round();
  const after = await used();
  expect(held - before, 'the rows take memory').toBeGreaterThan(5);
  expect(after - before, `MB more than before; held ${held - before}`).toBeLessThan(
    (held - before) / 10,
  );
});
