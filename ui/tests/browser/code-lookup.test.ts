/** Codes looked up in the palette. */
import { describe, expect, test } from 'vitest';
import * as words from '../../src/words';
import { useLocale } from '../../src/lib/format';
import { calls, setup } from './harness';
import { askPalette, openClient } from './scenes';
import { active, gone, focusIs } from './palette-steps';

useLocale('en-GB');
const { bench, within } = await setup();

describe('codes', () => {
  test('one is looked up, read, copied, and Esc returns to the list', async () => {
    await within({}, async (page) => {
      await askPalette(page, 'qbwc 1039');
      await page.keyboard.press('Enter');
      const sheet = page.locator('[data-testid="palette"][data-stage="code"]');
      await sheet.getByRole('heading', { name: 'QBWC1039' }).waitFor();
      const text = (await sheet.textContent()) ?? '';
      expect(text).toContain('registry');
      expect(text).toContain('Unique OwnerID/FileID pair value required');
      expect(text).toContain("Web Connector Programmer's Guide, Appendix A");
      expect(await page.getByTestId('code-confidence').textContent()).toBe('Reports conflict');
      await page.getByTestId('code-copy').click();
      const [copied] = await calls(page, 'copyText');
      expect(copied?.[0]).toContain('QBWC1039 (Web Connector)');
      expect(copied?.[0]).toContain('fixhub-guides.pages.dev');
      await page.keyboard.press('Escape');
      await page.locator('[data-testid="palette"][data-stage="list"]').waitFor();
      expect(await page.getByTestId('palette-input').inputValue()).toBe('qbwc 1039');
      await focusIs(page, '[data-testid="palette-input"]');
      await page.keyboard.press('Enter');
      await page.getByTestId('code-back').click();
      await focusIs(page, '[data-testid="palette-input"]');
      await page.keyboard.press('Escape');
      await gone(page);
    });
  });

  test('a number with several owners shows each with its own sources', async () => {
    await within({}, async (page) => {
      await askPalette(page, '3100');
      expect(await active(page).textContent()).toContain('QuickBooks Desktop: ');
      await page.keyboard.press('Enter');
      const desktop = page.getByTestId('code-from-desktop');
      const online = page.getByTestId('code-from-online');
      expect(await desktop.textContent()).toContain('A name is already in use');
      expect(await online.textContent()).toContain('Intuit allows this app no access');
      expect(await page.getByTestId('code-confidence').allTextContents()).toHaveLength(2);
      const [above, below] = [await desktop.boundingBox(), await online.boundingBox()];
      expect((above?.y ?? 0) + (above?.height ?? 0)).toBeLessThanOrEqual(below?.y ?? 0);
    });
  });

  test('a long entry is read to its end with the keyboard', async () => {
    await within({ width: 720, height: 520 }, async (page) => {
      await askPalette(page, '500');
      await page.keyboard.press('Enter');
      const last = page.getByTestId('code-from-online').locator('dd').last();
      await last.waitFor();
      const bottom = async (): Promise<number> => {
        const box = await last.boundingBox();
        return (box?.y ?? 0) + (box?.height ?? 0);
      };
      expect(await bottom()).toBeGreaterThan(520);
      await page.keyboard.press('End');
      await expect.poll(bottom).toBeLessThan(460);
    });
  });

  test('a pasted message lists its codes, and says which is not known', async () => {
    await within({}, async (page) => {
      await askPalette(page, 'QBWC1031: HRESULT = 0x8004040A, then error 99999');
      const codes = page.getByRole('group', { name: words.palette.sections.codes });
      const texts = await codes.getByRole('option').locator('.text').allTextContents();
      expect(texts).toEqual(['QBWC1031', '0x8004040A', '99999']);
      await page.keyboard.press('End');
      expect(await active(page).textContent()).toContain('not known here');
      await page.keyboard.press('Enter');
      await page.getByTestId('code-from-unknown').waitFor();
      expect(await page.getByTestId('code-confidence').textContent()).toBe('Not known');
    });
  });

  test('the details of a client ask for the owner that gave the number', async () => {
    await within({}, async (page) => {
      await page.evaluate(() => {
        const it = window.__FAKE__.byName('Acme Plumbing');
        const details = { ...it.details, code: 'QBD_REQUEST_ERROR', integrationCode: '500' };
        window.__FAKE__.emit({ kind: 'rows', rows: [{ ...it, details } as typeof it] });
      });
      await openClient(page, 'Acme Plumbing');
      await page.locator('summary').click();
      await page.getByTestId('details-code').click();
      await page.getByRole('heading', { name: '500' }).waitFor();
      const first = page.locator('section[data-testid^="code-from"]').first();
      expect(await first.getAttribute('data-testid')).toBe('code-from-desktop');
    });
  });

  test('the details of a client lead to the code of QuickBooks', async () => {
    await within({}, async (page) => {
      await openClient(page, 'Acme Plumbing');
      await page.locator('summary').click();
      await page.getByTestId('details-code').click();
      await page.getByRole('heading', { name: '0x8004040A' }).waitFor();
      await page.keyboard.press('Escape');
      await gone(page);
      await focusIs(page, '[data-testid="details-code"]');
    });
  });

  test('a code nobody knows offers no look-up', async () => {
    await within({}, async (page) => {
      await page.evaluate(() => {
        const it = window.__FAKE__.byName('Acme Plumbing');
        const details = { ...it.details, code: 'SOMETHING_NEW', integrationCode: null };
        window.__FAKE__.emit({ kind: 'rows', rows: [{ ...it, details } as typeof it] });
      });
      await openClient(page, 'Acme Plumbing');
      await page.locator('summary').click();
      await page.getByText('SOMETHING_NEW').waitFor();
      expect(await page.getByTestId('details-code').count()).toBe(0);
    });
  });
});

test('no page complained', () => {
  expect(bench.complaints).toEqual([]);
});
