/** Checks: whom they ask, how far they are, and what came of them. */
import { expect, test } from 'vitest';
import { setup } from './harness';
import { openClient } from './scenes';
import { shownNames } from './roster-steps';

const { within } = await setup();

test('a check of everything says whom it asked and that nothing changed', async () => {
  await within({ memory: { view: 'all' } }, async (page) => {
    await page.getByTestId('check-all').click();
    await page
      .getByText(
        /^Done: \d+ Online clients asked, \d+ Desktop clients only looked up at Conductor\. Nothing changed\.$/,
      )
      .waitFor();
  });
});

test('a check of everything names what changed', async () => {
  await within({ memory: { view: 'all' }, changed: "Sue's Bakery LLC" }, async (page) => {
    await page.getByTestId('check-all').click();
    await page.getByText(/1 changed: Sue's Bakery LLC is connected\.$/).waitFor();
  });
});

test('the foot says how far it is, and then when the last check was', async () => {
  await within({ memory: { view: 'all' } }, async (page) => {
    await page.evaluate(() => window.__FAKE__.emit({ kind: 'checking', done: 7, of: 13 }));
    const foot = page.getByTestId('foot');
    await expect.poll(() => foot.textContent()).toContain('Checking, 7 of 13');
    await page.evaluate(() =>
      window.__FAKE__.emit({ kind: 'checked', last: Date.now(), next: null }),
    );
    await expect.poll(() => foot.textContent()).toMatch(/Last check 14:05$/);
  });
});

test('a check that finds the same says so', async () => {
  await within({ memory: { view: 'all' } }, async (page) => {
    await openClient(page, 'Acme Plumbing');
    await page.getByTestId('inspector-primary').click();
    await page.getByText('Acme Plumbing was asked just now: still another company open.').waitFor();
  });
});

test('a refreshed row stays where it is until the selection moves', async () => {
  await within({ memory: { view: 'all' } }, async (page) => {
    const before = await shownNames(page);
    await openClient(page, 'Quill Street Press');
    await page.getByTestId('inspector-primary').click();
    await page.getByText('Quill Street Press: sign-in good for another 100 days.').waitFor();
    expect(await shownNames(page)).toEqual(before);
    await openClient(page, 'Larkspur Dental Group');
    const after = await shownNames(page);
    expect(after.indexOf('Quill Street Press')).toBeGreaterThan(
      before.indexOf('Quill Street Press'),
    );
  });
});
