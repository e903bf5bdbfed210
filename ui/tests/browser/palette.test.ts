/** The command palette. */
import { describe, expect, test } from 'vitest';
import * as words from '../../src/words';
import { useLocale } from '../../src/lib/format';
import { calls, idOf, setup } from './harness';
import { axe } from './axe';
import { askPalette, openClient, scenes } from './scenes';
import { row, active, gone, focusIs } from './palette-steps';
import { filterBy } from './going';

useLocale('en-GB');
const { bench, within } = await setup();

describe('the palette', () => {
  test('opens over the list, is a combobox, and gives the focus back', async () => {
    await within({}, async (page) => {
      await row(page, 'Acme Plumbing').focus();
      await page.keyboard.press('Control+k');
      const input = page.getByRole('combobox', { name: words.palette.label });
      await input.waitFor();
      await focusIs(page, '[data-testid="palette-input"]');
      const pointed = await input.getAttribute('aria-activedescendant');
      expect(await active(page).getAttribute('id')).toBe(pointed);
      expect(await page.getByRole('listbox').getAttribute('id')).toBe(
        await input.getAttribute('aria-controls'),
      );
      await page.keyboard.press('Escape');
      await gone(page);
      await focusIs(page, '[data-client-name="Acme Plumbing"]');
    });
  });

  test('without a query: what can be done with the client in focus, places, settings', async () => {
    await within({}, async (page) => {
      await row(page, "Bill's Butchers").focus();
      await page.keyboard.press('Control+k');
      const heads = await page.getByTestId('palette').locator('.head').allTextContents();
      expect(heads).toEqual(["Actions on “Bill's Butchers”", 'Go to', 'Settings']);
      const first = page.getByTestId('palette').getByRole('option').first();
      expect(await first.textContent()).toContain('Copy request to admin');
    });
  });

  test('the arrows, Home and End move through it, the ends join', async () => {
    await within({}, async (page) => {
      await page.keyboard.press('Control+k');
      const options = page.getByTestId('palette').getByRole('option');
      const last = (await options.count()) - 1;
      const at = async (): Promise<string | null> => active(page).getAttribute('id');
      const id = async (index: number): Promise<string | null> =>
        options.nth(index).getAttribute('id');
      expect(await at()).toBe(await id(0));
      await page.keyboard.press('ArrowDown');
      expect(await at()).toBe(await id(1));
      await page.keyboard.press('Home');
      await page.keyboard.press('ArrowUp');
      expect(await at()).toBe(await id(last));
      await page.keyboard.press('ArrowDown');
      expect(await at()).toBe(await id(0));
      await page.keyboard.press('End');
      expect(await at()).toBe(await id(last));
      expect(await active(page).isVisible()).toBe(true);
    });
  });

  test('finds a client without accents and case, and opens it from another screen', async () => {
    await within({}, async (page) => {
      await filterBy(page, 'status', 'attention');
      await askPalette(page, 'people');
      await page.keyboard.press('Enter');
      await page.getByTestId('screen-people').waitFor();
      await askPalette(page, "SUE'S bak");
      expect(await active(page).textContent()).toContain("Sue's Bakery LLC");
      expect(await active(page).textContent()).toContain('Connected');
      await page.keyboard.press('Enter');
      await gone(page);
      await page.getByTestId('inspector').getByText("Sue's Bakery LLC").waitFor();
      await row(page, "Sue's Bakery LLC").waitFor();
      await focusIs(page, '[data-pane="inspector"] h2');
    });
  });

  test('an action really acts, and the focus goes back', async () => {
    await within({}, async (page) => {
      await openClient(page, 'Acme Plumbing');
      await askPalette(page, 'check again');
      await page.keyboard.press('Enter');
      await gone(page);
      expect(await calls(page, 'checkClient')).toEqual([[await idOf(page, 'Acme Plumbing')]]);
      await focusIs(page, '[data-client-name="Acme Plumbing"]');
    });
  });

  test('one that opens another sheet hands over, and closing that leads back', async () => {
    await within({}, async (page) => {
      await row(page, 'Acme Plumbing').focus();
      await askPalette(page, 'open set');
      await page.keyboard.press('Enter');
      await page.getByTestId('settings').waitFor();
      await page.keyboard.press('Escape');
      await gone(page);
      await focusIs(page, '[data-client-name="Acme Plumbing"]');
    });
  });

  test('a page of the settings is opened by its name', async () => {
    await within({}, async (page) => {
      await askPalette(page, 'privacy');
      await page.keyboard.press('Enter');
      await page.getByTestId('settings').getByRole('tabpanel', { name: 'Privacy' }).waitFor();
    });
  });

  test('a place is gone to, and the list has the focus', async () => {
    await within({}, async (page) => {
      await askPalette(page, 'expir');
      await page.keyboard.press('Enter');
      await gone(page);
      expect(await page.locator('[data-client-name]').count()).toBe(2);
      await focusIs(page, '[data-pane="grid"] [role="row"]');
    });
  });

  test('themes, row heights and letters are kept by the app', async () => {
    await within({}, async (page) => {
      for (const query of ['theme dark', 'row height roomy', 'single-key']) {
        await askPalette(page, query);
        await page.keyboard.press('Enter');
        await gone(page);
      }
      const saved = await calls(page, 'saveAppearance');
      expect(saved.at(-1)?.[0]).toMatchObject({
        theme: 'dark',
        density: 'roomy',
        letterKeys: false,
      });
      await askPalette(page, 'theme dark');
      expect(await active(page).textContent()).toContain(words.palette.inUse);
    });
  });

  test('each result shows its keys; letters that are off are not shown', async () => {
    await within({}, async (page) => {
      await openClient(page, "Sue's Bakery LLC");
      await askPalette(page, 'open in');
      expect(await active(page).locator('kbd').textContent()).toBe('O');
      await page.getByTestId('palette-input').fill('month-end');
      expect(await active(page).locator('kbd').textContent()).toBe('G M');
      await page.getByTestId('palette-input').fill('single-key');
      await page.keyboard.press('Enter');
      await askPalette(page, 'month-end');
      expect(await active(page).locator('kbd').count()).toBe(0);
      await page.getByTestId('palette-input').fill('larger');
      expect(await active(page).locator('kbd').textContent()).toBe('Ctrl +');
    });
  });

  test('2,000 clients: a few are shown, the rest is one line that shows them in the list', async () => {
    await within({ many: 2000, realTime: true }, async (page) => {
      await askPalette(page, 'yoga');
      const palette = page.getByTestId('palette');
      const clients = palette.getByRole('group', { name: 'Clients' }).getByRole('option');
      expect(await clients.count()).toBe(8);
      const more = palette.getByTestId('palette-show-all');
      const count = Number(
        /Show all (\d\d) in the list/.exec((await more.textContent()) ?? '')?.[1],
      );
      await more.click();
      await gone(page);
      expect(await page.getByTestId('search').inputValue()).toBe('yoga');
      const rows = await page.getByTestId('roster').getAttribute('aria-rowcount');
      expect(Number(rows)).toBe(count + 1);
    });
  });

  test('2,000 clients: a keystroke is answered at once', async () => {
    await within({ many: 2000, realTime: true }, async (page) => {
      await askPalette(page, 'a');
      const took = await page.evaluate(async () => {
        const input = document.querySelector<HTMLInputElement>('[data-testid="palette-input"]');
        const times: number[] = [];
        for (const text of ['e', 'ba', 'bak', 'ba', 'o', 'on', 'one', 'a 1']) {
          if (!input) break;
          const since = performance.now();
          input.value = text;
          input.dispatchEvent(new InputEvent('input', { bubbles: true }));
          await new Promise(requestAnimationFrame);
          times.push(performance.now() - since);
        }
        return times.sort((a, b) => a - b)[times.length >> 1] ?? Infinity;
      });
      expect(took).toBeLessThan(100);
    });
  });

  test('says when nothing matches', async () => {
    await within({}, async (page) => {
      await askPalette(page, 'zebra crossing');
      expect(await page.getByTestId('palette-status').textContent()).toContain(
        'No match for “zebra crossing”.',
      );
      expect(await page.getByTestId('palette-input').getAttribute('aria-expanded')).toBe('false');
      await page.keyboard.press('Enter');
      expect(await page.getByTestId('palette').count()).toBe(1);
    });
  });

  test('does not open over another sheet, nor before a firm is open', async () => {
    await within({}, async (page) => {
      await page.getByTestId('add-client').click();
      await page.keyboard.press('Control+k');
      expect(await page.getByTestId('palette').count()).toBe(0);
      expect(await page.locator('dialog').count()).toBe(1);
    });
    await within({ profile: 'none' }, async (page) => {
      await page.keyboard.press('Control+k');
      expect(await page.locator('dialog').count()).toBe(0);
    });
  });

  test('has a button in the toolbar', async () => {
    await within({}, async (page) => {
      await page.getByRole('button', { name: 'Find anything Ctrl K' }).click();
      await page.getByTestId('palette-input').waitFor();
    });
  });
});

describe('for every eye', () => {
  test.each([
    'palette',
    'palette-query',
    'palette-code',
    'palette-code-owners',
    'palette-none',
    'keyboard',
  ])('%s in forced colours', async (name) => {
    await within({ forcedColors: 'active' }, async (page) => {
      await scenes.find((it) => it.name === name)?.go(page);
      // Contrast is the person's own choice of colours there.
      const found = (await axe(page)).filter((it) => !it.startsWith('color-contrast'));
      expect(found).toEqual([]);
    });
  });

  test('at 640 × 360, which is 200 % of 1280 × 720, all of it can be reached', async () => {
    await within({ width: 640, height: 360 }, async (page) => {
      await row(page, "Bill's Butchers").focus();
      await page.keyboard.press('Control+k');
      for (const key of ['End', 'Home']) {
        await page.keyboard.press(key);
        const box = await active(page).boundingBox();
        expect(box?.y ?? -1).toBeGreaterThan(48);
        expect((box?.y ?? 0) + (box?.height ?? 999)).toBeLessThanOrEqual(360);
      }
      await page.getByTestId('palette-input').fill('QBWC1039');
      await page.keyboard.press('Enter');
      for (const id of ['code-back', 'code-copy']) {
        const box = await page.getByTestId(id).boundingBox();
        expect((box?.y ?? 0) + (box?.height ?? 999)).toBeLessThanOrEqual(360);
      }
    });
  });
});

test('no page complained', () => {
  expect(bench.complaints).toEqual([]);
});
