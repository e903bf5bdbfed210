/** What Books prints, as PDF: SHOTS names the folder. The page is kept as it is sent to the printer. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, test } from 'vitest';
import { getList } from '../browser/books-scenes';
import { openBench, type Bench } from '../browser/harness';

const folder = process.env.SHOTS ?? 'shots';
let bench: Bench;

beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  bench = await openBench();
});

afterAll(async () => {
  await bench.close();
});

/** Chooses *Print*, and leaves the page as the printer would have had it. */
async function paper(page: Page, name: string): Promise<void> {
  await page.evaluate(() => {
    window.print = () => {
      const printed = document.body.cloneNode(true);
      setTimeout(() => {
        document.body.replaceWith(printed);
        document.documentElement.dataset.theme = 'light';
      }, 200);
    };
  });
  await page.getByTestId('books-print').click();
  await page.waitForTimeout(600);
  await page.pdf({ path: join(folder, `${name}.pdf`), format: 'Letter' });
}

test.each([
  ['paper-invoices', 'invoices', { rows: 120 }],
  ['paper-transactions', 'transactions', { rows: 120 }],
  ['paper-customers', 'customers', { rows: 400, breakAfter: 1 }],
  ['paper-company', 'company', {}],
  ['paper-report', 'reports/general-summary.trial_balance', {}],
] as const)('%s', async (name, list, books) => {
  const page = await bench.visit({
    profile: 'live',
    reducedMotion: 'reduce',
    books,
    theme: 'dark',
  });
  await getList(page, list);
  await page.getByTestId('books-print').waitFor();
  await paper(page, name);
});
