/** What tests read from the roster. */
import type { Page } from 'playwright-core';

export async function shownNames(page: Page): Promise<string[]> {
  return page
    .locator('[data-client-name]')
    .evaluateAll((rows) => rows.map((row) => row.getAttribute('data-client-name') ?? ''));
}

export async function toast(page: Page): Promise<string> {
  await page.getByTestId('toast').locator('p').waitFor();
  return (await page.getByTestId('toast').locator('p').textContent()) ?? '';
}
