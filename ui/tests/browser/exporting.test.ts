/** Lists that go out: what is in the file, and what is said afterwards. */
import { describe, expect, test } from 'vitest';
import { calls, setup } from './harness';
import { toast } from './roster-steps';
import { filterBy } from './going';

const { bench, within } = await setup();

describe('export', () => {
  test('all that is on show, from the menu, with the keyboard; the toast shows the file', async () => {
    await within({}, async (page) => {
      await filterBy(page, 'status', 'connected');
      await page.getByTestId('more-menu').focus();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowDown');
      expect(await page.locator(':focus').textContent()).toBe('Export 3 clients');
      await page.keyboard.press('Enter');
      expect(await toast(page)).toBe('Saved as Counterfoil clients 2026-11-21.csv in Downloads.');
      const [[kind, rows] = []] = (await calls(page, 'saveTable')) as [string, string[][]][];
      expect(kind).toBe('clients');
      expect(rows?.map((row) => row[0])).toEqual([
        'Client',
        'Cedar Loft Interiors',
        'Northfield Vets',
        "Sue's Bakery LLC",
      ]);
      await page.getByTestId('toast').getByRole('button', { name: 'Show' }).click();
      await page.getByTestId('toast').locator('p').waitFor({ state: 'detached' });
      expect(await calls(page, 'revealSaved')).toEqual([[]]);
    });
  });

  test('what is selected, and a link only where there is exactly one', async () => {
    await within({}, async (page) => {
      const link = page.getByTestId('bulk-copy-link');
      const harbour = page.locator('[data-client-name="Harbour Lights Marina"]');
      await harbour.click({ modifiers: ['Control'] });
      await link.click();
      expect(await calls(page, 'copyConnectLink')).toHaveLength(1);
      await page.locator('[data-client-name="Acme Plumbing"]').click({ modifiers: ['Control'] });
      expect(await link.count()).toBe(0);
      await page.getByTestId('bulk-export').click();
      await toast(page);
      const [[, rows] = []] = (await calls(page, 'saveTable')) as [string, string[][]][];
      expect(
        rows
          ?.slice(1)
          .map((row) => row[0])
          .sort(),
      ).toEqual(['Acme Plumbing', 'Harbour Lights Marina']);
    });
  });

  test('a file that cannot be written is reported', async () => {
    await within({}, async (page) => {
      await page.evaluate(() =>
        window.__FAKE__.refuse('saveTable', {
          code: 'fileNotWritten',
          why: 'full',
        }),
      );
      await page.getByTestId('more-menu').click();
      await page.getByTestId('menu-export').click();
      expect(await toast(page)).toContain('the disk is full');
    });
  });
});

test('no page complained', () => {
  expect(bench.complaints).toEqual([]);
});
