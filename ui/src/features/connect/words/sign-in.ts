/** What both ways to connect say while they wait and when they end. */
import * as companyId from './company-id';
import * as elsewhereWords from '../../clients/words/elsewhere';
import type { AttemptView, FoundCompany, RoleView } from '../../../ipc/types';
import { endings } from '../../timeline/words';
import { firstName } from '../../../lib/words';
import { online } from './online';
import { problem } from '../../../problem-sentences';
import { roleKind, roleNames } from '../../clients/words/roles';

export const sheets = {
  still: (until: string) =>
    `Still waiting. You can close this – we'll keep listening until ${until}.`,
  closing: 'You can close this; the row keeps waiting.',
  stopText: "If you stop waiting, what is finished in the browser doesn't count any more.",
  doneTitle: (client: string) => `${client} is connected`,
  leftToConnect: (count: number) =>
    count === 1
      ? '1 more client is not connected yet.'
      : `${count.toLocaleString('en')} more clients are not connected yet.`,
  next: (client: string) => `Next: connect ${client}`,
  linkCopied: 'Link copied.',
  linkOpened: 'Opened in the browser.',
  linkMailed: 'E-mail opened in your mail app.',
  notReadyOnline: "Intuit's keys are not set up on this computer yet.",
  notReadyDesktop: "Conductor's keys are not set up on this computer yet.",
  otherCompanyIs: (client: string) => `This company is already saved as ${client}.`,
  newName: 'Name of the new client',
  sameAsBefore: 'The same company as before',
} as const;

/** A company as the verify step shows it: a name, and the end of its number so that it stays in one piece. */
export interface CompanyWords {
  name: string;
  tail: string | null;
}

/** Intuit's side: the name if we may read it, always the last four digits. */
export function foundCompany(found: FoundCompany): CompanyWords {
  const name = found.companyName ?? found.otherClient;
  if (name) return { name, tail: `(…${found.companyTail})` };
  return found.expectedTail === found.companyTail
    ? { name: sheets.sameAsBefore, tail: `(…${found.companyTail})` }
    : { name: `Number …${found.companyTail}`, tail: null };
}

/** Nothing says which company this is: Intuit gave no name, and it is not the one that was connected before. */
export function isUnnamed(found: FoundCompany): boolean {
  return (
    !found.companyName &&
    !found.otherClient &&
    (found.expectedTail !== found.companyTail || found.byDigits)
  );
}

export function expectedCompany(client: string, found: FoundCompany): CompanyWords {
  return { name: client, tail: found.expectedTail ? `(…${found.expectedTail})` : null };
}

/** Only a person can know whether it is right: no button is the usual one then. */
export function isUndecided(found: FoundCompany): boolean {
  return found.previousPerson !== null || isUnnamed(found);
}

/** The title of the verify step: what there is to decide. */
export function confirmTitle(found: FoundCompany): string {
  if (!found.previousPerson) return isUnnamed(found) ? companyId.title : online.confirmTitle;
  const [now, before] = shortNames(found.person.name, found.previousPerson.name);
  return online.confirmPerson(now, before);
}

export function confirmButtons(found: FoundCompany): { save: string; wrong: string } {
  if (!found.previousPerson) return { save: online.save, wrong: online.wrong };
  const [now, before] = shortNames(found.person.name, found.previousPerson.name);
  return { save: online.usePerson(now), wrong: online.keepPerson(before) };
}

/** First names, where they tell the two apart. */
function shortNames(now: string, before: string): [string, string] {
  const short: [string, string] = [firstName(now), firstName(before)];
  return short[0] === short[1] ? [now, before] : short;
}

/** Who signed in, and what is known of the company that is not the client's. */
function picked(found: FoundCompany, client: string): string {
  const who = found.person.name || found.person.email || 'You';
  if (found.otherClient) {
    return `${who} picked the company of ${found.otherClient} (Intuit number …${found.companyTail}), which is on your list already. This client is ${client}.`;
  }
  return found.companyName
    ? `${who} picked ${found.companyName} (Intuit number …${found.companyTail}), which isn't ${client}.`
    : `${who} picked a company that isn't ${client} (Intuit number …${found.companyTail}). Intuit did not tell us its name.`;
}

/** `Admin · Active · Payroll on`. */
export function roleLine(role: RoleView): string {
  if (role.availability !== 'reported') return roleNames.notAvailable;
  const kind = roleKind(role);
  const payroll =
    role.payroll === null
      ? roleNames.payrollNotReported
      : role.payroll
        ? 'Payroll on'
        : 'Payroll off';
  return `${kind} · ${role.active ? roleNames.active : roleNames.inactive} · ${payroll}`;
}

/** Warnings of the verify step, most serious first. */
export function foundWarnings(client: string, found: FoundCompany, now = Date.now()): string[] {
  const all: string[] = [];
  if (found.otherClient) all.push(sheets.otherCompanyIs(found.otherClient));
  else if (found.expectedTail && found.expectedTail !== found.companyTail) {
    all.push(`${client} was connected to another company until now.`);
  }
  if (found.notMember) {
    all.push(
      `Intuit says ${found.person.email ?? found.person.name} is not a user of this company.`,
    );
  }
  if (found.elsewhere) all.push(elsewhereWords.found(found.elsewhere, now));
  if (found.unconfirmed) all.push(companyId.unconfirmed(found.companyTail));
  if (found.maybeClient) all.push(companyId.maybe(client, found.maybeClient));
  else if (found.byDigits) all.push(companyId.byDigits(client));
  if (found.previousPerson) {
    all.push(`If you use this sign-in, the one of ${found.previousPerson.name} ends.`);
  }
  return all;
}

export function ending(
  attempt: Extract<AttemptView, { stage: 'ended' }>,
  client: string,
  relayHost: string | null,
  asks = { roles: true, accounting: false },
): { title: string; text: string } {
  const desktop = attempt.books === 'desktop';
  switch (attempt.ending) {
    case 'declined':
      return {
        title: 'You cancelled in the browser',
        text: 'Nothing was saved. Connect again whenever you like.',
      };
    case 'expired':
      return desktop
        ? {
            title: endings.expired,
            text: 'Nobody finished with this link in time. Make a new one; the client stays as it is.',
          }
        : {
            title: 'Nobody finished in the browser',
            text: 'The page was closed, or the time ran out. Nothing was saved; the client stays as it is.',
          };
    case 'wrongCompany':
      return {
        title: endings.wrongCompany,
        text: `${picked(attempt.found, client)} Nothing was saved.`,
      };
    case 'rejected':
      return {
        title: endings.rejected,
        text: `You said that this is not ${client}. Access was revoked at Intuit.`,
      };
    case 'emailUnverified':
      return {
        title: endings.emailUnverified,
        text: 'Confirm the address in your Intuit account, then connect again. Nothing was saved.',
      };
    case 'unreachable':
      return {
        title: endings.unreachable,
        text: "Intuit didn't answer from this computer. Check the network, then try again. Nothing was saved.",
      };
    case 'relayUnreachable':
      return {
        title: `We couldn't reach ${relayHost ?? 'the sign-in relay'}`,
        text: 'The sign-in relay brings the answer back to this computer and did not answer. Nothing was saved.',
      };
    case 'keyRefused':
      return {
        title: endings.keyRefused,
        text: "Intuit no longer accepts this computer's key. Ask the person who looks after your firm's keys for a new one.",
      };
    case 'scopeRefused':
      return { title: endings.scopeRefused, text: companyId.scopeRefused(asks) };
    case 'cancelled':
      return {
        title: endings.cancelled,
        text: 'Nothing was saved. Start again whenever you like.',
      };
    case 'replaced':
      return {
        title: endings.replaced,
        text: 'Another connection for this client was started after this one. Finish that one.',
      };
    case 'failed':
      return {
        title: desktop ? 'The connection did not finish' : endings.failed,
        text: problem(attempt.error),
      };
  }
}
