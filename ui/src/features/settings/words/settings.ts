/** Words of the settings. */
import { fieldName as firmFieldName } from '../../firm/words/firm';
import * as fmt from '../../../lib/format';
import { setUp } from '../../firm/words/set-up';
import { product } from '../../../lib/words';

export const settings = {
  title: 'Settings',
  rail: 'Sections',
  sections: {
    general: 'General',
    notifications: 'Notifications',
    checks: 'Checks',
    privacy: 'Privacy',
    diagnostics: 'Diagnostics',
    about: 'About',
  },
  theme: 'Theme',
  themes: { system: 'Same as system', light: 'Light', dark: 'Dark' },
  density: 'Row height',
  densities: { compact: 'Compact', regular: 'Regular', roomy: 'Roomy' },
  zoom: 'Text size',
  letterKeys: 'Single-key shortcuts',
  letterKeysHint: 'Such as C to connect and R to check, while the list is in focus.',
  computer: 'This computer',
  relay: 'Sign-in relay',
  keysPractice: 'The practice firm uses made-up keys.',
  editKeys: 'Change keys…',
  closeFirm: 'Close firm…',
  version: (version: string) => `${product} ${version}`,
} as const;

export type SettingsSection = keyof typeof settings.sections;

/** What keeps the secrets, as the person knows it. */
export function keychainName(platform: string): string {
  if (platform === 'windows') return 'Windows Credential Manager';
  return platform === 'macos' ? 'the Keychain of this Mac' : 'the keyring of your desktop';
}

export const keySettings = {
  intro: 'Who this computer works for, the keys it has, and how the firm goes on elsewhere.',
  kept: (keychain: string) => `Kept in ${keychain}. Never shown again.`,
  keptUntil: 'Kept until Counterfoil closes: the keychain is missing or locked.',
  secretKey: "Conductor's secret key",
  publishableKey: firmFieldName('conductorPublishableKey'),
  clientId: "Client ID of your firm's app at Intuit",
  clientSecret: "Intuit's client secret",
  secretAtRelay: 'At the relay, never on this computer.',
  ready: 'Set up',
  notReady: 'Not set up',
  practiceKey: 'A made-up key',
  relayRun: (host: string, operator: string) => `${host}, run by ${operator}`,
  noRelay: "None: Intuit's answer comes straight back to this computer.",
  honest: setUp.honest,
} as const;

export const checkSettings = {
  every: 'Check every client',
  everyHint: 'While Counterfoil is open.',
  choice: (minutes: number) => `Every ${fmt.life(minutes).replace(/^1 /, '')}`,
  desktop: 'QuickBooks Desktop',
  desktopText:
    'We ask Conductor when each connection last answered. That never opens QuickBooks and disturbs nobody.',
  active: 'Check now',
  activeText:
    'Asks QuickBooks itself, and may start it on its computer. That happens only when you choose it.',
  online: 'QuickBooks Online',
  onlineText:
    'We ask Intuit for your role every six hours, which also keeps the approval from expiring.',
  never: 'No check reads or changes the books.',
  last: 'Last check',
  next: 'Next check',
  notYet: 'Not yet',
} as const;

export const checkChoices = [5, 15, 30, 60, 240] as const;
