/** What the tests of a firm's computers do and check again and again. */
import type { Locator, Page } from 'playwright-core';
import type { Ipc } from '../../src/ipc';
import type { ProblemView } from '../../src/ipc/types';

export async function refuse(page: Page, call: keyof Ipc, problem: ProblemView): Promise<void> {
  await page.evaluate(([name, it]) => window.__FAKE__.refuse(name, it), [call, problem] as const);
}

export async function stage(page: Page, name: string): Promise<void> {
  await page.locator(`dialog[data-stage="${name}"]`).waitFor();
}

/** Presses a button that is off: by keyboard, which still reaches it. */
export async function press(page: Page, button: Locator): Promise<void> {
  await button.focus();
  await page.keyboard.press('Enter');
}

/** What has the focus, by its test id or name. */
export async function focused(page: Page): Promise<string | undefined> {
  return page.evaluate(() => {
    const it = document.activeElement as HTMLElement | null;
    return it?.dataset.testid ?? it?.getAttribute('name') ?? it?.tagName;
  });
}
