/** A QuickBooks Desktop client from the row to Connected, without a mouse. */
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { NOW } from '../fake/rows';
import { openBench, type Bench } from './harness';

const MINUTE = 60_000;
const CLIENT = 'Northwind Tools';
let bench: Bench;
let page: Page;

beforeAll(async () => {
  bench = await openBench();
  page = await bench.visit({ reducedMotion: 'reduce' });
  page.setDefaultTimeout(10_000);
});

afterAll(async () => {
  await bench.close();
});

/** Behind the last control of a sheet Tab leaves the page once, as in any browser: then none. */
async function focused(): Promise<string | null> {
  return page.evaluate(() => document.activeElement?.getAttribute('data-testid') ?? null);
}

async function tabTo(testid: string): Promise<void> {
  for (let presses = 0; presses < 40; presses += 1) {
    if ((await focused()) === testid) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab never reached ${testid}`);
}

function sheet(stage: string): Locator {
  return page.locator(`[data-testid="connect-sheet"][data-stage="${stage}"]`);
}

async function says(text: string | RegExp): Promise<void> {
  await page.getByTestId('connect-sheet').getByText(text).first().waitFor();
}

async function heard(name: string): Promise<unknown[][]> {
  return page.evaluate(
    (which) => window.__FAKE__.calls.filter((it) => it[0] === which).map((it) => it.slice(1)),
    name,
  );
}

test('from the search to Connected, and on to the next client', async () => {
  // Find the client and open it.
  await page.keyboard.press('Control+f');
  await page.keyboard.type('northwind');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await page.getByTestId('inspector').waitFor();
  await tabTo('inspector-primary');
  await page.keyboard.press('Enter');
  await sheet('consent').waitFor();

  // The link does not go before all three ticks are made.
  await says('Yes, always; allow access even if QuickBooks is not running');
  await says('Only an Admin of the company file can allow this the first time.');
  expect(await page.getByTestId('connect-continue').isDisabled()).toBe(true);
  for (const index of [1, 2, 3]) {
    await tabTo(`connect-check-${index}`);
    await page.keyboard.press('Space');
  }
  await tabTo('connect-continue');
  await page.keyboard.press('Enter');
  await sheet('waiting').waitFor();
  const id = await page.evaluate((name) => window.__FAKE__.byName(name).id, CLIENT);
  expect(await heard('connectDesktop')).toEqual([[id, 30, 'opened']]);

  // Waiting: the link's life, its copies, and time that passes.
  expect(await page.getByTestId('connect-life').textContent()).toContain('30 more minutes');
  await tabTo('connect-copy-link');
  await page.keyboard.press('Enter');
  await page.getByRole('status').getByText('Copied').waitFor({ state: 'attached' });
  await page.evaluate(
    ([name, at]) => window.__FAKE__.attempt(name, { openedAt: at, startedAtService: true }),
    [CLIENT, NOW - 41_000] as const,
  );
  await says('41 s');
  await page.evaluate(([name, at]) => window.__FAKE__.attempt(name, { openedAt: at }), [
    CLIENT,
    NOW - 6 * MINUTE,
  ] as const);
  await says("Still waiting. You can close this – we'll keep listening until 14:35.");

  // Closing keeps it; it opens where it was.
  await page.keyboard.press('Escape');
  await page.getByTestId('connect-sheet').waitFor({ state: 'detached' });
  const row = page.getByTestId(`row-${id}`);
  expect(await row.getByTestId('row-status').textContent()).toBe('Waiting for QuickBooks');
  await page.waitForFunction(
    () => document.activeElement?.getAttribute('data-testid') === 'inspector-primary',
  );
  await page.keyboard.press('Enter');
  await sheet('waiting').waitFor();

  // The Admin allows it; the first check answers.
  await page.evaluate(
    ([name, at]) => {
      const it = window.__FAKE__.byName(name);
      window.__FAKE__.emit({
        kind: 'rows',
        rows: [
          {
            ...it,
            state: 'connected',
            tier: 'ok',
            primary: 'checkNow',
            secondary: null,
            until: null,
            lastOkAt: at,
            checkedAt: at,
            connectedAt: at,
          },
        ],
      });
      window.__FAKE__.attempt(name, { stage: 'done' });
    },
    [CLIENT, NOW] as const,
  );
  await sheet('done').waitFor();
  await says('Northwind Tools is connected');
  expect(await page.getByTestId('connect-left').textContent()).toContain(
    '2 more clients are not connected yet.',
  );
  expect(await row.getByTestId('row-status').textContent()).toBe('Connected');

  // The queue goes on without going back to the list.
  await tabTo('connect-next');
  await page.keyboard.press('Enter');
  await sheet('consent').waitFor();
  expect(await page.locator('dialog[open] h2').textContent()).not.toContain(CLIENT);
  await page.keyboard.press('Escape');
  await page.getByTestId('connect-sheet').waitFor({ state: 'detached' });
});

test('no page complained', () => {
  expect(bench.complaints).toEqual([]);
});
