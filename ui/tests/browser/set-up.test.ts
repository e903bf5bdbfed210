/** Setting a firm up: four steps, and what is refused in them. */
import { describe, expect, test } from 'vitest';
import * as words from '../../src/words';
import { setup } from './harness';
import { asked, refuse } from './settings-steps';

const { bench, within } = await setup();

describe('setting a firm up', () => {
  test('four steps by keyboard, and what was kept', async () => {
    await within({ profile: 'none' }, async (page) => {
      await page.getByTestId('start-set-up').focus();
      await page.keyboard.press('Enter');
      const focused = page.locator(':focus');
      expect(await focused.getAttribute('name')).toBe('firmName');
      await page.keyboard.press('Enter');
      await page.getByRole('alert').getByText('Give the firm a name.').waitFor();
      await page.keyboard.type('Ashby & Cole');
      expect(await page.getByRole('alert').count()).toBe(0);
      await page.keyboard.press('Enter');
      await page.locator('input[name=conductorSecretKey]:focus').waitFor();
      await page.keyboard.type('sk_conductor_not_a_real_key');
      await page.keyboard.press('Tab');
      await page.keyboard.type('pk_conductor_not_a_real_key');
      await page.keyboard.press('Enter');
      await page.locator('input[name=intuitEnvironment]:focus').waitFor();
      await page.getByTestId('set-up-continue').click();
      await page.locator('input[name=notices]:focus').waitFor();
      await page.keyboard.press('Space');
      await page.getByTestId('set-up-save').click();
      await page.getByTestId('set-up-done').waitFor();
      await page.getByText('Works: Conductor accepted the secret key.').waitFor();
      expect(await page.locator('dialog input').count()).toBe(0);
      const [saved] = await asked(page, 'saveNotices');
      expect(saved?.[0]).toMatchObject({ on: true });
      await page.getByTestId('set-up-done').click();
      expect(await page.title()).toBe('Counterfoil — Ashby & Cole');
    });
  });

  test('a refusal goes to its field, and what was typed stays', async () => {
    await within({ profile: 'none' }, async (page) => {
      await page.getByTestId('start-set-up').click();
      await page.locator('input[name=firmName]').fill('Ashby');
      await page.getByTestId('step-conductor').click();
      await page.locator('input[name=conductorSecretKey]').fill('sk_conductor_not_a_real_key');
      await page.getByTestId('step-told').click();
      await refuse(page, 'setUpFirm', {
        code: 'publishableKeyMissing',
        field: 'conductorPublishableKey',
      });
      await page.getByTestId('set-up-save').click();
      const field = page.locator('input[name=conductorPublishableKey]:focus');
      await field.waitFor();
      expect(await field.getAttribute('aria-invalid')).toBe('true');
      const described = await field.getAttribute('aria-describedby');
      expect(await page.locator(`[id="${described}"]`).textContent()).toContain('publishable key');
      expect(await page.locator('input[name=conductorSecretKey]').inputValue()).toBe(
        'sk_conductor_not_a_real_key',
      );
    });
  });

  test('without a network it says so above the buttons, and what the system said under Details', async () => {
    await within({ profile: 'none' }, async (page) => {
      await page.getByTestId('start-set-up').click();
      await page.locator('input[name=firmName]').fill('Ashby');
      await page.getByTestId('step-conductor').click();
      await page.locator('input[name=conductorSecretKey]').fill('sk_conductor_not_a_real_key');
      const detail = 'client error (Connect): dns error: failed to lookup address information';
      await refuse(page, 'setUpFirm', { code: 'conductorNotReached', detail });
      await page.getByTestId('set-up-save').click();
      const said = page.getByRole('alert');
      await said.waitFor();
      expect(await said.innerText()).toBe(
        "We couldn't reach Conductor. Are you online? Nothing was saved.",
      );
      const field = page.locator('input[name=conductorSecretKey]');
      expect(await field.getAttribute('aria-invalid')).toBeNull();
      const details = page.getByTestId('set-up-detail');
      expect(await details.getByText('dns error').isVisible()).toBe(false);
      await details.locator('summary').click();
      expect(await details.getByText('dns error').isVisible()).toBe(true);
    });
  });

  test('swapped keys are warned of, not refused', async () => {
    await within({ profile: 'none' }, async (page) => {
      await page.getByTestId('start-set-up').click();
      await page.locator('input[name=firmName]').fill('Ashby');
      await page.getByTestId('step-conductor').click();
      await page.locator('input[name=conductorSecretKey]').fill('pk_conductor_not_a_real_key');
      await page.getByText(words.setUp.swapped).waitFor();
      await page.getByTestId('set-up-save').click();
      await page.getByTestId('set-up-done').waitFor();
    });
  });

  test('a tick is earned by an answer: until then a step is entered, or it failed', async () => {
    await within({ profile: 'none' }, async (page) => {
      await page.getByTestId('start-set-up').click();
      await page.locator('input[name=firmName]').fill('Ashby');
      await page.getByTestId('step-conductor').click();
      await page.locator('input[name=conductorSecretKey]').fill('hello 🙂 my key');
      await page.locator('input[name=conductorPublishableKey]').fill('also nonsense');
      const rail = page.getByRole('navigation', { name: words.setUp.rail });
      const conductor = page.getByTestId('step-conductor');
      expect(await rail.locator('svg.ok').count()).toBe(0);
      expect(await conductor.locator('svg.sent').count()).toBe(1);
      expect(await conductor.textContent()).toContain('entered, not checked yet');
      await page.getByTestId('step-told').click();
      await refuse(page, 'setUpFirm', { code: 'secretKeyRefused', field: 'conductorSecretKey' });
      await page.getByTestId('set-up-save').click();
      await page.locator('input[name=conductorSecretKey][aria-invalid=true]').waitFor();
      expect(await conductor.locator('svg.now').count()).toBe(1);
      expect(await conductor.textContent()).toContain('check failed');
      expect(await rail.locator('svg.ok').count()).toBe(0);
    });
  });

  test.each([
    ['conductor', 'conductorSecretKey', 'hello', 'A secret key begins with sk_conductor_.'],
    ['intuit', 'relayUrl', 'relay.nonsense', "The relay's address begins with https://."],
  ])(
    'a wrong shape in %s is said at once, and asked about once',
    async (step, name, typed, says) => {
      await within({ profile: 'none' }, async (page) => {
        await page.getByTestId('start-set-up').click();
        await page.locator('input[name=firmName]').fill('Ashby');
        await page.getByTestId(`step-${step}`).click();
        const field = page.locator(`input[name=${name}]`);
        await field.fill(typed);
        const described = await field.getAttribute('aria-describedby');
        const [first = ''] = (described ?? '').split(' ');
        expect(await page.locator(`[id="${first}"]`).textContent()).toContain(says);
        const go = page.getByTestId('set-up-continue');
        await go.click();
        expect(await field.evaluate((it) => it === document.activeElement)).toBe(true);
        expect(await go.textContent()).toBe('Use it anyway');
        await go.click();
        await field.waitFor({ state: 'detached' });
      });
    },
  );

  test('what is half typed is not doubted', async () => {
    await within({ profile: 'none' }, async (page) => {
      await page.getByTestId('start-set-up').click();
      await page.getByTestId('step-conductor').click();
      await page.locator('input[name=conductorSecretKey]').fill('sk_cond');
      expect(await page.locator('dialog .soon').count()).toBe(0);
    });
  });

  test('a pasted secret that production has no use for does not hide', async () => {
    await within({ profile: 'none' }, async (page) => {
      await page.getByTestId('start-set-up').click();
      await page.getByText('Paste everything at once').click();
      const block = page.getByRole('textbox', { name: 'Paste everything at once' });
      await block.fill('INTUIT_CLIENT_ID=ABnotreal\nINTUIT_CLIENT_SECRET=notreal');
      await block.blur();
      await page.getByText('2 fields were filled in.').waitFor();
      expect(await block.inputValue()).toBe('');
      await page.getByTestId('step-intuit').click();
      expect(await page.locator('input[name=relayUrl]').count()).toBe(1);
      expect(await page.locator('input[name=intuitClientSecret]').count()).toBe(1);
    });
  });
});

test('no page complained', () => {
  expect(bench.complaints).toEqual([]);
});
