/** Every screen and sheet: no accessibility violations, no text cut, nothing outside the window. */
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { axeInEveryLook } from './axe';
import { setup, type Visit } from './harness';
import { scenes, type Scene } from './scenes';

const { bench, apart } = await setup();

/** Buttons, badges and labels whose words do not fit, and controls that stick out of the window. */
async function cut(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const bad: string[] = [];
    const top = document.querySelector('dialog[open]') ?? document.body;
    const shown = (it: Element): boolean => it.checkVisibility() && !it.closest('.unseen');
    for (const it of top.querySelectorAll<HTMLElement>(
      'button, h2, h3, dt, dd, label, .badge .text, .role, .chip',
    )) {
      // What scrolls sideways by itself may go on beyond the window.
      if (it.closest('[data-scrolls]')) continue;
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

/** Goes to a scene in a page that is free. */
async function at(scene: Scene, visit: Visit, look: (page: Page) => Promise<void>): Promise<void> {
  await apart({ ...scene.visit, reducedMotion: 'reduce', ...visit }, async (page) => {
    await scene.go(page);
    await look(page);
  });
}

const all = scenes.map((scene) => [scene.name, scene] as const);
const some = (names: string[]): typeof all => all.filter(([name]) => names.includes(name));

describe.concurrent('axe in light, dark and forced colours', () => {
  test.each(all)('%s', async (_name, scene) => {
    await at(scene, { theme: 'system' }, async (page) => {
      const found = await axeInEveryLook(page);
      expect(found).toEqual({ light: [], dark: [], forced: [] });
      expect(await cut(page)).toEqual([]);
    });
  });
});

describe.concurrent('720 × 520', () => {
  test.each(all)('%s', async (_name, scene) => {
    await at(scene, { width: 720, height: 520 }, async (page) => {
      expect(await cut(page)).toEqual([]);
    });
  });
});

describe.concurrent('640 × 360, which is 200 % of 1280 × 720', () => {
  const big = [
    'books-table',
    'books-record',
    'books-ready',
    'roster',
    'inspector',
    'online-consent',
    'desktop-consent',
    'add-client',
  ];
  test.each(some(big))('%s', async (_name, scene) => {
    await at(scene, { width: 640, height: 360 }, async (page) => {
      expect(await cut(page)).toEqual([]);
    });
  });
});

test('no page complained, and none broke the content security policy', () => {
  expect(bench.complaints).toEqual([]);
});
