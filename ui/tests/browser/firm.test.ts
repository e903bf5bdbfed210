/** A firm's many computers: changing the firm's key, adding a computer, the shared change log. */
import { describe, expect, test } from 'vitest';
import { openAdd, openChangeFirmKey, openKeys, OTHERS } from './firm-scenes';
import { SIGNER_WORDS } from '../fake/overview';
import { calls, setup } from './harness';
import { refuse, stage, focused } from './firm-steps';
import { toast } from './roster-steps';

const { bench, apart: within } = await setup();

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
      await refuse(page, 'changeFirmKey', {
        code: 'keyNotChanged',
        why: { kind: 'keychain', why: 'locked' },
      });
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
      await refuse(page, 'makeFirmFile', {
        code: 'secretKeyRefused',
        field: 'conductorSecretKey',
      });
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
      await refuse(page, 'makeFirmFile', {
        code: 'fileNeedsService',
        field: 'conductorSecretKey',
      });
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
      await refuse(page, 'saveFirmFolder', { code: 'folderNotWritable', folder: '/nowhere' });
      await page.locator('input[name=firmFolder]').fill('/nowhere');
      await page.getByTestId('save-folder').click();
      await page.getByRole('alert').waitFor();
      expect(await page.locator('input[name=firmFolder]').getAttribute('aria-invalid')).toBe(
        'true',
      );
    });
  });
});

test('no page complained', () => {
  expect(bench.complaints).toEqual([]);
});
