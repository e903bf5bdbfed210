/** What tests do with the roster and read from it. */
import type { Page } from 'playwright-core';
import { showAll } from './going';

export async function shownNames(page: Page): Promise<string[]> {
  return page
    .locator('[data-client-name]')
    .evaluateAll((rows) => rows.map((row) => row.getAttribute('data-client-name') ?? ''));
}

export async function toast(page: Page): Promise<string> {
  await page.getByTestId('toast').locator('p').waitFor();
  return (await page.getByTestId('toast').locator('p').textContent()) ?? '';
}

/** Between tests that share one page: no sheet, no calls, no sign-in, no banner, all clients. */
export async function beginAgain(page: Page): Promise<void> {
  for (let open = await page.locator('dialog').count(); open > 0; open -= 1) {
    await page.keyboard.press('Escape');
    await page.locator('dialog').first().waitFor({ state: 'detached' });
  }
  await page.evaluate(() => {
    window.__FAKE__.calls.length = 0;
    window.__FAKE__.forgetAttempts();
    window.__FAKE__.emit({ kind: 'banners', banners: [] });
  });
  await showAll(page);
}
