/** Problems of signing in and of connecting. */
import type { BadCodeReason, ConnectProblem, PortTrouble } from '../../../ipc/types';
import type { Sentences } from '../../../lib/sentences';
import { serviceNames } from '../../../lib/words';

const badCode: Record<BadCodeReason, string> = {
  tooLong: 'it is too long',
  oddCharacters: 'it has characters that do not belong there',
  notOurs: 'it is not a sign-in link',
  ambiguous: 'it says two things at once',
  noSignIn: 'it does not say which sign-in it belongs to',
  otherSignIn: 'it names a sign-in of another kind',
  noAnswer: 'it has no answer in it',
  damaged: 'its answer is damaged or incomplete',
};

const whereToFind =
  'QuickBooks shows it under Account and settings › Billing & subscription.' as const;

function port({ port, why }: PortTrouble): string {
  switch (why) {
    case 'reserved':
      return `Windows reserves port ${port} of this computer`;
    case 'taken':
      return `another program on this computer uses port ${port}`;
    case 'other':
      return `port ${port} of this computer could not be opened`;
  }
}

function afterPorts(first: PortTrouble | undefined): string {
  switch (first?.why) {
    case 'reserved':
      return "Restart Windows, which often frees it, then connect again. If that doesn't help, ask whoever looks after this computer: in a terminal of an administrator, 'net stop winnat', connect, 'net start winnat'.";
    case 'taken':
      return 'Close that program, then connect again.';
    case 'other':
    case undefined:
      return 'Restart this computer, then connect again.';
  }
}

export const connectProblems: Sentences<ConnectProblem> = {
  conductorNotSetUp: () =>
    "Conductor isn't set up on this computer. Enter its keys in the firm's settings.",
  intuitNotSetUp: () =>
    "Intuit isn't set up on this computer. Enter the firm's Intuit app in its settings.",
  notConnected: () => "This client isn't connected yet. Connect it first.",
  nothingPending: () => 'Nothing is waiting for this client. Start again with Connect.',
  linkLifetime: () => 'A link can live from 15 minutes to 7 days.',
  linkNotCopied: () => "The link wasn't copied. Try again.",
  noMailAddress: ({ typed }) =>
    `“${typed}” isn't one e-mail address, so no message was made. Correct it with Edit, or copy the link.`,
  browserNotOpened: () => "The browser didn't open. Copy the link and open it yourself.",
  foreignAddress: ({ service, host }) =>
    `${serviceNames[service]} answered with a link to ${host}, which is not one of its addresses, so nothing was opened, copied or sent. Try again, and if it says the same, show this to whoever looks after the firm's keys.`,
  badCode: ({ why }) => `That isn't a Counterfoil code: ${badCode[why]}.`,
  otherCode: () => 'This code belongs to another sign-in, or was used before.',
  oldCode: () => 'This code belongs to another sign-in, or is too old.',
  developmentCode: () =>
    'That is the address of a sign-in with development keys, and this firm signs in through its relay. Finish in the browser, or cancel and start again.',
  otherAnswer: () =>
    "A link came back that doesn't belong to this sign-in, or came too late. Finish in the browser, or cancel and start again.",
  signInEnded: ({ reason }) => `Intuit ended the sign-in: ${reason}.`,
  signInNotVerified: () =>
    "Intuit's statement of who signed in couldn't be verified, so nothing was saved. Check this computer's clock, then sign in again.",
  twoCompanies: () =>
    'Intuit named two different companies in one answer, so nothing was saved. Try again.',
  twoPeople: () =>
    'Intuit named two different people in one answer, so nothing was saved. Try again.',
  companyIdEmpty: () => `Type the company ID. ${whereToFind}`,
  companyIdNotDigits: () => `A company ID has digits only. ${whereToFind}`,
  companyIdLength: () => `That isn't a whole company ID: it usually has 16 digits. ${whereToFind}`,
  notInCompany: ({ person, tail }) =>
    `Intuit says that ${person} isn't in company …${tail}. Check the company ID digit by digit, or choose Cancel and sign in as someone who is.`,
  notForCompany: ({ tail }) =>
    `Intuit says that this sign-in isn't for company …${tail}. Check the company ID digit by digit, or choose Cancel and choose that company on Intuit's page.`,
  alreadySaved: () =>
    'That company is already in the roster. Choose the right company for this client.',
  alreadySavedAs: ({ client }) =>
    `That company was connected for ${client} in the meantime, so nothing was saved.`,
  otherRelay: () => 'Connected through another relay. Connect it again.',
  otherKeys: () => 'This company was connected with other keys. Connect it again.',
  grantMissing: () => "The sign-in for this company is not in this computer's keychain any more.",
  endUserDeleted: () => 'This connection was deleted at Conductor. Start again with Connect.',
  nothingLasts: () =>
    'The keychain of this computer is missing or locked, and a connection made now would be lost with the closing of Counterfoil. Unlock the keychain, wait until the banner about it is gone (if it stays, restart Counterfoil), then connect.',
  otherCompanyKey: () =>
    'The keychain of this computer has another key for recognising companies than this list of clients was made with, so nothing was connected. Was one of the two copied or restored from a backup? Put both back to the same day, then connect again. If that cannot be done, choose Remove this computer from the firm in Settings, then set the firm up or join it again.',
  portsTaken: ({ ports }) =>
    `The sign-in was not started: ${ports.map(port).join(', ')}, and with development keys Intuit's answer comes back there. ${afterPorts(ports[0])}`,
  otherPort: ({ port }) =>
    `This sign-in can't be finished: Intuit's answer to it comes back to another port than ${port}, which Counterfoil uses now. Cancel it, then connect again.`,
};
