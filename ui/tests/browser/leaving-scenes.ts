/** Removing this computer from a firm. Part of the list in `scenes.ts`. */
import type { Page } from 'playwright-core';
import { NOW } from '../fake/rows';
import { openKeys } from './firm-scenes';
import type { Visit } from './harness';
import type { Scene } from './scenes';
import { goTo } from './going';

export const FIRM = 'Hale & Ortiz LLP';
const DAY = 24 * 60 * 60_000;

export async function openRemoval(page: Page): Promise<void> {
  await openKeys(page);
  await page.getByTestId('remove-firm-open').click();
  await page.getByTestId('remove-firm').waitFor();
}

export async function confirmRemoval(page: Page): Promise<void> {
  await page.getByTestId('remove-name').fill(FIRM);
  await page.getByTestId('remove-go').click();
}

export const leftOver: Visit = {
  profile: 'live',
  removed: {
    disconnected: 7,
    untold: true,
    left: [
      { client: "Sue's Bakery LLC", tail: '0396', noAnswer: true },
      { client: 'Wren & Daughters', tail: '', noAnswer: false },
    ],
  },
};

export const interrupted: Visit = {
  profile: 'none',
  removal: { firmName: FIRM, choice: 'disconnect', wiping: false },
};

export const leftFirm: Visit = {
  profile: 'live',
  firmComputers: [
    {
      id: 'one',
      name: 'FRONT-DESK',
      fingerprint: null,
      at: NOW - DAY,
      removedAt: NOW - DAY,
      toConnect: ["Sue's Bakery LLC", 'Wren & Daughters'],
    },
  ],
};

const nothing = (): Promise<void> => Promise.resolve();

export const leavingScenes: Scene[] = [
  {
    name: 'remove-settings',
    visit: { profile: 'live' },
    go: async (page) => {
      await openKeys(page);
      await page.getByTestId('remove-firm-open').scrollIntoViewIfNeeded();
    },
  },
  { name: 'remove-ask', visit: { profile: 'live' }, go: openRemoval },
  {
    name: 'remove-working',
    visit: { profile: 'live', slow: 'removeFirm' },
    go: async (page) => {
      await openRemoval(page);
      await confirmRemoval(page);
      await page.getByTestId('remove-progress').waitFor();
    },
  },
  {
    name: 'remove-done',
    visit: leftOver,
    go: async (page) => {
      await openRemoval(page);
      await confirmRemoval(page);
      await page.getByTestId('removed-left').waitFor();
    },
  },
  { name: 'remove-interrupted', visit: interrupted, go: nothing },
  {
    name: 'remove-elsewhere',
    visit: leftFirm,
    go: async (page) => {
      await goTo(page, 'computers');
      await page.getByTestId('firm-computer-left').waitFor();
    },
  },
];
