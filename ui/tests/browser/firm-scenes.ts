/** The screens of a firm's many computers, and how to get there. Part of the list in `scenes.ts`. */
import type { Page } from 'playwright-core';
import { NOW } from '../fake/rows';
import type { Visit } from './harness';
import type { Scene } from './scenes';
import { goTo, showAll } from './going';

const DAY = 24 * 60 * 60_000;
export const FILE = 'FRONT-DESK.counterfoil';
export const PASSPHRASE = 'not-a-real-passphrase';

export const staff: Visit = {
  profile: 'live',
  joined: { computer: 'FRONT-DESK', madeBy: 'OFFICE-1', madeAt: NOW - DAY },
  mayNot: ['connect', 'disconnect', 'deleteConnections', 'export', 'changeKeys', 'makeFirmFiles'],
};

/** The firm's other computers, as its change log names them. */
export const OTHERS = [
  {
    id: 'back',
    name: 'BACK-OFFICE',
    fingerprint: null,
    at: NOW - DAY,
    removedAt: null,
    toConnect: [],
  },
];

export const policyFile = '/etc/counterfoil/policy.json';

export async function openJoin(page: Page): Promise<void> {
  await page.getByTestId('start-join').click();
  await page.getByTestId('join-firm').waitFor();
}

export async function giveFile(page: Page, name = FILE): Promise<void> {
  await page.getByTestId('join-file').setInputFiles({
    name,
    mimeType: 'application/octet-stream',
    buffer: Buffer.from('age-encryption.org/v1'),
  });
  await page.locator('[data-stage="unlock"]').waitFor();
}

export async function unlock(page: Page): Promise<void> {
  await page.locator('input[name=passphrase]').fill(PASSPHRASE);
  await page.getByTestId('join-open').click();
  await page.locator('[data-stage="summary"]').waitFor();
}

export async function openKeys(page: Page): Promise<void> {
  await goTo(page, 'firm');
}

export async function openAdd(page: Page): Promise<void> {
  await openKeys(page);
  await page.getByTestId('screen-firm').getByTestId('add-computer').click();
  await page.locator('dialog[data-testid="add-computer"]').waitFor();
}

export async function openChangeFirmKey(page: Page): Promise<void> {
  await openKeys(page);
  await page.getByTestId('screen-firm').getByTestId('change-firm-key').click();
  await page.locator('[data-stage="ask"]').waitFor();
}

async function openSummary(page: Page): Promise<void> {
  await openJoin(page);
  await giveFile(page);
  await unlock(page);
}

async function openRow(page: Page, name: string): Promise<void> {
  await page.getByTestId('search').fill(name);
  await showAll(page);
  await page.locator(`[data-client-name="${name}"]`).click();
  await page.getByTestId('inspector').waitFor();
}

async function setUpStep(page: Page, step: string): Promise<void> {
  await page.getByTestId('start-set-up').click();
  await page.getByTestId(`step-${step}`).click();
}

/** Everything that a firm can fix. */
export const fixed: Visit = {
  managed: {
    source: policyFile,
    fields: [
      'firmName',
      'conductorPublishableKey',
      'intuitClientId',
      'intuitEnvironment',
      'relayUrl',
      'accountingScope',
      'askRoles',
      'firmFolder',
      'checkEveryMinutes',
      'notices',
      'noticeNames',
    ],
  },
};

export const firmScenes: Scene[] = [
  {
    name: 'join-left',
    visit: { profile: 'none', managed: { source: policyFile, firmFile: { name: FILE } } },
    go: openJoin,
  },
  {
    name: 'welcome-left',
    visit: {
      profile: 'none',
      mayNot: ['changeKeys'],
      managed: { source: policyFile, fields: ['changeKeys'], firmFile: { name: FILE } },
    },
    go: async () => undefined,
  },
  {
    name: 'join-unlock',
    visit: { profile: 'none', firmFile: FILE },
    go: async (page) => page.locator('[data-stage="unlock"]').waitFor(),
  },
  {
    name: 'join-opening',
    visit: { profile: 'none', firmFile: FILE, slow: 'openFirmFile' },
    go: async (page) => {
      await page.locator('input[name=passphrase]').fill(PASSPHRASE);
      await page.getByTestId('join-open').click();
      await page.locator('.march').waitFor();
    },
  },
  {
    name: 'join-refused',
    visit: { profile: 'none', firmFile: FILE },
    go: async (page) => {
      await page.evaluate(() =>
        window.__FAKE__.refuse('openFirmFile', {
          code: 'wrongPassphrase',
        }),
      );
      await page.locator('input[name=passphrase]').fill(PASSPHRASE);
      await page.getByTestId('show-passphrase').click();
      await page.getByTestId('join-open').click();
      await page.getByRole('alert').waitFor();
    },
  },
  {
    name: 'join-unusable',
    visit: {
      profile: 'none',
      firmFile: 'Firm (1).counterfoil',
      firmFileProblem: { code: 'fileDamaged' },
    },
    go: async (page) => page.getByTestId('join-wrong').waitFor(),
  },
  { name: 'join-summary', visit: { profile: 'none' }, go: openSummary },
  {
    name: 'join-summary-all',
    visit: {
      profile: 'none',
      computerName: 'BACK-OFFICE',
      firmFileView: {
        replaces: 'Hale & Ortiz LLP',
        signer: 'pinned',
        firmFolder: '\\\\SERVER\\Shared\\Counterfoil',
        folderServer: 'server',
        conductor: false,
        hosts: [
          { service: 'relay', host: 'relay.haleortiz.example:8443' },
          { service: 'folder', host: 'server' },
        ],
        changes: [
          {
            field: 'relayUrl',
            was: 'signin.haleortiz.example',
            will: 'relay.haleortiz.example:8443',
          },
          { field: 'firmFolder', was: null, will: '\\\\SERVER\\Shared\\Counterfoil' },
          { field: 'changeKeys', was: 'yes', will: 'no' },
        ],
      },
    },
    go: async (page) => {
      await openSummary(page);
      await page.getByTestId('join-go').click();
      await page.getByTestId('join-wrong').waitFor();
    },
  },
  {
    name: 'join-summary-beside',
    visit: { profile: 'none', firmFileView: { beside: 'Wren & Daughters LLP' } },
    go: openSummary,
  },
  {
    name: 'join-checking',
    visit: { profile: 'none', slow: 'joinFirm' },
    go: async (page) => {
      await openSummary(page);
      await page.getByTestId('join-go').click();
      await page.locator('.march').waitFor();
    },
  },
  {
    name: 'join-done',
    visit: { profile: 'none' },
    go: async (page) => {
      await openSummary(page);
      await page.getByTestId('join-go').click();
      await page.getByTestId('join-done').waitFor();
    },
  },
  {
    name: 'join-toast',
    visit: { profile: 'live' },
    go: async (page) => {
      await page.getByTestId('add-client').click();
      await page.evaluate(() =>
        window.__FAKE__.emit({ kind: 'firmFile', name: 'FRONT-DESK.counterfoil' }),
      );
      await page.getByTestId('toast').getByRole('button').first().waitFor();
    },
  },
  { name: 'change-firm-key', visit: { profile: 'live' }, go: openChangeFirmKey },
  {
    name: 'change-firm-key-done',
    visit: { profile: 'live', firmComputers: OTHERS },
    go: async (page) => {
      await openChangeFirmKey(page);
      await page.getByTestId('change-firm-key-go').click();
      await page.getByTestId('needs-file').first().waitFor();
    },
  },
  { name: 'add-computer', visit: { profile: 'live' }, go: openAdd },
  {
    name: 'add-computer-wrong',
    visit: { profile: 'sandbox' },
    go: async (page) => {
      await openAdd(page);
      await page.locator('dialog input[name=computer]').fill('BACK-OFFICE');
      await page.locator('dialog input[name=conductorSecretKey]').fill('pk_conductor_not_real');
      await page.getByTestId('passphrase-own').click();
      await page.getByTestId('make-file').click();
      await page.getByRole('alert').waitFor();
    },
  },
  {
    name: 'add-computer-end',
    visit: { profile: 'live' },
    go: async (page) => {
      await openAdd(page);
      await page.getByTestId('passphrase-another').scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'add-computer-made',
    visit: { profile: 'live' },
    go: async (page) => {
      await openAdd(page);
      await page.locator('dialog input[name=computer]').fill('BACK-OFFICE');
      await page.locator('dialog input[name=conductorSecretKey]').fill('sk_conductor_not_real');
      await page.getByTestId('make-file').click();
      await page.getByTestId('add-computer-done').waitFor();
    },
  },
  {
    name: 'firm-staff',
    visit: { ...staff, firmFolder: '\\\\SERVER\\Shared\\Counterfoil' },
    go: openKeys,
  },
  {
    name: 'firm-managed',
    visit: {
      profile: 'live',
      ...fixed,
      managed: {
        ...fixed.managed,
        firmFile: { name: FILE },
        problems: [
          'checkEveryMinutes is 0. It takes 5 to 240, so the setting in this app holds.',
          'The relay address does not start with https, so it is not used.',
        ],
      },
    },
    go: async (page) => {
      await openKeys(page);
      await page.locator('input[name=firmFolder]').focus();
    },
  },
  {
    name: 'settings-checks-managed',
    visit: { profile: 'live', ...fixed },
    go: async (page) => {
      await page.keyboard.press('Control+,');
      await page.getByTestId('settings-checks').click();
      await page.locator('select[name=everyMinutes]').focus();
    },
  },
  {
    name: 'settings-notifications-managed',
    visit: { profile: 'live', ...fixed },
    go: async (page) => {
      await page.keyboard.press('Control+,');
      await page.getByTestId('settings-notifications').click();
      await page.locator('input[name=notices]').focus();
    },
  },
  ...['firm', 'conductor', 'intuit'].map((step) => ({
    name: `set-up-${step}-managed`,
    visit: { profile: 'none', ...fixed } as Visit,
    go: async (page: Page): Promise<void> => setUpStep(page, step),
  })),
  {
    name: 'barred-online',
    visit: staff,
    go: async (page) => {
      await openRow(page, "Sue's Bakery LLC");
      await page.getByTestId('danger-barred').scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'barred-never',
    visit: staff,
    go: async (page) => openRow(page, 'Wren & Daughters'),
  },
  {
    name: 'barred-menu',
    visit: staff,
    go: async (page) => {
      await page.getByTestId('more-menu').click();
      await page.getByRole('menu').waitFor();
    },
  },
];
