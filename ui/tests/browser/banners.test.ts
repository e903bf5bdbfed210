/**
 * Every banner over the roster as the design writes it, and what each of its buttons really does.
 * Long because it holds every banner against its list.
 */
import { beforeEach, describe, expect, test } from 'vitest';
import type { Banner, BannerKind } from '../../src/ipc/types';
import { NOW, sampleRows } from '../fake/rows';
import { setup } from './harness';
import { beginAgain } from './roster-steps';

const { bench, walk } = await setup();
const page = await walk.visit({ profile: 'live', reducedMotion: 'reduce' });
page.setDefaultTimeout(8_000);

beforeEach(() => beginAgain(page));

interface BannerCase {
  service: string;
  name?: string;
  title: string;
  text: RegExp;
  buttons: [label: string, does: string | null][];
}

const statusText =
  /problem seems to be on their side, not with your clients\. We'll ask again in 10 minutes\./;

/** A banner that is missing here does not compile. */
const banners: Record<BannerKind, BannerCase[]> = {
  offline: [
    {
      service: '',
      title: "You're offline.",
      text: /Showing what we knew at 13:53\. Checks resume when you're back online\./,
      buttons: [['Try now', 'checkAll']],
    },
  ],
  serviceDown: [
    {
      service: 'intuit',
      title: "Intuit isn't answering.",
      text: statusText,
      buttons: [['Status page', 'openHelp statusIntuit']],
    },
    {
      service: 'intuit',
      name: 'throttled',
      title: 'Intuit asked us to slow down.',
      text: /We sent too many requests in a short time\. This isn't about your clients\./,
      buttons: [['Status page', 'openHelp statusIntuit']],
    },
    {
      service: 'intuit',
      name: 'refused',
      title: 'Intuit refuses our requests.',
      text: /their rows stay as they were\. We'll ask again in 10 minutes\./,
      buttons: [['Status page', 'openHelp statusIntuit']],
    },
    {
      service: 'conductor',
      title: "Conductor isn't answering.",
      text: statusText,
      buttons: [['Status page', 'openHelp statusConductor']],
    },
    {
      service: 'relay',
      title: "relay.haleortiz.example isn't answering.",
      text: /sign-in relay run by Hale & Ortiz LLP, not your clients\. .* again in 10 minutes\./,
      buttons: [['Try now', 'checkAll']],
    },
  ],
  computerDenied: [
    {
      service: 'relay',
      title: 'This computer was turned off by your firm.',
      text: /no longer renews sign-ins from this computer\. Nothing in QuickBooks has changed/,
      buttons: [['Ask your admin', 'copyText']],
    },
  ],
  keyBad: [
    ...(['conductor', 'intuit'] as const).map((service) => ({
      service,
      title: 'Key refused.',
      text:
        service === 'intuit'
          ? /Intuit no longer accepts this computer's key\. Your clients are still connected/
          : /Conductor no longer accepts this computer's key\. Your clients are still connected/,
      buttons: [
        ['Enter a new key', 'sheet [data-testid="step-conductor"]'],
        ['Ask your admin', 'copyText'],
      ] as [string, string][],
    })),
    {
      service: 'relay',
      title: "Intuit refused the relay's key.",
      text: /still connected; renewals wait until Hale & Ortiz LLP fixes it\./,
      buttons: [['Ask your admin', 'copyText']],
    },
  ],
  refusedTogether: [
    {
      service: 'intuit',
      name: '4',
      title: 'Intuit refused 4 companies at once.',
      text: /about the keys, not about your clients: their rows stay as they were\. .* reconnect one of the companies/,
      buttons: [
        ['Enter a new key', 'sheet [data-testid="step-conductor"]'],
        ['Ask your admin', 'copyText'],
      ],
    },
    {
      service: 'relay',
      name: '3',
      title: 'Intuit refused 3 companies at once.',
      text: /about the sign-in relay's keys, .* Ask Hale & Ortiz LLP whether they were changed\./,
      buttons: [['Ask your admin', 'copyText']],
    },
  ],
  refusedSinceKeys: [
    {
      service: 'intuit',
      name: '1',
      title: 'Intuit refuses companies since the keys were changed.',
      text: /Since then Intuit refused 1 company that was connected before; their rows stay as they were\. Put the previous keys back/,
      buttons: [
        ['Enter a new key', 'sheet [data-testid="step-conductor"]'],
        ['Ask your admin', 'copyText'],
      ],
    },
  ],
  otherProject: [
    {
      service: 'conductor',
      title: "These are another Conductor project's keys.",
      text: /Nothing was changed or forgotten: put that project's keys back to check them\./,
      buttons: [
        ['Enter a new key', 'sheet [data-testid="step-conductor"]'],
        ['Ask your admin', 'copyText'],
      ],
    },
  ],
  keychainMissing: [
    {
      service: '',
      title: 'No keychain on this computer.',
      text: /cannot be connected without one.*continues when it opens/,
      buttons: [['Restart', 'restartApp']],
    },
  ],
  keychainLocked: [
    {
      service: '',
      title: 'The keychain is locked.',
      text: /nothing is lost\. Unlock it, and Counterfoil continues\./,
      buttons: [['Restart', 'restartApp']],
    },
  ],
  keychainFull: [
    {
      service: '',
      title: 'The keychain is full.',
      text: /Saved ones still work\. Delete entries there that you no longer need/,
      buttons: [
        ['Restart', 'restartApp'],
        ['Ask your admin', 'copyText'],
      ],
    },
  ],
  signInsUnreadable: [
    {
      service: '',
      name: '1',
      title: "One saved sign-in can't be read.",
      text: /Nothing was deleted\. Put the keychain back, or connect these clients again/,
      buttons: [['Ask your admin', 'copyText']],
    },
    {
      service: '',
      name: '1200',
      title: "1,200 saved sign-ins can't be read.",
      text: /is not in this computer's keychain/,
      buttons: [['Ask your admin', 'copyText']],
    },
  ],
  renewalsUnsaved: [
    {
      service: '',
      name: '1',
      title: "One renewed sign-in isn't saved yet.",
      text: /If Counterfoil closes now, these clients may have to be connected again\. Make room/,
      buttons: [['Ask your admin', 'copyText']],
    },
    {
      service: '',
      name: '1200',
      title: "1,200 renewed sign-ins aren't saved yet.",
      text: /this message disappears when everything is saved/,
      buttons: [['Ask your admin', 'copyText']],
    },
  ],
  databaseDamaged: [
    {
      service: '',
      title: 'The roster could not be opened.',
      text: /nothing was overwritten, and nothing can be added or connected/,
      buttons: [
        ['Restore a copy…', 'sheet li:first-child [data-testid="restore-this-copy"]'],
        ['Ask your admin', 'copyText'],
      ],
    },
  ],
  databaseNewer: [
    {
      service: '',
      name: '7',
      title: 'This roster was written by a newer Counterfoil (format 7).',
      text: /It can be read here; to change it, update Counterfoil\./,
      buttons: [['Ask your admin', 'copyText']],
    },
  ],
  databaseInUse: [
    {
      service: '',
      title: 'The roster is open somewhere else.',
      text: /Close the other one, then open Counterfoil again\./,
      buttons: [['Restart', 'restartApp']],
    },
  ],
  settingsDamaged: [
    { service: '', title: 'The settings file was damaged.', text: /last good copy/, buttons: [] },
  ],
  settingsChanged: [
    {
      service: '',
      title: 'The settings of this firm were changed outside Counterfoil.',
      text: /Nothing is sent to any service until you set the firm up again/,
      buttons: [
        ['Set up our firm', 'sheet [data-testid="step-conductor"]'],
        ['Join with a firm file', 'sheet [data-testid="join-choose"]'],
      ],
    },
  ],
  firmKeyChanged: [
    {
      service: '',
      name: '12',
      title: 'Your firm changed its key.',
      text: /12 entries of the shared change log cannot be read .* then join with it\. Your clients stay connected\.$/,
      buttons: [['Join with a firm file', 'sheet [data-testid="join-choose"]']],
    },
  ],
  signInElsewhere: [
    {
      service: 'firm-00000001',
      title: 'A sign-in came back that belongs to another firm.',
      text: /open the firm to finish the sign-in/,
      buttons: [['Open that firm', 'openFirm firm-00000001']],
    },
  ],
  settingsNewer: [
    {
      service: '',
      title: 'A newer Counterfoil wrote the settings of this computer.',
      text: /neither used nor changed\. Install the newest Counterfoil/,
      buttons: [],
    },
  ],
  readOnlyFolder: [
    {
      service: '',
      title: "Counterfoil's folder cannot be written.",
      text: /write access/,
      buttons: [],
    },
  ],
  dataRoams: [
    {
      service: '',
      name: 'the disk is full',
      title: "Counterfoil's data is still in your roaming profile.",
      text: /\(the disk is full\), so it stays there for now/,
      buttons: [['Ask your admin', 'copyText']],
    },
  ],
  filesForeign: [
    {
      service: '',
      title: "One of Counterfoil's files belongs to another account.",
      text: /your account its owner, then open Counterfoil again\./,
      buttons: [['Ask your admin', 'copyText']],
    },
  ],
  filesLinked: [
    {
      service: '',
      title: "One of Counterfoil's files is a link to another location.",
      text: /Replace it with the file itself, then open Counterfoil again\./,
      buttons: [['Ask your admin', 'copyText']],
    },
  ],
  filesWide: [
    {
      service: '',
      title: "Others on this computer may be able to read Counterfoil's files.",
      text: /a disk that supports permissions, then open Counterfoil again\./,
      buttons: [['Ask your admin', 'copyText']],
    },
  ],
  noSessionBus: [
    { service: '', title: 'Links may open a second window.', text: /Copy the code/, buttons: [] },
  ],
  nameTaken: [
    {
      service: '',
      title: 'Another program uses the name by which links find Counterfoil.',
      text: /got nothing from Counterfoil\. .*Close that program, then close Counterfoil and open it again\./,
      buttons: [['Ask your admin', 'copyText']],
    },
  ],
  panicked: [
    {
      service: '',
      title: 'Something in Counterfoil failed at 14:05.',
      text: /are as they were saved; what you were just doing may not be\./,
      buttons: [
        ['Restart', 'restartApp'],
        ['Show what happened', 'sheet [data-testid="support-text"]'],
      ],
    },
  ],
  crashed: [
    {
      service: '',
      title: 'Counterfoil failed at 14:05 and closed.',
      text: /are as they were saved; what you were doing then may not be\./,
      buttons: [['Show what happened', 'sheet [data-testid="support-text"]']],
    },
  ],
};

describe('banners', () => {
  const all = Object.entries(banners).flatMap(([kind, list]) =>
    list.map((it) => [`${kind} ${it.service}`.trim(), kind as BannerKind, it] as const),
  );

  test.each(all)('%s', async (_n, kind, it) => {
    const banner: Banner = { kind, service: it.service, name: it.name ?? null, at: NOW };
    await page.evaluate((one) => window.__FAKE__.emit({ kind: 'banners', banners: [one] }), banner);
    const shown = page.getByTestId(`banner-${kind}`);
    await shown.waitFor();
    expect(await shown.locator('b').textContent()).toBe(it.title);
    expect(await shown.locator('p').textContent()).toMatch(it.text);
    expect(await shown.locator('svg').count()).toBe(1);
    expect(await shown.getByRole('button').allTextContents()).toEqual(
      it.buttons.map(([label]) => label),
    );
    for (const [label, does] of it.buttons) {
      await shown.getByRole('button', { name: label }).click();
      if (does?.startsWith('sheet ')) {
        await page.locator(`dialog[open] ${does.slice('sheet '.length)}`).waitFor();
        await page.keyboard.press('Escape');
        await page.locator('dialog').waitFor({ state: 'detached' });
        continue;
      }
      const heard = await page.waitForFunction(
        (name) => window.__FAKE__.calls.find((each) => each[0] === name),
        does?.split(' ')[0] ?? '',
      );
      const call = (await heard.jsonValue()) as string[];
      if (call[0] === 'copyText') expect(call[1]).toContain(it.title);
      else expect(call.join(' ')).toBe(does);
    }
  });

  /** How many clients need attention, as the token says. */
  async function needAttention(): Promise<string | null> {
    await page.getByTestId('token-status').click();
    const text = await page.getByTestId('token-status-attention').textContent();
    await page.keyboard.press('Escape');
    return text;
  }

  test('one cause for most of the firm is one banner; the rows keep their states and go stale', async () => {
    const rows = sampleRows().filter((it) => it.state !== 'archived');
    const struck = rows.slice(0, Math.ceil(rows.length * 0.6));
    const before = await needAttention();
    const states = new Map(struck.map((it) => [it.id, it.state]));
    await page.evaluate(
      ([list, at]) => {
        window.__FAKE__.emit({
          kind: 'banners',
          banners: [{ kind: 'keyBad', service: 'conductor', name: null, at }],
        });
        window.__FAKE__.emit({ kind: 'rows', rows: list.map((it) => ({ ...it, stale: true })) });
      },
      [struck, NOW] as const,
    );
    await page.getByTestId('banner-keyBad').waitFor();
    expect(await page.locator('[data-testid^="banner-"]').count()).toBe(1);
    for (const [id, state] of states) {
      const row = page.getByTestId(`row-${id}`);
      expect(await row.getAttribute('data-state')).toBe(state);
    }
    expect(await needAttention()).toBe(before);
    await page.evaluate((list) => window.__FAKE__.emit({ kind: 'rows', rows: list }), rows);
  });
});

test('no page complained', () => {
  expect(bench.complaints).toEqual([]);
});
