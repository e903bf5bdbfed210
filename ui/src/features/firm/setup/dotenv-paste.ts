/** Reads a pasted block of `NAME=value` lines into the fields of the firm form. */
import type { FirmForm } from '../../../ipc';

type Text = Exclude<keyof FirmForm, 'accountingScope' | 'askRoles' | 'intuitEnvironment'>;

const names: Record<string, Text> = {
  FIRM_NAME: 'firmName',
  CONDUCTOR_SECRET_KEY: 'conductorSecretKey',
  CONDUCTOR_PUBLISHABLE_KEY: 'conductorPublishableKey',
  INTUIT_CLIENT_ID: 'intuitClientId',
  INTUIT_CLIENT_SECRET: 'intuitClientSecret',
  RELAY_URL: 'relayUrl',
  COUNTERFOIL_RELAY_URL: 'relayUrl',
};

/** Fields that the block names. Quotes, `export` and comments are allowed; other lines are ignored. */
export function readBlock(block: string): Partial<FirmForm> {
  const found: Partial<FirmForm> = {};
  for (const line of block.split(/\r?\n/)) {
    const match = /^\s*(?:export\s+)?([A-Za-z0-9_]+)\s*[=:]\s*(.*?)\s*$/.exec(line);
    if (!match) continue;
    const name = (match[1] ?? '').toUpperCase();
    const value = (match[2] ?? '').replace(/^(["'])(.*)\1$/, '$2');
    if (value === '') continue;
    const field = names[name];
    if (field) found[field] = value;
    else if (name === 'INTUIT_ENVIRONMENT') {
      found.intuitEnvironment = /^(sandbox|development)$/i.test(value) ? 'sandbox' : 'production';
    }
  }
  return found;
}

/** The two Conductor keys are easily swapped; older keys carry no prefix and pass. */
export function looksSwapped(secretKey: string, publishableKey: string): boolean {
  return /^\s*pk_conductor_/.test(secretKey) || /^\s*sk_conductor_/.test(publishableKey);
}
