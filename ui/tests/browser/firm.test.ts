/**
 * A firm's many computers, against the fake: adding, what is not allowed, what the firm has set.
 * Long because what a computer may do is tried click by click.
 */
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import {
  fixed,
  openAdd,
  openChangeFirmKey,
  openKeys,
  OTHERS,
  policyFile,
  staff,
} from './firm-scenes';
import { SIGNER_WORDS } from '../fake/overview';
import { calls, setup, type Visit } from './harness';
import { openClient } from './scenes';
import { refuse, stage, toast, press, focused } from './firm-steps';

const { bench, apart: within } = await setup();

const none: Visit = { profile: 'none' };

describe.concurrent("changing the firm's key", () => {
  test('says what it ends, changes nothing before the word, and leads to the firm files', async () => {
    await within({ profile: 'live', firmComputers: OTHERS }, async (page) => {
      await openChangeFirmKey(page);
      const dialog = page.getByTestId('change-firm-key-sheet');
      const text = await dialog.innerText();
      for (const said of ['somebody left', 'What it does not end', 'A new firm file each.']) {
        expect(text).toContain(said);
      }
      // A key held down changes nothing: the button that keeps it has the focus.
      expect(await focused(page)).toBe('change-firm-key-keep');
      await page.keyboard.press('Enter');
      await dialog.waitFor({ state: 'detached' });
      expect(await calls(page, 'changeFirmKey')).toEqual([]);

      await openChangeFirmKey(page);
      await refuse(page, 'changeFirmKey', 'keychain', "The firm's key wasn't changed: locked.");
      await page.getByTestId('change-firm-key-go').click();
      expect(await dialog.getByRole('alert').innerText()).toContain("wasn't changed");
      await page.getByTestId('change-firm-key-go').click();
      await stage(page, 'done');
      expect(await page.getByTestId('needs-file').allInnerTexts()).toEqual(['BACK-OFFICE']);
      expect(await focused(page)).toBe('change-firm-key-next');
      await page.keyboard.press('Enter');
      await page.locator('dialog[data-testid="add-computer"]').waitFor();
    });
  });

  test('is found by the command palette, and refused where it is not allowed', async () => {
    for (const right of ['changeKeys', 'makeFirmFiles'] as const) {
      await within({ profile: 'live', mayNot: [right] }, async (page) => {
        await page.keyboard.press('Control+k');
        await page.getByTestId('palette-input').fill('lost laptop');
        await page.getByTestId('palette-change-firm-key').click();
        expect(await toast(page)).toContain("Your firm doesn't allow this computer to");
        expect(await page.getByTestId('change-firm-key-sheet').count()).toBe(0);
      });
    }
  });
});

describe.concurrent('adding a computer', () => {
  const made = /^(?:[a-z]{4}-){4}[a-z]{4}$/;

  test('makes a file and shows its passphrase until it is closed', async () => {
    await within({ profile: 'live' }, async (page) => {
      await openAdd(page);
      const passphrase = page.locator('dialog').getByTestId('passphrase');
      const first = await passphrase.innerText();
      expect(first).toMatch(made);
      await page.getByTestId('passphrase-another').click();
      const second = await passphrase.innerText();
      expect(second).toMatch(made);
      expect(second).not.toBe(first);
      await page.getByTestId('passphrase-copy').click();
      expect(await calls(page, 'copyText')).toEqual([[second]]);
      await page.locator('dialog input[name=computer]').fill(' BACK-OFFICE ');
      await page.locator('dialog input[name=conductorSecretKey]').fill('sk_conductor_not_real');
      await page.locator('dialog input[name=disconnect]').check();
      await page.locator('dialog input[name=days][value="30"]').check();
      await page.getByTestId('make-file').click();
      await page.getByTestId('add-computer-done').waitFor();
      expect(await calls(page, 'makeFirmFile')).toEqual([
        [
          {
            computer: 'BACK-OFFICE',
            conductorSecretKey: 'sk_conductor_not_real',
            passphrase: second,
            days: 30,
            policy: {
              connect: true,
              disconnect: true,
              deleteConnections: false,
              export: true,
              changeKeys: false,
              makeFirmFiles: false,
              readBooks: false,
            },
          },
        ],
      ]);
      const dialog = await page.locator('dialog').innerText();
      expect(dialog).toContain('BACK-OFFICE.counterfoil is in Downloads.');
      expect(dialog).toContain('30 days');
      expect(await page.getByTestId('signer-words').innerText()).toBe(SIGNER_WORDS);
      expect(await passphrase.innerText()).toBe(second);
      await page.getByTestId('file-show').click();
      expect(await calls(page, 'revealSaved')).toEqual([[]]);
      await page.getByTestId('add-computer-done').click();
      await page.locator('dialog').waitFor({ state: 'detached' });
      expect(await page.content()).not.toContain(second);
      expect(await page.content()).not.toContain('sk_conductor_not_real');
      // The next file starts with a passphrase of its own.
      await openAdd(page);
      expect(await page.getByTestId('passphrase').innerText()).not.toBe(second);
      expect(await page.locator('dialog input[name=computer]').inputValue()).toBe('');
    });
  });

  test('stops at the first thing that is missing, and asks the app nothing', async () => {
    await within({ profile: 'live' }, async (page) => {
      await openAdd(page);
      await page.getByTestId('make-file').click();
      expect(await focused(page)).toBe('computer');
      await page.locator('dialog input[name=computer]').fill('BACK-OFFICE');
      await page.locator('dialog input[name=conductorSecretKey]').fill('pk_conductor_not_real');
      await page.getByTestId('make-file').click();
      expect(await focused(page)).toBe('conductorSecretKey');
      await page.locator('dialog input[name=conductorSecretKey]').fill('');
      await page.getByTestId('passphrase-own').click();
      await page.locator('dialog input[name=passphrase]').fill('too short');
      await page.getByTestId('make-file').click();
      expect(await focused(page)).toBe('passphrase');
      expect(await calls(page, 'makeFirmFile')).toEqual([]);
      await page.locator('dialog input[name=passphrase]').fill('long enough by now');
      await page.getByTestId('make-file').click();
      await page.getByTestId('add-computer-done').waitFor();
      expect(await page.locator('dialog').innerText()).toContain('Without a Conductor key');
    });
  });

  test('a refused key is said at its field', async () => {
    await within({ profile: 'live' }, async (page) => {
      await openAdd(page);
      await page.locator('dialog input[name=computer]').fill('BACK-OFFICE');
      await page.locator('dialog input[name=conductorSecretKey]').fill('sk_conductor_not_real');
      await refuse(page, 'makeFirmFile', 'keyRefused', "Conductor didn't accept the secret key.");
      await page.getByTestId('make-file').click();
      await page.getByRole('alert').waitFor();
      expect(await focused(page)).toBe('conductorSecretKey');
    });
  });

  test('without a relay QuickBooks Online stays out, and it says so', async () => {
    await within({ profile: 'sandbox' }, async (page) => {
      await openAdd(page);
      expect(await page.getByTestId('online-note').innerText()).toContain('left out');
    });
    await within({ profile: 'live', conductorReady: false }, async (page) => {
      await openAdd(page);
      await page.locator('dialog input[name=computer]').fill('BACK-OFFICE');
      await refuse(page, 'makeFirmFile', 'invalid', "A firm file needs Conductor's key or more.");
      await page.getByTestId('make-file').click();
      expect(await page.getByRole('alert').innerText()).toContain("needs Conductor's key");
      expect(await page.getByTestId('online-note').innerText()).toContain('relay.haleortiz');
      expect(await page.locator('dialog input[name=conductorSecretKey]').count()).toBe(0);
    });
  });

  test('is found by the command palette, but not in the practice firm', async () => {
    await within({ profile: 'live' }, async (page) => {
      await page.keyboard.press('Control+k');
      await page.getByTestId('palette-input').fill('provisioning');
      await page.getByTestId('palette-add-computer').click();
      await page.locator('dialog[data-testid="add-computer"]').waitFor();
    });
    await within({ profile: 'practice' }, async (page) => {
      await page.keyboard.press('Control+k');
      await page.getByTestId('palette-input').fill('provisioning');
      expect(await page.getByTestId('palette-add-computer').count()).toBe(0);
    });
  });
});

describe.concurrent('what the firm did not allow', () => {
  test('connecting: the button is there, says why, and no way around it leads anywhere', async () => {
    await within(staff, async (page) => {
      await page.getByTestId('filter-all').click();
      await openClient(page, 'Wren & Daughters');
      const button = page.getByTestId('inspector-primary');
      expect(await button.getAttribute('aria-disabled')).toBe('true');
      expect(await button.getAttribute('title')).toContain('start connections');
      expect(await page.getByTestId('inspector-barred').innerText()).toContain('start connections');
      await press(page, button);
      expect(await toast(page)).toContain("doesn't allow this computer to start connections");
      await page.locator('[data-client-name="Wren & Daughters"]').focus();
      await page.keyboard.press('c');
      await page.keyboard.press('Control+k');
      await page.getByTestId('palette-act-connect').click();
      expect(await page.locator('dialog').count()).toBe(0);
      await page.getByTestId('add-client').click();
      await page.locator('input[name=name]').fill('New client');
      await press(page, page.getByTestId('add-client-connect'));
      expect(await toast(page)).toContain('start connections');
      expect(await calls(page, 'addClient')).toEqual([]);
    });
  });

  test('checking stays possible', async () => {
    await within(staff, async (page) => {
      await page.getByTestId('filter-all').click();
      await openClient(page, "Sue's Bakery LLC");
      await page.getByTestId('inspector-primary').click();
      expect(await calls(page, 'checkClient')).toHaveLength(1);
    });
  });

  test.each([
    ["Sue's Bakery LLC", 'disconnect companies'],
    ['Acme Plumbing', 'delete connections at Conductor'],
  ])('removing the access of %s', async (client, doing) => {
    await within(staff, async (page) => {
      await page.getByTestId('filter-all').click();
      await openClient(page, client);
      expect(await page.getByTestId('danger-barred').innerText()).toContain(doing);
      await press(page, page.getByTestId('inspector-disconnect'));
      expect(await toast(page)).toContain(doing);
      expect(await page.locator('dialog').count()).toBe(0);
    });
  });

  test('export: menu, key, palette and change log', async () => {
    await within(staff, async (page) => {
      await page.getByTestId('more-menu').click();
      const item = page.getByTestId('menu-export');
      expect(await item.getAttribute('aria-disabled')).toBe('true');
      await press(page, item);
      expect(await toast(page)).toContain('save lists to files');
      await page.locator('[role=row][tabindex="0"]').first().focus();
      await page.keyboard.press('e');
      await page.getByTestId('nav-activity').click();
      await press(page, page.getByTestId('activity-export'));
      expect(await calls(page, 'saveTable')).toEqual([]);
    });
  });

  test('keys, folder and other computers', async () => {
    await within(staff, async (page) => {
      await openKeys(page);
      expect(await page.getByTestId('may-not').innerText()).toMatch(/^Start connections, /);
      for (const [id, doing] of [
        ['change-keys', 'change keys'],
        ['add-computer', 'make files for other computers'],
        ['change-firm-key', 'change keys'],
      ] as const) {
        const button = page.getByTestId('settings-panel').getByTestId(id);
        expect(await button.getAttribute('aria-disabled')).toBe('true');
        await press(page, button);
        expect(await toast(page)).toContain(doing);
        expect(await page.getByTestId('settings').isVisible()).toBe(true);
      }
      const folder = page.locator('input[name=firmFolder]');
      expect(await folder.getAttribute('readonly')).not.toBeNull();
      await press(page, page.getByTestId('save-folder'));
      expect(await calls(page, 'saveFirmFolder')).toEqual([]);
    });
  });
});

describe.concurrent('the shared change log', () => {
  test('is set, said, and turned off', async () => {
    await within({ profile: 'live' }, async (page) => {
      await openKeys(page);
      const folder = page.locator('input[name=firmFolder]');
      expect(await page.getByTestId('save-folder').getAttribute('aria-disabled')).toBe('true');
      await folder.fill(' /mnt/firm ');
      await folder.press('Enter');
      expect(await toast(page)).toBe('The change log is shared in /mnt/firm.');
      await folder.fill('');
      await page.getByTestId('save-folder').click();
      await page.getByText('The change log is no longer shared.').waitFor();
      expect(await calls(page, 'saveFirmFolder')).toEqual([['/mnt/firm'], ['']]);
    });
  });

  test('a folder that cannot be written is said at the field', async () => {
    await within({ profile: 'live' }, async (page) => {
      await openKeys(page);
      await refuse(page, 'saveFirmFolder', 'invalid', 'This folder cannot be written.');
      await page.locator('input[name=firmFolder]').fill('/nowhere');
      await page.getByTestId('save-folder').click();
      await page.getByRole('alert').waitFor();
      expect(await page.locator('input[name=firmFolder]').getAttribute('aria-invalid')).toBe(
        'true',
      );
    });
  });
});

describe.concurrent('set by the firm', () => {
  const live: Visit = { ...fixed, profile: 'live' };

  /** What is said of an element beside its name. */
  async function described(page: Page, selector: string): Promise<string> {
    return page.locator(selector).evaluate((it) =>
      (it.getAttribute('aria-describedby') ?? '')
        .split(' ')
        .map((id) => document.getElementById(id)?.textContent ?? '')
        .join(' '),
    );
  }

  test.each([
    ['firm', 'input[name=firmName]'],
    ['conductor', 'input[name=conductorPublishableKey]'],
    ['intuit', 'input[name=intuitClientId]'],
    ['intuit', 'input[name=relayUrl]'],
  ])('step %s: %s can be reached and not typed into', async (step, selector) => {
    await within({ ...fixed, profile: 'none' }, async (page) => {
      await page.getByTestId('start-set-up').click();
      await page.getByTestId(`step-${step}`).click();
      const field = page.locator(selector);
      await field.focus();
      await page.keyboard.type('mine');
      expect(await field.inputValue()).toBe('');
      expect(await described(page, selector)).toContain(policyFile);
    });
  });

  test('switches, boxes and choices keep their value', async () => {
    await within({ ...fixed, profile: 'none' }, async (page) => {
      await page.getByTestId('start-set-up').click();
      await page.getByTestId('step-intuit').click();
      const roles = page.locator('input[name=askRoles]');
      await roles.focus();
      await page.keyboard.press('Space');
      expect(await roles.isChecked()).toBe(true);
      await page.locator('input[name=intuitEnvironment][value=sandbox]').click({ force: true });
      expect(
        await page.locator('input[name=intuitEnvironment][value=production]').isChecked(),
      ).toBe(true);
      await page.getByTestId('step-told').click();
      const notices = page.locator('input[name=notices]');
      await notices.focus();
      await page.keyboard.press('Space');
      expect(await notices.isChecked()).toBe(false);
      expect(await described(page, 'input[name=notices]')).toContain('Set by your firm');
    });
  });

  test('the time between checks keeps its value', async () => {
    await within(live, async (page) => {
      await page.keyboard.press('Control+,');
      await page.getByTestId('settings-checks').click();
      const every = page.locator('select[name=everyMinutes]');
      await every.focus();
      await page.keyboard.press('ArrowDown');
      expect(await every.inputValue()).toBe('15');
      expect(await calls(page, 'saveChecks')).toEqual([]);
      await page.keyboard.press('Tab');
      expect(await focused(page)).not.toBe('everyMinutes');
    });
  });

  test('the reason is seen when the field has the focus', async () => {
    await within(live, async (page) => {
      await openKeys(page);
      const why = page.locator('dialog .field .why');
      const width = async (): Promise<number> => (await why.boundingBox())?.width ?? 0;
      expect(await width()).toBeLessThan(2);
      await page.locator('input[name=firmFolder]').focus();
      expect(await width()).toBeGreaterThan(100);
    });
  });

  test('what the firm did not set stays free', async () => {
    await within({ profile: 'live', managed: { fields: ['notices'] } }, async (page) => {
      await openKeys(page);
      expect(await page.locator('input[name=firmFolder]').getAttribute('readonly')).toBeNull();
      await page.getByTestId('settings-checks').click();
      await page.locator('select[name=everyMinutes]').selectOption('30');
      expect(await calls(page, 'saveChecks')).toEqual([[{ everyMinutes: 30 }]]);
    });
  });

  test('what could not be used is listed, with where it stands', async () => {
    const problems = ['relayUrl does not start with https.'];
    await within({ profile: 'live', managed: { source: policyFile, problems } }, async (page) => {
      await openKeys(page);
      expect(await page.getByTestId('managed').innerText()).toContain(policyFile);
      expect(await page.getByTestId('managed-problems').innerText()).toContain(problems[0]);
      await page.getByTestId('settings-diagnostics').click();
      await page.getByTestId('diagnostics').waitFor();
      expect(await page.getByTestId('diagnostics').innerText()).toContain(problems[0]);
    });
  });

  test('a firm that is set up by hand is asked about roles', async () => {
    await within(none, async (page) => {
      await page.getByTestId('start-set-up').click();
      await page.locator('input[name=firmName]').fill('Hale & Ortiz LLP');
      await page.getByTestId('step-intuit').click();
      await page.locator('input[name=askRoles]').uncheck();
      await page.getByTestId('step-told').click();
      await page.getByTestId('set-up-save').click();
      await page.getByTestId('set-up-done').waitFor();
      expect((await calls(page, 'setUpFirm'))[0]).toMatchObject([{ askRoles: false }, false]);
    });
  });
});

test('no page complained', () => {
  expect(bench.complaints).toEqual([]);
});
