/** The window before the keychain has answered: the roster is shown, and what needs keys waits. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import * as words from '../../src/words';
import { axe } from './axe';
import { calls, setup } from './harness';

const { bench, walk } = await setup();

const SUES = "Sue's Bakery LLC";

const state = (page: Page, name: string) =>
  page.locator(`[data-client-name="${name}"]`).getAttribute('data-state');

test('the roster is shown as it was last known until the keychain has answered', async () => {
  const page = await walk.visit({ profile: 'practice', opening: true });
  await page.locator('[data-client-name]').first().waitFor();
  expect(await state(page, SUES)).toBe('connected');
  const banner = page.getByTestId('banner-opening');
  expect(await banner.innerText()).toContain(words.opening.title);
  expect(await axe(page)).toEqual([]);

  await page.evaluate((name) => {
    const row = window.__FAKE__.byName(name);
    window.__FAKE__.opened([{ ...row, state: 'revoked', tier: 'now' }]);
  }, SUES);
  await banner.waitFor({ state: 'detached' });
  expect(await state(page, SUES)).toBe('revoked');
  expect(await calls(page, 'listClients')).toHaveLength(1);
  expect(bench.complaints).toEqual([]);
});

test('a firm that does not open after all gives way to the start', async () => {
  const page = await walk.visit({ profile: 'practice', opening: true });
  await page.locator('[data-client-name]').first().waitFor();
  await page.evaluate(async () => {
    await window.__COUNTERFOIL_FAKE__?.leavePractice();
    window.__FAKE__.opened();
  });
  await page.getByText(words.welcome.practice.title).waitFor();
});
