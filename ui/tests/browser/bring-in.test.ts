/** Connections that Conductor has already are brought in by a person's word, and nothing is merged. */
import type { Page } from 'playwright-core';
import { afterAll, expect, test } from 'vitest';
// First, because the two lists of scenes import each other.
import { askPalette, openClient, openConnect } from './scenes';
import { found, NEVER, openBringIn, openThisOne } from './bring-in-scenes';
import { axe } from './axe';
import { calls, setup, type Visit } from './harness';

const { bench, walk } = await setup();

afterAll(() => {
  expect(bench.complaints).toEqual([]);
});

async function at(visit: Visit): Promise<Page> {
  return walk.visit({ reducedMotion: 'reduce', ...visit });
}

const ids = found.map((it) => it.id);

test('what surely belongs to a client is ticked, of twins a person says which', async () => {
  const page = await at({ endUsers: found });
  await openBringIn(page);
  const picks = page.getByTestId('bring-in-pick');
  expect(await picks.count()).toBe(4);
  const ticked = await picks.evaluateAll((all) =>
    all.map((it) => (it as HTMLInputElement).checked),
  );
  expect(ticked).toEqual([true, false, false, false]);
  const sheet = page.getByTestId('bring-in');
  await sheet.getByText(`Becomes ${NEVER}'s connection (same name and e-mail)`).waitFor();
  await sheet
    .getByText('Conductor has 2 with this name. This one has a connection, and is billed')
    .waitFor();
  await sheet.getByText('This one has no connection and costs nothing.').waitFor();
  await sheet.getByRole('button', { name: 'Tick all' }).last().click();
  await page.getByTestId('bring-in-go').click();
  await page.getByTestId('bring-in-result').waitFor();
  const [[forms] = []] = await calls(page, 'adoptEndUsers');
  const client = await page.evaluate((name) => window.__FAKE__.byName(name).id, NEVER);
  expect(forms).toEqual(
    found.map((it) => ({ endUserId: it.id, clientId: it.clientId === null ? null : client })),
  );
  expect(await page.getByTestId('bring-in-result').textContent()).toBe(
    '4 clients have a connection from Conductor now, 3 of them new.',
  );
});

test('by keyboard alone, and without a fault for a screen reader', async () => {
  const page = await at({ endUsers: found, width: 720, height: 520 });
  await openBringIn(page);
  expect(await axe(page, { sheet: true })).toEqual([]);
  await page.getByTestId('bring-in-pick').first().focus();
  await page.keyboard.press('Space');
  expect(await page.getByTestId('bring-in-go').isDisabled()).toBe(true);
  await page.keyboard.press('Space');
  await page.getByTestId('bring-in-go').focus();
  await page.keyboard.press('Enter');
  await page.getByTestId('bring-in-result').waitFor();
  await page.keyboard.press('Enter');
  await page.getByTestId('bring-in').waitFor({ state: 'detached' });
});

test('what Conductor refuses is said and can be tried again', async () => {
  const page = await at({ endUsers: found });
  await page.evaluate(() => {
    window.__FAKE__.refuse('unusedEndUsers', {
      code: 'notAnswering',
      service: 'conductor',
      serviceCode: 'timeout',
    });
  });
  await page.getByTestId('more-menu').click();
  await page.getByTestId('menu-bring-in').click();
  await page.getByRole('alert').waitFor();
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByTestId('bring-in-go').waitFor();
});

test('who may not connect may not bring in', async () => {
  const page = await at({ endUsers: found, mayNot: ['connect'] });
  await page.getByTestId('more-menu').click();
  expect(await page.getByTestId('menu-bring-in').getAttribute('aria-disabled')).toBe('true');
});

test('this one? shows both sides, and uses it', async () => {
  const page = await at({ endUsers: found });
  await openThisOne(page);
  expect(await axe(page, { sheet: true })).toEqual([]);
  const sheet = page.getByTestId('this-one');
  await sheet.getByText('In Counterfoil').waitFor();
  await sheet.getByText('crm-1042').waitFor();
  await page.getByTestId('this-one-use').click();
  await sheet.waitFor({ state: 'detached' });
  expect((await calls(page, 'useEndUser'))[0]?.[1]).toBe(ids[0]);
});

test('of several the chosen one is used; a new one goes on with the link; cancel does nothing', async () => {
  let page = await at({ endUsers: found, candidates: 3 });
  await openThisOne(page);
  await page.getByTestId('this-one').getByRole('radio').nth(2).check();
  await page.getByTestId('this-one-use').click();
  await page.getByTestId('connect-sheet').waitFor();
  expect((await calls(page, 'useEndUser'))[0]?.[1]).toBe(ids[2]);

  page = await at({ endUsers: found });
  await openThisOne(page);
  await page.getByTestId('this-one-new').click();
  await page.getByTestId('connect-sheet').waitFor();
  expect(await calls(page, 'makeNewEndUser')).toHaveLength(1);

  page = await at({ endUsers: found });
  await openThisOne(page);
  await page.getByTestId('this-one-cancel').click();
  await page.getByTestId('this-one').waitFor({ state: 'detached' });
  expect(await calls(page, 'useEndUser')).toHaveLength(0);
  expect(await calls(page, 'makeNewEndUser')).toHaveLength(0);
});

test('it is offered once the keys are saved', async () => {
  const page = await at({ profile: 'none', endUsers: found });
  await page.getByTestId('start-set-up').click();
  await page.getByTestId('set-up-firm').locator('input').first().fill('Hale & Ortiz LLP');
  await page.getByTestId('set-up-continue').click();
  await page.getByTestId('set-up-firm').locator('input').first().fill('sk_conductor_x');
  await page.getByTestId('set-up-firm').locator('input').nth(1).fill('pk_conductor_x');
  await page.getByTestId('set-up-save').click();
  await page.getByText('Conductor has 4 connections that no client here uses.').waitFor();
  await page.getByTestId('bring-in-offer').click();
  await page.getByTestId('bring-in').waitFor();
});

test('a client is created at Conductor without a link', async () => {
  const page = await at({});
  await openConnect(page, NEVER);
  const sheet = page.getByTestId('connect-sheet');
  await sheet.getByText('Copy it').waitFor();
  expect(await axe(page, { sheet: true })).toEqual([]);
  await page.getByTestId('connect-create-only').click();
  await sheet.waitFor({ state: 'detached' });
  await page.getByTestId('toast').getByText(`${NEVER} was created at Conductor.`).waitFor();
  const client = await page.evaluate((name) => window.__FAKE__.byName(name), NEVER);
  expect(await calls(page, 'createEndUser')).toEqual([[client.id]]);
  expect(await calls(page, 'connectDesktop')).toEqual([]);
  expect(client.endUserId).not.toBeNull();
  // It is there now, so it is not offered again.
  await page.getByTestId('inspector-primary').click();
  await page.getByTestId('connect-continue').waitFor();
  expect(await page.getByTestId('connect-create-only').count()).toBe(0);
});

test('the palette creates it too, and asks first where Conductor may have the client', async () => {
  const page = await at({ endUsers: found });
  await page.evaluate(() => {
    window.__FAKE__.refuse('createEndUser', { code: 'thisOne' });
  });
  await openClient(page, NEVER);
  await askPalette(page, 'end-user');
  await page.getByText('Create at Conductor without a link').waitFor();
  await page.keyboard.press('Enter');
  await page.locator('[data-testid="this-one"][data-stage="ask"]').waitFor();
  await page.getByTestId('this-one-cancel').click();
  await askPalette(page, 'end-user');
  await page.keyboard.press('Enter');
  await page.getByTestId('toast').getByText(`${NEVER} was created at Conductor.`).waitFor();
  expect(await calls(page, 'createEndUser')).toHaveLength(2);
});

test('who may not connect may not create it', async () => {
  const page = await at({ mayNot: ['connect'] });
  await openClient(page, NEVER);
  await askPalette(page, 'end-user');
  await page.keyboard.press('Enter');
  await page.getByTestId('toast').waitFor();
  expect(await calls(page, 'createEndUser')).toEqual([]);
});
