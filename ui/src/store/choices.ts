/** A person's choices of this computer: each holds at once; when the app cannot keep it, it holds until the window closes. */
import type { AppOverview, Appearance, CheckSettings, NoticeSettings } from '../ipc';
import type { Store } from './store.svelte';

export const saveAppearance = (store: Store, appearance: Appearance): Promise<void> =>
  keep(store, { appearance }, () => store.ipc.saveAppearance(appearance));

export const saveNotices = (store: Store, notices: NoticeSettings): Promise<void> =>
  keep(store, { notices }, () => store.ipc.saveNotices(notices));

export const saveChecks = (store: Store, checks: CheckSettings): Promise<void> =>
  keep(store, { checks }, () => store.ipc.saveChecks(checks));

async function keep(
  store: Store,
  change: Partial<AppOverview>,
  save: () => Promise<void>,
): Promise<void> {
  if (!store.overview) return;
  store.overview = { ...store.overview, ...change };
  try {
    await save();
  } catch (error) {
    store.fail(error);
  }
}
