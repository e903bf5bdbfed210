/** A list of clients comes in: pasted, dropped, refused. */
import { describe, expect, test } from 'vitest';
import * as words from '../../src/words';
import { calls, setup } from './harness';
import { toast, shownNames } from './roster-steps';
import { clientList, openImport } from './scenes';

const { bench, within } = await setup();

describe('import', () => {
  test('a pasted list: counts in words, problems with their reason, and only the good rows go', async () => {
    await within({}, async (page) => {
      await openImport(page);
      await page.getByTestId('import-paste').fill(clientList);
      await page.getByTestId('import-read').click();
      expect((await page.getByTestId('import-counts').textContent())?.trim()).toBe(
        '6 clients: 2 new, 1 changes, 1 unchanged, 2 skipped.',
      );
      const out = await page.locator('[data-verdict="out"]').allTextContents();
      expect(out.join(' ')).toMatch(/Not an e-mail address.*Same number as row 2/s);
      await page.getByTestId('import-go').click();
      await page.getByTestId('import').waitFor({ state: 'detached' });
      const [[forms] = []] = (await calls(page, 'importClients')) as [{ name: string }[]][];
      expect(forms?.map((form) => form.name)).toEqual([
        'Ashby & Cole Architects',
        'Bramble Nurseries',
        "Sue's Bakery LLC",
      ]);
      expect(await toast(page)).toBe('3 clients added.');
      expect(await shownNames(page)).toContain('Bramble Nurseries');
    });
  });

  test('a file without a product column', async () => {
    await within({ empty: true, profile: 'live' }, async (page) => {
      await page.getByTestId('empty-import').click();
      await page.getByTestId('import-file').setInputFiles({
        name: 'clients.csv',
        mimeType: 'text/csv',
        buffer: Buffer.from('Name;Number\r\nCafé Noël;1\r\n'),
      });
      await page.getByTestId('import-preview').waitFor();
      await page.getByTestId('import-default-books').selectOption('desktop');
      await page.getByTestId('import-go').click();
      await page.getByTestId('import').waitFor({ state: 'detached' });
      const [[forms] = []] = (await calls(page, 'importClients')) as [unknown[]][];
      expect(forms).toEqual([
        {
          name: 'Café Noël',
          number: '1',
          email: '',
          books: 'desktop',
          place: 'otherComputer',
          computer: '',
          sourceId: '',
        },
      ]);
    });
  });

  test('a file dropped on its zone is read; beside it nothing happens', async () => {
    await within({}, async (page) => {
      await openImport(page);
      const drop = async (selector: string): Promise<boolean> =>
        page.evaluate((target) => {
          const dataTransfer = new DataTransfer();
          dataTransfer.items.add(new File(['Name\nAshby'], 'clients.csv'));
          const event = new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true });
          return !document.querySelector(target)?.dispatchEvent(event);
        }, selector);
      expect(await drop('dialog h2')).toBe(true);
      expect(await page.getByTestId('import-preview').count()).toBe(0);
      await drop('[data-testid="import-drop"]');
      await page.getByRole('cell', { name: 'Ashby', exact: true }).waitFor();
    });
  });

  test('a column that was guessed wrong is changed by hand', async () => {
    await within({}, async (page) => {
      await openImport(page);
      await page.getByTestId('import-paste').fill('Kanzlei;Ref\nAshby;Old name');
      await page.getByTestId('import-read').click();
      expect((await page.getByTestId('import-counts').textContent())?.trim()).toBe(
        words.imports.noName,
      );
      expect(await page.getByTestId('import-go').isDisabled()).toBe(true);
      await page.getByTestId('import-column-name').selectOption('1');
      await page.getByTestId('import-preview').waitFor();
      expect(await page.getByTestId('import-column-number').inputValue()).toBe('');
      await page.getByTestId('import-column-name').selectOption('0');
      await page.getByRole('cell', { name: 'Ashby', exact: true }).waitFor();
    });
  });

  test('a refusal keeps the list', async () => {
    await within({}, async (page) => {
      await openImport(page);
      await page.getByTestId('import-paste').fill(clientList);
      await page.evaluate(() =>
        window.__FAKE__.refuse('readList', {
          code: 'openQuote',
          row: 3,
          lost: 4,
        }),
      );
      await page.getByTestId('import-read').click();
      await page.getByText('The quotation mark in row 3 of the file never closes').waitFor();
      expect(await page.getByTestId('import-paste').inputValue()).toBe(clientList);
      await page.getByTestId('import-read').click();
      await page.getByTestId('import-preview').waitFor();
      await page.evaluate(() =>
        window.__FAKE__.refuse('importClients', { code: 'importBrokeOff' }),
      );
      await page.getByTestId('import-go').click();
      await page.getByTestId('import-wrong').waitFor();
      expect(await page.getByTestId('import-preview').isVisible()).toBe(true);
      await page.getByTestId('import-another').click();
      expect(await page.getByTestId('import-paste').inputValue()).toBe(clientList);
    });
  });
});

test('no page complained', () => {
  expect(bench.complaints).toEqual([]);
});
