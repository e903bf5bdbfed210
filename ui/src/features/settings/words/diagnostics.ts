/** Settings › Diagnostics and About, and the support file. */
import * as fmt from '../../../lib/format';
import type { Profile } from '../../../ipc/types';

export const diagnostics = {
  text: 'Support will ask for this first. It names no client and no key; the folder may contain your user name.',
  heading: 'About this computer',
  version: 'Version',
  system: 'System',
  webview: 'Window engine',
  folder: 'Folder',
  clients: 'Clients',
  keychain: 'Keychain',
  keychains: {
    ready: 'Ready',
    missing: 'Missing',
    locked: 'Locked',
    full: 'Full',
  } as Record<string, string>,
  firm: 'Firm',
  firms: {
    none: 'None open',
    practice: 'Practice firm',
    sandbox: 'Intuit sandbox',
    live: 'Production',
  } satisfies Record<Profile, string>,
  conductor: 'Conductor',
  intuit: 'Intuit',
  checks: 'Checks',
  banners: 'Messages',
  reading: 'Reading…',
  copied: 'Diagnostics copied.',
  showFolder: 'Show folder',
} as const;

/** The support file, shown before it is saved. */
export const support = {
  make: 'Make a support file…',
  makeHint: 'For support. You read it before anything is saved, and nothing is sent.',
  title: 'Support file',
  intro:
    'This is the complete file. Clients, people, computers, addresses and anything like a key are replaced with placeholders, the same one for the same client throughout.',
  hidden: (count: number) =>
    count === 0
      ? 'Nothing had to be replaced.'
      : count === 1
        ? '1 thing is replaced.'
        : `${fmt.number(count)} things are replaced.`,
  sent: 'Nothing is sent anywhere: you send the file yourself.',
  reading: 'Preparing the file…',
  empty: 'Nothing.',
  copied: 'Support file copied.',
  save: 'Save to Downloads',
} as const;

export const about = {
  mit: 'Counterfoil is free software under the MIT licence.',
  licences: 'Third-party software',
  licencesText: (count: number) =>
    `${fmt.number(count)} third-party packages ship in Counterfoil, each under the licence shown.`,
  find: 'Find a package or licence',
  none: (query: string) => `No package matches “${query}”.`,
  loading: 'Reading the list…',
} as const;
