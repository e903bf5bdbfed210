/** Names and messages of others with markup, links and steering characters in them: text, and no more than fits. */
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { setup } from './harness';
import { foundOne, openClient, stageOnline } from './scenes';

const { bench, walk } = await setup();

const MARKUP =
  '<script>window.__pwned = 1</script><img src="x" onerror="window.__pwned = 1"><a href="https://evil.example">click</a>';
const hostile: [string, string][] = [
  ['markup', MARKUP],
  ['an event in an attribute', '" onmouseover="window.__pwned = 1" x="'],
  ['an address', 'javascript:window.__pwned=1 https://evil.example/ www.evil.example'],
  ['what turns around', 'Acme \u202Egnp.exe\u2067 مخبز'],
  ['control characters', 'Acme\u0000\u0007\u001B[2J\r\n\tPlumbing'],
  ['ten thousand characters', 'A'.repeat(10_000)],
  ['ten thousand words', 'long '.repeat(2_000)],
];

/** Everything in the page that could run, load or lead away. */
async function live(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found = [
      ...document.querySelectorAll(
        'img, a[href], iframe, object, embed, form[action], body script, [onmouseover], [onerror]',
      ),
    ].map((it) => it.outerHTML.slice(0, 80));
    if ('__pwned' in window) found.push('something ran');
    if (document.documentElement.scrollWidth > innerWidth)
      found.push('the window scrolls sideways');
    return found;
  });
}

async function visit(): Promise<Page> {
  return walk.visit({ profile: 'live', memory: { view: 'all' }, reducedMotion: 'reduce' });
}

describe.each(hostile)('%s', (_what, text) => {
  const start = text.slice(0, 6).trim();

  test('in the names of a client, a person and a computer', async () => {
    const page = await visit();
    const before = await live(page);
    await page.evaluate((name) => {
      const row = window.__FAKE__.byName('Wren & Daughters');
      const person = { name, email: name };
      const changed = {
        ...row,
        name,
        number: name,
        email: name,
        computer: name,
        connectedAs: person,
        state: 'connected' as const,
      };
      window.__FAKE__.rows.set(row.id, changed);
      window.__FAKE__.emit({ kind: 'rows', rows: [changed] });
    }, text);
    const row = page.locator('[data-client-name]').filter({ hasText: start }).first();
    await row.click();
    const inspector = page.getByTestId('inspector');
    await inspector.waitFor();
    expect(await inspector.textContent()).toContain(start);
    const box = await row.boundingBox();
    expect(box?.height ?? 0).toBeLessThan(80);
    expect(await live(page)).toEqual(before);
  });

  test("in a company's name at the verify step", async () => {
    const page = await visit();
    const before = await live(page);
    const found = await foundOne(page, {
      companyName: text,
      otherClient: null,
      person: { name: text, email: text },
    });
    await stageOnline(page, { stage: 'confirm', found });
    expect(await page.getByTestId('connect-found').textContent()).toContain(start);
    expect(await live(page)).toEqual(before);
    const save = page.getByTestId('connect-save');
    await save.scrollIntoViewIfNeeded();
    expect(await save.isVisible()).toBe(true);
  });

  test("in a service's message in the sheet", async () => {
    const page = await visit();
    const before = await live(page);
    await stageOnline(page, { stage: 'verifying' });
    await page.evaluate((words) => {
      window.__FAKE__.attempt('Wren & Daughters', {
        stage: 'waiting',
        error: { code: 'answered', words },
      });
    }, text);
    const problem = page.getByTestId('connect-problem');
    await problem.waitFor();
    expect(await problem.textContent()).toContain(start);
    expect(await live(page)).toEqual(before);
  });

  test('in the refusal of a click', async () => {
    const page = await visit();
    const before = await live(page);
    await openClient(page, 'Wren & Daughters');
    await page.evaluate((words) => {
      for (const name of ['connectOnline', 'checkAll'] as const)
        window.__FAKE__.refuse(name, { code: 'answered', words });
    }, text);
    await page.getByTestId('inspector-primary').click();
    await page.getByTestId('connect-continue').click();
    await expect.poll(() => page.locator('body').textContent()).toContain(start);
    expect(await live(page)).toEqual(before);
  });
});

test('no page complained, and none asked for anything elsewhere', () => {
  expect(bench.complaints).toEqual([]);
});
