/** What Conductor has already: this one? and all that no client uses. Part of the list in `scenes.ts`. */
import type { Page } from 'playwright-core';
import type { EndUserView } from '../../src/ipc/types';
import { NOW } from '../fake/rows';
import { openConnect, type Scene } from './scenes';

const DAY = 24 * 60 * 60 * 1000;

/** The Desktop client of the sample that was never connected. */
export const NEVER = 'Northwind Tools';

export function endUser(companyName: string, more: Partial<EndUserView> = {}): EndUserView {
  return {
    id: `end_usr_${companyName.toLowerCase().replace(/[^a-z]/g, '')}${more.sourceId ?? ''}`,
    companyName,
    email: 'books@client.example',
    sourceId: 'crm-1042',
    createdAt: NOW - 400 * DAY,
    connections: 1,
    lastRequestAt: NOW - 2 * DAY,
    lastSuccessAt: NOW - 2 * DAY,
    clientId: null,
    matchedBy: null,
    twins: 1,
    ...more,
  };
}

const asked = { connections: 1, lastRequestAt: NOW - DAY, lastSuccessAt: null };
const nothing = { connections: 0, lastRequestAt: null, lastSuccessAt: null };

/** One that may be a client's, two twins, and one more. */
export const found: EndUserView[] = [
  endUser(NEVER, { clientId: NEVER, matchedBy: 'nameAndEmail' }),
  endUser('Harbor Street Dental', { sourceId: 'crm-7', twins: 2 }),
  endUser('Harbor Street Dental', { sourceId: 'crm-8', twins: 2, ...nothing }),
  endUser('Kestrel Roofing', { sourceId: 'crm-9', email: '', ...asked }),
];

export async function openBringIn(page: Page): Promise<void> {
  await page.getByTestId('more-menu').click();
  await page.getByTestId('menu-bring-in').click();
  await page.locator('[data-testid="bring-in"][data-stage="choose"]').waitFor();
}

export async function openThisOne(page: Page): Promise<void> {
  await page.evaluate(() => {
    window.__FAKE__.refuse('connectDesktop', { code: 'thisOne' });
  });
  await openConnect(page, NEVER);
  const copy = page.getByTestId('connect-sheet').getByText('Copy it');
  if (await copy.count()) await copy.click();
  await page.getByTestId('connect-continue').click();
  await page.locator('[data-testid="this-one"][data-stage="ask"]').waitFor();
}

export const bringInScenes: Scene[] = [
  { name: 'bring-in', visit: { endUsers: found }, go: openBringIn },
  {
    name: 'bring-in-nothing',
    visit: { endUsers: [], endUsersPartial: true },
    go: openBringIn,
  },
  {
    name: 'bring-in-done',
    visit: { endUsers: found },
    go: async (page) => {
      await openBringIn(page);
      await page.getByTestId('bring-in-go').click();
      await page.getByTestId('bring-in-result').waitFor();
    },
  },
  { name: 'this-one', visit: { endUsers: found }, go: openThisOne },
  { name: 'this-one-of-two', visit: { endUsers: found, candidates: 3 }, go: openThisOne },
];
