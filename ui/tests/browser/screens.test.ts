/** Every screen and sheet: no accessibility violations, no text cut, nothing outside the window. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axe } from './axe';
import { openBench, type Bench } from './harness';
import { scenes } from './scenes';

let bench: Bench;

beforeAll(async () => {
  bench = await openBench();
});

afterAll(async () => {
  await bench.close();
});

/** Buttons, badges and labels whose words do not fit, and controls that stick out of the window. */
async function cut(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const bad: string[] = [];
    const top = document.querySelector('dialog[open]') ?? document.body;
    const shown = (it: Element): boolean => it.checkVisibility() && !it.closest('.unseen');
    for (const it of top.querySelectorAll<HTMLElement>(
      'button, h2, h3, dt, dd, label, .badge .text, .role, .chip',
    )) {
      if (!shown(it) || it.classList.contains('name') || it.closest('.chips')) continue;
      if (it.scrollWidth > it.clientWidth + 1 && getComputedStyle(it).overflowX !== 'visible') {
        bad.push(`cut: ${it.textContent.trim()}`);
      }
      const box = it.getBoundingClientRect();
      if (box.right > innerWidth + 1 || box.left < -1)
        bad.push(`outside: ${it.textContent.trim()}`);
    }
    for (const it of document.querySelectorAll('dialog[open] footer, dialog[open] h2')) {
      const box = it.getBoundingClientRect();
      if (box.bottom > innerHeight || box.top < 0) bad.push(`off: ${it.textContent.trim()}`);
    }
    if (document.documentElement.scrollWidth > innerWidth) bad.push('the window scrolls sideways');
    return bad;
  });
}

for (const theme of ['light', 'dark'] as const) {
  describe(`axe, ${theme}`, () => {
    test.each(scenes.map((scene) => [scene.name, scene] as const))('%s', async (_name, scene) => {
      const page = await bench.visit({ ...scene.visit, theme, reducedMotion: 'reduce' });
      await scene.go(page);
      expect(await axe(page)).toEqual([]);
      expect(await cut(page)).toEqual([]);
      await page.context().close();
    });
  });
}

describe('forced colours', () => {
  test.each(['roster', 'inspector', 'online-consent', 'doors'])('%s', async (name) => {
    const scene = scenes.find((it) => it.name === name);
    const page = await bench.visit({
      ...scene?.visit,
      forcedColors: 'active',
      reducedMotion: 'reduce',
    });
    await scene?.go(page);
    // Contrast is the person's own choice of colours there.
    expect((await axe(page)).filter((it) => !it.startsWith('color-contrast'))).toEqual([]);
    await page.context().close();
  });
});

describe('720 × 520', () => {
  test.each(scenes.map((scene) => [scene.name, scene] as const))('%s', async (_name, scene) => {
    const page = await bench.visit({
      ...scene.visit,
      width: 720,
      height: 520,
      reducedMotion: 'reduce',
    });
    await scene.go(page);
    expect(await cut(page)).toEqual([]);
    await page.context().close();
  });
});

describe('640 × 360, which is 200 % of 1280 × 720', () => {
  test.each(['roster', 'inspector', 'online-consent', 'desktop-consent', 'add-client'])(
    '%s',
    async (name) => {
      const scene = scenes.find((it) => it.name === name);
      const page = await bench.visit({
        ...scene?.visit,
        width: 640,
        height: 360,
        reducedMotion: 'reduce',
      });
      await scene?.go(page);
      expect(await cut(page)).toEqual([]);
      await page.context().close();
    },
  );
});

test('no page complained, and none broke the content security policy', () => {
  expect(bench.complaints).toEqual([]);
});
