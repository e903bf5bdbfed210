/** The roster: adding, removing and finding clients, its order, its menu and the client beside it. */
import { describe, expect, test } from 'vitest';
import { useLocale } from '../../src/lib/format';
import * as words from '../../src/words';
import { calls, idOf, setup } from './harness';
import { openClient } from './scenes';
import { shownNames, toast } from './roster-steps';
import { filterBy, showAll } from './going';

useLocale('en-GB');
const { bench, within } = await setup();

describe('clients', () => {
  test('add one and go on to connect it', async () => {
    await within({}, async (page) => {
      await page.getByTestId('add-client').click();
      await page.getByTestId('add-client-save').click();
      await page.getByRole('alert').getByText('Give the client a name.').waitFor();
      await page.locator('input[name=name]').fill('Ashby & Cole');
      await page.locator('input[name=number]').fill('2001');
      await page.locator('input[name=where][value=thisComputer]').check();
      await page.getByTestId('add-client-connect').click();
      await page.getByTestId('connect-sheet').waitFor();
      expect(await calls(page, 'addClient')).toEqual([
        [
          {
            name: 'Ashby & Cole',
            number: '2001',
            email: '',
            books: 'desktop',
            place: 'thisComputer',
            computer: '',
          },
        ],
      ]);
    });
  });

  test('Enter does what the blue button does: it adds, and opens no sign-in', async () => {
    await within({}, async (page) => {
      await page.getByTestId('add-client').click();
      await page.locator('input[name=name]').fill('Ashby & Cole');
      await page.keyboard.press('Enter');
      await page.getByTestId('client-sheet').waitFor({ state: 'detached' });
      await openClient(page, 'Ashby & Cole');
      expect(await page.getByTestId('connect-sheet').count()).toBe(0);
    });
  });

  test('deleting at Conductor asks for the name', async () => {
    await within({}, async (page) => {
      await openClient(page, 'Acme Plumbing');
      await page.getByTestId('inspector-disconnect').click();
      const go = page.getByTestId('delete-end-user-confirm');
      await page.getByTestId('type-name').fill('Acme');
      expect(await go.isDisabled()).toBe(true);
      await page.getByTestId('type-name').fill('Acme Plumbing');
      await go.click();
      await page.locator('dialog').waitFor({ state: 'detached' });
      const id = await idOf(page, 'Acme Plumbing');
      expect(await calls(page, 'deleteEndUser')).toEqual([[id, 'Acme Plumbing']]);
    });
  });

  test('disconnecting asks first', async () => {
    await within({}, async (page) => {
      await openClient(page, "Sue's Bakery LLC");
      await page.getByTestId('inspector-disconnect').click();
      await page.getByTestId('confirm-keep').click();
      expect(await calls(page, 'disconnectClient')).toHaveLength(0);
      await page.getByTestId('inspector-disconnect').click();
      await page.getByTestId('confirm-go').click();
      await page.locator('dialog').waitFor({ state: 'detached' });
      expect(await page.getByTestId('inspector-status').textContent()).toContain('Not connected');
    });
  });

  test('archiving can be undone', async () => {
    await within({}, async (page) => {
      await openClient(page, 'Juniper Yoga Studio');
      await page.getByTestId('inspector-secondary').click();
      await page.getByRole('radio', { name: /stay connected/ }).check();
      await page.getByTestId('archive-go').click();
      await page.getByRole('button', { name: 'Undo' }).click();
      expect(await calls(page, 'resumeClient')).toHaveLength(1);
    });
  });

  test('a change of state is announced without moving the focus', async () => {
    await within({}, async (page) => {
      await page.getByTestId('search').focus();
      await page.evaluate(() => {
        const row = window.__FAKE__.byName('Northfield Vets');
        window.__FAKE__.emit({
          kind: 'rows',
          rows: [{ ...row, state: 'qbClosed', tier: 'rest' }],
        });
      });
      await page.getByText('Northfield Vets: QuickBooks closed.').waitFor({ state: 'attached' });
      expect(await page.locator(':focus').getAttribute('data-testid')).toBe('search');
    });
  });
});

describe('the menu of a row', () => {
  test('has what can be done with the client, by mouse and by the menu key', async () => {
    await within({ profile: 'live' }, async (page) => {
      const row = page.locator('[data-client-name="Acme Plumbing"]');
      await row.click({ button: 'right' });
      const menu = page.getByRole('menu', { name: 'Actions on “Acme Plumbing”' });
      await menu.waitFor();
      const items = await menu.getByRole('menuitem').allTextContents();
      expect(items).toEqual(expect.arrayContaining(['Check again', 'Archive', 'Edit details…']));
      expect(await page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe(
        'menuitem',
      );
      await page.keyboard.press('Escape');
      await menu.waitFor({ state: 'detached' });
      expect(await page.locator(':focus').getAttribute('data-client-name')).toBe('Acme Plumbing');

      await row.dispatchEvent('contextmenu', { clientX: 0, clientY: 0 });
      await menu.getByRole('menuitem', { name: 'Edit details…' }).click();
      await page.getByTestId('client-sheet').waitFor();
    });
  });

  test('stays within the window, and another press closes it', async () => {
    await within({ width: 720, height: 520 }, async (page) => {
      const last = page.locator('[data-client-name]').nth(6);
      const box = await last.boundingBox();
      if (!box) throw new Error('no row');
      await page.mouse.click(box.x + box.width - 4, box.y + 8, { button: 'right' });
      const menu = page.getByRole('menu');
      await menu.waitFor();
      await page.waitForFunction(() => {
        const at = document.querySelector('[role="menu"]')?.getBoundingClientRect();
        return at !== undefined && at.right <= innerWidth && at.bottom <= innerHeight;
      });
      await page.getByTestId('search').click();
      await menu.waitFor({ state: 'detached' });
    });
  });

  test('is the only one: the page has none but where text is copied or typed', async () => {
    await within({}, async (page) => {
      await openClient(page, "Sue's Bakery LLC");
      const own = (selector: string): Promise<boolean> =>
        page
          .locator(selector)
          .first()
          .evaluate((it) =>
            it.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true })),
          );
      expect(await own('[data-pane="nav"]')).toBe(false);
      expect(await own('[data-testid="inspector"] h2')).toBe(false);
      expect(await own('[data-testid="search"]')).toBe(true);
    });
  });
});

describe('a search', () => {
  test('that finds nothing here names the client elsewhere, and Enter goes there', async () => {
    await within({ profile: 'live' }, async (page) => {
      await filterBy(page, 'status', 'waiting');
      await page.getByTestId('search').fill('acme');
      await page
        .getByText('No client in Waiting matches “acme”. 1 in All clients: Acme Plumbing.')
        .waitFor();
      await page.keyboard.press('Enter');
      expect(await shownNames(page)).toEqual(['Acme Plumbing']);
      expect(await page.getByTestId('search').inputValue()).toBe('acme');
      await page.getByTestId('search').fill('nobody at all');
      await page.getByText('No client matches “nobody at all”.').waitFor();
      expect(await page.getByTestId('search-elsewhere').count()).toBe(0);
    });
  });

  test('stays for a filter of the list, and ends with the place', async () => {
    await within({}, async (page) => {
      const search = page.getByTestId('search');
      await search.fill('e');
      await filterBy(page, 'status', 'attention');
      expect(await search.inputValue()).toBe('e');
      await page.locator('[data-client-name]').first().focus();
      await page.keyboard.press('g');
      await page.keyboard.press('a');
      expect(await search.inputValue()).toBe('');
    });
  });
});

describe('the roster', () => {
  test('Ctrl A selects every row on show, wherever the focus is, and no text', async () => {
    await within({}, async (page) => {
      await openClient(page, "Sue's Bakery LLC");
      await filterBy(page, 'status', 'attention');
      const shown = await page.locator('[data-client-name]').count();
      await page.getByTestId('inspector').locator('h2').focus();
      await page.keyboard.press('Control+a');
      await page.getByText(`${shown} selected`).waitFor();
      expect(await page.evaluate(() => String(getSelection()))).toBe('');
      const search = page.getByTestId('search');
      await search.fill('bakery');
      await page.keyboard.press('Control+a');
      await page.keyboard.press('Delete');
      expect(await search.inputValue()).toBe('');
    });
  });

  test('another filter begins at its first row', async () => {
    await within({ many: 2000 }, async (page) => {
      const rows = page.getByTestId('roster').locator('.rows');
      await rows.evaluate((it) => it.scrollTo({ top: 20_000 }));
      await filterBy(page, 'status', 'connected');
      await page.waitForFunction(
        () => document.querySelector('[data-testid="roster"] .rows')?.scrollTop === 0,
      );
    });
  });

  test('Shift and a click pick all rows from the click before', async () => {
    await within({}, async (page) => {
      const rows = page.locator('[data-client-name]');
      await rows.nth(1).click({ modifiers: ['Control'] });
      await rows.nth(4).click({ modifiers: ['Shift'] });
      await page.getByText('4 selected').waitFor();
      expect(await rows.nth(3).getAttribute('aria-selected')).toBe('true');
      expect(await rows.nth(0).getAttribute('aria-selected')).toBe('false');
    });
  });

  test('filters, searches and sorts', async () => {
    await within({}, async (page) => {
      const names = page.locator('[data-client-name]');
      await filterBy(page, 'status', 'attention');
      expect(await names.count()).toBe(13);
      await showAll(page);
      await page.getByTestId('search').fill('9130349878530396');
      expect(await names.count()).toBe(1);
      await page.getByTestId('search').fill('');
      await page.getByRole('button', { name: 'Client', exact: true }).click();
      expect(await names.first().getAttribute('data-client-name')).toBe('Acme Plumbing');
      await page.getByRole('button', { name: 'Client', exact: true }).click();
      expect(await names.first().getAttribute('data-client-name')).toBe('Wren & Daughters');
    });
  });

  test('2,000 clients: few rows in the page, all of them counted', async () => {
    await within({ many: 2000 }, async (page) => {
      const rows = page.locator('[data-client-name]');
      expect(await rows.count()).toBeLessThan(60);
      const grid = page.getByTestId('roster');
      const total = Number(await grid.getAttribute('aria-rowcount'));
      expect(total).toBeGreaterThan(1900);
      await rows.first().focus();
      await page.keyboard.press('End');
      await page.waitForFunction(
        (last) => document.activeElement?.getAttribute('aria-rowindex') === String(last),
        total,
      );
    });
  });

  test('themes and row heights are kept by the app', async () => {
    await within({}, async (page) => {
      await page.keyboard.press('Control+,');
      await page.locator('input[name=theme][value=dark]').check({ force: true });
      await page.locator('input[name=density][value=compact]').check({ force: true });
      expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe('dark');
      const saved = await calls(page, 'saveAppearance');
      expect(saved.at(-1)?.[0]).toEqual({
        theme: 'dark',
        density: 'compact',
        zoom: 1,
        letterKeys: true,
      });
    });
  });
});

describe('the menu', () => {
  test('chooses the order where columns are hidden, says which one holds, and closes on Esc', async () => {
    await within({ width: 720, height: 520 }, async (page) => {
      await page.getByTestId('more-menu').click();
      expect(await page.getByTestId('sort-urgency').getAttribute('aria-checked')).toBe('true');
      await page.getByTestId('sort-client').click();
      expect((await shownNames(page))[0]).toBe('Acme Plumbing');
      await page.getByTestId('more-menu').click();
      expect(await page.getByTestId('sort-client').getAttribute('aria-checked')).toBe('true');
      await page.keyboard.press('Escape');
      await page.getByRole('menu').waitFor({ state: 'detached' });
      expect(await page.locator(':focus').getAttribute('data-testid')).toBe('more-menu');
    });
  });
});

describe('the inspector', () => {
  test('thirty banners, and the same for those who read', async () => {
    await within({}, async (page) => {
      await openClient(page, "Bill's Butchers");
      expect(await page.getByTestId('strip').locator('.day').count()).toBe(30);
      const read = await page.getByTestId('strip-table').innerText();
      expect(read).toContain('Not on the list yet');
      expect(read).toMatch(/Today\s+Not in this company/);
    });
  });

  test('one line of the timeline is copied as a sentence', async () => {
    await within({}, async (page) => {
      await openClient(page, "Sue's Bakery LLC");
      await page.getByRole('button', { name: words.activity.copyEvent }).first().focus();
      await page.keyboard.press('Enter');
      expect(await toast(page)).toBe('Copied.');
      const [[text] = []] = (await calls(page, 'copyText')) as [string][];
      expect(text).toContain("Sue's Bakery LLC: Role confirmed: Admin, payroll on");
    });
  });
});

test('without a banner the window still fills its height', async () => {
  await within({ profile: 'live', empty: true }, async (page) => {
    const box = await page.locator('main').boundingBox();
    expect(box?.height).toBe(760);
  });
});

test('no page complained', () => {
  expect(bench.complaints).toEqual([]);
});
