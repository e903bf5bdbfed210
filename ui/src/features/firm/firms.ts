/** Going from one firm of this computer to another. */
import type { AppOverview, FirmView } from '../../ipc';
import { compareNames } from '../../lib/format';
import type { MenuGroup, MenuItem } from '../../components/Menu.svelte';
import { store } from '../../store/store.svelte';
import { barred } from './permissions';
import * as words from '../../words';

const w = words.firms;

interface Named {
  firm: FirmView;
  label: string;
}

/** The firms of this computer by name, each under a name that no other has. */
export function namedFirms(): Named[] {
  const firms = store.overview?.firms ?? [];
  const labels = w.labels(firms, store.now);
  return firms
    .map((firm) => ({ firm, label: labels.get(firm.id) ?? firm.name }))
    .sort((a, b) => compareNames(a.label, b.label));
}

/** Opens a firm of this computer; the one that is open is closed first. */
export async function openFirm(id: string): Promise<void> {
  if (store.overview?.firmId === id) return;
  const named = namedFirms().find((it) => it.firm.id === id);
  if (named) store.say(w.opening(named.label));
  await enter(() => store.ipc.openFirm(id));
}

async function enter(open: () => Promise<AppOverview>): Promise<void> {
  try {
    const overview = await open();
    store.sheet = null;
    store.hush();
    await store.enter(overview);
  } catch (error) {
    store.fail(error);
  }
}

/** What another firm is added by, and why not where this computer may not. */
export function addingFirms(): MenuItem[] {
  const managed = store.overview?.managed.fields.includes('changeKeys') ?? false;
  return [
    {
      label: w.setUpAnotherItem,
      testid: 'firm-set-up',
      // What a firm's own file forbids is about that firm; what this computer's managers forbid holds for all.
      reason: managed ? barred(store.overview, 'changeKeys') : null,
      run: () => (store.sheet = { kind: 'setUp', another: true }),
    },
    {
      label: w.menu.joinAnother,
      testid: 'firm-join',
      run: () => (store.sheet = { kind: 'join' }),
    },
  ];
}

/** The menu under the firm's name. */
export function firmMenu(): MenuGroup[] {
  const overview = store.overview;
  const practice = overview?.profile === 'practice';
  const firms = namedFirms().map(({ firm, label }): MenuItem => ({
    label,
    checked: overview?.firmId === firm.id,
    testid: `firm-${firm.id}`,
    run: () => void openFirm(firm.id),
  }));
  firms.push({
    label: w.menu.practice,
    checked: practice,
    testid: 'firm-practice',
    run: () => {
      if (!practice) void enter(store.ipc.openPractice);
    },
  });
  return [
    { label: w.menu.label, items: firms },
    { label: null, items: addingFirms() },
  ];
}
