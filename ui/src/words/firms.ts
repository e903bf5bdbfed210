/** Words about several firms on one computer, and about a firm's settings that somebody else changed. */
import type { ServiceValue } from '../ipc/types';

const values: Record<ServiceValue, string> = {
  relayUrl: 'the sign-in relay',
  intuitClientId: "the client ID of the firm's app at Intuit",
  intuitEnvironment: "which of Intuit's keys are used",
  intuitScopes: 'what Intuit is asked for',
  conductorPublishableKey: "Conductor's publishable key",
  conductorBaseUrl: "Conductor's address",
  signer: "who signs the firm's files",
  firmFolder: 'the shared folder',
  seatPolicy: 'what this computer may do',
};

function isValue(text: string): text is ServiceValue {
  return Object.hasOwn(values, text);
}

/** What differs, out of the names a bar carries between commas. */
function whatDiffers(names: string | null): string {
  const all = (names ?? '').split(',').filter(isValue);
  const texts = all.map((name) => values[name]);
  if (texts.length === 0) return 'what names its services';
  return new Intl.ListFormat('en', { type: 'conjunction' }).format(texts);
}

export const changed = {
  title: 'The settings of this firm were changed outside Counterfoil.',
  text: (names: string | null): string =>
    `This differs: ${whatDiffers(names)}. Nothing is sent to any service until you set the firm up again, or join it again with a firm file from your firm.`,
  setUp: 'Set up our firm',
  join: 'Join with a firm file',
} as const;
