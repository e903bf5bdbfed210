/** How the window looks: the banner of its firm, theme, motion, numbers, forced colours. */
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { axe } from './axe';
import { setup } from './harness';
import { scenes } from './scenes';
import { openSettings } from './settings-steps';
import { showAll } from './going';

const { bench, within } = await setup();

describe('what cannot be mistaken', () => {
  const sizes = [
    [1180, 760],
    [720, 520],
    [640, 360],
  ] as const;

  test.each(sizes)('practice, at %i × %i', async (width, height) => {
    await within({ width, height }, async (page) => {
      const banner = page.getByTestId('practice-banner');
      expect((await banner.textContent())?.replace(/\s+/g, ' ')).toContain(
        'Practice firm. Nothing here is real and nothing leaves this computer.',
      );
      // Two ways out of practice, and none to put the banner away.
      expect(await banner.getByRole('button').allTextContents()).toEqual([
        'Start over',
        'Leave practice',
      ]);
      await page.keyboard.press('Escape');
      const box = await banner.boundingBox();
      expect(box).toMatchObject({ x: 0, y: 0, width });
      expect(box?.height).toBeGreaterThanOrEqual(28);
      expect(await page.title()).toBe('Counterfoil — Hale & Ortiz LLP (Practice)');
    });
  });

  test('the sandbox, in its own words', async () => {
    await within({ profile: 'sandbox', width: 720, height: 520 }, async (page) => {
      const banner = page.getByTestId('practice-banner');
      expect((await banner.textContent())?.trim()).toBe('Intuit sandbox. Test companies only.');
      expect(await banner.getByRole('button').count()).toBe(0);
      expect(await page.title()).toContain('(Sandbox)');
    });
  });

  test('a live firm has none, and fills its window', async () => {
    await within({ profile: 'live' }, async (page) => {
      expect(await page.getByTestId('practice-banner').count()).toBe(0);
      const footer = await page.locator('main footer').boundingBox();
      expect((footer?.y ?? 0) + (footer?.height ?? 0)).toBe(760);
    });
  });
});

describe('as the system says', () => {
  test('the theme follows while the window is open', async () => {
    await within({ theme: 'system' }, async (page) => {
      const theme = (): Promise<string | undefined> =>
        page.evaluate(() => document.documentElement.dataset.theme);
      expect(await theme()).toBe('light');
      await page.emulateMedia({ colorScheme: 'dark' });
      await page.locator('[data-theme=dark]').waitFor();
      await page.emulateMedia({ colorScheme: 'light' });
      await page.locator('[data-theme=light]').waitFor();
    });
  });

  test('a chosen theme does not', async () => {
    await within({ theme: 'light' }, async (page) => {
      await page.emulateMedia({ colorScheme: 'dark' });
      await page.evaluate(() => new Promise(requestAnimationFrame));
      expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe('light');
    });
  });

  test('less motion: nothing moves by itself', async () => {
    const moving = (page: Page): Promise<string[]> =>
      page.evaluate(() =>
        [...document.querySelectorAll('dialog, dialog *, .btn')]
          .map((it) => getComputedStyle(it))
          .filter((it) => it.animationName !== 'none' || it.transitionDuration !== '0s')
          .map((it) => `${it.animationName} ${it.transitionDuration}`),
      );
    await within({}, async (page) => {
      await openSettings(page, 'notifications');
      expect(await moving(page)).toEqual([]);
    });
    await within({ reducedMotion: 'no-preference' }, async (page) => {
      await openSettings(page, 'notifications');
      expect(await moving(page)).not.toEqual([]);
    });
  });

  test('numbers and dates as in Germany, words as ever', async () => {
    await within({ profile: 'live', many: 2600, locale: 'de-DE' }, async (page) => {
      await showAll(page);
      expect(await page.locator('main footer').textContent()).toMatch(/2\.\d{3} clients/);
    });
  });
});

describe('forced colours', () => {
  const own = scenes.filter((it) => /^(settings|set-up)/.test(it.name));
  test.each(own.map((scene) => [scene.name, scene] as const))('%s', async (_name, scene) => {
    await within({ ...scene.visit, forcedColors: 'active' }, async (page) => {
      await scene.go(page);
      // Contrast is the person's own choice of colours there.
      expect((await axe(page)).filter((it) => !it.startsWith('color-contrast'))).toEqual([]);
      // What is chosen keeps a mark of its own when the tints are gone.
      const chosen = page.locator('dialog [aria-selected=true], dialog [aria-current=step]');
      for (const it of await chosen.all()) {
        expect(await it.evaluate((tab) => getComputedStyle(tab).outlineStyle)).toBe('solid');
      }
      for (const it of await page.locator('dialog [role=switch]').all()) {
        expect(await it.evaluate((box) => getComputedStyle(box).appearance)).toBe('auto');
      }
    });
  });
});

test('no page complained', () => {
  expect(bench.complaints).toEqual([]);
});
