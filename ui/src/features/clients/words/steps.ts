/** Steps that solve a problem, for here and as a message. */
import * as desktopCodes from './desktop-codes';
import { whatToLookFor } from './actions';
import type { ClientRow, Place } from '../../../ipc/types';
import { computerName, sentence } from './states';

export interface Steps {
  title: string;
  intro: string;
  steps: string[];
}

const whatToTry = 'What you can try';
const sendDetails =
  'If it stays, copy the details and send them to the person who looks after Counterfoil in your firm.';
const checkAgainStep = 'Come back here and choose Check again.';

/** The steps behind *Show steps*, for the place where QuickBooks runs. */
export function steps(row: ClientRow): Steps {
  const computer = computerName(row);
  const go = row.place === 'thisComputer' ? 'On this computer' : `On ${computer}`;
  const ofCode = desktopCodes.stepsOf(row);
  if (ofCode && (row.state === 'attention' || desktopCodes.hasOwnSteps(row))) {
    return {
      title: row.state === 'permission' ? 'Allow the connection to sign in' : whatToTry,
      intro: sentence(row, Date.now()),
      steps: ofCode.some((step) => step.includes('Check again'))
        ? ofCode
        : [...ofCode, checkAgainStep],
    };
  }
  switch (row.state) {
    case 'wrongFile':
      return {
        title: 'Let the right company open',
        intro: sentence(row, Date.now()),
        steps: [
          `${go}, finish what you are doing in the open company.`,
          'Choose File › Close Company.',
          'Leave QuickBooks running with no company open, so that it can open the right one by itself.',
          checkAgainStep,
        ],
      };
    case 'dialog':
      return {
        title: whatToLookFor,
        intro: sentence(row, Date.now()),
        steps: [
          `${go}, bring QuickBooks to the front.`,
          'Look for a message, an offer to update or a sign-in box, also behind the main window.',
          'Answer or close it, and leave QuickBooks running.',
          checkAgainStep,
        ],
      };
    case 'permission':
      return {
        title: 'Allow the connection to sign in again',
        intro: 'Only an Admin of the company file can do this, in single-user mode.',
        steps: [
          `${go}, open the company file of ${row.name} as Admin.`,
          'Choose Edit › Preferences › Integrated Applications › Company Preferences.',
          'Select the connection, choose Properties, and tick the box that lets it sign in automatically.',
          'Choose OK twice, then come back here and choose Check again.',
        ],
      };
    case 'wcOffline':
      return {
        title: 'Wake the Web Connector',
        intro: sentence(row, Date.now()),
        steps: [
          row.place === 'hosted'
            ? 'Sign in to the hosted session, or ask the host to do so.'
            : `${go}, sign in to Windows as the person who set the connection up.`,
          'Start QuickBooks Web Connector from the Start menu.',
          'Tick Auto-Run beside the connection and leave the window open.',
          checkAgainStep,
        ],
      };
    case 'singleUser':
      return {
        title: 'Free the company file',
        intro: sentence(row, Date.now()),
        steps: [
          `Ask the person who has the file of ${row.name} open to finish.`,
          'In QuickBooks, choose File › Switch to Multi-user Mode, or close the company.',
          checkAgainStep,
        ],
      };
    case 'qbClosed':
      return {
        title: 'Keep QuickBooks reachable',
        intro: 'QuickBooks Desktop answers only while it can run on its computer.',
        steps: [
          `${go}, start QuickBooks in the morning and leave it running.`,
          'Choose File › Close Company when you are done, so that it can open each company by itself.',
          'Keep the Web Connector running, and keep the computer from sleeping in working hours.',
        ],
      };
    default:
      return row.books === 'online'
        ? {
            title: whatToTry,
            intro: sentence(row, Date.now()),
            steps: [
              'Choose Check again; a short outage passes by itself.',
              'Open the company in QuickBooks Online and see whether you can work there.',
              sendDetails,
            ],
          }
        : {
            title: whatToTry,
            intro: sentence(row, Date.now()),
            steps: [
              `${go}, see whether QuickBooks is open and shows the company of ${row.name}.`,
              'Update QuickBooks if it offers to, then open the company file once as Admin.',
              checkAgainStep,
              sendDetails,
            ],
          };
  }
}

/** Who reads the steps depends on where QuickBooks runs. */
const openings: Record<Place, string> = {
  thisComputer: 'Hello,',
  otherComputer: 'Hello,',
  hosted: 'Hello, please pass this on to the host if it is not yours to do.',
  clientOffice: 'Hello, could you help at the computer where you use QuickBooks?',
};

/** The steps, numbered, for somebody who does not sit at Counterfoil and cannot choose *Check again*. */
export function stepsForOthers(it: Steps): string[] {
  return it.steps
    .filter((step) => step !== checkAgainStep)
    .map((step) =>
      step
        .replace(', then come back here and choose Check again', '')
        .replaceAll('Choose Check again', 'Tell me, and I check again')
        .replaceAll('choose Check again', 'tell me, and I check again'),
    )
    .map((step, index) => `${index + 1}. ${step}`);
}

/** The same as a message to a colleague. */
export function stepsText(row: ClientRow): string {
  const it = steps(row);
  const lines = stepsForOthers(it);
  const opening = row.place === null ? 'Hello,' : openings[row.place];
  return `${opening} QuickBooks Desktop for ${row.name} needs attention.\n${it.intro}\n\n${lines.join('\n')}\n\nTell me when it is done and I will check again. Nobody needs to send a password.`;
}

export const send = {
  title: 'Send these steps',
  text: (row: ClientRow) =>
    row.place === 'thisComputer'
      ? 'For an Admin of the company file. Copy the text and paste it into a message.'
      : `For someone who can open the company file as Admin on ${computerName(row)}. Copy the text and paste it into a message.`,
  go: 'Copy message',
} as const;

export const who = {
  title: (client: string) => `Who connected ${client}`,
  named: (name: string) => `${name} connected it last.`,
  unknown: 'Intuit does not say who it was. Ask in your firm who connected this company last.',
  before: (name: string) => `Before that it was ${name}.`,
  why: 'Each company keeps one connection to Counterfoil at a time. The last person to sign in has it, so agree on one person per client.',
} as const;
