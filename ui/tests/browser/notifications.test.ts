/** Notifications: off at first, then which come and how they are said. */
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import * as words from '../../src/words';
import { calls, setup, type Visit } from './harness';
import { asked, openSettings, refuse } from './settings-steps';

const { bench, within } = await setup();

async function become(page: Page, name: string, state: string, tier: string): Promise<void> {
  await page.evaluate(
    ([who, to, how]) => {
      const row = window.__FAKE__.byName(who);
      const changed = { ...row, state: to, tier: how } as typeof row;
      window.__FAKE__.emit({ kind: 'rows', rows: [changed] });
    },
    [name, state, tier] as const,
  );
}

describe('notices', () => {
  const on: Visit = {
    profile: 'live',
    realTime: true,
    notices: { on: true, names: true, quiet: false },
  };

  test('are off until asked for, and kept by the app', async () => {
    await within({ profile: 'live' }, async (page) => {
      const panel = await openSettings(page, 'notifications');
      const show = panel.getByRole('switch', { name: 'Show notifications' });
      expect(await show.isChecked()).toBe(false);
      expect(await panel.getByLabel('Until').isDisabled()).toBe(true);
      await show.check();
      await panel.getByRole('switch', { name: 'Name clients' }).check();
      await panel.getByLabel('Until').fill('07:30');
      await panel.getByLabel('Until').blur();
      expect((await calls(page, 'saveNotices')).at(-1)?.[0]).toEqual({
        on: true,
        names: true,
        quiet: true,
        quietFrom: 1080,
        quietUntil: 450,
      });
    });
  });

  test('a test one says whether it went out', async () => {
    await within({ profile: 'live' }, async (page) => {
      await openSettings(page, 'notifications');
      await page.getByTestId('test-notice').click();
      await page.getByTestId('toast').getByText(words.notices.testSent).waitFor();
      await refuse(page, 'showNotice');
      await page.getByTestId('test-notice').click();
      await page.getByTestId('toast').getByText("This computer didn't show the notice.").waitFor();
    });
  });

  test('clients that lose access come as one', async () => {
    await within(on, async (page) => {
      await become(page, "Sue's Bakery LLC", 'checking', 'wait');
      await become(page, "Sue's Bakery LLC", 'revoked', 'now');
      await become(page, 'Cedar Loft Interiors', 'expired', 'now');
      await become(page, 'Northfield Vets', 'qbClosed', 'rest');
      expect(await asked(page, 'showNotice')).toEqual([
        ['2 clients need attention', "Cedar Loft Interiors, Sue's Bakery LLC."],
      ]);
    });
  });

  test('one that cannot be shown is said once', async () => {
    await within(on, async (page) => {
      await refuse(page, 'showNotice');
      await become(page, "Sue's Bakery LLC", 'revoked', 'now');
      await page.getByTestId('toast').getByText("This computer didn't show the notice.").waitFor();
      await page.getByTestId('toast').getByRole('button', { name: 'Close' }).click();
      await refuse(page, 'showNotice');
      await become(page, 'Cedar Loft Interiors', 'expired', 'now');
      await asked(page, 'showNotice', 2);
      await page.evaluate(() => new Promise(requestAnimationFrame));
      expect(await page.getByTestId('toast').textContent()).toBe('');
    });
  });

  test('switched off, nothing is shown', async () => {
    await within({ ...on, notices: { on: false } }, async (page) => {
      await become(page, "Sue's Bakery LLC", 'revoked', 'now');
      const panel = await openSettings(page, 'notifications');
      await panel.getByRole('switch', { name: 'Show notifications' }).check();
      await panel.getByRole('switch', { name: 'Quiet hours' }).uncheck();
      await become(page, 'Cedar Loft Interiors', 'expired', 'now');
      const [[title]] = (await asked(page, 'showNotice')) as [[string]];
      expect(title).toBe('1 client needs attention');
    });
  });
});

test('no page complained', () => {
  expect(bench.complaints).toEqual([]);
});
