/** Signing in at Intuit. */
import type { Profile } from '../../../ipc/types';

/** How a sign-in's answer travels; each mode has its own true sentence. */
export interface ConsentFacts {
  profile: Profile;
  accountingScope: boolean;
  askRoles: boolean;
  relay: { host: string; operator: string } | null;
}

export function consentOnline(it: ConsentFacts): { label: string; text: string }[] {
  const name = it.accountingScope ? 'company name, ' : '';
  const role = it.askRoles ? ', your role in the company, whether payroll is on' : '';
  const lines = [
    {
      label: 'We read:',
      text: `${name}your name and e-mail address at Intuit${role}.`,
    },
    {
      label: 'We never:',
      text: 'change the books, read transactions, or keep any accounting data.',
    },
    { label: 'On the way:', text: onTheWay(it) },
  ];
  if (it.accountingScope) {
    lines.splice(1, 0, {
      label: 'Intuit asks:',
      text: "for access to the accounting data, so that the company's name can be read. That is wider than our use; Intuit has no narrower permission.",
    });
  }
  return lines;
}

function onTheWay(it: ConsentFacts): string {
  if (it.profile === 'practice') return 'nothing leaves this computer (practice).';
  if (it.profile === 'sandbox') return "Intuit's answer comes straight back to this computer.";
  return it.relay
    ? `your sign-in and its renewals pass through ${it.relay.host}, a small relay run by ${it.relay.operator}. It keeps none of it and never receives anything from the books.`
    : 'a sign-in relay brings the answer back to this computer. None is set up yet.';
}

export const online = {
  title: (client: string) => `You are about to connect ${client}`,
  again: (client: string) => `You are about to reconnect ${client}`,
  intro: "You will sign in on Intuit's own page. Counterfoil never sees the password.",
  introPractice: 'A practice sign-in page opens in your browser. No password needed.',
  onTheWayPractice: 'Nothing leaves this computer (practice).',
  outro:
    'Disconnect any time here or in QuickBooks. Only an admin or an accountant user can approve this.',
  second: (name: string) =>
    `${name} connected this. If you sign in, you replace them. Check with them first.`,
  taken: (name: string) =>
    `Someone else's Counterfoil is connected: ${name} signed in last. If you sign in now, your connection replaces theirs. Agree who keeps it first.`,
  takenUnknown:
    "Someone else's Counterfoil is connected. If you sign in now, your connection replaces theirs. Agree who keeps it first.",
  continue: 'Continue in browser',
  waitingTitle: 'Finish in your browser',
  waitingText: (client: string) => `Sign in on Intuit's page and choose ${client}.`,
  waitingPractice: (client: string) => `Sign in on the practice page and choose ${client}.`,
  /** The browser asks before it gives a link to a program. */
  opens: 'Your browser will ask to open Counterfoil. Choose Open.',
  never: 'Counterfoil never sees your password.',
  steps: {
    opened: 'Page sent to your browser',
    approval: 'Approve at Intuit',
    company: 'Right company?',
    role: 'Your role',
  },
  openAgain: 'Open the page again',
  copyLink: 'Copy link',
  stop: 'Stop waiting',
  keepWaiting: 'Keep waiting in the background',
  confirmTitle: 'Is this the right company?',
  /** Intuit tells a name only with the wider permission. */
  unnamed: (client: string, tail: string) =>
    `Intuit does not tell us the name, only that the company's number ends in ${tail}. Save it if you chose ${client} there.`,
  unnamedHelp:
    'Not sure? Look at the number in QuickBooks: open the company, then ⚙ › Account and settings › Billing & subscription.',
  confirmPerson: (now: string, before: string) => `${now} signed in; ${before} did before`,
  keepPerson: (name: string) => `Keep ${name}'s sign-in`,
  usePerson: (name: string) => `Use ${name}'s sign-in`,
  until: (at: string) => `The sign-in works until ${at}.`,
  expected: 'Expected',
  says: 'Intuit says',
  signedIn: 'Signed in as',
  role: 'Your role',
  save: 'Save connection',
  wrong: "That's the wrong company",
} as const;
