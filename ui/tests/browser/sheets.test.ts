/** What every sheet does alike: keys, second clicks, what it says and where, long titles, and the window's own tooltip. */
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { calls, setup } from './harness';
import { openClient, openConnect, stageOnline } from './scenes';

const { bench, within } = await setup();

/** Where a sheet's footer stands. */
async function footTop(page: Page): Promise<number> {
  return (await page.locator('dialog footer').boundingBox())?.y ?? 0;
}

describe('what a sheet says', () => {
  test('a toast floats: nothing in the sheet moves', async () => {
    await within({}, async (page) => {
      await stageOnline(page, {});
      const before = await footTop(page);
      await page.getByTestId('connect-open-link').click();
      await page.getByTestId('toast').locator('p').waitFor();
      expect(await footTop(page)).toBe(before);
    });
  });

  test('an old toast stays behind a sheet that opens later', async () => {
    await within({}, async (page) => {
      // It has no link to copy, and says so.
      await page.locator('[data-client-name="Juniper Yoga Studio"]').focus();
      await page.keyboard.press('l');
      await page.getByTestId('toast').locator('p').waitFor();
      await page.getByTestId('add-client').click();
      await page.locator('dialog').waitFor();
      expect(await page.locator('dialog [data-testid=toast] p').count()).toBe(0);
    });
  });

  test('what was copied is said on the button, which keeps its size', async () => {
    await within({}, async (page) => {
      await stageOnline(page, {});
      const button = page.getByTestId('connect-copy-link');
      const before = await button.boundingBox();
      await button.click();
      await button.getByText('Copied ✓').waitFor({ state: 'visible' });
      expect(await button.boundingBox()).toEqual(before);
      expect(await calls(page, 'copyConnectLink')).toHaveLength(1);
      expect(await page.getByTestId('toast').locator('p').count()).toBe(0);
    });
  });
});

describe('the second click of a double click', () => {
  test('that lands in the sheet the first one opened is not meant', async () => {
    await within({}, async (page) => {
      await openClient(page, 'Wren & Daughters');
      const left = await page.evaluate(async () => {
        const press = (on: Element, detail: number): boolean => {
          const how = { bubbles: true, cancelable: true, detail };
          const went = on.dispatchEvent(new MouseEvent('mousedown', how));
          on.dispatchEvent(new MouseEvent('mouseup', how));
          on.dispatchEvent(new MouseEvent('click', how));
          return went;
        };
        const find = (id: string): Element | null =>
          document.querySelector(`[data-testid="${id}"]`);
        const open = find('inspector-primary');
        if (open) press(open, 1);
        for (let frame = 0; frame < 20 && !find('connect-close'); frame += 1) {
          await new Promise((done) => setTimeout(done, 5));
        }
        const cancel = find('connect-close');
        return cancel ? press(cancel, 2) : null;
      });
      expect(left).toBe(false);
      expect(await page.getByTestId('connect-sheet').count()).toBe(1);
      const focused = page.locator(':focus');
      expect(await focused.getAttribute('data-testid')).toBe('connect-continue');
    });
  });
});

describe('Enter', () => {
  test('presses the blue button after a press beside every control took the focus away', async () => {
    await within({}, async (page) => {
      await openConnect(page, 'Wren & Daughters');
      await page.locator('dialog h2').click({ position: { x: 2, y: 2 } });
      await page.locator('dialog .consent').click();
      await page.keyboard.press('Enter');
      await page.locator('[data-stage="waiting"]').waitFor();
    });
  });

  test('in a field of Add client adds the client, and connects nothing', async () => {
    await within({}, async (page) => {
      await page.getByTestId('add-client').click();
      await page.locator('input[name=name]').fill('Ashby & Cole');
      await page.keyboard.press('Enter');
      await page.locator('dialog').waitFor({ state: 'detached' });
      expect(await calls(page, 'addClient')).toHaveLength(1);
    });
  });
});

describe('buttons that are off', () => {
  test('look off under the pointer too', async () => {
    await within({}, async (page) => {
      await page.getByTestId('start-over').click();
      const go = page.getByTestId('confirm-go');
      await go.evaluate((it) => it.setAttribute('aria-disabled', 'true'));
      await go.hover();
      const colours = await go.evaluate((it) => {
        const { backgroundColor, color } = getComputedStyle(it);
        const root = getComputedStyle(document.documentElement);
        const probe = document.createElement('i');
        document.body.append(probe);
        probe.style.cssText = `color: ${root.getPropertyValue('--text-3')}; background: ${root.getPropertyValue('--none-bg')}`;
        const off = getComputedStyle(probe);
        return [backgroundColor === off.backgroundColor, color === off.color];
      });
      expect(colours).toEqual([true, true]);
    });
  });

  test('Start over says that it works', async () => {
    await within({ slow: 'startOverPractice' }, async (page) => {
      await page.getByTestId('start-over').click();
      const go = page.getByTestId('confirm-go');
      await go.click();
      await go.getByText('Starting over…').waitFor();
      expect(await page.locator('dialog .march').count()).toBe(1);
    });
  });
});

describe('a sheet over the practice firm', () => {
  test.each([
    [1180, 760],
    [720, 520],
  ])('leaves its bar to be seen at %i×%i', async (width, height) => {
    await within({ width, height }, async (page) => {
      const bar = await page.getByTestId('practice-banner').boundingBox();
      await page.getByTestId('add-client').click();
      const sheet = await page.locator('dialog').boundingBox();
      const foot = (bar?.y ?? 0) + (bar?.height ?? 0);
      expect(sheet?.y).toBeGreaterThanOrEqual(foot);
      const veil = await page
        .locator('dialog')
        .evaluate((it) => getComputedStyle(it, '::backdrop').top);
      expect(parseFloat(veil)).toBe(foot);
    });
  });
});

describe('a very long name', () => {
  test('takes two lines, and all of it is in the tooltip', async () => {
    await within({}, async (page) => {
      const name = 'Ashby and Cole Architects of the Upper Valley '.repeat(6).trim();
      await page.evaluate((to) => {
        const row = { ...window.__FAKE__.byName('Acme Plumbing'), name: to };
        window.__FAKE__.emit({ kind: 'rows', rows: [row] });
      }, name);
      await openClient(page, name);
      const title = page.getByTestId('inspector').locator('h2');
      const line = await title.evaluate((it) => parseFloat(getComputedStyle(it).lineHeight));
      expect((await title.boundingBox())?.height).toBeLessThanOrEqual(2 * line + 1);
      await title.hover();
      await page.getByRole('tooltip').getByText(name).waitFor({ state: 'visible' });
    });
  });
});

describe('the tooltip', () => {
  test('comes with the focus as with the pointer, and Esc closes it alone', async () => {
    await within({}, async (page) => {
      await openClient(page, 'Acme Plumbing');
      const edit = page.getByTestId('inspector-edit');
      await page.getByTestId('inspector').locator('h2').focus();
      await page.keyboard.press('Tab');
      await edit.focus();
      const tip = page.getByRole('tooltip');
      await tip.getByText('Edit details…').waitFor({ state: 'visible' });
      // The system's own would stand beside it.
      expect(await edit.getAttribute('title')).toBeNull();
      await page.keyboard.press('Escape');
      await tip.waitFor({ state: 'hidden' });
      expect(await page.getByTestId('inspector').count()).toBe(1);
    });
  });
});

test('no page complained', () => {
  expect(bench.complaints).toEqual([]);
});
