/** The screens of people and of computers, and handing over the clients of somebody who leaves. */
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import * as words from '../../src/words';
import { setup } from './harness';
import { foundOne } from './scenes';
import { shownNames } from './roster-steps';
import { goTo } from './going';

const { bench, within } = await setup();

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
      await page.getByText('No one matches “nobody”.').waitFor();
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
      await page.getByRole('button', { name: /^Computer: At the client's office/ }).waitFor();
    });
  });
});

test('no page complained, and none broke the content security policy', () => {
  expect(bench.complaints).toEqual([]);
});
