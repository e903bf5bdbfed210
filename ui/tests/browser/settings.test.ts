/**
 * Settings, notices, what is remembered, setting a firm up, banners: against the fake app.
 * Long because every section of the settings is walked.
 */
import type { Locator, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import * as words from '../../src/words';
import { axe } from './axe';
import { calls, setup, type Visit } from './harness';
import { scenes } from './scenes';

const { bench, within } = await setup();

/** Waits until the app was asked this often. */
async function asked(page: Page, name: string, times = 1): Promise<unknown[][]> {
  await page.waitForFunction(
    ([which, count]) => window.__FAKE__.calls.filter((it) => it[0] === which).length >= count,
    [name, times] as const,
  );
  return calls(page, name);
}

async function openSettings(page: Page, section: words.SettingsSection): Promise<Locator> {
  await page.keyboard.press('Control+,');
  await page.getByTestId(`settings-${section}`).click();
  return page.getByTestId('settings-panel');
}

async function become(page: Page, name: string, state: string, tier: string): Promise<void> {
  await page.evaluate(
    ([who, to, how]) => {
      const row = window.__FAKE__.byName(who);
      const changed = { ...row, state: to, tier: how } as typeof row;
      window.__FAKE__.emit({ kind: 'rows', rows: [changed] });
    },
    [name, state, tier] as const,
  );
}

const refused = { code: 'internal', message: 'This computer shows no notices.', retryable: true };

async function refuse(page: Page, name: string, problem: object = refused): Promise<void> {
  await page.evaluate(([which, it]) => window.__FAKE__.refuse(which, it as never), [
    name,
    problem,
  ] as const);
}

const names = (page: Page): Locator => page.locator('[data-client-name]');

describe('the sections', () => {
  test('are tabs for the keyboard', async () => {
    await within({ profile: 'live' }, async (page) => {
      await page.keyboard.press('Control+,');
      const selected = page.locator('[role=tab][aria-selected=true]');
      const focused = page.locator(':focus');
      expect(await focused.textContent()).toBe('General');
      for (const [key, name] of [
        ['ArrowDown', 'Notifications'],
        ['End', 'About'],
        ['ArrowDown', 'General'],
        ['ArrowUp', 'About'],
        ['Home', 'General'],
        ['ArrowRight', 'Notifications'],
      ] as const) {
        await page.keyboard.press(key);
        await page.waitForFunction(
          (wanted) => document.activeElement?.textContent === wanted,
          name,
        );
        expect(await selected.textContent()).toBe(name);
        expect(await page.getByRole('tabpanel', { name }).count()).toBe(1);
      }
      await page.keyboard.press('Tab');
      expect(await focused.getAttribute('name')).toBe('notices');
    });
  });

  test('stand in a row where the window is small', async () => {
    await within({ width: 720, height: 520 }, async (page) => {
      await page.keyboard.press('Control+,');
      const list = page.getByRole('tablist');
      expect(await list.getAttribute('aria-orientation')).toBe('horizontal');
      await page.setViewportSize({ width: 1180, height: 760 });
      await page.locator('[role=tablist][aria-orientation=vertical]').waitFor();
    });
  });

  test('letters can be switched off, a text size chosen', async () => {
    await within({}, async (page) => {
      const panel = await openSettings(page, 'general');
      await panel.getByRole('switch', { name: 'Single-key shortcuts' }).uncheck();
      await panel.getByLabel('Text size').selectOption({ label: '150%' });
      expect((await calls(page, 'saveAppearance')).at(-1)?.[0]).toMatchObject({
        letterKeys: false,
        zoom: 1.5,
      });
    });
  });

  test('keys: what is set up, and never a key', async () => {
    await within({ profile: 'live', intuitReady: false }, async (page) => {
      const panel = await openSettings(page, 'keys');
      const lines = await panel.locator('.keys li').allTextContents();
      expect(lines.map((line) => /Not set up/.test(line))).toEqual([false, false, true, true]);
      await panel.getByText(words.keySettings.honest).waitFor();
      await page.getByTestId('change-keys').click();
      await page.getByTestId('set-up-firm').waitFor();
      await page.getByTestId('step-conductor').click();
      expect(await page.locator('input[name=conductorSecretKey]').inputValue()).toBe('');
    });
  });

  test('checks: how often', async () => {
    await within({ profile: 'live' }, async (page) => {
      const panel = await openSettings(page, 'checks');
      await panel.getByLabel('Check every client').selectOption({ label: 'Every hour' });
      expect(await asked(page, 'saveChecks')).toEqual([[{ everyMinutes: 60 }]]);
      await panel.getByText('never opens QuickBooks').waitFor();
    });
  });

  test('privacy names the relay and who runs it', async () => {
    await within({ profile: 'live' }, async (page) => {
      const panel = await openSettings(page, 'privacy');
      await panel.getByText('relay.haleortiz.example, a small relay run by Hale').waitFor();
    });
  });

  test('diagnostics are copied without any client', async () => {
    await within({ profile: 'live' }, async (page) => {
      const panel = await openSettings(page, 'diagnostics');
      await panel.getByText('WebKitGTK 2.50').waitFor();
      await page.getByTestId('copy-diagnostics').click();
      const [[text]] = (await asked(page, 'copyText')) as [[string]];
      expect(text).toContain('Debian GNU/Linux 12');
      for (const name of await names(page).evaluateAll((all) =>
        all.map((it) => it.getAttribute('data-client-name') ?? ''),
      )) {
        expect(text).not.toContain(name);
      }
      await page.getByTestId('show-folder').click();
      await asked(page, 'revealFolder');
    });
  });

  test('about finds a package and its licence', async () => {
    await within({}, async (page) => {
      const panel = await openSettings(page, 'about');
      await panel.getByText(words.trademark).waitFor();
      await page.getByTestId('licences').waitFor();
      await panel.getByRole('searchbox').fill('serde_json');
      const lines = page.getByTestId('licences').locator('li');
      await page.waitForFunction(
        () => document.querySelectorAll('[data-testid=licences] li').length < 5,
      );
      expect(await lines.first().textContent()).toMatch(/serde_json.*MIT OR Apache-2\.0/s);
      await panel.getByRole('searchbox').fill('no such thing');
      await panel.getByText("No package matches 'no such thing'.").waitFor();
    });
  });
});

describe('notices', () => {
  const on: Visit = {
    profile: 'live',
    realTime: true,
    notices: { on: true, names: true, quiet: false },
  };

  test('are off until asked for, and kept by the app', async () => {
    await within({ profile: 'live' }, async (page) => {
      const panel = await openSettings(page, 'notifications');
      const show = panel.getByRole('switch', { name: 'Show notifications' });
      expect(await show.isChecked()).toBe(false);
      expect(await panel.getByLabel('Until').isDisabled()).toBe(true);
      await show.check();
      await panel.getByRole('switch', { name: 'Name clients' }).check();
      await panel.getByLabel('Until').fill('07:30');
      await panel.getByLabel('Until').blur();
      expect((await calls(page, 'saveNotices')).at(-1)?.[0]).toEqual({
        on: true,
        names: true,
        quiet: true,
        quietFrom: 1080,
        quietUntil: 450,
      });
    });
  });

  test('a test one says whether it went out', async () => {
    await within({ profile: 'live' }, async (page) => {
      await openSettings(page, 'notifications');
      await page.getByTestId('test-notice').click();
      await page.getByTestId('toast').getByText(words.notices.testSent).waitFor();
      await refuse(page, 'showNotice');
      await page.getByTestId('test-notice').click();
      await page.getByTestId('toast').getByText('This computer shows no notices.').waitFor();
    });
  });

  test('clients that lose access come as one', async () => {
    await within(on, async (page) => {
      await become(page, "Sue's Bakery LLC", 'checking', 'wait');
      await become(page, "Sue's Bakery LLC", 'revoked', 'now');
      await become(page, 'Cedar Loft Interiors', 'expired', 'now');
      await become(page, 'Northfield Vets', 'qbClosed', 'rest');
      expect(await asked(page, 'showNotice')).toEqual([
        ['2 clients need attention', "Cedar Loft Interiors, Sue's Bakery LLC."],
      ]);
    });
  });

  test('one that cannot be shown is said once', async () => {
    await within(on, async (page) => {
      await refuse(page, 'showNotice');
      await become(page, "Sue's Bakery LLC", 'revoked', 'now');
      await page.getByTestId('toast').getByText('This computer shows no notices.').waitFor();
      await page.getByTestId('toast').getByRole('button', { name: 'Close' }).click();
      await refuse(page, 'showNotice');
      await become(page, 'Cedar Loft Interiors', 'expired', 'now');
      await asked(page, 'showNotice', 2);
      await page.evaluate(() => new Promise(requestAnimationFrame));
      expect(await page.getByTestId('toast').textContent()).toBe('');
    });
  });

  test('switched off, nothing is shown', async () => {
    await within({ ...on, notices: { on: false } }, async (page) => {
      await become(page, "Sue's Bakery LLC", 'revoked', 'now');
      const panel = await openSettings(page, 'notifications');
      await panel.getByRole('switch', { name: 'Show notifications' }).check();
      await panel.getByRole('switch', { name: 'Quiet hours' }).uncheck();
      await become(page, 'Cedar Loft Interiors', 'expired', 'now');
      const [[title]] = (await asked(page, 'showNotice')) as [[string]];
      expect(title).toBe('1 client needs attention');
    });
  });
});

describe('what is remembered', () => {
  const books = { columns: [], recent: [], views: [] };

  const view = (page: Page): Locator => page.locator('nav [aria-current=page]');

  test('comes back, and what changes is saved', async () => {
    const memory = { sort: 'client', down: true, view: 'waiting', role: '' };
    await within({ profile: 'live', memory }, async (page) => {
      expect(await view(page).textContent()).toContain('Waiting');
      expect(await names(page).first().getAttribute('data-client-name')).toBe('Saltmarsh Ceramics');
      expect(await calls(page, 'saveMemory')).toEqual([]);
      await page.getByTestId('filter-all').click();
      await page.getByRole('button', { name: 'Client', exact: true }).click();
      await expect
        .poll(async () => (await calls(page, 'saveMemory')).at(-1))
        .toEqual([{ sort: 'client', down: false, view: 'all', role: '', books }]);
    });
  });

  test('words that nobody knows mean the defaults', async () => {
    const memory = { sort: 'size', down: true, view: 'person:Nobody', role: 'boss' };
    await within({ profile: 'live', memory }, async (page) => {
      expect(await view(page).textContent()).toContain('All clients');
      expect(await names(page).count()).toBe(25);
    });
  });

  test('with nothing remembered a live firm opens on what needs attention', async () => {
    await within({ profile: 'live' }, async (page) => {
      expect(await view(page).textContent()).toContain('Needs attention');
      expect(await names(page).count()).toBe(13);
      await page.getByRole('button', { name: 'Client', exact: true }).click();
      // The order was chosen, the view was not.
      expect(await asked(page, 'saveMemory')).toEqual([
        [{ sort: 'client', down: false, view: '', role: '', books }],
      ]);
    });
  });

  test.each(['practice', 'sandbox'] as const)('%s opens with everyone', async (profile) => {
    await within({ profile }, async (page) => {
      expect(await view(page).textContent()).toContain('All clients');
    });
  });
});

describe('setting a firm up', () => {
  test('four steps by keyboard, and what was kept', async () => {
    await within({ profile: 'none' }, async (page) => {
      await page.getByTestId('start-set-up').focus();
      await page.keyboard.press('Enter');
      const focused = page.locator(':focus');
      expect(await focused.getAttribute('name')).toBe('firmName');
      await page.keyboard.press('Enter');
      await page.getByRole('alert').getByText('Give the firm a name.').waitFor();
      await page.keyboard.type('Ashby & Cole');
      expect(await page.getByRole('alert').count()).toBe(0);
      await page.keyboard.press('Enter');
      await page.locator('input[name=conductorSecretKey]:focus').waitFor();
      await page.keyboard.type('sk_conductor_not_a_real_key');
      await page.keyboard.press('Tab');
      await page.keyboard.type('pk_conductor_not_a_real_key');
      await page.keyboard.press('Enter');
      await page.locator('input[name=intuitEnvironment]:focus').waitFor();
      await page.getByTestId('set-up-continue').click();
      await page.locator('input[name=notices]:focus').waitFor();
      await page.keyboard.press('Space');
      await page.getByTestId('set-up-save').click();
      await page.getByTestId('set-up-done').waitFor();
      await page.getByText('Works: Conductor accepted the secret key.').waitFor();
      expect(await page.locator('dialog input').count()).toBe(0);
      const [saved] = await asked(page, 'saveNotices');
      expect(saved?.[0]).toMatchObject({ on: true });
      await page.getByTestId('set-up-done').click();
      expect(await page.title()).toBe('Counterfoil — Ashby & Cole');
    });
  });

  test('a refusal goes to its field, and what was typed stays', async () => {
    await within({ profile: 'none' }, async (page) => {
      await page.getByTestId('start-set-up').click();
      await page.locator('input[name=firmName]').fill('Ashby');
      await page.getByTestId('step-conductor').click();
      await page.locator('input[name=conductorSecretKey]').fill('sk_conductor_not_a_real_key');
      await page.getByTestId('step-told').click();
      await refuse(page, 'setUpFirm', {
        code: 'invalid',
        message: "Enter Conductor's publishable key too. It begins with pk_conductor_.",
        retryable: false,
      });
      await page.getByTestId('set-up-save').click();
      const field = page.locator('input[name=conductorPublishableKey]:focus');
      await field.waitFor();
      expect(await field.getAttribute('aria-invalid')).toBe('true');
      const described = await field.getAttribute('aria-describedby');
      expect(await page.locator(`[id="${described}"]`).textContent()).toContain('publishable key');
      expect(await page.locator('input[name=conductorSecretKey]').inputValue()).toBe(
        'sk_conductor_not_a_real_key',
      );
    });
  });

  test('swapped keys are warned of, not refused', async () => {
    await within({ profile: 'none' }, async (page) => {
      await page.getByTestId('start-set-up').click();
      await page.locator('input[name=firmName]').fill('Ashby');
      await page.getByTestId('step-conductor').click();
      await page.locator('input[name=conductorSecretKey]').fill('pk_conductor_not_a_real_key');
      await page.getByText(words.setUp.swapped).waitFor();
      await page.getByTestId('set-up-save').click();
      await page.getByTestId('set-up-done').waitFor();
    });
  });

  test('a pasted secret that production has no use for does not hide', async () => {
    await within({ profile: 'none' }, async (page) => {
      await page.getByTestId('start-set-up').click();
      await page.getByText('Paste everything at once').click();
      const block = page.getByRole('textbox', { name: 'Paste everything at once' });
      await block.fill('INTUIT_CLIENT_ID=ABnotreal\nINTUIT_CLIENT_SECRET=notreal');
      await block.blur();
      await page.getByText('2 fields were filled in.').waitFor();
      expect(await block.inputValue()).toBe('');
      await page.getByTestId('step-intuit').click();
      expect(await page.locator('input[name=relayUrl]').count()).toBe(1);
      expect(await page.locator('input[name=intuitClientSecret]').count()).toBe(1);
    });
  });
});

describe('what cannot be mistaken', () => {
  const sizes = [
    [1180, 760],
    [720, 520],
    [640, 360],
  ] as const;

  test.each(sizes)('practice, at %i × %i', async (width, height) => {
    await within({ width, height }, async (page) => {
      const banner = page.getByTestId('practice-banner');
      expect((await banner.textContent())?.replace(/\s+/g, ' ')).toContain(
        'Practice firm. Nothing here is real and nothing leaves this computer.',
      );
      // Two ways out of practice, and none to put the banner away.
      expect(await banner.getByRole('button').allTextContents()).toEqual([
        'Start over',
        'Leave practice',
      ]);
      await page.keyboard.press('Escape');
      const box = await banner.boundingBox();
      expect(box).toMatchObject({ x: 0, y: 0, width });
      expect(box?.height).toBeGreaterThanOrEqual(28);
      expect(await page.title()).toBe('Counterfoil — Hale & Ortiz LLP (Practice)');
    });
  });

  test('the sandbox, in its own words', async () => {
    await within({ profile: 'sandbox', width: 720, height: 520 }, async (page) => {
      const banner = page.getByTestId('practice-banner');
      expect((await banner.textContent())?.trim()).toBe('Intuit sandbox. Test companies only.');
      expect(await banner.getByRole('button').count()).toBe(0);
      expect(await page.title()).toContain('(Sandbox)');
    });
  });

  test('a live firm has none, and fills its window', async () => {
    await within({ profile: 'live' }, async (page) => {
      expect(await page.getByTestId('practice-banner').count()).toBe(0);
      const footer = await page.locator('main footer').boundingBox();
      expect((footer?.y ?? 0) + (footer?.height ?? 0)).toBe(760);
    });
  });
});

describe('as the system says', () => {
  test('the theme follows while the window is open', async () => {
    await within({ theme: 'system' }, async (page) => {
      const theme = (): Promise<string | undefined> =>
        page.evaluate(() => document.documentElement.dataset.theme);
      expect(await theme()).toBe('light');
      await page.emulateMedia({ colorScheme: 'dark' });
      await page.locator('[data-theme=dark]').waitFor();
      await page.emulateMedia({ colorScheme: 'light' });
      await page.locator('[data-theme=light]').waitFor();
    });
  });

  test('a chosen theme does not', async () => {
    await within({ theme: 'light' }, async (page) => {
      await page.emulateMedia({ colorScheme: 'dark' });
      await page.evaluate(() => new Promise(requestAnimationFrame));
      expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe('light');
    });
  });

  test('less motion: nothing moves by itself', async () => {
    const moving = (page: Page): Promise<string[]> =>
      page.evaluate(() =>
        [...document.querySelectorAll('dialog, dialog *, .btn')]
          .map((it) => getComputedStyle(it))
          .filter((it) => it.animationName !== 'none' || it.transitionDuration !== '0s')
          .map((it) => `${it.animationName} ${it.transitionDuration}`),
      );
    await within({}, async (page) => {
      await openSettings(page, 'notifications');
      expect(await moving(page)).toEqual([]);
    });
    await within({ reducedMotion: 'no-preference' }, async (page) => {
      await openSettings(page, 'notifications');
      expect(await moving(page)).not.toEqual([]);
    });
  });

  test('numbers and dates as in Germany, words as ever', async () => {
    await within({ profile: 'live', many: 2600, locale: 'de-DE' }, async (page) => {
      await page.getByTestId('filter-all').click();
      expect(await page.locator('main footer').textContent()).toMatch(/2\.\d{3} clients/);
    });
  });
});

describe('forced colours', () => {
  const own = scenes.filter((it) => /^(settings|set-up)/.test(it.name));
  test.each(own.map((scene) => [scene.name, scene] as const))('%s', async (_name, scene) => {
    await within({ ...scene.visit, forcedColors: 'active' }, async (page) => {
      await scene.go(page);
      // Contrast is the person's own choice of colours there.
      expect((await axe(page)).filter((it) => !it.startsWith('color-contrast'))).toEqual([]);
      // What is chosen keeps a mark of its own when the tints are gone.
      const chosen = page.locator('dialog [aria-selected=true], dialog [aria-current=step]');
      for (const it of await chosen.all()) {
        expect(await it.evaluate((tab) => getComputedStyle(tab).outlineStyle)).toBe('solid');
      }
      for (const it of await page.locator('dialog [role=switch]').all()) {
        expect(await it.evaluate((box) => getComputedStyle(box).appearance)).toBe('auto');
      }
    });
  });
});

test('no page complained', () => {
  expect(bench.complaints).toEqual([]);
});
