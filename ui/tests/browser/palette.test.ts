/** The command palette, the codes, the keyboard map, the text size and the focus that comes back. */
import type { Locator, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import * as words from '../../src/words';
import { useLocale } from '../../src/lib/format';
import { calls, idOf, setup } from './harness';
import { axe } from './axe';
import { askPalette, openClient, scenes } from './scenes';

useLocale('en-GB');
const { bench, within } = await setup();

function row(page: Page, name: string): Locator {
  return page.locator(`[data-client-name="${name}"]`);
}

/** The option that Enter would choose, as a screen reader finds it. */
function active(page: Page): Locator {
  return page.getByTestId('palette').locator('[role=option][aria-selected=true]');
}

async function gone(page: Page): Promise<void> {
  await page.locator('dialog').waitFor({ state: 'detached' });
}

async function focusIs(page: Page, selector: string): Promise<void> {
  await page.waitForFunction((it) => document.activeElement?.matches(it) === true, selector);
}

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
      expect(heads).toEqual(['Actions on "Bill\'s Butchers"', 'Go to', 'Settings']);
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
      await page.getByTestId('filter-attention').click();
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
      for (const query of ['theme dark', 'row height roomy', 'single-letter']) {
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
      await page.getByTestId('palette-input').fill('waiting');
      expect(await active(page).locator('kbd').textContent()).toBe('G W');
      await page.getByTestId('palette-input').fill('single-letter');
      await page.keyboard.press('Enter');
      await askPalette(page, 'waiting');
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
        "No match for 'zebra crossing'.",
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

  test('G, then a letter, goes to a place and keeps the focus in the list', async () => {
    await within({}, async (page) => {
      await row(page, 'Acme Plumbing').focus();
      const names = page.locator('[data-client-name]');
      for (const [letter, count] of [
        ['w', 3],
        ['e', 2],
        ['a', 25],
      ] as const) {
        await page.keyboard.press('g');
        await page.keyboard.press(letter);
        await page.waitForFunction(
          (wanted) => document.querySelectorAll('[data-client-name]').length === wanted,
          count,
        );
        expect(await names.count()).toBe(count);
        await focusIs(page, '[data-pane="grid"] [role="row"]');
      }
      expect(await calls(page, 'saveTable')).toHaveLength(0);
    });
  });

  test('no letter acts when they are switched off', async () => {
    await within({}, async (page) => {
      await askPalette(page, 'single-letter');
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
      await page.getByTestId('palette-input').fill('keyboard list');
      await page.keyboard.press('Enter');
      await page.getByTestId('keyboard').getByText('are switched off').waitFor();
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
      await page.getByTestId('palette-input').fill('keyboard list');
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
      await page.getByTestId('door-set-up').click();
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
      const id = await idOf(page, 'Acme Plumbing');
      await awayAndBack(page, () =>
        page.evaluate((it) => window.__FAKE__.emit({ kind: 'removed', ids: [it] }), id),
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
