/** A firm's many computers, against the fake: joining, adding, what is not allowed, what the firm has set. */
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  FILE,
  fixed,
  giveFile,
  openAdd,
  openChangeFirmKey,
  openJoin,
  openKeys,
  OTHERS,
  PASSPHRASE,
  policyFile,
  staff,
  unlock,
} from './firm-scenes';
import { SIGNER_WORDS } from '../fake/fake';
import { calls, openBench, type Bench, type Visit, type Walk } from './harness';
import { openClient } from './scenes';

let bench: Bench;
const free: Walk[] = [];

beforeAll(async () => {
  bench = await openBench();
});

afterAll(async () => {
  await bench.close();
});

async function within(visit: Visit, look: (page: Page) => Promise<void>): Promise<void> {
  const walk = free.pop() ?? (await bench.walk());
  try {
    await look(await walk.visit({ reducedMotion: 'reduce', ...visit }));
  } finally {
    free.push(walk);
  }
}

const none: Visit = { profile: 'none' };

async function refuse(page: Page, call: string, code: string, message: string): Promise<void> {
  await page.evaluate(
    ([name, it, said]) =>
      window.__FAKE__.refuse(name, { code: it as 'invalid', message: said, retryable: true }),
    [call, code, message] as const,
  );
}

async function stage(page: Page, name: string): Promise<void> {
  await page.locator(`dialog[data-stage="${name}"]`).waitFor();
}

async function toast(page: Page): Promise<string> {
  await page.getByTestId('toast').locator('p').waitFor();
  return page.getByTestId('toast').locator('p').innerText();
}

/** Presses a button that is off: by keyboard, which still reaches it. */
async function press(page: Page, button: Locator): Promise<void> {
  await button.focus();
  await page.keyboard.press('Enter');
}

/** What has the focus, by its test id or name. */
async function focused(page: Page): Promise<string | undefined> {
  return page.evaluate(() => {
    const it = document.activeElement as HTMLElement | null;
    return it?.dataset.testid ?? it?.getAttribute('name') ?? it?.tagName;
  });
}

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
      expect(text).toContain('If one word differs, don’t join.');
      expect(text).toContain('27 Nov 2025');
      expect(await page.getByTestId('join-other').count()).toBe(0);
      await page.getByTestId('join-go').click();
      await stage(page, 'done');
      expect(await focused(page)).toBe('join-done');
      await page.getByTestId('join-done').click();
      await page.getByTestId('join-firm').waitFor({ state: 'detached' });
      expect(await page.title()).toBe('Counterfoil — Hale & Ortiz LLP');
      // The file was taken, not let go.
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
      await refuse(page, 'openFirmFile', 'invalid', 'This passphrase does not open the file.');
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
    ['a file that is none', 'readFirmFile', 'This is no firm file.'],
    ['a damaged one', 'readFirmFile', 'The file is damaged. Ask for it again.'],
  ])('%s is refused where it was chosen', async (_name, call, said) => {
    await within(none, async (page) => {
      await openJoin(page);
      await refuse(page, call, 'invalid', said);
      await page.getByTestId('join-file').setInputFiles({
        name: 'notes.txt',
        mimeType: 'text/plain',
        buffer: Buffer.from('notes'),
      });
      expect(await page.getByTestId('join-wrong').innerText()).toBe(said);
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
      await refuse(page, 'openFirmFile', 'nothingPending', 'Choose the firm file again.');
      await page.locator('input[name=passphrase]').fill(PASSPHRASE);
      await page.getByTestId('join-open').click();
      await stage(page, 'file');
      expect(await page.getByTestId('join-wrong').innerText()).toBe('Choose the firm file again.');
    });
  });

  test('keys that are refused leave everything as it was, to try again', async () => {
    await within(none, async (page) => {
      await openJoin(page);
      await giveFile(page);
      await unlock(page);
      await refuse(page, 'joinFirm', 'keyRefused', "Conductor didn't accept the key in the file.");
      await page.getByTestId('join-go').click();
      expect(await page.getByTestId('join-wrong').innerText()).toContain("didn't accept");
      await stage(page, 'summary');
      await page.getByTestId('join-go').click();
      await stage(page, 'done');
    });
  });

  test('keys of a firm that is here are replaced only with a tick', async () => {
    const visit = { ...none, firmFileView: { replaces: 'Old & Co.' }, seatName: 'BACK-OFFICE' };
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
      expect(await page.getByTestId('door-join').innerText()).toContain('Your firm left a file');
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
      await page.getByTestId('settings-keys').click();
      await page.getByTestId('file-open').click();
      await stage(page, 'unlock');
    });
  });

  test('says why when it cannot be used, wherever one is', async () => {
    const problem = 'This firm file is damaged. Ask for it again.';
    const broken = (page: Page): Promise<void> =>
      page.evaluate(
        (it) => window.__FAKE__.emit({ kind: 'firmFile', name: 'Bad.counterfoil', problem: it }),
        problem,
      );
    await within({ profile: 'live' }, async (page) => {
      await broken(page);
      expect(await page.getByTestId('join-wrong').innerText()).toBe(`Bad.counterfoil: ${problem}`);
      // Another one can be chosen right there.
      await giveFile(page);
      await page.keyboard.press('Escape');
      await page.keyboard.press('Control+,');
      await broken(page);
      expect(await toast(page)).toBe(`Bad.counterfoil: ${problem}`);
      await page.getByTestId('settings-keys').click();
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
      await page.getByTestId('door-set-up').click();
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
      await page.getByTestId('door-set-up').click();
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
      await page.getByTestId('door-set-up').click();
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
