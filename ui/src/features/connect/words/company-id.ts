/** The question which company a sign-in was for, when Intuit did not say. */
import { roleUnknown } from '../../clients/words/roles';

export const title = 'Which company did you choose?';

export function text(client: string): string {
  return `You are signed in, but Intuit didn't say which company you chose for ${client}. Type its company ID. Nothing is saved until you have confirmed it.`;
}

export const label = 'Company ID';
export const hint =
  'In QuickBooks Online, open that company, then the gear › Account and settings › Billing & subscription. The ID is shown there in groups of four digits. Spaces and dashes do not matter. If that page is not available to you, ask an admin of the company.';

/** For a client that is connected: the one to expect. */
export function expected(client: string, tail: string): string {
  return `The company that ${client} is connected to ends in ${tail}.`;
}

export const send = 'Use this company ID';
export const asking = 'Asking Intuit…';
export const typed = 'You typed';

export function unconfirmed(tail: string): string {
  return `Intuit couldn't confirm the company ID that you typed. Check it digit by digit in QuickBooks before you save; it has to end in ${tail}. If you are not sure, choose That's the wrong company and connect again.`;
}

const rolesOffTip = 'Your firm has turned off asking Intuit for roles. Everything else works.';

/** Roles that the firm does not ask for. */
export const rolesOff = {
  tip: rolesOffTip,
  text: [
    rolesOffTip,
    roleUnknown.notNeeded,
    'The person who looks after the keys can turn it on again in Firm. Until then, the person who signed in can see the role in QuickBooks Online under Settings › Manage users.',
  ],
} as const;

/** `invalid_scope`: what the app may not ask for, and the switch that leaves it out. */
export function scopeRefused(asks: { roles: boolean; accounting: boolean }): string {
  if (asks.roles) {
    return "Intuit doesn't let this app ask for your role yet, so it ended the sign-in. Nothing was saved. Choose Change keys…, turn off “Ask Intuit for your role in each company”, and connect again. Or ask Intuit to enable roles for the app first.";
  }
  if (asks.accounting) {
    return "Intuit doesn't let this app ask for the company's name, so it ended the sign-in. Nothing was saved. Choose Change keys…, turn off reading the company's name, and connect again.";
  }
  return "Intuit doesn't let this app ask who signs in, so it ended the sign-in. Nothing was saved. Choose Change keys… and check that the client ID is the one of the firm's app.";
}

/** The key that recognises companies went with the keychain; only four digits are left to go by. */
export function byDigits(client: string): string {
  return `The keychain of this computer was emptied or replaced, so this company is recognised by its last four digits only. Save it if you are sure that it is ${client}'s.`;
}

export function maybe(client: string, other: string): string {
  return `This may be the company of ${other}: the last four digits are the same, and more is not known since the keychain of this computer was emptied or replaced. Save it if you are sure that it is ${client}'s.`;
}
