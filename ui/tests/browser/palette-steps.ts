/** What the tests of the palette and of the keys do again and again. */
import type { Locator, Page } from 'playwright-core';

export function row(page: Page, name: string): Locator {
  return page.locator(`[data-client-name="${name}"]`);
}

/** The option that Enter would choose, as a screen reader finds it. */
export function active(page: Page): Locator {
  return page.getByTestId('palette').locator('[role=option][aria-selected=true]');
}

export async function gone(page: Page): Promise<void> {
  await page.locator('dialog').waitFor({ state: 'detached' });
}

export async function focusIs(page: Page, selector: string): Promise<void> {
  await page.waitForFunction((it) => document.activeElement?.matches(it) === true, selector);
}
