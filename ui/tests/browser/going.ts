/** Going from place to place. */
import type { Page } from 'playwright-core';
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
