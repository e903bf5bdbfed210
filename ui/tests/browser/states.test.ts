/** Every state and role badge as the design writes it, and what each of its buttons really does. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { ClientRow, Tier } from '../../src/ipc/types';
import { NOW, role } from '../fake/rows';
import { setup } from './harness';
import { beginAgain } from './roster-steps';
import { CLIENT, everyCase, ID, roles, rowOf, type Case, type Click } from './state-cases';
import { filterBy } from './going';

const { bench, walk } = await setup();
const page = await walk.visit({ profile: 'live', reducedMotion: 'reduce' });
page.setDefaultTimeout(8_000);

beforeEach(() => beginAgain(page));

async function put(row: ClientRow): Promise<void> {
  await page.evaluate((it) => window.__FAKE__.emit({ kind: 'rows', rows: [it] }), row);
}

async function show(row: ClientRow): Promise<void> {
  await put(row);
  if (row.state === 'archived') await filterBy(page, 'status', 'archived');
  await page.locator(`[data-client-name="${CLIENT}"]`).click();
  await page.getByTestId('inspector').waitFor();
}

async function press(which: 'primary' | 'secondary', click: Click, it: Case): Promise<void> {
  if (it.attempt) {
    await page.evaluate((name) => window.__FAKE__.attempt(name, {}), CLIENT);
  }
  const button = page.getByTestId(`inspector-${which}`);
  expect(await button.textContent()).toBe(click.label);
  await button.click();
  const { does } = click;
  if ('sheet' in does) {
    const stage = does.stage ? `[data-stage="${does.stage}"]` : '';
    const sheet = page.locator(`[data-testid="${does.sheet}"]${stage}`);
    await sheet.waitFor();
    expect(await sheet.innerText()).toMatch(does.says);
    return;
  }
  const wanted = 'calls' in does ? does.calls[0] : 'copyText';
  const call = await page.waitForFunction(
    (name) => window.__FAKE__.calls.find((each) => each[0] === name),
    wanted,
  );
  const heard = (await call.jsonValue()) as [string, ...unknown[]];
  if ('calls' in does) expect(heard).toEqual(does.calls);
  else expect(heard[1]).toMatch(does.copies);
}

describe('every state', () => {
  const shapes = new Map<Tier, string>();

  test.each(everyCase.map((each) => [each.name, each] as const))('%s', async (_n, each) => {
    const { state, it } = each;
    await show(rowOf(state, it));
    const row = page.getByTestId(`row-${ID}`);
    expect(await row.getByTestId('row-status').textContent()).toBe(it.badge);
    const shape = row.locator('.stub svg');
    expect(await shape.getAttribute('class')).toContain(it.tier);
    shapes.set(it.tier, await shape.innerHTML());
    expect(await page.getByTestId('inspector-status').textContent()).toBe(it.badge);
    const sentence = await page.getByTestId('inspector-sentence').textContent();
    if (typeof it.sentence === 'string') expect(sentence).toBe(it.sentence);
    else expect(sentence).toMatch(it.sentence);
    expect(await page.getByTestId('inspector-primary').getAttribute('data-action')).toBe(
      it.primary.action,
    );
    const second = page.getByTestId('inspector-secondary');
    expect(await second.count()).toBe(it.secondary ? 1 : 0);
    await press('primary', it.primary, it);
  });

  test.each(
    everyCase
      .filter((each) => each.it.secondary !== null)
      .map((each) => [`${each.name}: ${each.it.secondary?.label}`, each] as const),
  )('%s', async (_n, { state, it }) => {
    await show(rowOf(state, it));
    if (it.secondary) await press('secondary', it.secondary, it);
  });

  test('the six tiers have six shapes', () => {
    expect(shapes.size).toBe(6);
    expect(new Set(shapes.values()).size).toBe(6);
  });
});

describe('a stale row', () => {
  test('keeps its shape and words, loses its paint and says how old it is', async () => {
    const stale = everyCase.find((each) => each.state === 'wrongFile');
    if (!stale) throw new Error('no case');
    const row = { ...rowOf(stale.state, stale.it), stale: true, lastOkAt: NOW - 50 * 3_600_000 };
    await show(row);
    const badge = page.getByTestId('inspector-status');
    expect(await badge.textContent()).toBe('Another company is open · 2 days ago');
    expect(await badge.locator('svg').count()).toBe(1);
    expect(await badge.evaluate((it) => getComputedStyle(it).backgroundColor)).toBe(
      'rgba(0, 0, 0, 0)',
    );
    const inRow = page.getByTestId(`row-${ID}`).getByTestId('row-status');
    expect(await inRow.textContent()).toBe('Another company is open · 2 d');
  });
});

describe('roles', () => {
  test.each(roles.map((it) => [it.name, it] as const))('%s', async (_n, it) => {
    const connected = everyCase.find((each) => each.state === 'connected');
    if (!connected) throw new Error('no case');
    await show({ ...rowOf('connected', connected.it), role: it.role });
    const badges = page.getByTestId('inspector-role').locator('.role');
    expect((await badges.allTextContents()).map((text) => text.trim())).toEqual([
      ...it.kind,
      ...it.payroll,
    ]);
    // It colours nothing: the connection keeps its own state.
    expect(await page.getByTestId('inspector-status').textContent()).toBe('Connected');
    const more = page.getByTestId('inspector-role-more');
    expect(await more.count()).toBe(it.role.availability === 'notAvailable' ? 1 : 0);
  });

  test('Learn more explains, and asks Intuit again', async () => {
    const connected = everyCase.find((each) => each.state === 'connected');
    if (!connected) throw new Error('no case');
    const unknown = role('unknown', null, true, 'notAvailable');
    await show({ ...rowOf('connected', connected.it), role: unknown });
    await page.getByTestId('inspector-role-more').click();
    await page.getByTestId('role-sheet').getByText('Everything else works.').waitFor();
    await page.getByTestId('role-ask').click();
    await page.getByTestId('role-answer').getByText('Intuit still does not say.').waitFor();
    await page.evaluate(
      ([id, is]) =>
        window.__FAKE__.rows.set(id, { ...window.__FAKE__.byName('Ashby & Cole'), role: is }),
      [ID, role('admin', true)] as const,
    );
    await page.getByTestId('role-ask').click();
    await page.getByTestId('role-answer').getByText('Admin · Active · Payroll on').waitFor();
    await page.keyboard.press('Escape');
    expect(await page.getByTestId('inspector-role').textContent()).toContain('Admin');
  });

  test.each([
    ['an employee', role('employee', null), /is an employee, not an admin, in Ashby & Cole/],
    ['inactive', role('admin', null, false), /is inactive in Ashby & Cole/],
  ] as const)('consent says that an admin has to approve to %s', async (_n, is, says) => {
    const expired = everyCase.find((each) => each.state === 'expired');
    if (!expired) throw new Error('no case');
    await show({ ...rowOf('expired', expired.it), role: is });
    await page.getByTestId('inspector-primary').click();
    const ask = page.getByTestId('ask').first();
    expect(await ask.innerText()).toMatch(says);
    await ask.getByRole('button', { name: 'Copy request to admin' }).click();
    await page.waitForFunction(() =>
      window.__FAKE__.calls.some((it) => it[0] === 'copyText' && /approve/.test(String(it[1]))),
    );
  });

  test('and says nothing of it to an admin', async () => {
    const expired = everyCase.find((each) => each.state === 'expired');
    if (!expired) throw new Error('no case');
    await show(rowOf('expired', expired.it));
    await page.getByTestId('inspector-primary').click();
    await page.getByTestId('connect-sheet').waitFor();
    const sheet = await page.getByTestId('connect-sheet').innerText();
    expect(sheet).not.toContain('Copy request to admin');
    expect(sheet).toContain('Copy a message to Maria');
  });
});

test('no page complained', () => {
  expect(bench.complaints).toEqual([]);
});
