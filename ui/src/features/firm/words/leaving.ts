/** Removing this computer from a firm. */
import { openApps } from '../../clients/words/archiving';
import type { LeftView, RemovalChoice, RemovedView } from '../../../ipc';
import type { RemovalProgress } from '../../../ipc/types';

const connections = (count: number): string =>
  count === 1 ? '1 QuickBooks Online connection' : `${count} QuickBooks Online connections`;
const clients = (count: number): string => (count === 1 ? '1 client' : `${count} clients`);

export const heading = 'Remove this computer';
export const headingText =
  'When this computer is given away or no longer works for the firm. Its connections end or are handed over, and its keys, its saved sign-ins and its list of clients are deleted here.';
export const button = 'Remove this computer from the firm…';

export const title = (firm: string): string => `Remove this computer from ${firm}?`;
export const deletes = (firm: string): string =>
  `Deleted on this computer: the firm's keys in the keychain, the file of its saved sign-ins, the list of clients with its history, and ${firm} in Counterfoil's settings. Other firms on this computer stay as they are.`;
export const backUpFirst =
  'If this list is on no other computer, back it up first. A backup has every client and no sign-in.';
export const held = (count: number): string =>
  count === 0
    ? 'This computer has no QuickBooks Online connection.'
    : `${connections(count)} can be used on this computer only. What should become of them?`;

export const ways: Record<RemovalChoice, { text: string; hint: string }> = {
  disconnect: {
    text: 'Disconnect them at Intuit',
    hint: 'Counterfoil asks Intuit to cancel each one. Without a network connection you are told which are left.',
  },
  handOver: {
    text: 'Hand them over to the other computers',
    hint: "The firm's change log tells the others which clients to connect. Intuit keeps its permission until somebody connects them, or for 100 days; nobody can use it meanwhile.",
  },
};
export const handOverAlone =
  'Your firm shares no change log, so tell the others yourself which clients they have to connect. Intuit keeps its permission until somebody connects them, or for 100 days; nobody can use it meanwhile.';
export const stays = (count: number): string =>
  `${clients(count)} of QuickBooks Desktop: the connection at Conductor belongs to the firm and stays. Turn off this computer's secret key in Conductor's dashboard.`;
export const typeName = (firm: string): string => `Type “${firm}” to go on`;
export const go = heading;

export const working = 'Removing this computer';
export const ending = (it: RemovalProgress): string =>
  it.total === 0 ? 'Ending connections…' : `${it.done} of ${connections(it.total)} done…`;
export const deleting = 'Deleting keys and files…';
export const leaveOpen =
  'Leave Counterfoil open. If it closes now, it goes on from here when you open it again.';

export const interrupted = {
  title: (firm: string): string => `Removing this computer from ${firm} isn't finished`,
  text: (firm: string): string =>
    `It was interrupted. ${firm} stays closed on this computer until you decide.`,
  canKeep: 'Nothing has been deleted yet. Connections that were ended already stay ended.',
  cannotKeep: "Keys or files are deleted already, so the firm can't be kept here.",
  go: 'Continue removing',
  keep: 'Keep the firm',
} as const;

export const done = {
  title: (firm: string): string => `This computer was removed from ${firm}`,
  deleted: 'Its keys, its saved sign-ins, its list of clients and its settings are deleted here.',
  noKeychain:
    'This computer has no keychain now, so nothing in one was deleted. If it had one, delete the entries named Counterfoil there.',
  unread:
    'The list of clients was damaged, so its connections were not ended. End them in QuickBooks Online under Apps › My apps.',
  disconnected: (count: number): string => `${connections(count)} disconnected at Intuit.`,
  handedOver: (count: number): string =>
    `${connections(count)} handed over. They are to be connected on another computer.`,
  untold:
    "The firm's folder couldn't be reached, so the other computers don't know that this one left. Tell them.",
  desktop: (count: number): string => stays(count),
  leftTitle: (count: number): string => `${connections(count)} left at Intuit`,
  left: "Counterfoil can't end these any more. Open each company in QuickBooks Online, choose Apps › My apps, and disconnect Counterfoil there. Nobody can use them from this computer.",
  openApps,
  close: 'Done',
} as const;

export function leftLine(it: LeftView): string {
  const company = it.tail === '' ? '' : `, company ending in ${it.tail}`;
  const why = it.noAnswer ? 'no answer' : "can't be ended from here";
  return `${it.client}${company}: ${why}`;
}

/** What was done, a sentence each. */
export function lines(it: RemovedView): string[] {
  return [
    done.deleted,
    ...(it.disconnected > 0 ? [done.disconnected(it.disconnected)] : []),
    ...(it.handedOver > 0 ? [done.handedOver(it.handedOver)] : []),
    ...(it.desktop > 0 ? [done.desktop(it.desktop)] : []),
    ...(it.untold ? [done.untold] : []),
    ...(it.noKeychain ? [done.noKeychain] : []),
    ...(it.unread ? [done.unread] : []),
  ];
}
