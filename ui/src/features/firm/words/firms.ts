/** Words about several firms on one computer, and about a firm's settings that somebody else changed. */
import { fieldNames } from './firm';
import { setUp } from './set-up';
import * as fmt from '../../../lib/format';
import type { FirmView } from '../../../ipc';
import type { ServiceValue } from '../../../ipc/types';

const values: Record<ServiceValue, string> = {
  relayUrl: 'the sign-in relay',
  intuitClientId: "the client ID of the firm's app at Intuit",
  intuitEnvironment: "which of Intuit's keys are used",
  intuitScopes: 'what Intuit is asked for',
  conductorPublishableKey: fieldNames.conductorPublishableKey,
  conductorBaseUrl: "Conductor's address",
  signer: "who signs the firm's files",
  firmFolder: 'the shared folder',
  permissions: 'what this computer may do',
};

function isValue(text: string): text is ServiceValue {
  return Object.hasOwn(values, text);
}

/** What changed, out of the names a banner carries between commas. */
function whatChanged(names: string | null): string {
  const all = (names ?? '').split(',').filter(isValue);
  const texts = all.map((name) => values[name]);
  if (texts.length === 0) return 'the services it uses';
  return new Intl.ListFormat('en', { type: 'conjunction' }).format(texts);
}

export const changed = {
  title: 'The settings of this firm were changed outside Counterfoil.',
  text: (names: string | null): string =>
    `Changed: ${whatChanged(names)}. Nothing is sent to any service until you set the firm up again, or join it again with a firm file from your firm.`,
  setUp: setUp.title,
  join: 'Join with a firm file',
} as const;

export const menu = {
  label: 'Firms on this computer',
  switchFrom: (firm: string): string => `${firm}: firms on this computer`,
  practice: 'Practice firm',
  joinAnother: 'Join another firm…',
} as const;

export const setUpAnother = 'Set up another firm';
export const setUpAnotherItem = 'Set up another firm…';
export const open = (name: string): string => `Open ${name}`;
export const opening = (name: string): string => `Opening ${name}…`;
export const isOpen = 'open';

export const elsewhere = {
  title: (firm: string | null): string =>
    `A sign-in came back that belongs to ${firm ?? 'another firm'}.`,
  text: 'It waits for that firm: open the firm to finish the sign-in, within ten minutes of signing in.',
  open: 'Open that firm',
} as const;

/** What distinguishes a firm from others of its name: its relay's host, else when it was opened last. */
export function detail(firm: FirmView, now: number): string {
  if (firm.host !== null) return firm.host;
  return firm.openedAt === null
    ? 'not opened yet'
    : `last opened ${fmt.atMoment(firm.openedAt, now)}`;
}

/** A name for each firm that no other has. */
export function labels(firms: readonly FirmView[], now: number): Map<string, string> {
  const found = new Map<string, string>();
  const taken = new Set<string>();
  for (const firm of firms) {
    const twin = firms.some((it) => it.id !== firm.id && it.name === firm.name);
    const label = twin ? `${firm.name} (${detail(firm, now)})` : firm.name;
    let only = label;
    for (let n = 2; taken.has(only); n += 1) only = `${label} ${n}`;
    taken.add(only);
    found.set(firm.id, only);
  }
  return found;
}
