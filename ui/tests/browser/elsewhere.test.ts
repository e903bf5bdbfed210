/** The colleague whose connection a sign-in would end is named: before it, at its end, and beside the facts. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { calls, setup, type Visit } from './harness';
import { CLIENT, colleagueConnects } from './colleague';
import { openConnect, scenes } from './scenes';

const { walk } = await setup();

async function at(scene: string): Promise<Page> {
  const it = scenes.find((one) => one.name === scene);
  if (!it) throw new Error(`no scene ${scene}`);
  const page = await walk.visit({ reducedMotion: 'reduce', ...it.visit } as Visit);
  await it.go(page);
  return page;
}

test('before a sign-in, with words to send', async () => {
  const page = await at('elsewhere-consent');
  const ask = page.getByTestId('ask');
  expect(await ask.count()).toBe(1);
  await ask
    .getByText(/^Connected by Tom Becker on BACK-OFFICE on .*that connection stops/)
    .waitFor();
  await ask.getByRole('button', { name: 'Copy a message to Tom' }).click();
  const [copied] = await calls(page, 'copyText');
  expect(copied?.[0]).toContain('May I, or would you keep it?');
});

test('without the change log nothing is said', async () => {
  const page = await walk.visit({ reducedMotion: 'reduce' });
  await openConnect(page, CLIENT);
  expect(await page.getByTestId('ask').count()).toBe(0);
});

test('at the end of a sign-in', async () => {
  const page = await at('elsewhere-confirm');
  await page.getByText(/Tom Becker connected this company on BACK-OFFICE/).waitFor();
  expect(await page.getByTestId('connect-save').isEnabled()).toBe(true);
});

test('beside the facts, in one line, and gone when the log says so', async () => {
  const page = await at('elsewhere-row');
  const line = page.getByTestId('inspector').getByText(/^Connected by Tom Becker on BACK-OFFICE/);
  await line.waitFor();
  await page.evaluate((name) => {
    const row = { ...window.__FAKE__.byName(name), elsewhere: null };
    window.__FAKE__.emit({ kind: 'rows', rows: [row] });
  }, "Sue's Bakery LLC");
  await line.waitFor({ state: 'detached' });
  await colleagueConnects(page, "Sue's Bakery LLC");
  await line.waitFor();
});

test('a folder that is of no use is a sentence in the settings and no banner', async () => {
  const page = await at('firm-folder-gone');
  const said = await page.getByTestId('folder-problem').textContent();
  expect(said).toContain("/srv/firm/counterfoil can't be found");
  expect(await page.locator('[data-testid="app-banners"] [role="alert"]').count()).toBe(0);
});
