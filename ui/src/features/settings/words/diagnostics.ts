/** Settings › Diagnostics and About, and the support file. */
import * as fmt from '../../../lib/format';
import type { Profile } from '../../../ipc/types';

export const diagnostics = {
  text: 'Whoever helps you asks for this first. It names no client and no key; the folder may hold your user name.',
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
  bars: 'Messages',
  reading: 'Reading…',
  copied: 'Diagnostics copied.',
  showFolder: 'Show folder',
} as const;

/** The file for whoever helps, read before it is saved. */
export const support = {
  make: 'Make a support file…',
  makeHint: 'For whoever helps you. You read it before anything is saved, and nothing is sent.',
  title: 'Support file',
  intro:
    'This is all of it. Clients, people, computers, addresses and anything like a key are taken out; marks stand in their place, the same one for the same client throughout.',
  hidden: (count: number) =>
    count === 0
      ? 'Nothing had to be taken out.'
      : count === 1
        ? '1 thing is taken out.'
        : `${fmt.number(count)} things are taken out.`,
  sent: 'Nothing is sent anywhere: you pass the file on yourself.',
  reading: 'Gathering it…',
  empty: 'Nothing.',
  copied: 'Support file copied.',
  save: 'Save to Downloads',
} as const;

export const about = {
  mit: 'Counterfoil is free software under the MIT licence.',
  licences: 'Made with',
  licencesText: (count: number) =>
    `${fmt.number(count)} packages of others ship in Counterfoil, each under the licence beside it.`,
  find: 'Find a package or licence',
  none: (query: string) => `No package matches '${query}'.`,
  loading: 'Reading the list…',
} as const;
