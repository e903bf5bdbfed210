/**
 * The screens beside the roster, and lists that come in and go out.
 * Long because the screens share one visit and its helpers.
 */
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { useLocale } from '../../src/lib/format';
import * as words from '../../src/words';
import { calls, setup } from './harness';
import { clientList, foundOne, goTo, openClient, openImport } from './scenes';

useLocale('en-GB');
const { bench, within } = await setup();

async function shownNames(page: Page): Promise<string[]> {
  return page
    .locator('[data-client-name]')
    .evaluateAll((rows) => rows.map((row) => row.getAttribute('data-client-name') ?? ''));
}

async function toast(page: Page): Promise<string> {
  await page.getByTestId('toast').locator('p').waitFor();
  return (await page.getByTestId('toast').locator('p').textContent()) ?? '';
}

/** Signs in as this person for the client in turn, up to the end of the sheet. */
async function signInAs(page: Page, client: string, person: string): Promise<void> {
  await page.getByTestId('connect-continue').click();
  await page.locator('[data-stage="waiting"]').waitFor();
  const found = await foundOne(page, {});
  await page.evaluate(
    ([name, it]) => window.__FAKE__.attempt(name, { stage: 'confirm', found: it }),
    [client, found] as const,
  );
  await page.getByTestId('connect-save').click();
  await page.locator('[data-stage="done"]').waitFor();
  // The fake saves Maria; the app would save who signed in.
  await page.evaluate(
    ([name, who]) => {
      const row = window.__FAKE__.byName(name);
      window.__FAKE__.emit({
        kind: 'rows',
        rows: [{ ...row, connectedAs: { name: who, email: null } }],
      });
    },
    [client, person] as const,
  );
}

describe('people', () => {
  test('a sign-in opens its clients in the roster', async () => {
    await within({}, async (page) => {
      await goTo(page, 'people');
      await page.getByRole('button', { name: /^Tom Becker, show/ }).click();
      await page.getByTestId('roster').waitFor();
      expect((await shownNames(page)).sort()).toEqual([
        'Cedar Loft Interiors',
        'Quill Street Press',
        'Vesper Analytics',
      ]);
    });
  });

  test('the whole row is the target, and its other button is not', async () => {
    await within({}, async (page) => {
      await goTo(page, 'people');
      const row = page.getByTestId('person').first();
      await row.getByTestId('mark-leaver').click();
      await page.getByTestId('leaver').waitFor();
      await page.keyboard.press('Escape');
      await page.getByTestId('leaver').waitFor({ state: 'detached' });
      await row.getByText('3 Nov').click();
      await page.getByTestId('roster').waitFor();
      expect(await shownNames(page)).toHaveLength(6);
    });
  });

  test('search finds people here, and starts anew on the next screen', async () => {
    await within({}, async (page) => {
      await goTo(page, 'people');
      const search = page.getByTestId('search');
      expect(await search.getAttribute('placeholder')).toBe('Search people');
      await search.fill('priya@');
      expect(await page.getByTestId('person').count()).toBe(1);
      await search.fill('nobody');
      await page.getByText("Nobody matches 'nobody'.").waitFor();
      await goTo(page, 'computers');
      expect(await search.inputValue()).toBe('');
    });
  });

  test('with the keyboard: from the search down the rows and into the roster', async () => {
    await within({}, async (page) => {
      await goTo(page, 'people');
      await page.keyboard.press('Control+f');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowDown');
      expect(await page.locator(':focus').textContent()).toBe('Tom Becker');
      await page.keyboard.press('Enter');
      await page.getByTestId('roster').waitFor();
      expect(await shownNames(page)).toHaveLength(3);
    });
  });

  test.each([
    [1180, 760],
    [720, 520],
  ])('every screen is reachable at %i × %i', async (width, height) => {
    await within({ width, height }, async (page) => {
      for (const screen of ['people', 'computers', 'activity'] as const) {
        await goTo(page, screen);
        const heading = page.getByTestId(`screen-${screen}`).getByRole('heading', { level: 2 });
        expect(await heading.textContent()).toBe(words.screens[screen]);
      }
    });
  });
});

describe('a leaver', () => {
  test('each client in turn: reconnected, skipped, and the queue comes back', async () => {
    await within({}, async (page) => {
      await goTo(page, 'people');
      await page.getByTestId('mark-leaver').nth(1).click();
      const turn = page.getByTestId('leaver-turn');
      expect(await turn.textContent()).toMatch(/1 of 3.*Quill Street Press/s);

      await page.getByTestId('leaver-go').click();
      await page.getByTestId('connect-sheet').waitFor();
      await page.keyboard.press('Escape');
      await page.getByTestId('leaver').waitFor();
      expect(await turn.textContent()).toContain('1 of 3');

      await page.getByTestId('leaver-go').click();
      await signInAs(page, 'Quill Street Press', 'Maria Ortiz');
      expect(await page.getByTestId('connect-next').count()).toBe(0);
      await page.getByTestId('connect-close').click();
      await page.getByTestId('leaver').waitFor();
      expect(await turn.textContent()).toMatch(/2 of 3.*Cedar Loft Interiors/s);

      await page.getByTestId('leaver-skip').click();
      expect(await turn.textContent()).toMatch(/3 of 3.*Vesper Analytics/s);
      await page.getByTestId('leaver-skip').click();
      expect(await turn.textContent()).toContain(
        '2 of 3 clients stay with the sign-in of Tom Becker.',
      );
      await page.getByTestId('leaver-done').click();
      await page.getByTestId('leaver').waitFor({ state: 'detached' });
      expect(await page.getByTestId('person').first().textContent()).toContain('Maria Ortiz');
    });
  });

  test('a sign-in that ends while the queue is open asks, and comes back to it', async () => {
    await within({}, async (page) => {
      await goTo(page, 'people');
      await page.getByTestId('mark-leaver').nth(1).click();
      await page.getByTestId('leaver-go').click();
      await page.getByTestId('connect-continue').click();
      await page.locator('[data-stage="waiting"]').waitFor();
      await page.keyboard.press('Escape');
      await page.getByTestId('leaver').waitFor();
      const found = await foundOne(page, {});
      await page.evaluate(
        (it) => window.__FAKE__.attempt('Quill Street Press', { stage: 'confirm', found: it }),
        found,
      );
      await page.locator('[data-stage="confirm"]').waitFor();
      await page.keyboard.press('Escape');
      await page.getByTestId('leaver').waitFor();
    });
  });

  test('the same person signing in again is no handing over', async () => {
    await within({}, async (page) => {
      await goTo(page, 'people');
      await page.getByTestId('mark-leaver').first().click();
      await page.getByTestId('leaver-go').click();
      await page.getByTestId('connect-continue').click();
      const found = await foundOne(page, {});
      await page.evaluate(
        (it) => window.__FAKE__.attempt("Sue's Bakery LLC", { stage: 'confirm', found: it }),
        found,
      );
      await page.getByTestId('connect-save').click();
      await page.getByTestId('connect-close').click();
      await page.getByTestId('leaver').waitFor();
      expect(await page.getByTestId('leaver-turn').textContent()).toMatch(/1 of 6.*Sue's Bakery/s);
    });
  });
});

describe('computers', () => {
  test('a computer with several clients says how to leave QuickBooks, one with one does not', async () => {
    await within({}, async (page) => {
      await goTo(page, 'computers');
      const rows = page.getByTestId('computer');
      const office = rows.filter({ hasText: 'OFFICE-PC-3' });
      expect(await office.textContent()).toContain(words.computers.keepOpen);
      expect(await office.textContent()).toContain('Another company is open');
      const back = rows.filter({ hasText: 'BACK-OFFICE' });
      expect(await back.textContent()).not.toContain(words.computers.keepOpen);
    });
  });

  test('a computer without a name opens its clients too', async () => {
    await within({}, async (page) => {
      await goTo(page, 'computers');
      await page.getByRole('button', { name: /^No name yet, show/ }).click();
      await page.getByTestId('roster').waitFor();
      expect((await shownNames(page)).sort()).toEqual([
        'Harbour Lights Marina',
        'Umbra Lighting Co.',
      ]);
      await page.getByRole('button', { name: /^At the client's office/ }).waitFor();
    });
  });
});

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

  test('a log that cannot be read says so and is read again', async () => {
    await within({}, async (page) => {
      await page.evaluate(() =>
        window.__FAKE__.refuse('firmActivity', { code: 'storage', message: '', retryable: true }),
      );
      await goTo(page, 'activity');
      await page.getByText(words.activity.failed).waitFor();
      expect(await page.getByText(words.activity.empty).count()).toBe(0);
      await page.getByTestId('activity-again').click();
      await page.getByTestId('activity-line').first().waitFor();
    });
  });
});

describe('export', () => {
  test('all that is on show, from the menu, with the keyboard; the toast shows the file', async () => {
    await within({}, async (page) => {
      await page.getByTestId('filter-connected').click();
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

  test('a file that cannot be written is told', async () => {
    await within({}, async (page) => {
      await page.evaluate(() =>
        window.__FAKE__.refuse('saveTable', {
          code: 'storage',
          message: 'The downloads folder is full.',
          retryable: true,
        }),
      );
      await page.getByTestId('more-menu').click();
      await page.getByTestId('menu-export').click();
      expect(await toast(page)).toBe('The downloads folder is full.');
    });
  });
});

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
          code: 'invalid',
          message: 'A quote in row 3 is never closed.',
          retryable: false,
        }),
      );
      await page.getByTestId('import-read').click();
      await page.getByText('A quote in row 3 is never closed.').waitFor();
      expect(await page.getByTestId('import-paste').inputValue()).toBe(clientList);
      await page.getByTestId('import-read').click();
      await page.getByTestId('import-preview').waitFor();
      await page.evaluate(() =>
        window.__FAKE__.refuse('importClients', { code: 'storage', message: '', retryable: true }),
      );
      await page.getByTestId('import-go').click();
      await page.getByTestId('import-wrong').waitFor();
      expect(await page.getByTestId('import-preview').isVisible()).toBe(true);
      await page.getByTestId('import-another').click();
      expect(await page.getByTestId('import-paste').inputValue()).toBe(clientList);
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
  test('thirty bars, and the same for those who read', async () => {
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

test('no page complained, and none broke the content security policy', () => {
  expect(bench.complaints).toEqual([]);
});
