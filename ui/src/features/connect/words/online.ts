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
  if (it.profile === 'practice') return online.onTheWayPractice;
  if (it.profile === 'sandbox') return "Intuit's answer comes straight back to this computer.";
  return it.relay
    ? `your sign-in and its renewals pass through ${it.relay.host}, a small relay run by ${it.relay.operator}. It keeps none of it and never receives anything from the books.`
    : 'a sign-in relay brings the answer back to this computer. None is set up yet.';
}

export const online = {
  title: (client: string) => `You are about to connect ${client}`,
  again: (client: string) => `You are about to reconnect ${client}`,
  intro: "You will sign in on Intuit's own page. Counterfoil never sees the password.",
  introPractice:
    "You will sign in on a practice copy of Intuit's page, in your browser. There is no password.",
  onTheWayPractice: 'Practice: everything stays on this computer.',
  outro:
    'Disconnect any time here or in QuickBooks. Only an admin or an accountant user can approve this.',
  second: (name: string) =>
    `Connected as ${name} so far. If somebody else signs in now, that connection replaces the one of ${name}. Agree who keeps it first.`,
  taken: (name: string) =>
    `Someone else's Counterfoil is connected: ${name} signed in last. If you sign in now, your connection replaces theirs. Agree who keeps it first.`,
  takenUnknown:
    "Someone else's Counterfoil is connected. If you sign in now, your connection replaces theirs. Agree who keeps it first.",
  continue: 'Continue in browser',
  waitingTitle: 'Waiting for you to finish in the browser',
  waitingText: (client: string) => `Sign in on Intuit's page and choose ${client}.`,
  waitingPractice: (client: string) => `Sign in on the practice page and choose ${client}.`,
  never: 'Counterfoil never sees your password.',
  steps: {
    opened: 'Browser opened',
    approval: 'Your approval at Intuit',
    company: 'Check that it is the right company',
    role: 'Ask what your role is',
  },
  copyLink: "Browser didn't open? Copy link",
  pasteCode: 'Paste a code',
  pasteLabel: 'Code from the page',
  pasteHint: 'Some browsers show a code to copy instead of coming back here. Paste all of it.',
  pasteSend: 'Use this code',
  confirmTitle: 'Is this the right company?',
  confirmPerson: 'This is a different person than before',
  until: (at: string) => `The sign-in works until ${at}.`,
  expected: 'Expected',
  says: 'Intuit says',
  signedIn: 'Signed in as',
  role: 'Your role',
  save: 'Save connection',
  wrong: "That's the wrong company",
} as const;
