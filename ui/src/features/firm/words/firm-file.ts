/** Words about who made a firm file, where it leads, and what it changes. */
import type { FirmFileChange, FirmFileService, FirmFileSigner, ManagedField } from '../../../ipc';

export const signer = {
  title: 'Who signed it',
  label: "Your firm's six words",
  /** How the window knows whose key it is. */
  known: (how: FirmFileSigner, firm: string): string => {
    switch (how) {
      case 'pinned':
        return `Signed with the key of ${firm} that this computer knows.`;
      case 'managed':
        return 'Signed with the key that your firm set for this computer.';
      case 'firmKey':
        return `From now on ${firm} signs its files, and this computer remembers the key. Compare these words once with the person who made the file:`;
      case 'unknown':
        return "Anyone can make a file with your firm's name in it. Call the person who made this one, and have them read you the six words in their window, under Firm. If one word differs, don't join.";
    }
  },
  made: 'The person who opens the file sees these six words. Read them out by phone with the passphrase: they show that the file is yours.',
  here: 'Files made here are signed with this key.',
  fingerprint: 'Fingerprint, for managed settings',
} as const;

export const hosts: Record<FirmFileService, string> = {
  relay: 'Sign-ins pass through',
  conductor: 'Conductor is asked at',
  folder: 'Shared change log is on',
};

export const operator = (name: string): string => `The file says that ${name} runs it.`;

export const beside = (here: string, firm: string): string =>
  `${firm} is not the firm on this computer. It is added beside ${here}: each keeps its own clients, keys and history.`;

export const folderServer = {
  agree: (server: string) =>
    `Let this computer sign in at ${server} to share the change log there. It did not use that server for this firm before.`,
  missing: (server: string) => `Tick the box first: this computer would sign in at ${server}.`,
} as const;

export const changes = {
  title: 'What changes here',
  none: 'Nothing but the keys.',
  line: (field: string, was: string, will: string) => `${field}: ${was} → ${will}`,
  nothing: 'not set',
  values: { yes: 'yes', no: 'no', production: 'production', sandbox: 'sandbox' } as Record<
    string,
    string
  >,
} as const;

/** A value as it is shown; words of the app's own have their own words here. */
export function value(it: FirmFileChange, side: 'was' | 'will'): string {
  const text = it[side];
  if (text === null) return changes.nothing;
  return isWord(it.field) ? (changes.values[text] ?? text) : text;
}

/** Fields whose values are words of ours, and not of the file's maker. */
function isWord(field: ManagedField): boolean {
  return ![
    'firmName',
    'relayUrl',
    'intuitClientId',
    'conductorPublishableKey',
    'firmFolder',
  ].includes(field);
}
