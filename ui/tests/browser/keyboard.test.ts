/** The keys, the text size, and the focus that comes back. */
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import * as words from '../../src/words';
import { useLocale } from '../../src/lib/format';
import { calls, idOf, setup } from './harness';
import { askPalette, openClient } from './scenes';
import { row, gone, focusIs } from './palette-steps';

useLocale('en-GB');
const { bench, within } = await setup();

describe('the keyboard map', () => {
  test('letters act on the row in focus', async () => {
    await within({}, async (page) => {
      const id = await idOf(page, "Sue's Bakery LLC");
      await row(page, "Sue's Bakery LLC").focus();
      await page.keyboard.press('r');
      await page.keyboard.press('o');
      expect(await calls(page, 'checkClient')).toEqual([[id]]);
      expect(await calls(page, 'openInQuickbooks')).toEqual([[id]]);
      await page.keyboard.press('l');
      await page.getByTestId('toast').getByText('has no link to copy').waitFor();
      await row(page, 'Umbra Lighting Co.').focus();
      await page.keyboard.press('c');
      await page.getByTestId('connect-sheet').waitFor();
    });
  });

  test('L copies the link of a client that has one', async () => {
    await within({}, async (page) => {
      await row(page, 'Harbour Lights Marina').focus();
      await page.keyboard.press('l');
      expect(await calls(page, 'copyConnectLink')).toEqual([
        [await idOf(page, 'Harbour Lights Marina')],
      ]);
    });
  });

  test('G, then its letter, goes to every place from every place', async () => {
    await within({}, async (page) => {
      await row(page, 'Acme Plumbing').focus();
      for (const [letter, place] of [
        ['t', 'today'],
        ['m', 'monthEnd'],
        ['p', 'payroll'],
        ['r', 'accessReview'],
        ['a', 'activity'],
        ['s', 'people'],
        ['o', 'computers'],
        ['f', 'firm'],
      ] as const) {
        await page.keyboard.press('g');
        await page.keyboard.press(letter);
        await page.getByTestId(`screen-${place}`).waitFor();
      }
      await page.keyboard.press('g');
      await page.keyboard.press('c');
      await focusIs(page, '[data-pane="grid"] [role="row"]');
      await page.getByTestId('search').focus();
      await page.keyboard.type('gt');
      expect(await page.getByTestId('search').inputValue()).toBe('gt');
      expect(await calls(page, 'saveTable')).toHaveLength(0);
    });
  });

  test('no letter acts when they are switched off', async () => {
    await within({}, async (page) => {
      await askPalette(page, 'single-key');
      await page.keyboard.press('Enter');
      await gone(page);
      await row(page, "Sue's Bakery LLC").focus();
      for (const key of ['c', 'r', 'l', 'o', 'n', 'e', '?', 'g', 'w']) {
        await page.keyboard.press(key);
      }
      expect(await page.locator('dialog').count()).toBe(0);
      expect(await calls(page, 'checkClient')).toHaveLength(0);
      expect(await page.locator('[data-client-name]').count()).toBe(25);
      await page.keyboard.press('Control+k');
      await page.getByTestId('palette-input').fill('keyboard shortcuts');
      await page.keyboard.press('Enter');
      await page.getByTestId('keyboard').getByText('are turned off').waitFor();
    });
  });

  test('a letter with Ctrl, Alt or Shift is not that letter', async () => {
    await within({}, async (page) => {
      await row(page, "Sue's Bakery LLC").focus();
      for (const key of ['Shift+N', 'Alt+n', 'Control+o', 'Control+e']) {
        await page.keyboard.press(key);
      }
      expect(await page.locator('dialog').count()).toBe(0);
      expect(await calls(page, 'openInQuickbooks')).toHaveLength(0);
    });
  });

  test('F6 goes through the parts of the window and back', async () => {
    await within({}, async (page) => {
      await openClient(page, 'Acme Plumbing');
      const part = async (): Promise<string | null | undefined> =>
        page.evaluate(() =>
          document.activeElement?.closest('[data-pane]')?.getAttribute('data-pane'),
        );
      const seen: unknown[] = [];
      for (let press = 0; press < 4; press += 1) {
        await page.keyboard.press('F6');
        seen.push(await part());
      }
      expect(seen).toEqual(['inspector', 'nav', 'search', 'grid']);
      await page.keyboard.press('Shift+F6');
      expect(await part()).toBe('search');
      await page.keyboard.press('Control+F6');
      expect(await part()).toBe('grid');
    });
  });

  test('Ctrl F goes to the search of the screen that is open', async () => {
    await within({}, async (page) => {
      await askPalette(page, 'activity');
      await page.keyboard.press('Enter');
      await page.getByTestId('screen-activity').waitFor();
      await page.keyboard.press('Control+f');
      await focusIs(page, '[data-pane="search"]');
      expect(await page.getByTestId('screen-activity').isVisible()).toBe(true);
      expect(await page.getByTestId('search').getAttribute('placeholder')).toBe('Search activity');
    });
  });

  test.each(['linux', 'macos'] as const)('the list of keys is complete: %s', async (platform) => {
    await within({ platform }, async (page) => {
      const mac = platform === 'macos';
      await page.keyboard.press(mac ? 'Meta+k' : 'Control+k');
      await page.getByTestId('palette-input').fill('keyboard shortcuts');
      await page.keyboard.press('Enter');
      const sheet = page.getByTestId('keyboard');
      const shown = await sheet.locator('kbd').allTextContents();
      const all = Object.keys(words.shortcuts) as words.Shortcut[];
      expect(shown.sort()).toEqual(all.map((it) => words.shortcut(it, mac)).sort());
      expect(shown).toContain(mac ? '⌘ K' : 'Ctrl K');
      expect(shown).toContain(mac ? 'Ctrl F6' : 'F6');
      await sheet.getByText('Settings › General').waitFor();
    });
  });

  test('on macOS the Ctrl key is left to the text boxes', async () => {
    await within({ platform: 'macos' }, async (page) => {
      await page.getByTestId('search').focus();
      await page.keyboard.press('Control+k');
      expect(await page.locator('dialog').count()).toBe(0);
    });
  });
});

describe('text size', () => {
  test('Ctrl +, − and 0 go through the steps, are kept and said', async () => {
    await within({}, async (page) => {
      const zoom = async (): Promise<unknown> =>
        ((await calls(page, 'saveAppearance')).at(-1)?.[0] as { zoom: number } | undefined)?.zoom;
      await page.keyboard.press('Control++');
      expect(await zoom()).toBe(1.1);
      await page.keyboard.press('Control+=');
      expect(await zoom()).toBe(1.25);
      await page.getByTestId('toast').getByText('Text size 125%').waitFor();
      await page.keyboard.press('Control+-');
      expect(await zoom()).toBe(1.1);
      await page.keyboard.press('Control+0');
      expect(await zoom()).toBe(1);
      for (let press = 0; press < 12; press += 1) await page.keyboard.press('Control++');
      expect(await zoom()).toBe(2);
      await page.getByTestId('toast').getByText('Text size 200%').waitFor();
      expect(await calls(page, 'saveAppearance')).toHaveLength(4 + 5);
    });
  });

  test('works on the first screen and inside a sheet too', async () => {
    await within({ profile: 'none' }, async (page) => {
      await page.keyboard.press('Control++');
      expect(await calls(page, 'saveAppearance')).toHaveLength(1);
      await page.getByTestId('start-set-up').click();
      await page.keyboard.press('Control++');
      expect(await calls(page, 'saveAppearance')).toHaveLength(2);
    });
  });
});

describe('when the window comes back', () => {
  /** What some systems do: the page gets both events, but not where the focus was. */
  async function awayAndBack(page: Page, meanwhile?: () => Promise<unknown>): Promise<void> {
    await page.evaluate(() => {
      window.dispatchEvent(new FocusEvent('blur'));
      (document.activeElement as HTMLElement | null)?.blur();
    });
    await meanwhile?.();
    await page.evaluate(() => window.dispatchEvent(new FocusEvent('focus')));
  }

  test('the focus is where it was', async () => {
    await within({}, async (page) => {
      await row(page, 'Acme Plumbing').focus();
      await awayAndBack(page);
      await focusIs(page, '[data-client-name="Acme Plumbing"]');
    });
  });

  test('a focus that was not lost stays', async () => {
    await within({}, async (page) => {
      await row(page, 'Acme Plumbing').focus();
      await awayAndBack(page, () => page.getByTestId('search').focus());
      await focusIs(page, '[data-pane="search"]');
    });
  });

  test('what is gone is not looked for', async () => {
    await within({}, async (page) => {
      await row(page, 'Acme Plumbing').focus();
      const archived = await page.evaluate(() => ({
        ...window.__FAKE__.byName('Acme Plumbing'),
        state: 'archived' as const,
        tier: 'none' as const,
      }));
      await awayAndBack(page, () =>
        page.evaluate((it) => window.__FAKE__.emit({ kind: 'rows', rows: [it] }), archived),
      );
      expect(
        await page.evaluate(() => document.activeElement?.closest('[data-client-name]')),
      ).toBeNull();
    });
  });

  test('a sheet that opened meanwhile keeps the focus', async () => {
    await within({}, async (page) => {
      await row(page, 'Acme Plumbing').focus();
      await awayAndBack(page, async () => {
        await page.evaluate(() =>
          window.__FAKE__.attempt('Wren & Daughters', {
            stage: 'confirm',
            found: window.__FAKE__.found({}),
          }),
        );
        await page.getByTestId('connect-sheet').waitFor();
        await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
      });
      expect(
        await page.evaluate(() => document.activeElement?.closest('[data-pane="grid"]')),
      ).toBeNull();
    });
  });
});

test('no page complained', () => {
  expect(bench.complaints).toEqual([]);
});
