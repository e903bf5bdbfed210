/** Removing this computer from a firm: asked before, shown meanwhile, said afterwards. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import * as words from '../../src/words';
import { axe } from './axe';
import { calls, setup, type Visit } from './harness';
import {
  confirmRemoval,
  FIRM,
  interrupted,
  leftFirm,
  leftOver,
  openRemoval,
} from './leaving-scenes';
import { goTo } from './going';

const w = words.leaving;
const { walk } = await setup();

const visit = (it: Visit): Promise<Page> => walk.visit({ reducedMotion: 'reduce', ...it });

test('nothing happens before the firm’s name is typed', async () => {
  const page = await visit({ profile: 'live', width: 720, height: 520 });
  await openRemoval(page);
  expect(await axe(page)).toEqual([]);
  expect(await page.getByTestId('remove-go').isDisabled()).toBe(true);
  await page.getByTestId('remove-name').fill('Hale');
  await page.keyboard.press('Enter');
  expect(await calls(page, 'removeFirm')).toEqual([]);
  await page.getByTestId('remove-cancel').click();
  await page.getByTestId('remove-firm').waitFor({ state: 'detached' });
  expect(await calls(page, 'removeFirm')).toEqual([]);
});

test('connections are disconnected unless one says otherwise', async () => {
  const page = await visit({ profile: 'live' });
  await openRemoval(page);
  await confirmRemoval(page);
  await page.getByTestId('removed-lines').waitFor();
  expect(await calls(page, 'removeFirm')).toEqual([['disconnect']]);
  const said = await page.getByTestId('removed-lines').textContent();
  expect(said).toContain(w.done.deleted);
  expect(said).toContain(w.done.disconnected(9));
  expect(said).toContain(w.done.desktop(5));
  expect(await axe(page)).toEqual([]);
  await page.getByTestId('remove-done').click();
  await page.getByTestId('start-set-up').waitFor();
});

test('they are handed over where that is chosen, or disconnecting is not allowed', async () => {
  const page = await visit({ profile: 'live' });
  await openRemoval(page);
  await page.getByRole('radio', { name: w.ways.handOver.text }).check();
  await confirmRemoval(page);
  await page.getByTestId('removed-lines').waitFor();
  expect(await calls(page, 'removeFirm')).toEqual([['handOver']]);

  const barred = await visit({ profile: 'live', mayNot: ['disconnect'] });
  await openRemoval(barred);
  expect(await axe(barred)).toEqual([]);
  await confirmRemoval(barred);
  await barred.getByTestId('removed-lines').waitFor();
  expect(await calls(barred, 'removeFirm')).toEqual([['handOver']]);
});

test('a backup is offered first', async () => {
  const page = await visit({ profile: 'live' });
  await openRemoval(page);
  await page.getByTestId('remove-back-up').click();
  await page.getByTestId('make-backup').waitFor();
});

test('it shows how far it is, and does not close meanwhile', async () => {
  const page = await visit({ profile: 'live', slow: 'removeFirm' });
  await openRemoval(page);
  await confirmRemoval(page);
  await page.getByText(w.ending({ done: 3, total: 9 })).waitFor();
  expect(await axe(page)).toEqual([]);
  await page.keyboard.press('Escape');
  expect(await page.getByTestId('remove-progress').isVisible()).toBe(true);
});

test('what is left at Intuit is named, with the way to end it', async () => {
  const page = await visit(leftOver);
  await openRemoval(page);
  await confirmRemoval(page);
  const left = page.getByTestId('removed-left');
  await left.getByText("Sue's Bakery LLC, company ending in 0396: no answer").waitFor();
  await left.getByText("Wren & Daughters: can't be ended from here").waitFor();
  expect(await page.getByTestId('removed-lines').textContent()).toContain(w.done.untold);
  expect(await axe(page)).toEqual([]);
  await page.getByTestId('removed-apps').click();
  await expect.poll(() => calls(page, 'openHelp')).toEqual([['intuitApps']]);
});

test('a refusal is said and the firm is still there', async () => {
  const page = await visit({ profile: 'live' });
  await openRemoval(page);
  await page.evaluate(() => {
    window.__FAKE__.refuse('removeFirm', {
      code: 'lockedForRemoval',
    });
  });
  await confirmRemoval(page);
  await page.getByRole('alert').getByText('keychain is locked').waitFor();
  expect(await page.getByTestId('remove-go').isVisible()).toBe(true);
});

test('a removal that was interrupted goes on, or the firm is kept', async () => {
  const page = await visit(interrupted);
  await page.getByText(w.interrupted.title(FIRM)).waitFor();
  expect(await axe(page)).toEqual([]);
  expect(await calls(page, 'removeFirm')).toEqual([]);
  await page.getByTestId('remove-continue').click();
  await page.getByTestId('removed-lines').waitFor();
  expect(await calls(page, 'removeFirm')).toEqual([[null]]);

  const kept = await visit(interrupted);
  await kept.getByTestId('remove-keep').click();
  await kept.getByTestId('remove-firm').waitFor({ state: 'detached' });
  expect(await calls(kept, 'keepFirm')).toEqual([[]]);

  const late = await visit({
    ...interrupted,
    removal: { firmName: FIRM, choice: 'disconnect', wiping: true },
  });
  await late.getByTestId('remove-continue').waitFor();
  expect(await late.getByTestId('remove-keep').count()).toBe(0);
});

test('the other computers show who left and which clients to connect', async () => {
  const page = await visit(leftFirm);
  await goTo(page, 'computers');
  await page.getByTestId('firm-computer-removed').waitFor();
  const left = await page.getByTestId('firm-computer-left').textContent();
  expect(left).toContain("Sue's Bakery LLC, Wren & Daughters");
  expect(await axe(page)).toEqual([]);
});
