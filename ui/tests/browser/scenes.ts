/**
 * Every screen and sheet, and how to get there. The tests and the pictures walk the same list.
 * Long because it is a list.
 */
import type { Page } from 'playwright-core';
import type { FoundCompany } from '../../src/ipc/types';
import type { AttemptChange } from '../fake/options';
import { NOW } from '../fake/rows';
import { booksScenes } from './books-scenes';
import { bringInScenes } from './bring-in-scenes';
import { elsewhereScenes } from './elsewhere-scenes';
import { firmScenes } from './firm-scenes';
import { goTo } from './going';
import type { Visit } from './harness';
import { importScenes } from './import-scenes';
import { keepingScenes } from './keeping-scenes';
import { leavingScenes } from './leaving-scenes';

export interface Scene {
  name: string;
  visit?: Visit;
  go: (page: Page) => Promise<void>;
}

export async function openClient(page: Page, name: string): Promise<void> {
  await page.locator(`[data-client-name="${name}"]`).click();
  await page.getByTestId('inspector').waitFor();
}

export async function openConnect(page: Page, name: string): Promise<void> {
  await openClient(page, name);
  await page.getByTestId('inspector-primary').click();
  await page.getByTestId('connect-sheet').waitFor();
}

export async function tickAll(page: Page): Promise<void> {
  for (const index of [1, 2, 3]) await page.getByTestId(`connect-check-${index}`).check();
}

async function attempt(page: Page, name: string, change: AttemptChange): Promise<void> {
  await page.evaluate(([who, to]) => window.__FAKE__.attempt(who, to), [name, change] as const);
}

export async function stageOnline(page: Page, change: AttemptChange): Promise<void> {
  await openConnect(page, 'Wren & Daughters');
  await page.getByTestId('connect-continue').click();
  await page.locator('[data-stage="waiting"]').waitFor();
  await attempt(page, 'Wren & Daughters', change);
  if (change.stage) await page.locator(`[data-stage="${change.stage}"]`).waitFor();
}

export async function foundOne(page: Page, change: Partial<FoundCompany>): Promise<FoundCompany> {
  return page.evaluate((to) => window.__FAKE__.found(to), change);
}

export async function askPalette(page: Page, query: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.getByTestId('palette-input').fill(query);
}

export async function openImport(page: Page): Promise<void> {
  await page.getByTestId('more-menu').click();
  await page.getByTestId('menu-import').click();
  await page.getByTestId('import').waitFor();
}

/** Two new clients, one that changes, one that does not, and two with a problem. */
export const clientList = [
  'Client;Client no.;E-mail;QuickBooks;Computer',
  'Ashby & Cole Architects;2001;office@ashby.example;QBO;',
  'Bramble Nurseries;2002;;Desktop;OFFICE-PC-3',
  "Sue's Bakery LLC;1041;accounts@suesbakery.example;;",
  'Wren & Daughters;1055;hello@wren.example;Online;',
  'Copper Kettle;2003;copper-kettle.example;Online;',
  'Ashby & Cole Architects;2001;;Online;',
].join('\n');

const nothing = async (): Promise<void> => undefined;

export const scenes: Scene[] = [
  { name: 'welcome', visit: { profile: 'none' }, go: nothing },
  {
    name: 'join',
    visit: { profile: 'none' },
    go: async (page) => page.getByTestId('start-join').click(),
  },
  {
    name: 'set-up',
    visit: { profile: 'none' },
    go: async (page) => page.getByTestId('start-set-up').click(),
  },
  { name: 'roster', go: nothing },
  { name: 'roster-empty', visit: { empty: true, profile: 'live' }, go: nothing },
  {
    name: 'search-empty',
    go: async (page) => page.getByTestId('search').fill('bakrey'),
  },
  { name: 'today', go: async (page) => goTo(page, 'today') },
  {
    name: 'today-unfolded',
    go: async (page) => {
      await goTo(page, 'today');
      await page.getByTestId('today-line').first().click();
    },
  },
  {
    name: 'today-inspector',
    go: async (page) => {
      await goTo(page, 'today');
      await openClient(page, 'Larkspur Dental Group');
    },
  },
  {
    name: 'today-write',
    go: async (page) => {
      await goTo(page, 'today');
      await page.locator('[data-actor="client"]').getByTestId('today-group-act').click();
      await page.getByTestId('write').waitFor();
    },
  },
  {
    name: 'today-reconnect',
    go: async (page) => {
      await goTo(page, 'today');
      await page.locator('[data-actor="you"]').getByTestId('today-group-act').click();
      await page.getByTestId('reconnect').waitFor();
    },
  },
  {
    name: 'today-empty',
    visit: { empty: true },
    go: async (page) => goTo(page, 'today'),
  },
  { name: 'inspector', go: async (page) => openClient(page, "Sue's Bakery LLC") },
  {
    name: 'inspector-details',
    go: async (page) => {
      await openClient(page, "Bill's Butchers");
      await page.locator('summary').click();
    },
  },
  { name: 'inspector-desktop', go: async (page) => openClient(page, 'Acme Plumbing') },
  {
    name: 'banners',
    visit: {
      profile: 'live',
      banners: [
        { kind: 'serviceDown', service: 'relay', name: 'relay.haleortiz.example', at: NOW },
        { kind: 'keyBad', service: 'conductor', name: null, at: NOW },
        { kind: 'offline', service: '', name: null, at: NOW },
      ],
    },
    go: nothing,
  },
  {
    name: 'sandbox',
    visit: { profile: 'sandbox' },
    go: async (page) => openClient(page, 'Quill Street Press'),
  },
  {
    name: 'selected',
    go: async (page) => {
      const rows = page.locator('[data-client-name]');
      await rows.nth(1).click({ modifiers: ['Control'] });
      await rows.nth(3).click({ modifiers: ['Shift'] });
    },
  },
  { name: 'add-client', go: async (page) => page.getByTestId('add-client').click() },
  {
    name: 'add-client-desktop',
    go: async (page) => {
      await page.getByTestId('add-client').click();
      await page.locator('input[name=name]').fill('Ashby & Cole Architects');
      await page.locator('input[name=where][value=hosted]').check();
    },
  },
  { name: 'online-consent', go: async (page) => openConnect(page, 'Wren & Daughters') },
  {
    name: 'online-consent-live',
    visit: { profile: 'live', accountingScope: true },
    go: async (page) => openConnect(page, 'Larkspur Dental Group'),
  },
  { name: 'online-waiting', go: async (page) => stageOnline(page, { openedAt: NOW - 41_000 }) },
  {
    name: 'online-unnamed',
    go: async (page) => stageOnline(page, { stage: 'confirm', found: await foundOne(page, {}) }),
  },
  {
    name: 'online-answered',
    go: async (page) => {
      await stageOnline(page, {});
      await page.keyboard.press('Escape');
      await attempt(page, 'Wren & Daughters', {
        stage: 'confirm',
        found: await foundOne(page, {}),
      });
      await page.keyboard.press('Escape');
    },
  },
  { name: 'online-verifying', go: async (page) => stageOnline(page, { stage: 'verifying' }) },
  {
    name: 'online-confirm',
    go: async (page) =>
      stageOnline(page, {
        stage: 'confirm',
        found: await foundOne(page, { companyName: 'Wren & Daughters Ltd' }),
      }),
  },
  {
    name: 'online-confirm-person',
    go: async (page) =>
      stageOnline(page, {
        stage: 'confirm',
        found: await foundOne(page, {
          expectedTail: '4821',
          previousPerson: { name: 'Tom Becker', email: 'tom@haleortiz.example' },
        }),
      }),
  },
  {
    name: 'online-done',
    go: async (page) => {
      await stageOnline(page, { stage: 'confirm', found: await foundOne(page, {}) });
      await page.getByTestId('connect-save').click();
      await page.locator('[data-stage="done"]').waitFor();
    },
  },
  {
    name: 'online-declined',
    go: async (page) => stageOnline(page, { stage: 'ended', ending: 'declined' }),
  },
  {
    name: 'online-wrong-company',
    go: async (page) =>
      stageOnline(page, {
        stage: 'ended',
        ending: 'wrongCompany',
        found: await foundOne(page, { companyName: 'Harbour Cafe', expectedTail: '7718' }),
      }),
  },
  { name: 'desktop-consent', go: async (page) => openConnect(page, 'Northwind Tools') },
  {
    name: 'desktop-where',
    go: async (page) => {
      await openConnect(page, 'Northwind Tools');
      await page.getByRole('button', { name: 'Change' }).click();
    },
  },
  {
    name: 'desktop-waiting',
    go: async (page) => {
      await openConnect(page, 'Northwind Tools');
      await tickAll(page);
      await page.getByTestId('connect-continue').click();
      await page.locator('[data-stage="waiting"]').waitFor();
      await attempt(page, 'Northwind Tools', { startedAtService: true });
    },
  },
  {
    name: 'steps',
    go: async (page) => {
      await openClient(page, 'Fennel & Rye Catering');
      await page.getByTestId('inspector-primary').click();
    },
  },
  {
    name: 'who',
    go: async (page) => {
      await openClient(page, 'Kestrel Aviation');
      await page.getByTestId('inspector-primary').click();
    },
  },
  {
    name: 'disconnect',
    go: async (page) => {
      await openClient(page, "Sue's Bakery LLC");
      await page.getByTestId('inspector-disconnect').click();
    },
  },
  {
    name: 'delete-end-user',
    go: async (page) => {
      await openClient(page, 'Acme Plumbing');
      await page.getByTestId('inspector-disconnect').click();
      await page.getByTestId('type-name').fill('Acme');
    },
  },
  {
    name: 'settings',
    visit: { profile: 'live' },
    go: async (page) => page.keyboard.press('Control+,'),
  },
  {
    name: 'keyboard',
    go: async (page) => {
      await page.locator('[data-client-name]').first().focus();
      await page.keyboard.press('?');
    },
  },
  {
    name: 'toast',
    go: async (page) => {
      await openClient(page, 'Juniper Yoga Studio');
      await page.getByTestId('inspector-secondary').click();
    },
  },
  // What only somebody else can do, and the sheets behind the states.
  {
    name: 'steps-qb-closed',
    go: async (page) => {
      await openClient(page, 'Granite Bay Masonry');
      await page.getByTestId('inspector-secondary').click();
    },
  },
  {
    name: 'send-steps',
    go: async (page) => {
      await openClient(page, 'Fennel & Rye Catering');
      await page.getByTestId('inspector-secondary').click();
    },
  },
  {
    name: 'role-not-available',
    go: async (page) => {
      await openClient(page, "Bill's Butchers");
      await page.getByTestId('inspector-role-more').click();
    },
  },
  {
    name: 'online-taken-over',
    visit: { profile: 'live' },
    go: async (page) => {
      await openClient(page, 'Kestrel Aviation');
      await page.getByTestId('inspector-secondary').click();
    },
  },
  {
    name: 'online-as-other',
    go: async (page) => {
      await openClient(page, "Bill's Butchers");
      await page.getByTestId('inspector-secondary').click();
    },
  },
  {
    name: 'online-employee',
    visit: { profile: 'live' },
    go: async (page) => {
      await page.evaluate(() => {
        const row = window.__FAKE__.byName('Quill Street Press');
        window.__FAKE__.emit({ kind: 'rows', rows: [{ ...row, primary: 'reconnect' }] });
      });
      await openConnect(page, 'Quill Street Press');
    },
  },
  {
    name: 'online-key-refused',
    go: async (page) => stageOnline(page, { stage: 'ended', ending: 'keyRefused' }),
  },
  {
    name: 'save-as-new',
    go: async (page) => {
      await openClient(page, 'Pemberton Books');
      await page.getByTestId('inspector-secondary').click();
    },
  },
  {
    name: 'desktop-move',
    go: async (page) => {
      await openClient(page, 'Two Rivers Outfitters');
      await page.getByTestId('inspector-secondary').click();
    },
  },
  {
    name: 'desktop-still-waiting',
    go: async (page) => {
      await openConnect(page, 'Northwind Tools');
      await tickAll(page);
      await page.getByTestId('connect-continue').click();
      await page.locator('[data-stage="waiting"]').waitFor();
      await attempt(page, 'Northwind Tools', { openedAt: NOW - 400_000, startedAtService: true });
    },
  },
  {
    name: 'banners-keys',
    visit: {
      profile: 'live',
      banners: [
        { kind: 'keyBad', service: 'intuit', name: null, at: NOW },
        { kind: 'keyBad', service: 'relay', name: null, at: NOW },
        { kind: 'serviceDown', service: 'conductor', name: null, at: NOW },
      ],
    },
    go: nothing,
  },
  // The command palette.
  {
    name: 'palette',
    go: async (page) => {
      await openClient(page, "Bill's Butchers");
      await page.keyboard.press('Control+k');
      await page.getByTestId('palette').waitFor();
    },
  },
  { name: 'palette-query', go: async (page) => askPalette(page, 'bak') },
  {
    name: 'palette-code',
    go: async (page) => {
      await askPalette(page, 'qbwc1039');
      await page.keyboard.press('Enter');
      await page.locator('[data-testid="palette"][data-stage="code"]').waitFor();
    },
  },
  {
    name: 'palette-code-owners',
    go: async (page) => {
      await askPalette(page, '500');
      await page.keyboard.press('Enter');
      await page.locator('[data-testid="palette"][data-stage="code"]').waitFor();
    },
  },
  {
    name: 'palette-code-causes',
    go: async (page) => {
      await askPalette(page, 'Error -2147220472: Could not start QuickBooks.');
      await page.keyboard.press('Enter');
      await page.locator('[data-testid="palette"][data-stage="code"]').waitFor();
    },
  },
  { name: 'palette-codes', go: async (page) => askPalette(page, '0x8004') },
  {
    name: 'palette-pasted',
    go: async (page) =>
      askPalette(page, 'QBWC1031: see log. HRESULT = 0x8004040A, statusCode="3100", error 99999'),
  },
  { name: 'palette-none', go: async (page) => askPalette(page, 'zebra crossing') },
  ...(['monthEnd', 'payroll', 'accessReview', 'firm'] as const).map((place): Scene => ({
    name: `place-${place}`,
    go: async (page) => goTo(page, place),
  })),
  ...(['notifications', 'checks', 'privacy', 'diagnostics', 'about'] as const).map(
    (section): Scene => ({
      name: `settings-${section}`,
      visit: { profile: 'live', notices: { on: true } },
      go: async (page) => {
        await page.keyboard.press('Control+,');
        await page.getByTestId(`settings-${section}`).click();
        if (section === 'about') await page.getByTestId('licences').waitFor();
      },
    }),
  ),
  ...(['conductor', 'intuit', 'told'] as const).map((step): Scene => ({
    name: `set-up-${step}`,
    visit: { profile: 'none' },
    go: async (page) => {
      await page.getByTestId('start-set-up').click();
      await page.locator('input[name=firmName]').fill('Hale & Ortiz LLP');
      await page.getByTestId(`step-${step}`).click();
    },
  })),
  {
    name: 'set-up-refused',
    visit: { profile: 'none' },
    go: async (page) => {
      await page.evaluate(() =>
        window.__FAKE__.refuse('setUpFirm', {
          code: 'secretKeyRefused',
          field: 'conductorSecretKey',
        }),
      );
      await page.getByTestId('start-set-up').click();
      await page.locator('input[name=firmName]').fill('Hale & Ortiz LLP');
      await page.getByTestId('step-conductor').click();
      await page.locator('input[name=conductorSecretKey]').fill('sk_conductor_not_a_real_key');
      await page.locator('input[name=conductorPublishableKey]').fill('pk_conductor_not_a_real_key');
      await page.getByTestId('set-up-save').click();
      await page.getByRole('alert').waitFor();
    },
  },
  {
    name: 'set-up-kept',
    visit: { profile: 'none', intuitReady: false },
    go: async (page) => {
      await page.getByTestId('start-set-up').click();
      await page.locator('input[name=firmName]').fill('Hale & Ortiz LLP');
      await page.getByTestId('step-told').click();
      await page.getByTestId('set-up-save').click();
      await page.getByTestId('set-up-done').waitFor();
    },
  },
  // The screens beside the roster, import and export.
  {
    name: 'people',
    go: async (page) => {
      await goTo(page, 'people');
      await page.getByTestId('person').first().waitFor();
    },
  },
  {
    name: 'leaver',
    go: async (page) => {
      await goTo(page, 'people');
      await page.getByTestId('mark-leaver').first().click();
      await page.getByTestId('leaver').waitFor();
    },
  },
  {
    name: 'computers',
    go: async (page) => {
      await goTo(page, 'computers');
      await page.getByTestId('computer').first().waitFor();
    },
  },
  {
    name: 'activity',
    go: async (page) => {
      await goTo(page, 'activity');
      await page.getByTestId('activity-line').first().waitFor();
    },
  },
  {
    name: 'import-empty',
    visit: { empty: true, profile: 'live' },
    go: async (page) => page.getByTestId('empty-import').click(),
  },
  {
    name: 'import-preview',
    go: async (page) => {
      await openImport(page);
      await page.getByTestId('import-paste').fill(clientList);
      await page.getByTestId('import-read').click();
      await page.getByTestId('import-preview').waitFor();
    },
  },
  {
    name: 'menu',
    go: async (page) => {
      await page.getByTestId('more-menu').click();
      await page.getByRole('menu').waitFor();
    },
  },
  // Intuit did not name the company, or did not let the app ask.
  {
    name: 'online-company',
    visit: { profile: 'live', memory: { view: 'all' } },
    go: async (page) => stageOnline(page, { stage: 'company' }),
  },
  {
    name: 'online-company-unconfirmed',
    visit: { profile: 'live', askRoles: false, memory: { view: 'all' } },
    go: async (page) => {
      const role = {
        availability: 'notAvailable',
        kind: 'unknown',
        active: true,
        payroll: null,
        at: null,
      } as const;
      const found = await foundOne(page, { unconfirmed: true, role });
      await stageOnline(page, { stage: 'confirm', found });
    },
  },
  {
    name: 'online-scope-refused',
    visit: { profile: 'live', memory: { view: 'all' } },
    go: async (page) => stageOnline(page, { stage: 'ended', ending: 'scopeRefused' }),
  },
  // A firm's many computers: firm files, and what the firm has set.
  ...firmScenes,
  ...elsewhereScenes,
  ...booksScenes,
  ...bringInScenes,
  ...keepingScenes,
  ...leavingScenes,
  ...importScenes,
  // When something is wrong.
  {
    name: 'banners-failed',
    visit: {
      profile: 'live',
      banners: [
        { kind: 'panicked', service: '', name: null, at: NOW },
        { kind: 'crashed', service: '', name: null, at: NOW - 24 * 60 * 60_000 },
      ],
    },
    go: nothing,
  },
  {
    name: 'support',
    visit: { profile: 'live' },
    go: async (page) => {
      await page.keyboard.press('Control+,');
      await page.getByTestId('settings-diagnostics').click();
      await page.getByTestId('make-support').click();
      await page.getByTestId('support-text').waitFor();
    },
  },
];
