/** The banners above the list: one cause for many clients. */
import * as answers from '../../clients/words/answers';
import * as firmKeyWords from './firm-key';
import * as firmsWords from './firms';
import * as fmt from '../../../lib/format';
import * as keychainWords from './keychain';
import type { Banner } from '../../../ipc/types';
import { product } from '../../../lib/words';
import { services } from '../../clients/words/client';

export type BannerAction =
  | 'tryNow'
  | 'statusIntuit'
  | 'statusConductor'
  | 'newKey'
  | 'askAdmin'
  | 'restart'
  | 'restoreCopy'
  | 'setUp'
  | 'openFirm'
  | 'join'
  | 'whatHappened';

export interface BannerWords {
  title: string;
  text: string;
  /** What the button does: ask all, open a status page, enter keys, or copy words for the admin. */
  action: BannerAction | null;
  /** The second one, where somebody else may have to act. */
  second?: BannerAction;
  tone: 'wait' | 'soon' | 'now';
}

export const bannerActions = {
  tryNow: 'Try now',
  statusIntuit: 'Status page',
  statusConductor: 'Status page',
  newKey: 'Enter a new key',
  askAdmin: 'Ask your admin',
  restart: 'Restart',
  restoreCopy: 'Restore a copy…',
  setUp: firmsWords.changed.setUp,
  join: firmsWords.changed.join,
  openFirm: firmsWords.elsewhere.open,
  whatHappened: 'Show what happened',
} as const;

/** The roster is shown as it was last known until the keychain has answered. */
export const opening = {
  title: 'Waiting for the keychain.',
  text: 'You see your clients as they were last known. If this computer asks for a password, answer there; checks and sign-ins wait until then.',
} as const;

export function banner(
  it: Banner,
  operator: string | null,
  lastCheckAt: number | null,
  now: number,
): BannerWords {
  const service = services[it.service] ?? 'A service';
  const relay = it.name ?? 'The sign-in relay';
  const runner = operator ?? 'your firm';
  const ours = it.name ?? 'it';
  switch (it.kind) {
    case 'offline':
      return {
        title: "You're offline.",
        text: `Showing what we knew ${fmt.atMoment(lastCheckAt ?? it.at, now)}. Checks resume when you're back online.`,
        action: 'tryNow',
        tone: 'wait',
      };
    case 'serviceDown': {
      if (it.service === 'relay') {
        return {
          title: `${relay} isn't answering.`,
          text: `This is the sign-in relay run by ${runner}, not your clients. Checks that need a renewal wait; we'll try again in 10 minutes.`,
          action: 'tryNow',
          tone: 'soon',
        };
      }
      const answered = answers.leftAlone[it.name ?? ''];
      return {
        title: answered?.title(service) ?? `${service} isn't answering.`,
        text:
          answered?.text ??
          "The problem seems to be on their side, not with your clients. We'll ask again in 10 minutes.",
        action: it.service === 'intuit' ? 'statusIntuit' : 'statusConductor',
        tone: 'soon',
      };
    }
    case 'keyBad':
      if (it.service === 'relay') {
        return {
          title: "Intuit refused the relay's key.",
          text: `Your clients are still connected; renewals wait until ${runner} fixes it.`,
          action: 'askAdmin',
          tone: 'now',
        };
      }
      return {
        title: 'Key refused.',
        text: `${service} no longer accepts this computer's key. Your clients are still connected; this computer just can't check them.`,
        action: 'newKey',
        second: 'askAdmin',
        tone: 'now',
      };
    case 'refusedTogether':
      return {
        title: answers.refusedTogether.title(it.name),
        text:
          it.service === 'relay'
            ? answers.refusedTogether.relays(runner)
            : answers.refusedTogether.ours,
        ...(it.service === 'relay'
          ? { action: 'askAdmin' }
          : { action: 'newKey', second: 'askAdmin' }),
        tone: 'now',
      };
    case 'refusedSinceKeys':
      return {
        title: answers.refusedSinceKeys.title,
        text: answers.refusedSinceKeys.text(it.name, it.at, now),
        action: 'newKey',
        second: 'askAdmin',
        tone: 'now',
      };
    case 'computerDenied':
      return {
        title: 'This computer was turned off by your firm.',
        text: "Its sign-in relay no longer renews sign-ins from this computer. Nothing in QuickBooks has changed, and your clients may be connected on other computers. Ask the person who looks after your firm's keys.",
        action: 'askAdmin',
        tone: 'now',
      };
    case 'otherProject':
      return {
        title: "These are another Conductor project's keys.",
        text: "QuickBooks Desktop clients were connected in another project. Nothing was changed or forgotten: put that project's keys back to check them.",
        action: 'newKey',
        second: 'askAdmin',
        tone: 'now',
      };
    case 'firmKeyChanged':
      return {
        title: firmKeyWords.banner.title,
        text: firmKeyWords.banner.text(it.name),
        action: 'join',
        tone: 'soon',
      };
    case 'keychainMissing':
      return { ...keychainWords.missing, action: 'restart', tone: 'soon' };
    case 'keychainLocked':
      return { ...keychainWords.locked, action: 'restart', tone: 'soon' };
    case 'keychainFull':
      return { ...keychainWords.full, action: 'restart', second: 'askAdmin', tone: 'soon' };
    case 'signInsUnreadable':
      return {
        title: keychainWords.unreadable.title(Number(it.name ?? 0)),
        text: keychainWords.unreadable.text,
        action: 'askAdmin',
        tone: 'now',
      };
    case 'renewalsUnsaved':
      return {
        title: keychainWords.unsaved.title(Number(it.name ?? 0)),
        text: keychainWords.unsaved.text,
        action: 'askAdmin',
        tone: 'now',
      };
    case 'databaseDamaged':
      return {
        title: 'The roster could not be opened.',
        text: 'Its file is damaged. It was kept as it is, nothing was overwritten, and nothing can be added or connected until a copy is restored.',
        action: 'restoreCopy',
        second: 'askAdmin',
        tone: 'now',
      };
    case 'databaseNewer':
      return {
        title: `This roster was written by a newer Counterfoil (format ${it.name ?? '?'}).`,
        text: 'It can be read here; to change it, update Counterfoil.',
        action: 'askAdmin',
        tone: 'now',
      };
    case 'databaseInUse':
      return {
        title: 'The roster is open somewhere else.',
        text: 'Its folder is on a network drive, where only one Counterfoil can use it at a time. Close the other one, then open Counterfoil again.',
        action: 'restart',
        tone: 'now',
      };
    case 'settingsDamaged':
      return {
        title: 'The settings file was damaged.',
        text: 'The last good copy is in use, and the damaged file was kept.',
        action: null,
        tone: 'wait',
      };
    case 'settingsChanged':
      return {
        title: firmsWords.changed.title,
        text: firmsWords.changed.text(it.name),
        action: 'setUp',
        second: 'join',
        tone: 'now',
      };
    case 'signInElsewhere':
      return {
        title: firmsWords.elsewhere.title(it.name),
        text: firmsWords.elsewhere.text,
        action: 'openFirm',
        tone: 'soon',
      };
    case 'settingsNewer':
      return {
        title: `A newer ${product} wrote the settings of this computer.`,
        text: `They were neither used nor changed. Install the newest ${product} to get your firms back; until then, changes are lost when you quit.`,
        action: null,
        tone: 'now',
      };
    case 'readOnlyFolder':
      return {
        title: "Counterfoil's folder cannot be written.",
        text: 'Changes are lost when you quit Counterfoil. Give your account write access to the folder, then open Counterfoil again.',
        action: null,
        tone: 'soon',
      };
    case 'dataRoams':
      return {
        title: "Counterfoil's data is still in your roaming profile.",
        text: `It could not be moved to this computer's own folder (${it.name ?? 'no reason given'}), so it stays there for now. Open Counterfoil again to try once more.`,
        action: 'askAdmin',
        tone: 'soon',
      };
    case 'filesForeign':
      return {
        title: "One of Counterfoil's files belongs to another account.",
        text: `That account can read and change ${ours}. Make your account its owner, then open Counterfoil again.`,
        action: 'askAdmin',
        tone: 'soon',
      };
    case 'filesLinked':
      return {
        title: "One of Counterfoil's files is a link to another location.",
        text: `Others may be able to read what ${ours} points to. Replace it with the file itself, then open Counterfoil again.`,
        action: 'askAdmin',
        tone: 'soon',
      };
    case 'filesWide':
      return {
        title: "Others on this computer may be able to read Counterfoil's files.",
        text: `The permissions of ${ours} could not be restricted. Move it to a disk that supports permissions, then open Counterfoil again.`,
        action: 'askAdmin',
        tone: 'soon',
      };
    case 'noSessionBus':
      return {
        title: 'Links may open a second window.',
        text: 'This session has no message bus, so a sign-in may not find its way back here. Copy the code from the page instead.',
        action: null,
        tone: 'wait',
      };
    case 'nameTaken':
      return {
        title: `Another program uses the name by which links find ${product}.`,
        text: `It is ${it.name ?? 'not known'}, and got nothing from ${product}. While it runs, each link may open a second window. Close that program, then close ${product} and open it again.`,
        action: 'askAdmin',
        tone: 'soon',
      };
    case 'panicked':
      return {
        title: `Something in ${product} failed ${fmt.atMoment(it.at, now)}.`,
        text: 'Your clients and connections are as they were saved; what you were just doing may not be.',
        action: 'restart',
        second: 'whatHappened',
        tone: 'soon',
      };
    case 'crashed':
      return {
        title: `${product} failed ${fmt.atMoment(it.at, now)} and closed.`,
        text: 'Your clients and connections are as they were saved; what you were doing then may not be.',
        action: 'whatHappened',
        tone: 'wait',
      };
  }
}

export function adminRequest(words: { title: string; text: string }, computer: string): string {
  return `${words.title} ${words.text}\n\n${product} on ${computer}`;
}

/** Three and more are one line, which unfolds. */
export const manyBanners = (count: number): string => `${count} things need to be put right`;
