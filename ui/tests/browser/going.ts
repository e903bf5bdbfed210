/** Going from place to place. */
import type { Page } from 'playwright-core';
import type { Dimension } from '../../src/features/clients/filter-sort';
import type { Screen } from '../../src/store/store.svelte';

/** Through the sidebar, or through the menu that replaces it in a narrow window. */
export async function goTo(page: Page, screen: Exclude<Screen, 'clients'>): Promise<void> {
  const entry = page.getByTestId(`nav-${screen}`);
  if (await entry.isVisible()) await entry.click();
  else {
    await page.getByTestId('place-menu').click();
    await page.getByTestId(`place-${screen}`).click();
  }
  await page.getByTestId(`screen-${screen}`).waitFor();
}

/** Sets a token above the list; one that is not there yet is added first. */
export async function filterBy(page: Page, dimension: Dimension, value: string): Promise<void> {
  const token = page.getByTestId(`token-${dimension}`);
  if (await token.isVisible()) await token.click();
  else {
    await page.getByTestId('add-filter').click();
    await page.getByTestId(`add-${dimension}`).click();
  }
  await page.getByTestId(`token-${dimension}-${value}`).click();
}

/** Takes all tokens away. */
export async function showAll(page: Page): Promise<void> {
  const all = page.getByTestId('show-all');
  if (await all.isVisible()) await all.click();
}
