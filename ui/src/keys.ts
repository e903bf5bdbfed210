/** Keys that work anywhere in the window. Single letters work only while the list has the focus. */
import { tick } from 'svelte';
import { openBooks } from './features/books/opening';
import { zoomBy } from './features/palette/appearance';
import { chosenRows } from './features/palette/commands';
import { exportClients } from './features/export/exporting';
import { gridRow } from './lib/focus';
import { firstIn, places } from './features/navigation/places';
import type { ClientRow } from './ipc/types';
import { canConnect, perform } from './features/clients/row-actions';
import { store } from './store/store.svelte';
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

/** The page's own menu (*Back*, *Reload*) is for text alone: in fields, and over what was selected to be copied. */
export function onContextMenu(event: MouseEvent): void {
  const target = event.target as HTMLElement;
  const copied = getSelection()?.toString() !== '' && target.closest('.selectable') !== null;
  if (!copied && !target.closest('input, textarea')) event.preventDefault();
}

export function onWindowKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || !store.overview) return;
  // On macOS the Ctrl key edits text, so only ⌘ commands there.
  const mac = store.overview.platform === 'macos';
  const command = (mac ? event.metaKey : event.ctrlKey) && !event.altKey;
  const zoom = command ? zoomMove(event) : null;
  if (zoom !== null) {
    zoomBy(zoom);
    event.preventDefault();
    return;
  }
  if (store.sheet !== null || store.overview.profile === 'none') return;
  if (event.key === 'F6') {
    event.preventDefault();
    cyclePane(event.shiftKey);
  } else if (command) {
    if (onCommand(event.key.toLowerCase())) event.preventDefault();
  } else if (event.ctrlKey || event.metaKey || event.altKey) {
    return;
  } else if (event.key === 'Escape') {
    onEscape(event);
  } else if (store.overview.appearance.letterKeys && !event.repeat) {
    if (document.activeElement?.matches('input, textarea, select, [role^="menuitem"]')) return;
    if (onGo(event)) event.preventDefault();
    else if (document.activeElement?.closest('[data-pane="grid"]')) onLetter(event);
  }
}

function onCommand(key: string): boolean {
  switch (key) {
    case 'k':
      store.sheet = { kind: 'palette' };
      return true;
    case 'f':
      // Every screen is searched from the same place.
      focusSearch();
      return true;
    case ',':
      store.sheet = { kind: 'settings' };
      return true;
    case 'a':
      return selectAll();
    case 'n':
      store.sheet = { kind: 'add' };
      return true;
    case 'r':
      void checkSelected();
      return true;
    default:
      return false;
  }
}

/** Every row of the list. In a text field the key selects its text, as everywhere. */
function selectAll(): boolean {
  if (document.activeElement?.matches('input, textarea, select')) return false;
  if (store.screen !== 'clients' || store.booksOf) return false;
  for (const row of store.visible) store.picked.add(row.id);
  return true;
}

function onEscape(event: KeyboardEvent): void {
  if (store.selectedId === null || store.booksOf) return;
  const inside = document.activeElement?.closest('[data-pane="inspector"]');
  const id = store.selectedId;
  const pushed = matchMedia('(width < 1060px)').matches;
  if (!inside || pushed) store.open(null);
  requestAnimationFrame(() => {
    document.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"]`)?.focus();
  });
  event.preventDefault();
}

async function checkSelected(): Promise<void> {
  if (store.selected) await perform('checkNow', store.selected);
}

const GO_WITHIN = 1500;
let goSince = -GO_WITHIN;

/** G, then the letter of the place: from anywhere but a field. */
function onGo(event: KeyboardEvent): boolean {
  const key = event.key.toUpperCase();
  const begun = event.timeStamp - goSince < GO_WITHIN;
  goSince = key === 'G' ? event.timeStamp : -GO_WITHIN;
  if (key === 'G') return true;
  const place = begun && places.find((it) => words.shortcuts[it.key] === `G ${key}`);
  if (!place) return false;
  store.go(place.screen);
  void tick().then(() => firstIn()?.focus());
  return true;
}

/** A letter acts on the row that has the focus. */
function onLetter(event: KeyboardEvent): void {
  const key = event.key.toLowerCase();
  if (event.shiftKey && /^[a-z]$/.test(key)) return;
  const id = document.activeElement?.closest<HTMLElement>('[data-id]')?.dataset.id;
  const row = id === undefined ? undefined : store.rows.get(id);
  if (onListKey(key) || onRowKey(key, row)) {
    event.preventDefault();
  }
}

function onListKey(key: string): boolean {
  switch (key) {
    case 'n':
      store.sheet = { kind: 'add' };
      return true;
    case '?':
      store.sheet = { kind: 'keyboard' };
      return true;
    case '/':
      focusSearch();
      return true;
    case 'e':
      // A screen beside the roster has its own way to export.
      if (store.screen !== 'clients' || store.booksOf) return false;
      void exportClients(chosenRows());
      return true;
    default:
      return false;
  }
}

function onRowKey(key: string, row: ClientRow | undefined): boolean {
  if (!row) return false;
  switch (key) {
    case 'c':
      if (barred(store.overview, 'connect') !== null) void perform('connect', row);
      else if (canConnect(row)) {
        store.open(row.id);
        store.sheet = { kind: 'connect', clientId: row.id };
      } else store.say(words.keyboard.cannotConnect(row.name));
      return true;
    case 'r':
      void perform('checkNow', row);
      return true;
    case 'b':
      openBooks(row);
      return true;
    case 'l':
      if (row.link) void perform('copyAgain', row);
      else store.say(words.keyboard.noLink(row.name));
      return true;
    case 'o':
      if (row.books === 'online' && row.companyTail !== null) {
        void perform('openInQuickBooks', row);
      } else store.say(words.keyboard.notOnline);
      return true;
    default:
      return false;
  }
}
