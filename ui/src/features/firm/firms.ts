/** Going from one firm of this computer to another. */
import type { FirmView } from '../../ipc';
import { compareNames } from '../../lib/format';
import type { MenuGroup, MenuItem } from '../../components/Menu.svelte';
import type { Roster } from '../../store/roster.svelte';
import { barred } from './permissions';
import * as words from '../../words';

const w = words.firms;

interface Named {
  firm: FirmView;
  label: string;
}

/** The firms of this computer by name, each under a name that no other has. */
export function namedFirms(roster: Roster): Named[] {
  const firms = roster.overview?.firms ?? [];
  const labels = w.labels(firms, roster.now);
  return firms
    .map((firm) => ({ firm, label: labels.get(firm.id) ?? firm.name }))
    .sort((a, b) => compareNames(a.label, b.label));
}

/** Opens a firm of this computer; the one that is open is closed first. */
export async function openFirm(roster: Roster, id: string): Promise<void> {
  if (roster.overview?.firmId === id) return;
  const named = namedFirms(roster).find((it) => it.firm.id === id);
  if (named) roster.say(w.opening(named.label));
  await enter(roster, () => roster.ipc.openFirm(id));
}

async function enter(
  roster: Roster,
  open: () => ReturnType<Roster['ipc']['openFirm']>,
): Promise<void> {
  try {
    const overview = await open();
    roster.sheet = null;
    roster.hush();
    await roster.enter(overview);
  } catch (error) {
    roster.fail(error);
  }
}

/** What another firm is added by, and why not where this computer may not. */
export function addingFirms(roster: Roster): MenuItem[] {
  const managed = roster.overview?.managed.fields.includes('changeKeys') ?? false;
  return [
    {
      label: w.setUpAnotherItem,
      testid: 'firm-set-up',
      // What a firm's own file forbids is about that firm; what this computer's managers forbid holds for all.
      reason: managed ? barred(roster.overview, 'changeKeys') : null,
      run: () => (roster.sheet = { kind: 'setUp', another: true }),
    },
    {
      label: w.menu.joinAnother,
      testid: 'firm-join',
      run: () => (roster.sheet = { kind: 'join' }),
    },
  ];
}

/** The menu under the firm's name. */
export function firmMenu(roster: Roster): MenuGroup[] {
  const overview = roster.overview;
  const practice = overview?.profile === 'practice';
  const firms = namedFirms(roster).map(({ firm, label }): MenuItem => ({
    label,
    checked: overview?.firmId === firm.id,
    testid: `firm-${firm.id}`,
    run: () => void openFirm(roster, firm.id),
  }));
  firms.push({
    label: w.menu.practice,
    checked: practice,
    testid: 'firm-practice',
    run: () => {
      if (!practice) void enter(roster, roster.ipc.openPractice);
    },
  });
  return [
    { label: w.menu.label, items: firms },
    { label: null, items: addingFirms(roster) },
  ];
}
