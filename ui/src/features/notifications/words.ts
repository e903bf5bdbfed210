/** Notifications, and their settings. */
import * as fmt from '../../lib/format';
import type { Group } from './notification-queue';
import { countClients } from '../clients/words/list';

export const noticeSettings = {
  on: 'Show notifications',
  onHint: 'Off by default.',
  what: 'You are notified of three things only:',
  kinds: [
    'A client loses access until someone acts.',
    'An approval expires within 14 days, 7 days or a day.',
    'A sign-in you were waiting for succeeds.',
  ],
  never: 'Clients whose QuickBooks is just closed or asleep never cause a notification.',
  names: 'Name clients in notifications',
  namesHint: 'Notifications can appear on the lock screen, where anyone can read them.',
  quiet: 'Quiet hours',
  quietHint: 'Whatever still needs attention when they end comes in one notification.',
  from: 'From',
  until: 'Until',
  sameTimes: 'If both times are the same, there are no quiet hours.',
  test: 'Send a test notification',
} as const;

export const notices = {
  testTitle: 'This is a test notification',
  testBody: 'Notifications work on this computer.',
  testSent: 'Test notification sent.',
  several: 'During quiet hours',
  unnamed: 'Open Counterfoil to see which, and what to do next.',
} as const;

function noticeTitle(it: Group): string {
  const count = it.names.length;
  const one = count === 1;
  switch (it.kind) {
    case 'attention':
      return `${countClients(count)} ${one ? 'needs' : 'need'} attention`;
    case 'connected':
      return `${countClients(count)} ${one ? 'is' : 'are'} connected`;
    case 'expiring': {
      const days = it.days === null || it.days <= 1 ? 'a day' : `${it.days} days`;
      return `${one ? '1 approval expires' : `${fmt.number(count)} approvals expire`} within ${days}`;
    }
  }
}

/** A few names, and how many more. */
function noticeNames(names: readonly string[]): string {
  const sorted = [...names].sort(fmt.compareNames);
  const more = sorted.length - 4;
  const said = more > 1 ? [...sorted.slice(0, 4), `${fmt.number(more)} more`] : sorted;
  const text = said.join(', ');
  return text.endsWith('.') ? text : `${text}.`;
}

/** A notification can appear on the lock screen, so clients are named only where that is allowed. */
export function notice(groups: readonly Group[], named: boolean): { title: string; body: string } {
  const [first] = groups;
  if (groups.length === 1 && first) {
    return {
      title: noticeTitle(first),
      body: named ? noticeNames(first.names) : notices.unnamed,
    };
  }
  const lines = groups.map((it) =>
    named ? `${noticeTitle(it)}: ${noticeNames(it.names)}` : `${noticeTitle(it)}.`,
  );
  return { title: notices.several, body: lines.join('\n') };
}
