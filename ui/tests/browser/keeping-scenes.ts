/** What is kept, copied, restored and archived, and several firms. Part of the list in `scenes.ts`. */
import type { Page } from 'playwright-core';
import type { BannerKind } from '../../src/ipc/types';
import { NOW } from '../fake/rows';
import { openKeys } from './firm-scenes';
import type { Scene } from './scenes';

const DAY = 24 * 60 * 60_000;

export async function giveBackup(page: Page): Promise<void> {
  await page.getByTestId('backup-file').setInputFiles({
    name: 'Hale.counterfoil-backup',
    mimeType: 'application/octet-stream',
    buffer: Buffer.from('age-encryption.org/v1'),
  });
  await page.locator('[data-stage="passphrase"]').waitFor();
  await page.locator('input[name=passphrase]').fill('not-a-real-passphrase');
  await page.getByTestId('backup-next').click();
  await page.getByTestId('backup-summary').waitFor();
}

const banners = (...kinds: BannerKind[]) =>
  kinds.map((kind) => ({ kind, service: '', name: null, at: NOW }));

const nothing = (): Promise<void> => Promise.resolve();

export const keepingScenes: Scene[] = [
  {
    name: 'back-up',
    visit: { profile: 'live' },
    go: async (page) => {
      await openKeys(page);
      await page.getByTestId('back-up').click();
      await page.getByTestId('passphrase').waitFor();
    },
  },
  {
    name: 'restore',
    visit: { profile: 'none' },
    go: async (page) => {
      await page.getByTestId('start-restore').click();
      await page.getByTestId('restore-backup').waitFor();
    },
  },
  {
    name: 'restore-summary',
    visit: { profile: 'none' },
    go: async (page) => {
      await page.getByTestId('start-restore').click();
      await giveBackup(page);
    },
  },
  {
    name: 'restore-over',
    visit: { profile: 'live' },
    go: async (page) => {
      await openKeys(page);
      await page.getByTestId('restore-from-backup').click();
      await giveBackup(page);
    },
  },
  {
    name: 'restore-copy',
    visit: { profile: 'live', banners: banners('databaseDamaged') },
    go: async (page) => {
      await page.locator('[data-action="restoreCopy"]').click();
      await page.getByTestId('restore-copy').getByText('24 clients').waitFor();
    },
  },
  {
    name: 'archive',
    visit: { profile: 'live', memory: { view: 'all' } },
    go: async (page) => {
      await page.locator(`[data-client-name="Sue's Bakery LLC"]`).click();
      await page.getByTestId('inspector-archive').click();
      await page.getByTestId('archive-clients').waitFor();
    },
  },
  {
    name: 'firms',
    visit: {
      profile: 'live',
      firms: [
        { id: 'firm', name: 'Hale & Ortiz LLP', host: 'relay.haleortiz.example', openedAt: NOW },
        {
          id: 'firm-0badcafe',
          name: 'Wren & Daughters',
          host: 'signin.wren.example',
          openedAt: NOW - DAY,
        },
      ],
    },
    go: async (page) => {
      const menu = page.getByTestId('firm-menu');
      if (await menu.isVisible()) await menu.click();
    },
  },
  {
    name: 'banners-data',
    visit: {
      profile: 'live',
      banners: [
        { kind: 'databaseNewer', service: '', name: '9', at: NOW },
        { kind: 'settingsChanged', service: '', name: 'relayUrl,signer', at: NOW },
        ...banners('otherProject'),
      ],
    },
    go: nothing,
  },
];
