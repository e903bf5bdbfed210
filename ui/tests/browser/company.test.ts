/** The company that Intuit did not name: asked for, checked, and held back when it is wrong. */
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { setup } from './harness';
import { foundOne, openClient, stageOnline } from './scenes';

const { walk } = await setup();

async function visit(more: { askRoles?: boolean } = {}): Promise<Page> {
  return walk.visit({
    profile: 'live',
    memory: { view: 'all' },
    reducedMotion: 'reduce',
    ...more,
  });
}

async function told(page: Page): Promise<unknown[]> {
  const calls = await page.evaluate(() => window.__FAKE__.calls);
  return calls.filter(([name]) => name === 'provideCompanyId').map(([, , typed]) => typed);
}

describe('the company id', () => {
  test('is typed with the keyboard alone and goes on to the verify step', async () => {
    const page = await visit();
    await stageOnline(page, { stage: 'company' });
    const field = page.getByRole('textbox', { name: 'Company ID' });
    await expect.poll(() => field.evaluate((it) => it === document.activeElement)).toBe(true);
    await page.keyboard.type('9130 3478 2145 4821');
    await page.keyboard.press('Enter');
    await page.locator('[data-stage="confirm"]').waitFor();
    expect(await told(page)).toEqual(['9130 3478 2145 4821']);
  });

  test('stays with its sentence when Intuit contradicts it, and what was typed stays too', async () => {
    const page = await visit();
    await stageOnline(page, { stage: 'company' });
    await page.evaluate(() =>
      window.__FAKE__.refuse('provideCompanyId', {
        code: 'notInCompany',
        person: 'Maria Ortiz',
        tail: '4821',
      }),
    );
    const field = page.getByRole('textbox', { name: 'Company ID' });
    await field.fill('9130347821454821');
    await page.getByTestId('company-send').click();
    expect(await page.getByRole('alert').textContent()).toContain(
      "Intuit says that Maria Ortiz isn't in company …4821.",
    );
    expect(await field.getAttribute('aria-invalid')).toBe('true');
    expect(await field.inputValue()).toBe('9130347821454821');
    await page.getByTestId('company-send').click();
    await page.locator('[data-stage="confirm"]').waitFor();
    expect(await told(page)).toHaveLength(2);
  });

  test('is asked for again when the sheet is opened again, and Cancel ends it', async () => {
    const page = await visit();
    await stageOnline(page, { stage: 'company' });
    await page.keyboard.press('Escape');
    await page.getByTestId('connect-sheet').waitFor({ state: 'detached' });
    await page.getByTestId('inspector-primary').click();
    await page.locator('[data-stage="company"]').waitFor();
    await page.getByTestId('connect-cancel').click();
    await page.getByTestId('connect-sheet').waitFor({ state: 'detached' });
    const calls = await page.evaluate(() => window.__FAKE__.calls.map(([name]) => name));
    expect(calls).toContain('cancelConnect');
  });

  test('that nothing confirms is called typed, and the verify step says so', async () => {
    const page = await visit({ askRoles: false });
    const found = await foundOne(page, { unconfirmed: true });
    await stageOnline(page, { stage: 'confirm', found });
    const sheet = page.getByTestId('connect-sheet');
    expect(await sheet.textContent()).toContain("Intuit couldn't confirm the company ID");
    expect(await sheet.getByRole('heading', { name: 'You typed' }).count()).toBe(1);
    expect(await sheet.getByRole('heading', { name: 'Intuit says' }).count()).toBe(0);
  });
});

describe('roles that the firm does not ask for', () => {
  test('a refused scope leads to the keys', async () => {
    const page = await visit();
    await stageOnline(page, { stage: 'ended', ending: 'scopeRefused' });
    await page.getByTestId('connect-change-keys').click();
    await page.getByTestId('set-up-firm').waitFor();
  });

  test('are a normal state with the reason, and nobody is offered to ask', async () => {
    const page = await visit({ askRoles: false });
    await openClient(page, 'Thistle & Pine');
    const badge = page.getByTestId('inspector').getByText('Role not available').first();
    await badge.waitFor();
    expect(await page.getByTestId('inspector').innerHTML()).toContain('turned off asking Intuit');
  });
});
