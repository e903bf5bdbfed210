/** What the command palette offers to do: on the open client, in the window, and in the settings. */
import type { View } from '../clients/filter-sort';
import type { Action, ClientRow } from '../../ipc/types';
import { exportClients } from '../export/exporting';
import { addingFirms, namedFirms, openFirm } from '../firm/firms';
import { gridRow, heading, landOn } from '../../lib/focus';
import type { Choice } from './palette';
import { booksCommand, hasBooks } from '../books/opening';
import {
  canConnect,
  checkAll,
  openAddComputer,
  openChangeFirmKey,
  perform,
} from '../clients/row-actions';
import { createAtConductor } from '../connect/connecting.svelte';
import { countOf, firstIn, places as everyPlace } from '../navigation/places';
import { store, type Sheet } from '../../store/store.svelte';
import { barred, barredAction, barredFirmKey } from '../firm/permissions';
import * as words from '../../words';
import { looks } from './appearance';

export interface Command extends Choice {
  /** A quiet remark beside the text. */
  note?: string;
  key?: words.Shortcut;
  run: () => void;
}

const w = words.palette;

/** The clients an action on the selection is about: those picked, else all on show. */
export function chosenRows(): ClientRow[] {
  const picked = store.visible.filter((row) => store.picked.has(row.id));
  return picked.length > 0 ? picked : store.visible;
}

/** Brings a client into view, whatever was on the screen. */
export function reveal(row: ClientRow): void {
  store.closeBooks();
  if (store.screen !== 'clients') store.go('clients');
  if (!store.visible.some((it) => it.id === row.id)) {
    store.query = '';
    store.show(row.state === 'archived' ? 'archived' : 'all');
  }
  store.open(row.id);
  landOn(heading);
}

const keyOf: Partial<Record<Action, words.Shortcut>> = {
  connect: 'connect',
  reconnect: 'connect',
  checkNow: 'check',
  copyAgain: 'copyLink',
  openInQuickBooks: 'openBooks',
};

/** The next clicks of its state first, then what the keys offer. */
function actionsFor(row: ClientRow): Action[] {
  const all: Action[] = [row.primary];
  if (row.secondary) all.push(row.secondary);
  if (canConnect(row)) all.push(row.connectedAt === null ? 'connect' : 'reconnect');
  if (row.tier !== 'none' && !all.includes('checkAgain')) all.push('checkNow');
  if (row.link) all.push('copyAgain');
  if (row.books === 'online' && row.companyTail !== null) all.push('openInQuickBooks');
  if (row.state !== 'archived') all.push('archive');
  return [...new Set(all)];
}

function labelOf(action: Action, row: ClientRow): string {
  const own = action === row.primary || action === row.secondary;
  return action === 'copyAgain' && !own ? w.copyLink : words.actionLabel(action, row);
}

/** What this computer may not do stays on the list; choosing it says why. */
function noted(reason: string | null): { note?: string } {
  return reason === null ? {} : { note: words.firm.join.no };
}

export function clientCommands(row: ClientRow): Command[] {
  const labels = new Set<string>();
  const actions = actionsFor(row)
    .map((action): Command => ({
      id: `act-${action}`,
      section: 'actions',
      text: labelOf(action, row),
      ...(keyOf[action] && { key: keyOf[action] }),
      ...noted(barredAction(store.overview, action)),
      ...(action.startsWith('check') && { also: w.also.check }),
      run: () => void perform(action, row),
    }))
    // Two actions of one name do the same; the nearer one stays.
    .filter((it) => !labels.has(it.text) && labels.add(it.text));
  const edit: Command = {
    id: 'act-edit',
    section: 'actions',
    text: w.edit,
    run: () => (store.sheet = { kind: 'edit', clientId: row.id }),
  };
  const more = [hasBooks(row) ? booksCommand(row) : null, createCommand(row)];
  return [...actions, ...more.filter((it) => it !== null), edit];
}

/** For a client of QuickBooks Desktop that Conductor does not know yet. */
function createCommand(row: ClientRow): Command | null {
  const isNew = row.books === 'desktop' && row.endUserId === null && canConnect(row);
  if (!isNew || !store.overview?.conductorReady) return null;
  return {
    id: 'act-create-at-conductor',
    section: 'actions',
    text: w.createAtConductor,
    also: w.also.createAtConductor,
    ...noted(barred(store.overview, 'connect')),
    run: () => void createAtConductor(row, () => undefined),
  };
}

const groups = ['attention', 'waiting', 'expiring', 'archived'] as const;

export function goTo(view: View): void {
  store.show(view);
  landOn(gridRow);
}

export function places(): Command[] {
  const all = everyPlace.map(({ screen, key }): Command => {
    const count = countOf(screen);
    return {
      id: `go-${screen}`,
      section: 'places',
      text: words.screens[screen],
      also: w.also[screen],
      ...(count !== null && { note: String(count) }),
      key,
      run: () => {
        store.go(screen);
        landOn(firstIn);
      },
    };
  });
  const views = groups.map((view): Command => ({
    id: `go-${view}`,
    section: 'places',
    text: words.filters[view],
    note: String(store.counts[view]),
    run: () => goTo(view),
  }));
  return [...all, ...views];
}

function bringIn(): Command {
  const reason = barred(store.overview, 'connect');
  return {
    id: 'bring-in',
    section: 'settings',
    text: words.bringIn.open,
    also: words.bringIn.also,
    ...noted(reason),
    run: () => {
      if (reason === null) store.sheet = { kind: 'bringIn' };
      else store.say(reason);
    },
  };
}

function sheets(): Command[] {
  function open(kind: 'settings' | 'add' | 'import' | 'bringIn' | 'keyboard'): () => void {
    return () => (store.sheet = { kind } satisfies Sheet);
  }
  const section = 'settings' as const;
  return [
    {
      id: 'settings',
      section,
      text: w.openSettings,
      also: w.also.settings,
      key: 'settings',
      run: open('settings'),
    },
    { id: 'add', section, text: words.act.addClient, key: 'add', run: open('add') },
    {
      id: 'check-all',
      section,
      text: words.act.checkAll,
      also: w.also.check,
      run: () => void checkAll(),
    },
    { id: 'import', section, text: w.importClients, also: w.also.import, run: open('import') },
    ...(store.overview?.conductorReady ? [bringIn()] : []),
    {
      id: 'export',
      section,
      text: w.exportClients,
      also: w.also.export,
      key: 'export',
      ...noted(barred(store.overview, 'export')),
      run: () => void exportClients(chosenRows()),
    },
    {
      id: 'keyboard',
      section,
      text: w.keyboard,
      also: w.also.keyboard,
      key: 'list',
      run: open('keyboard'),
    },
  ];
}

/** The other firms of this computer, and adding one. */
function firms(): Command[] {
  const section = 'settings' as const;
  const others = namedFirms()
    .filter(({ firm }) => firm.id !== store.overview?.firmId)
    .map(({ firm, label }): Command => ({
      id: `open-${firm.id}`,
      section,
      text: words.firms.open(label),
      also: words.firms.menu.label,
      note: words.firms.detail(firm, store.now),
      run: () => void openFirm(firm.id),
    }));
  const adding = addingFirms()
    .filter((it) => it.testid === 'firm-set-up')
    .map((it): Command => ({
      id: 'set-up-another',
      section,
      text: words.firms.setUpAnother,
      also: words.firms.menu.label,
      ...noted(it.reason ?? null),
      run: () => {
        if (it.reason) store.say(it.reason);
        else it.run();
      },
    }));
  return [...others, ...adding];
}

/** The firm's other computers; the practice firm has none. */
function computers(): Command[] {
  if (store.overview?.profile === 'practice') return [];
  const section = 'settings' as const;
  const { palette } = words.firm;
  return [
    {
      id: 'add-computer',
      section,
      text: palette.addComputer,
      also: palette.also,
      ...noted(barred(store.overview, 'makeFirmFiles')),
      run: () => openAddComputer(),
    },
    {
      id: 'change-firm-key',
      section,
      text: words.firmKey.button,
      also: words.firmKey.also,
      ...noted(barredFirmKey(store.overview)),
      run: () => openChangeFirmKey(),
    },
    {
      id: 'join',
      section,
      text: palette.join,
      also: palette.also,
      run: () => (store.sheet = { kind: 'join' }),
    },
  ];
}

/** The pages of the settings, but for the first, which opens by itself. */
function pages(): Command[] {
  const all = Object.entries(words.settings.sections) as [words.SettingsSection, string][];
  return all
    .filter(([page]) => page !== 'general')
    .map(([page, title]) => ({
      id: `settings-${page}`,
      section: 'settings',
      text: w.section(title),
      run: () => (store.sheet = { kind: 'settings', section: page }),
    }));
}

export function settings(): Command[] {
  const now = store.overview?.appearance;
  if (!now) return sheets();
  const some = [sheets(), looks(now), pages()];
  return [...some, firms(), computers()].flat();
}
