/** Choosing several clients, with the mouse and with the keyboard, and the roster in a very narrow window. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { setup, type Visit } from './harness';

const { walk } = await setup();

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

test('the focus stays with its client when rows move, and is not lost when its row leaves the page', async () => {
  const page = await visit({ many: 300 });
  const row = page.locator('[data-client-name]').nth(3);
  const name = (await row.getAttribute('data-client-name')) ?? '';
  await row.focus();
  await page.evaluate((who) => {
    const it = window.__FAKE__.byName(who);
    window.__FAKE__.emit({ kind: 'rows', rows: [{ ...it, tier: 'ok', state: 'connected' }] });
  }, name);
  // It has moved down behind everything urgent, out of the page: no other client may get its keys.
  await expect
    .poll(() => page.evaluate(() => document.activeElement?.getAttribute('role')))
    .toBe('rowgroup');
  await page.keyboard.press('c');
  expect(await page.getByTestId('connect-sheet').count()).toBe(0);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  await expect
    .poll(() => page.evaluate(() => document.activeElement?.getAttribute('data-client-name')))
    .toBe(name);
});

test('a sheet gives the focus back to its client, wherever its row is by then', async () => {
  const page = await visit();
  const row = page.locator('[data-client-name="Wren & Daughters"]');
  await row.focus();
  await page.keyboard.press('c');
  await page.getByTestId('connect-sheet').waitFor();
  await page.evaluate(() => {
    const it = window.__FAKE__.byName('Wren & Daughters');
    window.__FAKE__.emit({ kind: 'rows', rows: [{ ...it, tier: 'now', state: 'revoked' }] });
  });
  await page.keyboard.press('Escape');
  await expect
    .poll(() => page.evaluate(() => document.activeElement?.getAttribute('data-client-name')))
    .toBe('Wren & Daughters');
});
