/** What a firm does not allow a computer, and what it has set for it. */
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { fixed, openKeys, policyFile, staff } from './firm-scenes';
import { calls, setup, type Visit } from './harness';
import { openClient } from './scenes';
import { press, focused } from './firm-steps';
import { toast } from './roster-steps';
import { showAll } from './going';

const { bench, apart: within } = await setup();

const none: Visit = { profile: 'none' };

describe.concurrent('what the firm did not allow', () => {
  test('connecting: the button is there, says why, and no way around it leads anywhere', async () => {
    await within(staff, async (page) => {
      await showAll(page);
      await openClient(page, 'Wren & Daughters');
      const button = page.getByTestId('inspector-primary');
      expect(await button.getAttribute('aria-disabled')).toBe('true');
      expect(await button.getAttribute('title')).toContain('start connections');
      expect(await page.getByTestId('inspector-barred').innerText()).toContain('start connections');
      await press(page, button);
      expect(await toast(page)).toContain("doesn't allow this computer to start connections");
      await page.locator('[data-client-name="Wren & Daughters"]').focus();
      await page.keyboard.press('c');
      await page.keyboard.press('Control+k');
      await page.getByTestId('palette-act-connect').click();
      expect(await page.locator('dialog').count()).toBe(0);
      await page.getByTestId('add-client').click();
      await page.locator('input[name=name]').fill('New client');
      await press(page, page.getByTestId('add-client-connect'));
      expect(await toast(page)).toContain('start connections');
      expect(await calls(page, 'addClient')).toEqual([]);
    });
  });

  test('checking stays possible', async () => {
    await within(staff, async (page) => {
      await showAll(page);
      await openClient(page, "Sue's Bakery LLC");
      await page.getByTestId('inspector-primary').click();
      expect(await calls(page, 'checkClient')).toHaveLength(1);
    });
  });

  test.each([
    ["Sue's Bakery LLC", 'disconnect companies'],
    ['Acme Plumbing', 'delete connections at Conductor'],
  ])('removing the access of %s', async (client, doing) => {
    await within(staff, async (page) => {
      await showAll(page);
      await openClient(page, client);
      expect(await page.getByTestId('danger-barred').innerText()).toContain(doing);
      await press(page, page.getByTestId('inspector-disconnect'));
      expect(await toast(page)).toContain(doing);
      expect(await page.locator('dialog').count()).toBe(0);
    });
  });

  test('export: menu, key, palette and change log', async () => {
    await within(staff, async (page) => {
      await page.getByTestId('more-menu').click();
      const item = page.getByTestId('menu-export');
      expect(await item.getAttribute('aria-disabled')).toBe('true');
      await press(page, item);
      expect(await toast(page)).toContain('save lists to files');
      await page.locator('[role=row][tabindex="0"]').first().focus();
      await page.keyboard.press('e');
      await page.getByTestId('nav-activity').click();
      await press(page, page.getByTestId('activity-export'));
      expect(await calls(page, 'saveTable')).toEqual([]);
    });
  });

  test('keys, folder and other computers', async () => {
    await within(staff, async (page) => {
      await openKeys(page);
      expect(await page.getByTestId('may-not').innerText()).toMatch(/^Start connections, /);
      for (const [id, doing] of [
        ['change-keys', 'change keys'],
        ['add-computer', 'make files for other computers'],
        ['change-firm-key', 'change keys'],
      ] as const) {
        const button = page.getByTestId('screen-firm').getByTestId(id);
        expect(await button.getAttribute('aria-disabled')).toBe('true');
        await press(page, button);
        expect(await toast(page)).toContain(doing);
        expect(await page.getByTestId('screen-firm').isVisible()).toBe(true);
      }
      const folder = page.locator('input[name=firmFolder]');
      expect(await folder.getAttribute('readonly')).not.toBeNull();
      await press(page, page.getByTestId('save-folder'));
      expect(await calls(page, 'saveFirmFolder')).toEqual([]);
    });
  });
});

describe.concurrent('set by the firm', () => {
  const live: Visit = { ...fixed, profile: 'live' };

  /** What is said of an element beside its name. */
  async function described(page: Page, selector: string): Promise<string> {
    return page.locator(selector).evaluate((it) =>
      (it.getAttribute('aria-describedby') ?? '')
        .split(' ')
        .map((id) => document.getElementById(id)?.textContent ?? '')
        .join(' '),
    );
  }

  test.each([
    ['firm', 'input[name=firmName]'],
    ['conductor', 'input[name=conductorPublishableKey]'],
    ['intuit', 'input[name=intuitClientId]'],
    ['intuit', 'input[name=relayUrl]'],
  ])('step %s: %s can be reached and not typed into', async (step, selector) => {
    await within({ ...fixed, profile: 'none' }, async (page) => {
      await page.getByTestId('start-set-up').click();
      await page.getByTestId(`step-${step}`).click();
      const field = page.locator(selector);
      await field.focus();
      await page.keyboard.type('mine');
      expect(await field.inputValue()).toBe('');
      expect(await described(page, selector)).toContain(policyFile);
    });
  });

  test('switches, boxes and choices keep their value', async () => {
    await within({ ...fixed, profile: 'none' }, async (page) => {
      await page.getByTestId('start-set-up').click();
      await page.getByTestId('step-intuit').click();
      const roles = page.locator('input[name=askRoles]');
      await roles.focus();
      await page.keyboard.press('Space');
      expect(await roles.isChecked()).toBe(true);
      await page.locator('input[name=intuitEnvironment][value=sandbox]').click({ force: true });
      expect(
        await page.locator('input[name=intuitEnvironment][value=production]').isChecked(),
      ).toBe(true);
      await page.getByTestId('step-told').click();
      const notices = page.locator('input[name=notices]');
      await notices.focus();
      await page.keyboard.press('Space');
      expect(await notices.isChecked()).toBe(false);
      expect(await described(page, 'input[name=notices]')).toContain('Set by your firm');
    });
  });

  test('the time between checks keeps its value', async () => {
    await within(live, async (page) => {
      await page.keyboard.press('Control+,');
      await page.getByTestId('settings-checks').click();
      const every = page.locator('select[name=everyMinutes]');
      await every.focus();
      await page.keyboard.press('ArrowDown');
      expect(await every.inputValue()).toBe('15');
      expect(await calls(page, 'saveChecks')).toEqual([]);
      await page.keyboard.press('Tab');
      expect(await focused(page)).not.toBe('everyMinutes');
    });
  });

  test('the reason is seen when the field has the focus', async () => {
    await within(live, async (page) => {
      await openKeys(page);
      const why = page.getByTestId('screen-firm').locator('.field .why');
      const width = async (): Promise<number> => (await why.boundingBox())?.width ?? 0;
      expect(await width()).toBeLessThan(2);
      await page.locator('input[name=firmFolder]').focus();
      expect(await width()).toBeGreaterThan(100);
    });
  });

  test('what the firm did not set stays free', async () => {
    await within({ profile: 'live', managed: { fields: ['notices'] } }, async (page) => {
      await openKeys(page);
      expect(await page.locator('input[name=firmFolder]').getAttribute('readonly')).toBeNull();
      await page.keyboard.press('Control+,');
      await page.getByTestId('settings-checks').click();
      await page.locator('select[name=everyMinutes]').selectOption('30');
      expect(await calls(page, 'saveChecks')).toEqual([[{ everyMinutes: 30 }]]);
    });
  });

  test('what could not be used is listed, with its place', async () => {
    const problems = ['relayUrl does not start with https.'];
    await within({ profile: 'live', managed: { source: policyFile, problems } }, async (page) => {
      await openKeys(page);
      expect(await page.getByTestId('managed').innerText()).toContain(policyFile);
      expect(await page.getByTestId('managed-problems').innerText()).toContain(problems[0]);
      await page.keyboard.press('Control+,');
      await page.getByTestId('settings-diagnostics').click();
      await page.getByTestId('diagnostics').waitFor();
      expect(await page.getByTestId('diagnostics').innerText()).toContain(problems[0]);
    });
  });

  test('a firm that is set up by hand is asked about roles', async () => {
    await within(none, async (page) => {
      await page.getByTestId('start-set-up').click();
      await page.locator('input[name=firmName]').fill('Hale & Ortiz LLP');
      await page.getByTestId('step-intuit').click();
      await page.locator('input[name=askRoles]').uncheck();
      await page.getByTestId('step-told').click();
      await page.getByTestId('set-up-save').click();
      await page.getByTestId('set-up-done').waitFor();
      expect((await calls(page, 'setUpFirm'))[0]).toMatchObject([{ askRoles: false }, false]);
    });
  });
});

test('no page complained', () => {
  expect(bench.complaints).toEqual([]);
});
