/** Choosing several clients, with the mouse and with the keyboard, and the roster in a very narrow window. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBench, type Bench, type Visit, type Walk } from './harness';

let bench: Bench;
let walk: Walk;

beforeAll(async () => {
  bench = await openBench();
  walk = await bench.walk();
});

afterAll(async () => {
  await bench.close();
});

async function visit(it: Visit = {}): Promise<Page> {
  return walk.visit({ reducedMotion: 'reduce', ...it });
}

async function names(page: Page, which: string): Promise<string[]> {
  return page
    .locator(`[data-testid="roster"] ${which}`)
    .evaluateAll((rows) => rows.map((row) => row.getAttribute('data-client-name') ?? ''));
}

test('a click with Shift picks everything from the last click to here, and a second one less', async () => {
  const page = await visit();
  const all = await names(page, '[data-client-name]');
  const rows = page.locator('[data-client-name]');
  await rows.nth(2).click({ modifiers: ['Control'] });
  await rows.nth(6).click({ modifiers: ['Shift'] });
  expect(await names(page, '.picked')).toEqual(all.slice(2, 7));
  await rows.nth(4).click({ modifiers: ['Shift'] });
  expect(await names(page, '.picked')).toEqual(all.slice(2, 5));
  await rows.nth(1).click({ modifiers: ['Shift'] });
  expect(await names(page, '.picked')).toEqual(all.slice(1, 3));
});

test('the arrows with Shift extend and shrink what is picked', async () => {
  const page = await visit();
  const all = await names(page, '[data-client-name]');
  await page.locator('[data-client-name]').first().focus();
  await page.keyboard.press('ArrowDown');
  for (const [key, picked] of [
    ['Shift+ArrowDown', all.slice(1, 3)],
    ['Shift+ArrowDown', all.slice(1, 4)],
    ['Shift+ArrowUp', all.slice(1, 3)],
  ] as const) {
    await page.keyboard.press(key);
    await expect.poll(() => names(page, '.picked')).toEqual(picked);
  }
});

test('at 640 px a client takes two lines, and its role is on its own page', async () => {
  const page = await visit({ width: 640, height: 360 });
  const row = page.locator('[data-client-name]').first();
  const [name, status] = await Promise.all([
    row.locator('.name').boundingBox(),
    row.getByTestId('row-status').boundingBox(),
  ]);
  expect(status?.y).toBeGreaterThan((name?.y ?? 0) + (name?.height ?? 0) - 1);
  expect(await row.getByTestId('row-roles').isVisible()).toBe(false);
  const boxes = await page
    .locator('[data-client-name]')
    .evaluateAll((rows) => rows.slice(0, 2).map((it) => it.getBoundingClientRect().top));
  expect((boxes[1] ?? 0) - (boxes[0] ?? 0)).toBe(56);
});
