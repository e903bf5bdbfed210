/** What people do, done with the keyboard alone or with the mouse, against the fake app. */
import type { Locator, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { NOW } from '../fake/rows';
import { calls, idOf, setup } from './harness';
import { foundOne, openClient, openConnect, stageOnline } from './scenes';

const { bench, within } = await setup();

function focused(page: Page): Locator {
  return page.locator(':focus');
}

/** Presses Tab until the focus is on this element, as a person without a mouse would. */
async function tabTo(page: Page, testid: string): Promise<void> {
  for (let presses = 0; presses < 40; presses += 1) {
    if ((await focused(page).getAttribute('data-testid')) === testid) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab never reached ${testid}`);
}

async function arrowTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 40; presses += 1) {
    if ((await focused(page).getAttribute('data-client-name')) === name) return;
    await page.keyboard.press('ArrowDown');
    await page.waitForTimeout(10);
  }
  throw new Error(`the arrows never reached ${name}`);
}

describe('with the keyboard alone', () => {
  test('connect QuickBooks Online from the row to Connected', async () => {
    await within({}, async (page) => {
      await page.keyboard.press('Control+f');
      await page.keyboard.type('wren');
      await page.keyboard.press('Enter');
      await page.keyboard.press('Enter');
      await page.getByTestId('inspector').waitFor();
      await tabTo(page, 'inspector-primary');
      await page.keyboard.press('Enter');
      await page.locator('[data-testid="connect-sheet"][data-stage="consent"]').waitFor();
      expect(await focused(page).getAttribute('data-testid')).toBe('connect-continue');
      await page.keyboard.press('Enter');
      await page.locator('[data-stage="waiting"]').waitFor();
      const found = await foundOne(page, { companyName: 'Wren & Daughters Ltd' });
      await page.evaluate(
        (it) => window.__FAKE__.attempt('Wren & Daughters', { stage: 'confirm', found: it }),
        found,
      );
      await page.locator('[data-stage="confirm"]').waitFor();
      expect(await page.getByTestId('connect-found').textContent()).toContain('(…4821)');
      await tabTo(page, 'connect-save');
      await page.keyboard.press('Enter');
      await page.locator('[data-stage="done"]').waitFor();
      await tabTo(page, 'connect-close');
      await page.keyboard.press('Enter');
      await page.getByTestId('connect-sheet').waitFor({ state: 'detached' });
      const row = page.locator('[data-client-name="Wren & Daughters"]');
      expect(await row.getAttribute('data-state')).toBe('connected');
      expect(await row.getByTestId('row-status').textContent()).toBe('Connected');
      expect(await row.getByTestId('row-roles').textContent()).toMatch(/Admin.*Payroll/s);
    });
  });

  test('connect QuickBooks Desktop: three ticks, then the link opens', async () => {
    await within({}, async (page) => {
      await page.locator('[data-client-name]').first().focus();
      await arrowTo(page, 'Northwind Tools');
      await page.keyboard.press('c');
      await page.getByTestId('connect-sheet').waitFor();
      expect(await page.getByTestId('connect-continue').isDisabled()).toBe(true);
      for (const index of [1, 2, 3]) {
        await tabTo(page, `connect-check-${index}`);
        await page.keyboard.press('Space');
      }
      await tabTo(page, 'connect-continue');
      await page.keyboard.press('Enter');
      await page.locator('[data-stage="waiting"]').waitFor();
      const id = await idOf(page, 'Northwind Tools');
      expect(await calls(page, 'connectDesktop')).toEqual([[id, 30, 'opened']]);
      expect(await page.getByTestId('connect-life').textContent()).toContain('30 more minutes');
      await page.keyboard.press('Escape');
      await page.getByTestId('connect-sheet').waitFor({ state: 'detached' });
      const row = page.locator(`[data-testid="row-${id}"]`);
      expect(await row.getByTestId('row-status').textContent()).toBe('Waiting for QuickBooks');
    });
  });

  test('the focus comes back to where it was when a sheet closes', async () => {
    await within({}, async (page) => {
      await page.getByTestId('add-client').focus();
      await page.keyboard.press('Enter');
      expect(await focused(page).getAttribute('name')).toBe('name');
      await page.keyboard.press('Escape');
      await page.getByTestId('add-client-form').waitFor({ state: 'detached' });
      await page.waitForFunction(
        () => document.activeElement?.getAttribute('data-testid') === 'add-client',
      );
    });
  });

  test('letters act only while the list has the focus', async () => {
    await within({}, async (page) => {
      await page.getByTestId('search').focus();
      await page.keyboard.type('nc?');
      expect(await page.locator('dialog').count()).toBe(0);
      expect(await page.getByTestId('search').inputValue()).toBe('nc?');
    });
  });

  test('Esc leaves the pushed page and returns to its row', async () => {
    await within({ width: 720, height: 520 }, async (page) => {
      const row = page.locator('[data-client-name="Acme Plumbing"]');
      await row.focus();
      await page.keyboard.press('Enter');
      await page.getByTestId('inspector').waitFor();
      expect(await row.isVisible()).toBe(false);
      await page.keyboard.press('Escape');
      await page.getByTestId('inspector').waitFor({ state: 'detached' });
      await page.waitForFunction(
        () => document.activeElement?.getAttribute('data-client-name') === 'Acme Plumbing',
      );
    });
  });
});

describe('the sheet of a sign-in', () => {
  test('cancel asks the app and closes', async () => {
    await within({}, async (page) => {
      await stageOnline(page, {});
      await page.getByTestId('connect-cancel').click();
      await page.getByTestId('connect-sheet').waitFor({ state: 'detached' });
      expect(await calls(page, 'cancelConnect')).toHaveLength(1);
    });
  });

  test('closing keeps it, and opening it again shows where it is', async () => {
    await within({}, async (page) => {
      await stageOnline(page, {});
      await page.getByTestId('connect-close').click();
      expect(await calls(page, 'cancelConnect')).toHaveLength(0);
      await page.getByTestId('inspector-primary').click();
      await page.locator('[data-testid="connect-sheet"][data-stage="waiting"]').waitFor();
      await page.getByTestId('connect-copy-link').click();
      await page.getByTestId('connect-copy-link').getByText('Copied ✓').waitFor();
    });
  });

  test('the elapsed time shows after 20 seconds', async () => {
    await within({}, async (page) => {
      await stageOnline(page, { openedAt: NOW - 12_000 });
      const sheet = page.getByTestId('connect-sheet');
      expect(await sheet.getByText('12 s').count()).toBe(0);
      await page.evaluate(
        (at) => window.__FAKE__.attempt('Wren & Daughters', { openedAt: at }),
        NOW - 41_000,
      );
      await sheet.getByText('41 s').waitFor();
    });
  });

  test('no code is asked for: no page of ours shows one', async () => {
    await within({}, async (page) => {
      await stageOnline(page, {});
      const sheet = page.getByTestId('connect-sheet');
      expect(await sheet.textContent()).not.toMatch(/code/i);
      expect(await sheet.locator('textarea').count()).toBe(0);
    });
  });

  test('the wrong company ends without a connection', async () => {
    await within({}, async (page) => {
      await stageOnline(page, { stage: 'confirm', found: await foundOne(page, {}) });
      await page.getByTestId('connect-wrong').click();
      await page.locator('[data-ending="rejected"]').waitFor();
      expect(await page.getByTestId('connect-ending').textContent()).toContain('Not saved');
      await page.getByTestId('connect-again').click();
      await page.locator('[data-testid="connect-sheet"][data-stage="consent"]').waitFor();
    });
  });

  test('news that arrive late do not turn it back', async () => {
    await within({}, async (page) => {
      await stageOnline(page, { stage: 'confirm', found: await foundOne(page, {}) });
      await page.evaluate(() => window.__FAKE__.attempt('Wren & Daughters', { stage: 'waiting' }));
      expect(await page.locator('[data-stage="confirm"]').count()).toBe(1);
    });
  });

  test('a link that does not fit sends the sheet back to waiting, with words', async () => {
    await within({}, async (page) => {
      await stageOnline(page, { stage: 'verifying' });
      await page.evaluate(() =>
        window.__FAKE__.attempt('Wren & Daughters', {
          stage: 'waiting',
          error: { code: 'otherAnswer' },
        }),
      );
      await page.locator('[data-stage="waiting"]').waitFor();
      await page
        .getByTestId('connect-problem')
        .getByText("doesn't belong to this sign-in")
        .waitFor();
    });
  });

  test('a refusal of the app is said in its own words', async () => {
    await within({}, async (page) => {
      await page.evaluate(() =>
        window.__FAKE__.refuse('connectOnline', {
          code: 'notAnswering',
          service: 'intuit',
          serviceCode: 'no_answer',
        }),
      );
      await openConnect(page, 'Wren & Daughters');
      await page.getByTestId('connect-continue').click();
      await page.getByTestId('toast').getByText("Intuit isn't answering").waitFor();
    });
  });

  test('a link for somebody else is copied, never opened here', async () => {
    await within({}, async (page) => {
      await openClient(page, 'Umbra Lighting Co.');
      await page.getByTestId('inspector-primary').click();
      const sheet = page.getByTestId('connect-sheet');
      await sheet.waitFor();
      expect(await sheet.locator('input[name=handed][value=opened]').isDisabled()).toBe(true);
      await sheet.locator('select[name=linkMinutes]').selectOption({ label: '7 days' });
      await page.getByTestId('connect-continue').click();
      await page.locator('[data-stage="waiting"]').waitFor();
      const id = await idOf(page, 'Umbra Lighting Co.');
      expect(await calls(page, 'connectDesktop')).toEqual([[id, 10080, 'copied']]);
    });
  });

  test('where QuickBooks runs can be changed first', async () => {
    await within({}, async (page) => {
      await openConnect(page, 'Northwind Tools');
      await page.getByRole('button', { name: 'Change' }).click();
      await page.locator('input[name=where][value=hosted]').check();
      await page.locator('input[name=computer]').fill('Rightworks');
      await page.getByTestId('connect-where-continue').click();
      await page.getByText('On a hosted computer · Rightworks').waitFor();
      const [call] = await calls(page, 'editClient');
      expect(call?.[1]).toMatchObject({ place: 'hosted', computer: 'Rightworks' });
      expect(await page.locator('input[name=handed][value=copied]').isChecked()).toBe(true);
    });
  });
});

describe('first run', () => {
  test('look around, and leave again', async () => {
    await within({ profile: 'none' }, async (page) => {
      await page.getByTestId('start-practice').click();
      await page.getByTestId('practice-banner').waitFor();
      expect(await page.locator('[data-client-name]').count()).toBe(25);
      expect(await page.title()).toContain('(Practice)');
      await page.getByTestId('leave-practice').click();
      await page.getByTestId('welcome').waitFor();
    });
  });

  test('a pasted block fills the form and leaves the screen', async () => {
    await within({ profile: 'none' }, async (page) => {
      await page.getByTestId('start-set-up').click();
      await page.getByText('Paste everything at once').click();
      const block = page.getByRole('textbox', { name: 'Paste everything at once' });
      await block.evaluate((it) => {
        const clipboardData = new DataTransfer();
        clipboardData.setData(
          'text/plain',
          'CONDUCTOR_SECRET_KEY=sk_conductor_test_not_a_real_key\nFIRM_NAME=Ashby',
        );
        it.dispatchEvent(
          new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
        );
      });
      await page.getByText('2 fields were filled in.').waitFor();
      expect(await block.inputValue()).toBe('');
      await page.getByTestId('set-up-save').click();
      await page.getByText('No clients yet').waitFor();
      const [call] = await calls(page, 'setUpFirm');
      expect(call?.[0]).toMatchObject({
        firmName: 'Ashby',
        conductorSecretKey: 'sk_conductor_test_not_a_real_key',
      });
    });
  });

  test('a refused key is named and nothing closes', async () => {
    await within({ profile: 'none' }, async (page) => {
      await page.evaluate(() =>
        window.__FAKE__.refuse('setUpFirm', {
          code: 'secretKeyRefused',
          field: 'conductorSecretKey',
        }),
      );
      await page.getByTestId('start-set-up').click();
      await page.locator('input[name=firmName]').fill('Ashby');
      await page.getByTestId('step-conductor').click();
      await page.locator('input[name=conductorSecretKey]').fill('sk_conductor_not_a_real_key');
      await page.getByTestId('set-up-save').click();
      await page.getByRole('alert').getByText("Conductor didn't accept the secret key.").waitFor();
    });
  });
});

test('no page complained', () => {
  expect(bench.complaints).toEqual([]);
});
