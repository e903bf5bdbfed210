/** Opening the settings, and what the app was asked or refuses. */
import type { Locator, Page } from 'playwright-core';
import type { Ipc } from '../../src/ipc';
import type * as words from '../../src/words';
import { calls } from './harness';

/** Waits until the app was asked this often. */
export async function asked(page: Page, name: keyof Ipc, times = 1): Promise<unknown[][]> {
  await page.waitForFunction(
    ([which, count]) => window.__FAKE__.calls.filter((it) => it[0] === which).length >= count,
    [name, times] as const,
  );
  return calls(page, name);
}

export async function openSettings(page: Page, section: words.SettingsSection): Promise<Locator> {
  await page.keyboard.press('Control+,');
  await page.getByTestId(`settings-${section}`).click();
  return page.getByTestId('settings-panel');
}

export const refused = {
  code: 'noticeNotShown',
};

export async function refuse(
  page: Page,
  name: keyof Ipc,
  problem: object = refused,
): Promise<void> {
  await page.evaluate(([which, it]) => window.__FAKE__.refuse(which, it as never), [
    name,
    problem,
  ] as const);
}
