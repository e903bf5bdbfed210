/** The waiting sheet, the row it leaves behind, and what is known of the company that came back. */
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { calls, setup } from './harness';
import { foundOne, openClient, stageOnline } from './scenes';

const { bench, within } = await setup();
const CLIENT = 'Wren & Daughters';

function row(page: Page) {
  return page.locator(`[data-client-name="${CLIENT}"]`);
}

async function answer(page: Page, change = {}): Promise<void> {
  const found = await foundOne(page, change);
  await page.evaluate(
    ([who, it]) => window.__FAKE__.attempt(who, { stage: 'confirm', found: it }),
    [CLIENT, found] as const,
  );
}

describe('the waiting sheet', () => {
  test('claims no browser, and opens the page again with its first button', async () => {
    await within({}, async (page) => {
      await stageOnline(page, {});
      const sheet = page.getByTestId('connect-sheet');
      await sheet.getByText('Page sent to your browser').waitFor();
      expect(await sheet.textContent()).not.toContain('Browser opened');
      // A tick is an answer; nobody has answered yet.
      expect(await sheet.locator('li svg.ok').count()).toBe(0);
      const again = sheet.getByRole('button', { name: 'Open the page again' });
      expect(await again.evaluate((it) => it === document.activeElement)).toBe(true);
      await page.keyboard.press('Enter');
      expect(await calls(page, 'openConnectLink')).toHaveLength(1);
      await sheet.getByRole('button', { name: 'Copy link' }).click();
      expect(await calls(page, 'copyConnectLink')).toHaveLength(1);
    });
  });

  test('prepares for what the browser asks, where it asks', async () => {
    const asks = 'Your browser will ask to open Counterfoil. Choose Open.';
    await within({}, async (page) => {
      await stageOnline(page, {});
      await page.getByTestId('connect-sheet').getByText(asks).waitFor();
    });
    await within({ profile: 'sandbox' }, async (page) => {
      await stageOnline(page, {});
      expect(await page.getByText(asks).count()).toBe(0);
    });
  });

  test('says on its buttons what becomes of the waiting', async () => {
    await within({ width: 720, height: 520 }, async (page) => {
      await stageOnline(page, {});
      const footer = page.getByTestId('connect-sheet').locator('footer');
      expect(await footer.getByRole('button').allTextContents()).toEqual([
        'Stop waiting',
        'Keep waiting in the background',
        'Open the page again',
      ]);
    });
  });
});

describe('the row of an open sign-in', () => {
  test('says that it is still open', async () => {
    await within({}, async (page) => {
      await stageOnline(page, {});
      await page.keyboard.press('Escape');
      await openClient(page, CLIENT);
      const said = await page.getByTestId('inspector-sentence').textContent();
      expect(said).toContain('Your sign-in is still open.');
      const primary = page.getByTestId('inspector-primary');
      expect(await primary.textContent()).toBe('Continue sign-in');
    });
  });

  test('that came back says Review, and leads to the question', async () => {
    await within({}, async (page) => {
      await stageOnline(page, {});
      await answer(page);
      await page.locator('[data-stage="confirm"]').waitFor();
      await page.keyboard.press('Escape');
      await page.getByTestId('connect-sheet').waitFor({ state: 'detached' });
      expect(await row(page).getByTestId('row-status').textContent()).toContain('Answer waiting');
      expect(await row(page).getAttribute('aria-label')).toContain('Answer waiting');
      const said = await page.getByTestId('inspector-sentence').textContent();
      expect(said?.trim()).toBe('Intuit answered. Look at it before it is saved.');
      const primary = page.getByTestId('inspector-primary');
      expect(await primary.textContent()).toBe('Review');
      await primary.click();
      await page.locator('[data-stage="confirm"]').waitFor();
      await page.getByTestId('connect-save').click();
      await page.getByTestId('connect-close').click();
      expect(await row(page).getByTestId('row-status').textContent()).toBe('Connected');
    });
  });
});

describe('the company that came back', () => {
  test('without a name is said to have none, with a way to know, and no button is the usual one', async () => {
    await within({}, async (page) => {
      await stageOnline(page, { stage: 'confirm', found: await foundOne(page, {}) });
      const sheet = page.getByTestId('connect-sheet');
      expect(await sheet.locator('h2').textContent()).toBe('Which company did you choose?');
      expect(await sheet.getByTestId('connect-unnamed').textContent()).toContain(
        "Intuit does not tell us the name, only that the company's number ends in 4821.",
      );
      await sheet.getByText('Account and settings › Billing').waitFor();
      expect(await sheet.locator('footer .primary').count()).toBe(0);
      expect(await sheet.locator('footer :focus').count()).toBe(0);
      await page.keyboard.press('Enter');
      expect(await calls(page, 'saveConnection')).toHaveLength(0);
    });
  });

  test('that was connected before is known without a name', async () => {
    await within({}, async (page) => {
      const found = await foundOne(page, { expectedTail: '4821' });
      await stageOnline(page, { stage: 'confirm', found });
      const sheet = page.getByTestId('connect-sheet');
      expect(await page.getByTestId('connect-found').textContent()).toContain(
        'The same company as before',
      );
      expect(await sheet.locator('footer .primary:focus').count()).toBe(1);
    });
  });

  test('of another client is called by that client', async () => {
    await within({}, async (page) => {
      const found = await foundOne(page, { otherClient: "Sue's Bakery LLC" });
      await stageOnline(page, { stage: 'ended', ending: 'wrongCompany', found });
      expect(await page.getByTestId('connect-ending').textContent()).toContain(
        "Maria Ortiz picked the company of Sue's Bakery LLC (Intuit number …4821), which is on your list already.",
      );
      expect(await page.getByTestId('connect-save-as-new').count()).toBe(0);
    });
  });

  test('that is saved as a new client without a name says why its name is empty', async () => {
    await within({}, async (page) => {
      const found = await foundOne(page, { expectedTail: '7718' });
      await stageOnline(page, { stage: 'ended', ending: 'wrongCompany', found });
      expect(await page.getByTestId('connect-ending').textContent()).toContain(
        "a company that isn't Wren & Daughters (Intuit number …4821). Intuit did not tell us its name.",
      );
      await page.getByTestId('connect-save-as-new').click();
      const sheet = page.getByTestId('save-as-new');
      expect(await sheet.locator('input').inputValue()).toBe('');
      await sheet.getByText('Intuit did not tell us its name.').waitFor();
    });
  });
});

test('no page complained', () => {
  expect(bench.complaints).toEqual([]);
});
