/** The ten places: the sidebar, the rail and the menu that replace it, and what the places say. */
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { setup } from './harness';
import { NOW } from '../fake/rows';
import { shownNames } from './roster-steps';
import { askPalette } from './scenes';
import { filterBy, goTo, showAll } from './going';

const { bench, within } = await setup();

const TEN = [
  'Today',
  'Clients',
  'Month-end',
  'Payroll',
  'Access review',
  'Activity',
  'People',
  'Computers',
  'Firm',
  'Settings',
];

const named = (page: Page): Promise<string[]> =>
  page.locator('nav .nav .text').evaluateAll((all) => all.map((it) => it.textContent ?? ''));

describe('the sidebar', () => {
  test('has ten places in one order, however many people and computers there are', async () => {
    await within({ many: 2000 }, async (page) => {
      expect(await named(page)).toEqual(TEN);
      const tops = await page
        .locator('nav .nav')
        .evaluateAll((all) => all.map((it) => it.getBoundingClientRect().top));
      expect(tops).toEqual([...tops].sort((a, b) => a - b));
      await page.locator('[data-client-name]').first().click();
      expect(await named(page)).toEqual(TEN);
    });
    await within({ empty: true, profile: 'live' }, async (page) => {
      expect(await named(page)).toEqual(TEN);
    });
  });

  test('is one tab stop that the arrows walk', async () => {
    await within({}, async (page) => {
      await page.getByTestId('nav-clients').focus();
      await page.keyboard.press('ArrowDown');
      expect(await page.locator(':focus').getAttribute('data-testid')).toBe('nav-monthEnd');
      await page.keyboard.press('ArrowUp');
      await page.keyboard.press('ArrowUp');
      expect(await page.locator(':focus').getAttribute('data-testid')).toBe('nav-today');
      expect(await page.locator('nav .nav[tabindex="0"]').count()).toBe(1);
    });
  });

  test('says its numbers as numbers of clients', async () => {
    await within({}, async (page) => {
      await page.getByRole('button', { name: /^Clients, \d+ clients$/ }).waitFor();
    });
  });

  test('is a rail of icons below 900 px, and a menu below 760 px', async () => {
    await within({ width: 880, height: 600 }, async (page) => {
      const rail = await page.locator('nav').boundingBox();
      expect(rail?.width).toBe(48);
      expect(await page.getByTestId('place-menu').isVisible()).toBe(false);
      await page.getByTestId('nav-people').click();
      await page.getByTestId('screen-people').waitFor();
      expect(await page.getByTestId('nav-people').getAttribute('title')).toBe('People');
      await page.setViewportSize({ width: 720, height: 520 });
      expect(await page.locator('nav').isVisible()).toBe(false);
      await page.getByTestId('place-menu').click();
      const items = await page.getByRole('menu').locator('.label').allTextContents();
      expect(items.slice(0, 10)).toEqual(TEN);
    });
  });
});

test.each(['monthEnd', 'payroll', 'accessReview'] as const)(
  '%s says what it is for, that it is not there yet, and where to go until then',
  async (place) => {
    await within({}, async (page) => {
      await goTo(page, place);
      const said = await page.getByTestId(`screen-${place}`).locator('p').textContent();
      expect(said).toContain('This version does not have it yet.');
      await page.getByTestId('coming-instead').click();
      await page.getByTestId(`screen-${place}`).waitFor({ state: 'detached' });
    });
  },
);

describe('the tokens above the list', () => {
  const shown = (page: Page): Promise<number> => page.locator('[data-client-name]').count();

  test('combine, are counted together, and are taken away one by one', async () => {
    await within({}, async (page) => {
      await filterBy(page, 'person', 'Maria Ortiz');
      const marias = await shown(page);
      await page.getByTestId('token-status').click();
      const option = page.getByTestId('token-status-attention');
      const counted = Number(await option.locator('.note').textContent());
      expect(counted).toBeLessThan(marias);
      await option.click();
      expect(await shown(page)).toBe(counted);
      await page.getByRole('button', { name: 'Status: Needs attention' }).waitFor();
      await page.getByRole('button', { name: 'Connected as: Maria Ortiz' }).waitFor();
      await page.getByTestId('token-status-remove').click();
      expect(await shown(page)).toBe(marias);
      await showAll(page);
      expect(await shown(page)).toBe(25);
    });
  });

  test('narrow to what one must do oneself, as many as the red number says', async () => {
    await within({}, async (page) => {
      const red = Number(await page.getByTestId('nav-today').locator('.count').textContent());
      await page.getByTestId('nav-clients').click();
      await filterBy(page, 'actor', 'you');
      expect(await shown(page)).toBe(red);
    });
  });

  test('are set by a click on a person or on a computer', async () => {
    await within({}, async (page) => {
      await goTo(page, 'people');
      await page.getByTestId('person').first().click();
      expect(await page.getByTestId('token-person').textContent()).toMatch(/^Connected as: /);
      await goTo(page, 'computers');
      await page.getByTestId('computer').first().click();
      expect(await page.getByTestId('token-computer').textContent()).toMatch(/^Computer: /);
    });
  });

  test('work with the keyboard alone', async () => {
    await within({ width: 720, height: 520 }, async (page) => {
      await page.getByTestId('add-filter').focus();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('End');
      await page.keyboard.press('Enter');
      await page.getByTestId('token-payroll-any').waitFor();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: 'Payroll: On' }).waitFor();
      expect(await page.locator(':focus').getAttribute('data-testid')).toBe('token-payroll');
    });
  });
});

describe('the search', () => {
  test('forgives a letter: “setings” means Settings, “aacme plmbing” Acme Plumbing', async () => {
    await within({}, async (page) => {
      await askPalette(page, 'aacme plmbing');
      await page.getByTestId('palette-status').getByText('Did you mean Acme Plumbing?').waitFor();
      await page.getByTestId('palette-input').fill('open setings');
      await page.getByTestId('palette-status').getByText('Did you mean Open settings?').waitFor();
      await page.keyboard.press('Enter');
      await page.getByTestId('settings').waitFor();
      await page.keyboard.press('Escape');
      await page.getByTestId('search').fill('acme plmbing');
      await page.getByTestId('search-nearly').click();
      expect(await shownNames(page)).toEqual(['Acme Plumbing']);
    });
  });

  test('of 10,000 characters keeps 200, and the sentence about it 60', async () => {
    await within({}, async (page) => {
      await page.getByTestId('search').focus();
      await page.keyboard.insertText('x'.repeat(10_000));
      expect((await page.getByTestId('search').inputValue()).length).toBe(200);
      const said = await page.getByText('No client matches').textContent();
      expect(said?.length).toBeLessThan(100);
      expect(await page.locator('main footer').isVisible()).toBe(true);
    });
  });

  test('leaves the page of a client where that lies over the list', async () => {
    await within({ width: 720, height: 520 }, async (page) => {
      await page.locator('[data-client-name]').first().click();
      await page.getByTestId('inspector').waitFor();
      await page.keyboard.press('Control+f');
      await page.keyboard.type('acme');
      await page.getByTestId('inspector').waitFor({ state: 'detached' });
      expect(await shownNames(page)).toEqual(['Acme Plumbing']);
    });
  });

  test('goes to the clients from a place that has no list of its own', async () => {
    await within({}, async (page) => {
      await goTo(page, 'payroll');
      await page.getByTestId('search').pressSequentially('acme');
      expect(await shownNames(page)).toEqual(['Acme Plumbing']);
    });
  });
});

test('before the list is there, no number is shown, but six grey stubs', async () => {
  await within({ slow: 'listClients', profile: 'live' }, async (page) => {
    await page.getByTestId('nav-clients').click();
    await page.getByTestId('stubs').waitFor();
    expect(await page.getByTestId('stubs').locator('span').count()).toBe(6);
    expect(await page.locator('nav').innerText()).not.toMatch(/\d/);
    expect(await page.locator('main footer').innerText()).not.toMatch(/client/);
  });
});

test('three messages over the list are one line, which unfolds by keyboard', async () => {
  const banners = (['keyBad', 'offline', 'databaseDamaged'] as const).map((kind) => ({
    kind,
    service: kind === 'keyBad' ? 'conductor' : '',
    name: null,
    at: NOW,
  }));
  await within({ profile: 'live', banners, width: 720, height: 520 }, async (page) => {
    const bar = page.locator('.banners');
    await page.getByText('3 things need to be put right').waitFor();
    expect((await bar.boundingBox())?.height).toBeLessThan(48);
    await page.getByTestId('banners-fold').focus();
    await page.keyboard.press('Enter');
    await page.getByTestId('banner-keyBad').waitFor();
    expect(await page.locator('.banners .banner').count()).toBe(4);
  });
});

test('a name has 200 px beside an open client, and no heading runs into the next', async () => {
  await within({}, async (page) => {
    await page.locator('[data-client-name]').first().click();
    await page.getByTestId('inspector').waitFor();
    const name = await page.locator('[data-client-name] .name').first().boundingBox();
    expect(name?.width).toBeGreaterThanOrEqual(200);
    const heads = await page
      .locator('.head [role=columnheader] .sort')
      .evaluateAll((all) =>
        all.map((it) => it.getBoundingClientRect()).filter((it) => it.width > 0),
      );
    for (const [index, box] of heads.slice(1).entries()) {
      expect(box.left).toBeGreaterThanOrEqual(heads[index]?.right ?? 0);
    }
  });
});

test('the bar has only what belongs to the place', async () => {
  await within({}, async (page) => {
    for (const place of ['people', 'computers', 'activity', 'firm', 'payroll'] as const) {
      await goTo(page, place);
      expect(await page.getByTestId('check-all').count()).toBe(0);
      expect(await page.getByTestId('add-client').count()).toBe(0);
    }
    await page.getByTestId('nav-clients').click();
    await page.getByTestId('add-client').waitFor();
  });
});

test('no page complained', () => {
  expect(bench.complaints).toEqual([]);
});
