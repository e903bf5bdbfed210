/** Keys that work anywhere in the window. Single letters work only while the list has the focus. */
import { tick } from 'svelte';
import type { View } from './features/clients/filter-sort';
import { openBooks } from './features/books/opening';
import { zoomBy } from './features/palette/appearance';
import { chosenRows } from './features/palette/commands';
import { exportClients } from './features/export/exporting';
import { gridRow } from './lib/focus';
import type { ClientRow } from './ipc/types';
import { canConnect, perform } from './features/clients/row-actions';
import type { Roster } from './store/roster.svelte';
import { barred } from './features/firm/permissions';
import * as words from './words';
import { zoomMove } from './lib/zoom';

export const panes = ['nav', 'search', 'grid', 'inspector'] as const;

/** Moves the focus to the next part of the window that is on show. */
function cyclePane(back: boolean): void {
  const shown = panes
    .map((pane) => document.querySelector<HTMLElement>(`[data-pane="${pane}"]`))
    .filter((it): it is HTMLElement => it !== null && it.offsetParent !== null);
  const here = shown.findIndex((it) => it.contains(document.activeElement));
  const next = shown[(here + (back ? -1 : 1) + shown.length) % shown.length];
  if (next) (next.matches('input') ? next : (stopIn(next) ?? next)).focus();
}

/** Where the focus lands in a part: what is current there, its heading, else its first control. */
function stopIn(pane: HTMLElement): HTMLElement | undefined {
  return [
    '[aria-current]',
    '[role="row"][tabindex="0"]',
    '[data-row] button',
    'h2[tabindex]',
    'button, [tabindex="0"]',
  ]
    .flatMap((selector) => [...pane.querySelectorAll<HTMLElement>(selector)])
    .find((it) => it.offsetParent !== null);
}

export function focusSearch(): void {
  const search = document.querySelector<HTMLInputElement>('[data-pane="search"]');
  search?.focus();
  search?.select();
}

export function focusGrid(): void {
  gridRow()?.focus();
}

/** Once the change of view is in the page: the row that had the focus may be gone. */
function showView(roster: Roster, view: View): void {
  roster.show(view);
  void tick().then(focusGrid);
}

export function onWindowKey(roster: Roster, event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || !roster.overview) return;
  // On macOS the Ctrl key edits text, so only ⌘ commands there.
  const mac = roster.overview.platform === 'macos';
  const command = (mac ? event.metaKey : event.ctrlKey) && !event.altKey;
  const zoom = command ? zoomMove(event) : null;
  if (zoom !== null) {
    zoomBy(roster, zoom);
    event.preventDefault();
    return;
  }
  if (roster.sheet !== null || roster.overview.profile === 'none') return;
  if (event.key === 'F6') {
    event.preventDefault();
    cyclePane(event.shiftKey);
  } else if (command) {
    if (onCommand(roster, event.key.toLowerCase())) event.preventDefault();
  } else if (event.ctrlKey || event.metaKey || event.altKey) {
    return;
  } else if (event.key === 'Escape') {
    onEscape(roster, event);
  } else if (document.activeElement?.closest('[data-pane="grid"]')) {
    if (roster.overview.appearance.letterKeys && !event.repeat) onLetter(roster, event);
  }
}

function onCommand(roster: Roster, key: string): boolean {
  switch (key) {
    case 'k':
      roster.sheet = { kind: 'palette' };
      return true;
    case 'f':
      // Every screen is searched from the same place.
      focusSearch();
      return true;
    case ',':
      roster.sheet = { kind: 'settings' };
      return true;
    case 'n':
      roster.sheet = { kind: 'add' };
      return true;
    case 'r':
      void checkSelected(roster);
      return true;
    default:
      return false;
  }
}

function onEscape(roster: Roster, event: KeyboardEvent): void {
  if (roster.selectedId === null || roster.booksOf) return;
  const inside = document.activeElement?.closest('[data-pane="inspector"]');
  const id = roster.selectedId;
  const pushed = matchMedia('(width < 880px)').matches;
  if (!inside || pushed) roster.open(null);
  requestAnimationFrame(() => {
    document.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"]`)?.focus();
  });
  event.preventDefault();
}

async function checkSelected(roster: Roster): Promise<void> {
  if (roster.selected) await perform(roster, 'checkNow', roster.selected);
}

const GO_WITHIN = 1500;
const goViews: Record<string, View> = { a: 'all', w: 'waiting', e: 'expiring' };
let goSince = -GO_WITHIN;

/** G, then the first letter of the place. */
function onGo(roster: Roster, key: string, at: number): boolean {
  const begun = at - goSince < GO_WITHIN;
  goSince = key === 'g' ? at : -GO_WITHIN;
  if (key === 'g') return true;
  const view = begun ? goViews[key] : undefined;
  if (view === undefined) return false;
  showView(roster, view);
  return true;
}

/** A letter acts on the row that has the focus. */
function onLetter(roster: Roster, event: KeyboardEvent): void {
  const key = event.key.toLowerCase();
  if (event.shiftKey && /^[a-z]$/.test(key)) return;
  const id = document.activeElement?.closest<HTMLElement>('[data-id]')?.dataset.id;
  const row = id === undefined ? undefined : roster.rows.get(id);
  if (onGo(roster, key, event.timeStamp) || onListKey(roster, key) || onRowKey(roster, key, row)) {
    event.preventDefault();
  }
}

function onListKey(roster: Roster, key: string): boolean {
  switch (key) {
    case 'n':
      roster.sheet = { kind: 'add' };
      return true;
    case '?':
      roster.sheet = { kind: 'keyboard' };
      return true;
    case '/':
      focusSearch();
      return true;
    case 'e':
      // A screen beside the roster has its own way to export.
      if (roster.screen !== 'clients' || roster.booksOf) return false;
      void exportClients(roster, chosenRows(roster));
      return true;
    default:
      return false;
  }
}

function onRowKey(roster: Roster, key: string, row: ClientRow | undefined): boolean {
  if (!row) return false;
  switch (key) {
    case 'c':
      if (barred(roster.overview, 'connect') !== null) void perform(roster, 'connect', row);
      else if (canConnect(row)) {
        roster.open(row.id);
        roster.sheet = { kind: 'connect', clientId: row.id };
      } else roster.say(words.keyboard.cannotConnect(row.name));
      return true;
    case 'r':
      void perform(roster, 'checkNow', row);
      return true;
    case 'b':
      openBooks(roster, row);
      return true;
    case 'l':
      if (row.link) void perform(roster, 'copyAgain', row);
      else roster.say(words.keyboard.noLink(row.name));
      return true;
    case 'o':
      if (row.books === 'online' && row.companyTail !== null) {
        void perform(roster, 'openInQuickBooks', row);
      } else roster.say(words.keyboard.notOnline);
      return true;
    default:
      return false;
  }
}
