/** The usual tier of a state, for the timeline. A row's own tier always comes from the app. */
import type { State, Tier } from '../../ipc/types';

const tiers: Record<State, Tier> = {
  connected: 'ok',
  checking: 'wait',
  waiting: 'wait',
  invited: 'wait',
  linkExpired: 'none',
  never: 'none',
  attention: 'soon',
  qbClosed: 'rest',
  wrongFile: 'soon',
  dialog: 'soon',
  permission: 'soon',
  singleUser: 'soon',
  wcOffline: 'rest',
  expiring: 'soon',
  expired: 'now',
  revoked: 'now',
  takenOver: 'now',
  otherRelay: 'soon',
  notMember: 'now',
  inactive: 'now',
  wrongCompany: 'soon',
  paused: 'none',
  archived: 'none',
};

export function tierOf(state: State): Tier {
  return tiers[state];
}
