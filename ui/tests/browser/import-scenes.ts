/** Lists of strangers on their way in. Part of the list in `scenes.ts`. */
import type { Page } from 'playwright-core';
import type { ListView } from '../../src/ipc/types';
import type { Scene } from './scenes';

const lines = (...rows: string[]): ListView['lines'] =>
  rows
    .map((text, at) => ({ row: at + 1, cells: text === '' ? [] : text.split('|') }))
    .filter((line) => line.cells.length > 0);

/** A workbook with a title above its heading, a total below, an odd product and a number that lost its zeros. */
export const workbook: ListView = {
  lines: lines(
    'Lindqvist & Marsh Bookkeeping',
    '',
    'Client|Number|E-mail|Product',
    'Alder Roofing|101|office@alder.example, billing@alder.example|QuickBooks Online Plus',
    'Cafe Norre|1056|office@cafe.example|QuickBooks Accountant 2024',
    'Birch Dental|102|nobody|Premier Plus',
    'Total|3',
  ),
  sheets: ['Clients', 'Former'],
  sheet: 'Clients',
  letters: {
    used: 'windows-1252',
    samples: [
      { encoding: 'windows-1252', words: ['Café', 'Nørre'] },
      { encoding: 'macintosh', words: ['CafÈ', 'N¯rre'] },
    ],
  },
  unsaved: 2,
};

/** What takes a while to import. */
const longList = [
  'Client,Number,QuickBooks',
  ...Array.from({ length: 300 }, (_, at) => `Client ${at} Ltd,${at},QuickBooks Online`),
].join('\n');

export async function openList(page: Page, text = 'x'): Promise<void> {
  await page.getByTestId('more-menu').click();
  await page.getByTestId('menu-import').click();
  await page.getByTestId('import-paste').fill(text);
  await page.getByTestId('import-read').click();
  await page.getByTestId('import-preview').waitFor();
}

export const importScenes: Scene[] = [
  { name: 'import-list', visit: { list: workbook }, go: openList },
  {
    name: 'import-running',
    visit: { slow: 'importClients' },
    go: async (page) => {
      await openList(page, longList);
      await page.getByTestId('import-go').click();
      await page.waitForFunction(() =>
        window.__FAKE__.calls.some(([it]) => it === 'importClients'),
      );
      await page.evaluate(() => window.__FAKE__.importing().report(187));
      await page.getByTestId('import-progress').waitFor();
    },
  },
];
