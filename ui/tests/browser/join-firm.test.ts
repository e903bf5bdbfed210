/** Joining a firm with a firm file, against the fake: chosen, dropped, left by the firm, or opened while the app runs. */
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { FILE, giveFile, openJoin, openKeys, PASSPHRASE, policyFile, unlock } from './firm-scenes';
import * as words from '../../src/words';
import { SIGNER_WORDS } from '../fake/overview';
import { calls, setup, type Visit } from './harness';
import { focused, refuse, stage } from './firm-steps';
import { toast } from './roster-steps';
import { goTo } from './going';

const { bench, apart: within } = await setup();

const none: Visit = { profile: 'none' };

describe.concurrent('joining', () => {
  test('a file, its passphrase, what it allows, and the firm is here', async () => {
    await within(none, async (page) => {
      await openJoin(page);
      await giveFile(page);
      expect((await calls(page, 'readFirmFile'))[0]).toEqual([
        FILE,
        [...Buffer.from('age-encryption.org/v1')],
      ]);
      expect(await focused(page)).toBe('passphrase');
      await page.locator('input[name=passphrase]').fill(`  ${PASSPHRASE} `);
      await page.keyboard.press('Enter');
      await stage(page, 'summary');
      expect(await calls(page, 'openFirmFile')).toEqual([[PASSPHRASE]]);
      // Nothing is taken yet, and a key held down takes nothing: the text has the focus.
      expect(await focused(page)).toBe('join-from');
      await page.keyboard.press('Enter');
      expect(await calls(page, 'joinFirm')).toEqual([]);
      expect(await page.getByTestId('join-from').innerText()).toBe(
        'From Hale & Ortiz LLP, made on OFFICE-1, 20 Nov 2025, for FRONT-DESK. Lets this computer check connections and start new ones. Keys are kept in the keyring of your desktop and are never shown.',
      );
      const allowed = await page
        .locator('dialog [data-allowed=true]')
        .evaluateAll((all) => all.map((it) => (it as HTMLElement).dataset.testid));
      expect(allowed).toEqual(['allows-check', 'allows-connect', 'allows-export']);
      const text = await page.locator('dialog').innerText();
      expect(await page.getByTestId('host-relay').innerText()).toMatch(
        /^relay\.haleortiz\.example\s+The file says that Hale & Ortiz LLP runs it\.$/,
      );
      expect(await page.getByTestId('signer-words').innerText()).toBe(SIGNER_WORDS);
      expect(text).toContain("If one word differs, don't join.");
      expect(text).toContain('27 Nov 2025');
      expect(await page.getByTestId('join-other').count()).toBe(0);
      await page.getByTestId('join-go').click();
      await stage(page, 'done');
      expect(await focused(page)).toBe('join-done');
      await page.getByTestId('join-done').click();
      await page.getByTestId('join-firm').waitFor({ state: 'detached' });
      expect(await page.title()).toBe('Counterfoil — Hale & Ortiz LLP');
      // The file was taken, not dropped.
      expect(await calls(page, 'forgetFirmFile')).toEqual([]);
      await openKeys(page);
      expect(await page.getByTestId('joined-with').innerText()).toContain('OFFICE-1, 20 Nov 2025');
    });
  });

  test('by keyboard alone, but for the file itself', async () => {
    await within({ ...none, firmFile: FILE }, async (page) => {
      await stage(page, 'unlock');
      await page.keyboard.type(PASSPHRASE);
      await page.keyboard.press('Tab');
      expect(await focused(page)).toBe('show-passphrase');
      await page.keyboard.press('Space');
      expect(await page.locator('input[name=passphrase]').getAttribute('type')).toBe('text');
      await page.keyboard.press('Shift+Tab');
      await page.keyboard.press('Enter');
      await stage(page, 'summary');
      for (let step = 0; step < 8 && (await focused(page)) !== 'join-go'; step += 1) {
        await page.keyboard.press('Tab');
      }
      await page.keyboard.press('Enter');
      await stage(page, 'done');
      await page.keyboard.press('Enter');
      await page.getByTestId('join-firm').waitFor({ state: 'detached' });
    });
  });

  test('a wrong passphrase is said at its field and keeps the file', async () => {
    await within(none, async (page) => {
      await openJoin(page);
      await giveFile(page);
      await refuse(page, 'openFirmFile', { code: 'wrongPassphrase' });
      await page.locator('input[name=passphrase]').fill('wrong');
      await page.getByTestId('join-open').click();
      await page.getByRole('alert').waitFor();
      const field = page.locator('input[name=passphrase]');
      expect(await field.getAttribute('aria-invalid')).toBe('true');
      expect(await focused(page)).toBe('passphrase');
      expect(await page.getByTestId('join-firm').innerText()).toContain(FILE);
      await unlock(page);
    });
  });

  test('no passphrase asks for one, without asking the app', async () => {
    await within({ ...none, firmFile: FILE }, async (page) => {
      await page.getByTestId('join-open').click();
      expect(await page.getByRole('alert').innerText()).toContain('Enter the passphrase');
      expect(await calls(page, 'openFirmFile')).toEqual([]);
    });
  });

  test.each([
    ['a file that is none', { code: 'notAFirmFile' }, 'This is not a firm file.'],
    ['a damaged one', { code: 'fileDamaged' }, 'This firm file is damaged'],
  ] as const)('%s is refused where it was chosen', async (_name, problem, said) => {
    await within(none, async (page) => {
      await openJoin(page);
      await refuse(page, 'readFirmFile', problem);
      await page.getByTestId('join-file').setInputFiles({
        name: 'notes.txt',
        mimeType: 'text/plain',
        buffer: Buffer.from('notes'),
      });
      expect(await page.getByTestId('join-wrong').innerText()).toContain(said);
      await giveFile(page);
    });
  });

  test('a file of any size is not handed over: firm files are small', async () => {
    await within(none, async (page) => {
      await openJoin(page);
      await page.getByTestId('join-file').setInputFiles({
        name: 'film.counterfoil',
        mimeType: 'application/octet-stream',
        buffer: Buffer.alloc(300 * 1024),
      });
      expect(await page.getByTestId('join-wrong').innerText()).toContain('firm files are small');
      expect(await calls(page, 'readFirmFile')).toEqual([]);
    });
  });

  test('a file that the app no longer has is chosen again, and it says why', async () => {
    await within({ ...none, firmFile: FILE }, async (page) => {
      await refuse(page, 'openFirmFile', { code: 'noFirmFile' });
      await page.locator('input[name=passphrase]').fill(PASSPHRASE);
      await page.getByTestId('join-open').click();
      await stage(page, 'file');
      expect(await page.getByTestId('join-wrong').innerText()).toContain('No firm file is open.');
    });
  });

  test('keys that are refused leave everything as it was, to try again', async () => {
    await within(none, async (page) => {
      await openJoin(page);
      await giveFile(page);
      await unlock(page);
      await refuse(page, 'joinFirm', { code: 'fileKeyRefused' });
      await page.getByTestId('join-go').click();
      expect(await page.getByTestId('join-wrong').innerText()).toContain("didn't accept");
      await stage(page, 'summary');
      await page.getByTestId('join-go').click();
      await stage(page, 'done');
    });
  });

  test('keys of a firm that is here are replaced only with a tick', async () => {
    const visit = { ...none, firmFileView: { replaces: 'Old & Co.' }, computerName: 'BACK-OFFICE' };
    await within(visit, async (page) => {
      await openJoin(page);
      await giveFile(page);
      await unlock(page);
      expect(await page.getByTestId('join-other').innerText()).toContain(
        'made for FRONT-DESK; this is BACK-OFFICE',
      );
      await page.getByTestId('join-go').click();
      expect(await page.getByTestId('join-wrong').innerText()).toContain('Old & Co.');
      expect(await focused(page)).toBe('join-replaces');
      expect(await calls(page, 'joinFirm')).toEqual([]);
      await page.keyboard.press('Space');
      await page.getByTestId('join-go').click();
      await stage(page, 'done');
    });
  });

  test('what changes is shown, and another server for the folder needs a tick of its own', async () => {
    const visit: Visit = {
      ...none,
      firmFileView: {
        replaces: 'Hale & Ortiz LLP',
        signer: 'pinned',
        folderServer: 'thief.example',
        firmFolder: '\\\\thief.example\\share',
        hosts: [
          { service: 'relay', host: 'signin.thief.example' },
          { service: 'folder', host: 'thief.example' },
        ],
        changes: [
          { field: 'relayUrl', was: 'signin.haleortiz.example', will: 'signin.thief.example' },
          { field: 'changeKeys', was: 'yes', will: 'no' },
          { field: 'firmFolder', was: null, will: '\\\\thief.example\\share' },
        ],
      },
    };
    await within(visit, async (page) => {
      await openJoin(page);
      await giveFile(page);
      await unlock(page);
      expect(await page.getByTestId('host-relay').locator('strong').innerText()).toBe(
        'signin.thief.example',
      );
      expect(await page.getByTestId('host-folder').innerText()).toBe('thief.example');
      const changes = await page.getByTestId('join-changes').locator('li').allInnerTexts();
      expect(changes).toEqual([
        'Relay address: signin.haleortiz.example → signin.thief.example',
        'Changing keys: yes → no',
        'Shared change log: not set → \\\\thief.example\\share',
      ]);
      expect(await page.locator('dialog').innerText()).toContain('that this computer knows');
      await page.getByTestId('join-replaces').check();
      await page.getByTestId('join-go').click();
      expect(await page.getByTestId('join-wrong').innerText()).toContain('thief.example');
      expect(await focused(page)).toBe('join-folder');
      expect(await calls(page, 'joinFirm')).toEqual([]);
      await page.keyboard.press('Space');
      await page.getByTestId('join-go').click();
      await stage(page, 'done');
      expect(await calls(page, 'joinFirm')).toEqual([['thief.example']]);
    });
  });

  test('a file of another firm opens beside the one that is here', async () => {
    const visit = { ...none, firmFileView: { beside: 'Wren & Daughters LLP' } };
    await within(visit, async (page) => {
      await openJoin(page);
      await giveFile(page);
      await unlock(page);
      const said = await page.getByTestId('join-beside').innerText();
      expect(said).toContain('beside Wren & Daughters LLP');
      expect(await page.getByTestId('join-replaces').count()).toBe(0);
    });
  });

  test('cancelling lets the file go', async () => {
    await within({ ...none, firmFile: FILE }, async (page) => {
      await stage(page, 'unlock');
      await page.keyboard.press('Escape');
      await page.getByTestId('join-firm').waitFor({ state: 'detached' });
      expect(await calls(page, 'forgetFirmFile')).toEqual([[]]);
      await openJoin(page);
      await stage(page, 'file');
    });
  });

  test('while the keys are checked, Escape does not leave half a firm behind', async () => {
    await within({ ...none, firmFile: FILE, slow: 'joinFirm' }, async (page) => {
      await unlock(page);
      await page.getByTestId('join-go').click();
      await stage(page, 'joining');
      await page.keyboard.press('Escape');
      expect(await page.getByTestId('join-firm').isVisible()).toBe(true);
      expect(await page.getByRole('status').filter({ hasText: 'Checking the keys' }).count()).toBe(
        1,
      );
    });
  });

  test('a file that the firm left is one click away', async () => {
    const visit = { ...none, managed: { source: policyFile, firmFile: { name: FILE } } };
    await within(visit, async (page) => {
      expect(await page.getByTestId('start-join').innerText()).toContain('Your firm left a file');
      await openJoin(page);
      expect(await focused(page)).toBe('join-left');
      await page.keyboard.press('Enter');
      await stage(page, 'unlock');
      expect(await calls(page, 'readManagedFirmFile')).toEqual([[]]);
    });
  });
});

describe.concurrent('a file that is opened from outside while the app runs', () => {
  const emit = (page: Page, name = FILE): Promise<void> =>
    page.evaluate((it) => window.__FAKE__.emit({ kind: 'firmFile', name: it }), name);

  test('opens the sheet, in a firm and before there is one', async () => {
    await within(none, async (page) => {
      await emit(page);
      await stage(page, 'unlock');
    });
    await within({ profile: 'live' }, async (page) => {
      await page.getByTestId('search').focus();
      await emit(page);
      await stage(page, 'unlock');
      await page.keyboard.press('Escape');
      await page.waitForFunction(
        () => document.activeElement?.getAttribute('data-testid') === 'search',
      );
    });
  });

  test('leaves a form alone that somebody fills in, and waits for a click', async () => {
    await within({ profile: 'live' }, async (page) => {
      await page.getByTestId('add-client').click();
      await page.locator('input[name=name]').fill('Half a name');
      await emit(page);
      expect(await toast(page)).toContain(FILE);
      expect(await page.locator('input[name=name]').inputValue()).toBe('Half a name');
      await page.getByTestId('toast').getByRole('button').first().click();
      await stage(page, 'unlock');
    });
  });

  test('can still be opened from the settings when the message has gone', async () => {
    await within({ profile: 'live' }, async (page) => {
      await page.keyboard.press('Control+,');
      await emit(page);
      await page.getByTestId('toast').getByRole('button', { name: 'Close' }).click();
      await page.keyboard.press('Escape');
      await goTo(page, 'firm');
      await page.getByTestId('file-open').click();
      await stage(page, 'unlock');
    });
  });

  test('says why when it cannot be used, wherever one is', async () => {
    const problem = { code: 'fileDamaged' } as const;
    const said = `Bad.counterfoil: ${words.problem(problem)}`;
    const broken = (page: Page): Promise<void> =>
      page.evaluate(
        (it) => window.__FAKE__.emit({ kind: 'firmFile', name: 'Bad.counterfoil', problem: it }),
        problem,
      );
    await within({ profile: 'live' }, async (page) => {
      await broken(page);
      expect(await page.getByTestId('join-wrong').innerText()).toBe(said);
      // Another one can be chosen right there.
      await giveFile(page);
      await page.keyboard.press('Escape');
      await page.keyboard.press('Control+,');
      await broken(page);
      expect(await toast(page)).toBe(said);
      await page.keyboard.press('Escape');
      await goTo(page, 'firm');
      expect(await page.getByTestId('file-waits').count()).toBe(0);
    });
  });

  test('takes the place of the file that was on its way', async () => {
    await within({ ...none, firmFile: FILE }, async (page) => {
      await unlock(page);
      await emit(page, 'OTHER.counterfoil');
      await stage(page, 'unlock');
      expect(await page.getByTestId('join-firm').innerText()).toContain('OTHER.counterfoil');
      expect(await page.locator('input[name=passphrase]').inputValue()).toBe('');
    });
  });
});

test('no page complained', () => {
  expect(bench.complaints).toEqual([]);
});
