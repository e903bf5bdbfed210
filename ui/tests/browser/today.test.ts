/** *Today*, by keyboard only: what needs someone, the button of each row, and one action for a group. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { setup } from './harness';
import { goTo } from './going';

const { within } = await setup();

function focused(page: Page): Promise<string | null> {
  return page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? null);
}

/** Down to the row of this name. */
async function downTo(page: Page, name: string): Promise<void> {
  await page.keyboard.press('Home');
  for (let steps = 0; steps < 40; steps += 1) {
    if ((await focused(page))?.startsWith(name)) return;
    await page.keyboard.press('ArrowDown');
    // The row takes the focus once it is in the page.
    await page.waitForFunction(() => document.activeElement?.getAttribute('role') === 'row');
  }
  throw new Error(`no row ${name}; at ${await focused(page)}`);
}

async function calls(page: Page): Promise<string[]> {
  return page.evaluate(() => window.__FAKE__.calls.map(([name]) => name));
}

async function open(page: Page): Promise<void> {
  await goTo(page, 'today');
  await page.keyboard.press('F6');
  await page.keyboard.press('F6');
  await page.waitForFunction(() => document.activeElement?.closest('[data-testid="today"]'));
}

test('says how many clients need someone, and groups them by who', async () => {
  await within({}, async (page) => {
    await open(page);
    expect(await page.getByTestId('today-summary').textContent()).toMatch(
      /^15 clients need someone\. 4 work\. 2 not connected yet\./,
    );
    const groups = await page.getByTestId('today-group').allTextContents();
    expect(groups.map((it) => it.replace(/\s+/g, ' ').trim())).toEqual([
      'You· 6 Reconnect 2 in a row',
      'The client· 3 Write to 3 clients…',
      'A computer· 6 Copy steps by computer',
      'Waiting for an answer· 3',
      'Coming up (60 days)· 1',
    ]);
  });
});

test('the red number beside it is what is yours to do', async () => {
  await within({}, async (page) => {
    expect(await page.getByTestId('nav-today').getAttribute('aria-label')).toBe('Today, 6 clients');
  });
});

test("Enter is the row's button", async () => {
  await within({}, async (page) => {
    await open(page);
    await downTo(page, 'Quill Street Press');
    expect(await focused(page)).toBe('Quill Street Press, Sign-in lapses in 12 days, Refresh');
    await page.keyboard.press('Enter');
    await expect.poll(() => calls(page)).toContain('refreshClient');
    await downTo(page, 'Larkspur Dental Group');
    await page.keyboard.press('Enter');
    await page.getByTestId('connect-sheet').waitFor();
  });
});

test('a line of several clients is unfolded and folded by keyboard', async () => {
  await within({}, async (page) => {
    await open(page);
    await downTo(page, 'OFFICE-PC-3');
    const row = page.locator('[data-testid="today-line"]');
    expect(await row.getAttribute('aria-expanded')).toBe('false');
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => row.getAttribute('aria-expanded')).toBe('true');
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => focused(page)).toMatch(/^Acme Plumbing, Another company is open/);
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => focused(page)).toMatch(/^OFFICE-PC-3/);
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => row.getAttribute('aria-expanded')).toBe('false');
    await page.keyboard.press('Enter');
    await expect.poll(() => row.getAttribute('aria-expanded')).toBe('true');
  });
});

test('a row opens the inspector, which the arrows then turn', async () => {
  await within({}, async (page) => {
    await open(page);
    await downTo(page, 'Larkspur Dental Group');
    await page.keyboard.press('Space');
    await page.getByTestId('inspector').waitFor();
    await page.keyboard.press('ArrowDown');
    await expect
      .poll(() => page.locator('[data-pane="inspector"] h2').textContent())
      .toBe('Pemberton Books');
    await page.keyboard.press('Escape');
    await page.getByTestId('inspector').waitFor({ state: 'detached' });
  });
});

test('reconnects in a row, and comes back to the queue after each', async () => {
  await within({}, async (page) => {
    await open(page);
    await downTo(page, 'You,');
    await page.keyboard.press('Enter');
    await page.getByTestId('reconnect').waitFor();
    expect(await page.getByTestId('reconnect-turn').textContent()).toContain('1 of 2');
    await page.getByTestId('reconnect-skip').click();
    expect(await page.getByTestId('reconnect-turn').textContent()).toContain('2 of 2');
    await page.getByTestId('reconnect-go').click();
    await page.getByTestId('connect-sheet').waitFor();
    await page.keyboard.press('Escape');
    await page.getByTestId('reconnect').waitFor();
  });
});

test('writes one message for each client', async () => {
  await within({}, async (page) => {
    await open(page);
    await downTo(page, 'The client,');
    await page.keyboard.press('Enter');
    const text = page.getByTestId('write-text');
    await text.waitFor();
    expect(await text.textContent()).toContain("Bill's Butchers");
    await page.getByTestId('write-copy').click();
    await page.getByTestId('write-next').click();
    expect(await text.textContent()).not.toContain("Bill's Butchers");
    expect((await calls(page)).filter((it) => it === 'copyText')).toHaveLength(1);
  });
});

test('copies one paper of steps for all computers', async () => {
  await within({}, async (page) => {
    await open(page);
    await downTo(page, 'A computer,');
    await page.keyboard.press('Enter');
    await page.getByText('Steps for 4 computers copied.').waitFor();
    const paper = await page.evaluate(
      () => window.__FAKE__.calls.find(([name]) => name === 'copyText')?.[1],
    );
    expect(paper).toMatch(/OFFICE-PC-3[\s\S]*Acme Plumbing[\s\S]*Choose File › Close Company/);
  });
});

test.each(['confirm', 'company'] as const)(
  'an answer that waits (%s) says Review',
  async (stage) => {
    await within({}, async (page) => {
      await page.evaluate(
        (at) => window.__FAKE__.attempt('Oak & Ivy Florists', { stage: at }),
        stage,
      );
      await page.keyboard.press('Escape');
      await goTo(page, 'today');
      const row = page.locator('[data-client-name="Oak & Ivy Florists"]');
      expect(await row.getAttribute('aria-label')).toMatch(/, Review$/);
    });
  },
);

test('2,000 clients are there at once', async () => {
  await within({ many: 2000 }, async (page) => {
    await goTo(page, 'today');
    expect(await page.locator('[data-testid="today"] [role="row"]').count()).toBeLessThan(60);
    await page.getByTestId('today-line').first().click();
    expect(await page.locator('[data-testid="today"] [role="row"]').count()).toBeLessThan(60);
  });
});
