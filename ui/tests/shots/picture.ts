/** Pictures that are the same, pixel for pixel, whenever they are taken of the same window. */
import { writeFileSync } from 'node:fs';
import type { Page } from 'playwright-core';

type Clip = NonNullable<Parameters<Page['screenshot']>[0]>['clip'];

/** How often the window is asked whether it has come to rest. */
const MOST = 40;

/** Arguments of the browser: it draws everything anew, in one way on each computer. */
export const STEADY = [
  '--disable-partial-raster',
  '--disable-checker-imaging',
  '--disable-skia-runtime-opts',
  '--force-color-profile=srgb',
  '--run-all-compositor-stages-before-draw',
];

/** Passphrases and ids are the same in each run. */
export async function withoutChance(page: Page): Promise<void> {
  await page.evaluate(() => {
    let state = 1;
    crypto.getRandomValues = (into) => {
      if (into instanceof Uint8Array) {
        for (let at = 0; at < into.length; at += 1) {
          state = (state * 48_271) % 2_147_483_647;
          into[at] = state & 255;
        }
      }
      return into;
    };
  });
}

/**
 * Takes the picture once two in a row are equal: fonts, answers of the app and the fading of a backdrop come late on a
 * busy computer. The pointer leaves the window first, because where the last click left it, something may be hovered.
 */
export async function picture(page: Page, path: string, clip?: Clip): Promise<void> {
  await page.mouse.move(-1, -1);
  // Where colours are forced, Chromium's own way to hide the caret has no effect; a field that is read only has none.
  await page.evaluate(async () => {
    await document.fonts.ready;
    const field = document.activeElement;
    const writable = field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement;
    if (writable) field.readOnly = true;
  });
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
