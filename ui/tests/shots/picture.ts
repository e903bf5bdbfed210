/** Pictures that are the same, pixel for pixel, whenever they are taken of the same window. */
import { writeFileSync } from 'node:fs';
import type { Page } from 'playwright-core';

type Clip = NonNullable<Parameters<Page['screenshot']>[0]>['clip'];

/** How often the window is asked whether it has come to rest. */
const MOST = 40;

/**
 * Takes the picture once two in a row are equal: fonts, answers of the app and the fading of a backdrop come late on a
 * busy computer. The pointer leaves the window first, because where the last click left it, something may be hovered.
 */
export async function picture(page: Page, path: string, clip?: Clip): Promise<void> {
  await page.mouse.move(-1, -1);
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  const take = (): Promise<Buffer> =>
    page.screenshot({ animations: 'disabled', caret: 'hide', ...(clip ? { clip } : {}) });
  let last = await take();
  for (let times = 0; times < MOST; times += 1) {
    const next = await take();
    if (next.equals(last)) {
      writeFileSync(path, next);
      return;
    }
    last = next;
  }
  throw new Error(`${path}: the window does not come to rest`);
}
