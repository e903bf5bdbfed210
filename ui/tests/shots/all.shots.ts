/**
 * Pictures of every screen, sheet and state: light, dark and forced colours; screens also at 720 × 520.
 * SHOTS names the folder, ONLY picks names. One page goes from scene to scene; a state is a picture of
 * the row and the inspector of one client.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { openBench, type Bench, type Walk } from '../browser/harness';
import { scenes } from '../browser/scenes';
import { CLIENT, everyCase, ID, roles, rowOf } from '../browser/state-cases';
import type { ClientRow } from '../../src/ipc/types';
import { picture, STEADY, withoutChance } from './picture';
import { filterBy, showAll } from '../browser/going';

const folder = process.env.SHOTS ?? 'shots';
const only = process.env.ONLY ?? '';
let bench: Bench;
const free: Walk[] = [];

beforeAll(async () => {
  mkdirSync(join(folder, 'states'), { recursive: true });
  bench = await openBench(STEADY);
});

afterAll(async () => {
  await bench.close();
});

type Look = 'light' | 'dark' | 'forced';
const looks: Look[] = ['light', 'dark', 'forced'];

/** The window follows the system, so one page is all three. */
async function dress(page: Page, look: Look): Promise<void> {
  await page.emulateMedia({
    colorScheme: look === 'dark' ? 'dark' : 'light',
    forcedColors: look === 'forced' ? 'active' : 'none',
  });
  await page.locator(`html[data-theme="${look === 'dark' ? 'dark' : 'light'}"]`).waitFor();
}

const chosen = scenes.filter((it) =>
  it.name.includes(only.replace(/-(light|dark|forced|small)$/, '')),
);

describe.concurrent('scenes', () => {
  test.each(chosen.map((it) => [it.name, it] as const))('%s', async (name, scene) => {
    const walk = free.pop() ?? (await bench.walk());
    // Standing still, so that no picture catches a thing half moved.
    const visit = { ...scene.visit, theme: 'system', reducedMotion: 'reduce' } as const;
    const page = await walk.visit(visit);
    await withoutChance(page);
    await scene.go(page);
    for (const look of looks) {
      await dress(page, look);
      await picture(page, join(folder, `${name}-${look}.png`));
    }
    const small = await walk.visit({ ...visit, width: 720, height: 520 });
    await withoutChance(small);
    await scene.go(small);
    await picture(small, join(folder, `${name}-small.png`));
    free.push(walk);
  });
});

describe('states', () => {
  const connected = everyCase.find((it) => it.state === 'connected');
  const states: [string, ClientRow][] = [
    ...everyCase.map(({ name, state, it }): [string, ClientRow] => [name, rowOf(state, it)]),
    ...everyCase
      .filter((it) => it.name.startsWith('qbClosed'))
      .map(({ it }): [string, ClientRow] => ['stale', { ...rowOf('qbClosed', it), stale: true }]),
    ...(connected
      ? roles.map((it): [string, ClientRow] => [
          `role ${it.name}`,
          { ...rowOf('connected', connected.it), role: it.role },
        ])
      : []),
  ];
  const wanted = states.filter(([name]) => name.includes(only));

  test.runIf(wanted.length > 0)(`${wanted.length} states`, async () => {
    const walk = await bench.walk();
    const page = await walk.visit({ profile: 'live', theme: 'system', reducedMotion: 'reduce' });
    for (const [name, row] of wanted) {
      await page.evaluate((it) => {
        window.__FAKE__.emit({ kind: 'rows', rows: [it] });
      }, row);
      await page.getByTestId('search').fill(CLIENT);
      if (row.state === 'archived') await filterBy(page, 'status', 'archived');
      else await showAll(page);
      await page.locator(`[data-id="${ID}"]`).click();
      await page.getByTestId('inspector').waitFor();
      const file = name.toLowerCase().replace(/[^a-z0-9]+/g, '-');
      for (const look of looks) {
        await dress(page, look);
        const clip = { x: 208, y: 0, width: 972, height: 420 };
        await picture(page, join(folder, 'states', `${file}-${look}.png`), clip);
      }
    }
  });
});
