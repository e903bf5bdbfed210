/** Archiving a client that is connected: what becomes of the connection is asked, once for all of them. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { axe } from './axe';
import { setup } from './harness';
import { openClient } from './scenes';

const { walk } = await setup();

async function archived(page: Page): Promise<unknown[]> {
  const calls = await page.evaluate(() => window.__FAKE__.calls);
  return calls.filter(([name]) => name === 'archiveClient').map(([, , disconnect]) => disconnect);
}

test('what is left at Intuit says why, leads there, and can be dismissed', async () => {
  const page = await walk.visit({
    profile: 'live',
    memory: { view: 'all' },
    width: 720,
    height: 520,
  });
  await page.evaluate(() => {
    const row = {
      ...window.__FAKE__.byName("Sue's Bakery LLC"),
      leftAtIntuit: { realmTail: '3218', otherRelay: true },
    };
    window.__FAKE__.rows.set(row.id, row);
    window.__FAKE__.emit({ kind: 'rows', rows: [row] });
  });
  await openClient(page, "Sue's Bakery LLC");
  const note = page.getByTestId('left-at-intuit');
  expect(await note.textContent()).toMatch(/ending in 3218.*another sign-in relay.*My apps/);
  expect(await axe(page)).toEqual([]);
  await page.getByRole('button', { name: "Open Intuit's Apps page" }).click();
  await page.getByTestId('left-dismiss').focus();
  await page.keyboard.press('Enter');
  await note.waitFor({ state: 'detached' });
  const asked = await page.evaluate(() => window.__FAKE__.calls.map(([name]) => name));
  expect(asked).toEqual(expect.arrayContaining(['openHelp', 'dismissLeft']));
});

async function ask(): Promise<Page> {
  const page = await walk.visit({
    profile: 'live',
    memory: { view: 'all' },
    reducedMotion: 'reduce',
  });
  await openClient(page, "Sue's Bakery LLC");
  await page.getByTestId('inspector-archive').click();
  await page.getByTestId('archive-clients').waitFor();
  return page;
}

test('disconnects unless one says otherwise', async () => {
  const page = await ask();
  expect(await archived(page)).toEqual([]);
  expect(await axe(page)).toEqual([]);
  await page.getByTestId('archive-go').click();
  await expect.poll(() => archived(page)).toEqual([true]);
});

test('keeps the connection where that is chosen', async () => {
  const page = await ask();
  await page.getByRole('radio', { name: /stay connected/ }).check();
  await page.getByTestId('archive-go').click();
  await expect.poll(() => archived(page)).toEqual([false]);
});
