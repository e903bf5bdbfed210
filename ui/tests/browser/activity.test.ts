/** The activity of the firm: kinds, pages, and the file of it. */
import { describe, expect, test } from 'vitest';
import * as words from '../../src/words';
import { calls, setup } from './harness';
import { toast } from './roster-steps';
import { goTo } from './going';

const { bench, within } = await setup();

describe('activity', () => {
  test('a kind, a search, and a client that opens in the roster', async () => {
    await within({}, async (page) => {
      await goTo(page, 'activity');
      const lines = page.getByTestId('activity-line');
      await lines.first().waitFor();
      const all = await lines.count();
      await page.getByTestId('kind-role').click();
      const roles = await lines.allTextContents();
      expect(roles.length).toBeGreaterThan(0);
      expect(roles.length).toBeLessThan(all);
      expect(roles.every((text) => /role/i.test(text))).toBe(true);
      await page.getByTestId('search').fill('cedar');
      await page.getByRole('button', { name: 'Open Cedar Loft Interiors' }).first().click();
      expect(await page.getByTestId('inspector').locator('h2').textContent()).toBe(
        'Cedar Loft Interiors',
      );
    });
  });

  test('older pages follow the last line, until the log begins', async () => {
    await within({ many: 100 }, async (page) => {
      await goTo(page, 'activity');
      const lines = page.getByTestId('activity-line');
      await lines.first().waitFor();
      expect(await lines.count()).toBe(100);
      await page.getByTestId('activity-older').click();
      await page.waitForFunction(
        () => document.querySelectorAll('[data-testid="activity-line"]').length === 200,
      );
      const pages = await calls(page, 'firmActivity');
      expect(pages[0]).toEqual([null, 100]);
      // The first page may be asked for anew meanwhile, so the older one need not be the last call.
      expect(pages.some(([before]) => typeof before === 'number')).toBe(true);
      await page.getByTestId('activity-older').click();
      await page.getByText(words.activity.end).waitFor();
      expect(await page.getByTestId('activity-older').count()).toBe(0);
    });
  });

  test('a row that changes refreshes the first page', async () => {
    await within({ realTime: true }, async (page) => {
      await goTo(page, 'activity');
      await page.getByTestId('activity-line').first().waitFor();
      const added = page.getByRole('button', { name: 'Open Fresh Start Ltd' });
      expect(await added.count()).toBe(0);
      await page.evaluate(() => {
        const row = window.__FAKE__.byName('Wren & Daughters');
        window.__FAKE__.emit({ kind: 'rows', rows: [{ ...row, name: 'Fresh Start Ltd' }] });
      });
      await added.first().waitFor();
    });
  });

  test('the file holds the whole log of the kind, not just what is on show', async () => {
    await within({ many: 100 }, async (page) => {
      await goTo(page, 'activity');
      await page.getByTestId('activity-line').first().waitFor();
      await page.getByTestId('kind-list').click();
      await page.getByTestId('activity-export').click();
      expect(await toast(page)).toBe(
        words.exporting.saved('Counterfoil activity 2026-11-21.csv', 'Downloads'),
      );
      const [[kind, rows] = []] = (await calls(page, 'saveTable')) as [string, string[][]][];
      expect(kind).toBe('activity');
      expect(rows?.[0]).toEqual(Object.values(words.exporting.activity));
      expect(rows).toHaveLength(101);
      expect(rows?.slice(1).every((row) => row[2] === 'Client list')).toBe(true);
    });
  });

  test('what one action did to many is one line, and one line a client in the file', async () => {
    await within({ many: 100, addedAtOnce: true }, async (page) => {
      await goTo(page, 'activity');
      await page.getByText('100 clients added').waitFor();
      await page.getByTestId('kind-list').click();
      expect(await page.getByTestId('activity-line').count()).toBe(1);
      await page.getByTestId('activity-export').click();
      await toast(page);
      const [[, rows] = []] = (await calls(page, 'saveTable')) as [string, string[][]][];
      expect(rows).toHaveLength(101);
    });
  });

  test('a log that cannot be read says so and is read again', async () => {
    await within({}, async (page) => {
      await page.evaluate(() =>
        window.__FAKE__.refuse('firmActivity', { code: 'rosterNotSaved', why: 'other' }),
      );
      await goTo(page, 'activity');
      await page.getByText(words.activity.failed).waitFor();
      expect(await page.getByText(words.activity.empty).count()).toBe(0);
      await page.getByTestId('activity-again').click();
      await page.getByTestId('activity-line').first().waitFor();
    });
  });
});

test('no page complained', () => {
  expect(bench.complaints).toEqual([]);
});
