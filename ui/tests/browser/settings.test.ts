/** The sections of the settings, and what is remembered of the window. */
import type { Locator, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import * as words from '../../src/words';
import { calls, setup } from './harness';
import { asked, openSettings } from './settings-steps';
import { goTo, showAll } from './going';

const { bench, within } = await setup();

const names = (page: Page): Locator => page.locator('[data-client-name]');

describe('the sections', () => {
  test('are tabs for the keyboard', async () => {
    await within({ profile: 'live' }, async (page) => {
      await page.keyboard.press('Control+,');
      const selected = page.locator('[role=tab][aria-selected=true]');
      const focused = page.locator(':focus');
      expect(await focused.textContent()).toBe('General');
      for (const [key, name] of [
        ['ArrowDown', 'Notifications'],
        ['End', 'About'],
        ['ArrowDown', 'General'],
        ['ArrowUp', 'About'],
        ['Home', 'General'],
        ['ArrowRight', 'Notifications'],
      ] as const) {
        await page.keyboard.press(key);
        await page.waitForFunction(
          (wanted) => document.activeElement?.textContent === wanted,
          name,
        );
        expect(await selected.textContent()).toBe(name);
        expect(await page.getByRole('tabpanel', { name }).count()).toBe(1);
      }
      await page.keyboard.press('Tab');
      expect(await focused.getAttribute('name')).toBe('notices');
    });
  });

  test('stand in a row where the window is small', async () => {
    await within({ width: 720, height: 520 }, async (page) => {
      await page.keyboard.press('Control+,');
      const list = page.getByRole('tablist');
      expect(await list.getAttribute('aria-orientation')).toBe('horizontal');
      await page.setViewportSize({ width: 1180, height: 760 });
      await page.locator('[role=tablist][aria-orientation=vertical]').waitFor();
    });
  });

  test('letters can be switched off, a text size chosen', async () => {
    await within({}, async (page) => {
      const panel = await openSettings(page, 'general');
      await panel.getByRole('switch', { name: 'Single-key shortcuts' }).uncheck();
      await panel.getByLabel('Text size').selectOption({ label: '150%' });
      expect((await calls(page, 'saveAppearance')).at(-1)?.[0]).toMatchObject({
        letterKeys: false,
        zoom: 1.5,
      });
    });
  });

  test('keys: what is set up, and never a key', async () => {
    await within({ profile: 'live', intuitReady: false }, async (page) => {
      await goTo(page, 'firm');
      const panel = page.getByTestId('screen-firm');
      const lines = await panel.locator('.keys li').allTextContents();
      expect(lines.map((line) => /Not set up/.test(line))).toEqual([false, false, true, true]);
      await panel.getByText(words.keySettings.honest).waitFor();
      await page.getByTestId('change-keys').click();
      await page.getByTestId('set-up-firm').waitFor();
      await page.getByTestId('step-conductor').click();
      expect(await page.locator('input[name=conductorSecretKey]').inputValue()).toBe('');
    });
  });

  test('checks: how often', async () => {
    await within({ profile: 'live' }, async (page) => {
      const panel = await openSettings(page, 'checks');
      await panel.getByLabel('Check every client').selectOption({ label: 'Every hour' });
      expect(await asked(page, 'saveChecks')).toEqual([[{ everyMinutes: 60 }]]);
      await panel.getByText('never opens QuickBooks').waitFor();
    });
  });

  test('privacy names the relay and who runs it', async () => {
    await within({ profile: 'live' }, async (page) => {
      const panel = await openSettings(page, 'privacy');
      await panel.getByText('relay.haleortiz.example, a small relay run by Hale').waitFor();
    });
  });

  test('diagnostics are copied without any client', async () => {
    await within({ profile: 'live' }, async (page) => {
      const panel = await openSettings(page, 'diagnostics');
      await panel.getByText('WebKitGTK 2.50').waitFor();
      await page.getByTestId('copy-diagnostics').click();
      const [[text]] = (await asked(page, 'copyText')) as [[string]];
      expect(text).toContain('Debian GNU/Linux 12');
      for (const name of await names(page).evaluateAll((all) =>
        all.map((it) => it.getAttribute('data-client-name') ?? ''),
      )) {
        expect(text).not.toContain(name);
      }
      await page.getByTestId('show-folder').click();
      await asked(page, 'revealFolder');
    });
  });

  test('about finds a package and its licence', async () => {
    await within({}, async (page) => {
      const panel = await openSettings(page, 'about');
      await panel.getByText(words.trademark).waitFor();
      await page.getByTestId('licences').waitFor();
      await panel.getByRole('searchbox').fill('serde_json');
      const lines = page.getByTestId('licences').locator('li');
      await page.waitForFunction(
        () => document.querySelectorAll('[data-testid=licences] li').length < 5,
      );
      expect(await lines.first().textContent()).toMatch(/serde_json.*MIT OR Apache-2\.0/s);
      await panel.getByRole('searchbox').fill('no such thing');
      await panel.getByText('No package matches “no such thing”.').waitFor();
    });
  });
});

describe('what is remembered', () => {
  const books = { columns: [], recent: [], views: [] };

  const view = (page: Page): Locator => page.getByTestId('token-status');

  test('comes back, and what changes is saved', async () => {
    const memory = { sort: 'client', down: true, view: 'waiting', role: '' };
    await within({ profile: 'live', memory }, async (page) => {
      expect(await view(page).textContent()).toContain('Waiting');
      expect(await names(page).first().getAttribute('data-client-name')).toBe('Saltmarsh Ceramics');
      expect(await calls(page, 'saveMemory')).toEqual([]);
      await showAll(page);
      await page.getByRole('button', { name: 'Client', exact: true }).click();
      await expect
        .poll(async () => (await calls(page, 'saveMemory')).at(-1))
        .toEqual([{ sort: 'client', down: false, view: 'all', role: '', books }]);
    });
  });

  test('words that nobody knows mean the defaults', async () => {
    const memory = { sort: 'size', down: true, view: 'person:Nobody', role: 'boss' };
    await within({ profile: 'live', memory }, async (page) => {
      expect(await view(page).textContent()).toBe('Status');
      expect(await names(page).count()).toBe(25);
    });
  });

  test('with nothing remembered a live firm opens on what needs attention', async () => {
    await within({ profile: 'live' }, async (page) => {
      expect(await view(page).textContent()).toContain('Needs attention');
      expect(await names(page).count()).toBe(13);
      await page.getByRole('button', { name: 'Client', exact: true }).click();
      // The order was chosen, the view was not.
      expect(await asked(page, 'saveMemory')).toEqual([
        [{ sort: 'client', down: false, view: '', role: '', books }],
      ]);
    });
  });

  test.each(['practice', 'sandbox'] as const)('%s opens with everyone', async (profile) => {
    await within({ profile }, async (page) => {
      expect(await view(page).textContent()).toBe('Status');
    });
  });
});

test('no page complained', () => {
  expect(bench.complaints).toEqual([]);
});
