/** Copies of a damaged roster, and backups of a firm: made, looked at, restored. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import * as words from '../../src/words';
import { axe } from './axe';
import { openKeys } from './firm-scenes';
import { calls, setup, type Visit } from './harness';
import { giveBackup } from './keeping-scenes';

const { walk } = await setup();

const visit = (it: Visit): Promise<Page> => walk.visit({ reducedMotion: 'reduce', ...it });

test('on a new computer a backup is looked at first, and restored', async () => {
  const page = await visit({ profile: 'none', width: 720, height: 520 });
  await page.getByTestId('start-restore').click();
  expect(await axe(page)).toEqual([]);
  await giveBackup(page);
  const summary = await page.getByTestId('restore-backup').textContent();
  for (const fact of ['Hale & Ortiz LLP', 'FRONT-DESK', '24 clients', 'signin.haleortiz.example']) {
    expect(summary).toContain(fact);
  }
  expect(summary).toContain('9 clients of QuickBooks Online will wait to be connected again');
  expect(await axe(page)).toEqual([]);
  expect(await calls(page, 'restoreBackup')).toEqual([]);
  await page.getByTestId('backup-next').click();
  await page.getByTestId('restore-backup').waitFor({ state: 'detached' });
  expect(await calls(page, 'restoreBackup')).toEqual([['']]);
});

test('over clients of this computer the name of the firm is typed', async () => {
  const page = await visit({ profile: 'live' });
  await openKeys(page);
  await page.getByTestId('restore-from-backup').click();
  await giveBackup(page);
  expect(await page.getByTestId('restore-backup').textContent()).toContain('are set aside');
  await page.locator('input[name=typedName]').fill('Hale & Ortiz LLP');
  expect(await axe(page)).toEqual([]);
  await page.getByTestId('backup-next').click();
  await page.getByTestId('restore-backup').waitFor({ state: 'detached' });
  expect(await calls(page, 'restoreBackup')).toEqual([['Hale & Ortiz LLP']]);
});

test('a backup is made with a passphrase that is shown', async () => {
  const page = await visit({ profile: 'live' });
  await openKeys(page);
  await page.getByTestId('back-up').click();
  const passphrase = await page.getByTestId('passphrase').textContent();
  expect(await axe(page)).toEqual([]);
  await page.getByTestId('backup-make').click();
  await page.getByTestId('make-backup').waitFor({ state: 'detached' });
  expect(await calls(page, 'makeBackup')).toEqual([[passphrase]]);
});

test('a damaged roster offers its copies with day and clients, and restores one', async () => {
  const banner = { kind: 'databaseDamaged' as const, service: '', name: null, at: 0 };
  const page = await visit({ profile: 'live', banners: [banner] });
  await page.locator('[data-action="restoreCopy"]').click();
  const sheet = page.getByTestId('restore-copy');
  await sheet.getByText('24 clients').waitFor();
  expect(await sheet.textContent()).toContain('1 client, before an update of Counterfoil');
  expect(await axe(page)).toEqual([]);
  await sheet.getByTestId('restore-this-copy').first().click();
  await sheet.waitFor({ state: 'detached' });
  await page.getByText(words.backups.copies.done).waitFor();
  expect(await calls(page, 'restoreCopy')).toEqual([['roster-2026-11-20.sqlite']]);
});

test('a computer without the permission is shown why', async () => {
  const page = await visit({ profile: 'live', mayNot: ['export', 'changeKeys'] });
  await openKeys(page);
  for (const button of ['back-up', 'restore-from-backup']) {
    expect(await page.getByTestId(button).getAttribute('aria-disabled'), button).toBe('true');
  }
});
