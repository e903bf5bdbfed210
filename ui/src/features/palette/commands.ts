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
import type { Roster, Screen, Sheet } from '../../store/roster.svelte';
import { barred, barredAction, barredFirmKey } from '../firm/permissions';
import * as words from '../../words';
import { looks } from './appearance';

export interface Command extends Choice {
  /** What stands quietly beside the text. */
  note?: string;
  key?: words.Shortcut;
  run: () => void;
}

const w = words.palette;

/** The clients an action on the selection is about: those picked, else all on show. */
export function chosenRows(roster: Roster): ClientRow[] {
  const picked = roster.visible.filter((row) => roster.picked.has(row.id));
  return picked.length > 0 ? picked : roster.visible;
}

/** Brings a client into view, whatever was on the screen. */
export function reveal(roster: Roster, row: ClientRow): void {
  roster.closeBooks();
  if (roster.screen !== 'clients') roster.go('clients');
  if (!roster.visible.some((it) => it.id === row.id)) {
    roster.query = '';
    roster.role = 'any';
    roster.show(row.state === 'archived' ? 'archived' : 'all');
  }
  roster.open(row.id);
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

/** What this seat may not do stays on the list; choosing it says why. */
function noted(reason: string | null): { note?: string } {
  return reason === null ? {} : { note: words.firm.join.no };
}

export function clientCommands(roster: Roster, row: ClientRow): Command[] {
  const labels = new Set<string>();
  const actions = actionsFor(row)
    .map((action): Command => ({
      id: `act-${action}`,
      section: 'actions',
      text: labelOf(action, row),
      ...(keyOf[action] && { key: keyOf[action] }),
      ...noted(barredAction(roster.overview, action)),
      ...(action.startsWith('check') && { also: w.also.check }),
      run: () => void perform(roster, action, row),
    }))
    // Two actions of one name do the same; the nearer one stays.
    .filter((it) => !labels.has(it.text) && labels.add(it.text));
  const edit: Command = {
    id: 'act-edit',
    section: 'actions',
    text: w.edit,
    run: () => (roster.sheet = { kind: 'edit', clientId: row.id }),
  };
  return hasBooks(row) ? [...actions, booksCommand(roster, row), edit] : [...actions, edit];
}

type Group = 'all' | 'attention' | 'waiting' | 'expiring' | 'archived';

const groups: readonly [Group, words.Shortcut?][] = [
  ['all', 'goAll'],
  ['attention'],
  ['waiting', 'goWaiting'],
  ['expiring', 'goExpiring'],
  ['archived'],
];

const screens: readonly Exclude<Screen, 'clients'>[] = ['people', 'computers', 'activity'];

export function goTo(roster: Roster, view: View): void {
  roster.show(view);
  landOn(gridRow);
}

export function places(roster: Roster): Command[] {
  const views = groups.map(([view, key]): Command => ({
    id: `go-${view}`,
    section: 'places',
    text: words.scopes[view],
    note: String(roster.counts[view]),
    ...(key && { key }),
    run: () => goTo(roster, view),
  }));
  const others = screens.map((screen): Command => ({
    id: `go-${screen}`,
    section: 'places',
    text: words.screens[screen],
    also: screen === 'people' ? w.also.people : screen === 'activity' ? w.also.activity : '',
    run: () => {
      roster.go(screen);
      landOn(() => gridRow() ?? document.querySelector<HTMLElement>('[aria-current="page"]'));
    },
  }));
  return [...views, ...others];
}

function bringIn(roster: Roster): Command {
  const reason = barred(roster.overview, 'connect');
  return {
    id: 'bring-in',
    section: 'settings',
    text: words.bringIn.open,
    also: words.bringIn.also,
    ...noted(reason),
    run: () => {
      if (reason === null) roster.sheet = { kind: 'bringIn' };
      else roster.say(reason);
    },
  };
}

function sheets(roster: Roster): Command[] {
  function open(kind: 'settings' | 'add' | 'import' | 'bringIn' | 'keyboard'): () => void {
    return () => (roster.sheet = { kind } satisfies Sheet);
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
      run: () => void checkAll(roster),
    },
    { id: 'import', section, text: w.importClients, also: w.also.import, run: open('import') },
    ...(roster.overview?.conductorReady ? [bringIn(roster)] : []),
    {
      id: 'export',
      section,
      text: w.exportClients,
      also: w.also.export,
      key: 'export',
      ...noted(barred(roster.overview, 'export')),
      run: () => void exportClients(roster, chosenRows(roster)),
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
function firms(roster: Roster): Command[] {
  const section = 'settings' as const;
  const others = namedFirms(roster)
    .filter(({ firm }) => firm.id !== roster.overview?.firmId)
    .map(({ firm, label }): Command => ({
      id: `open-${firm.id}`,
      section,
      text: words.firms.open(label),
      also: words.firms.menu.label,
      note: words.firms.detail(firm, roster.now),
      run: () => void openFirm(roster, firm.id),
    }));
  const adding = addingFirms(roster)
    .filter((it) => it.testid === 'firm-set-up')
    .map((it): Command => ({
      id: 'set-up-another',
      section,
      text: words.firms.setUpAnother,
      also: words.firms.menu.label,
      ...noted(it.reason ?? null),
      run: () => {
        if (it.reason) roster.say(it.reason);
        else it.run();
      },
    }));
  return [...others, ...adding];
}

/** The firm's other computers; the practice firm has none. */
function computers(roster: Roster): Command[] {
  if (roster.overview?.profile === 'practice') return [];
  const section = 'settings' as const;
  const { palette } = words.firm;
  return [
    {
      id: 'add-computer',
      section,
      text: palette.addComputer,
      also: palette.also,
      ...noted(barred(roster.overview, 'makeFirmFiles')),
      run: () => openAddComputer(roster),
    },
    {
      id: 'change-firm-key',
      section,
      text: words.firmKey.button,
      also: words.firmKey.also,
      ...noted(barredFirmKey(roster.overview)),
      run: () => openChangeFirmKey(roster),
    },
    {
      id: 'join',
      section,
      text: palette.join,
      also: palette.also,
      run: () => (roster.sheet = { kind: 'join' }),
    },
  ];
}

/** The pages of the settings, but for the first, which opens by itself. */
function pages(roster: Roster): Command[] {
  const all = Object.entries(words.settings.sections) as [words.SettingsSection, string][];
  return all
    .filter(([page]) => page !== 'general')
    .map(([page, title]) => ({
      id: `settings-${page}`,
      section: 'settings',
      text: w.section(title),
      run: () => (roster.sheet = { kind: 'settings', section: page }),
    }));
}

export function settings(roster: Roster): Command[] {
  const now = roster.overview?.appearance;
  if (!now) return sheets(roster);
  const some = [sheets(roster), looks(roster, now), pages(roster)];
  return [...some, firms(roster), computers(roster)].flat();
}
