/** Keys that work anywhere in the window. Single letters work only while the list has the focus. */
import { canConnect, perform } from './perform';
import type { Roster } from './roster.svelte';

export const panes = ['nav', 'search', 'grid', 'inspector'] as const;

/** Moves the focus to the next part of the window that is on show. */
function cyclePane(back: boolean): void {
  const shown = panes
    .map((pane) => document.querySelector<HTMLElement>(`[data-pane="${pane}"]`))
    .filter((it): it is HTMLElement => it !== null && it.offsetParent !== null);
  const here = shown.findIndex((it) => it.contains(document.activeElement));
  const next = shown[(here + (back ? -1 : 1) + shown.length) % shown.length];
  const stop =
    next?.matches('input') === true
      ? next
      : next?.querySelector<HTMLElement>('[tabindex="0"], button, [aria-current], [tabindex="-1"]');
  (stop ?? next)?.focus();
}

export function focusSearch(): void {
  const search = document.querySelector<HTMLInputElement>('[data-pane="search"]');
  search?.focus();
  search?.select();
}

export function focusGrid(): void {
  const grid = document.querySelector<HTMLElement>('[data-pane="grid"]');
  const row = grid?.querySelector<HTMLElement>('[role="row"][tabindex="0"], [data-row] button');
  row?.focus();
}

export function onWindowKey(roster: Roster, event: KeyboardEvent): void {
  if (event.defaultPrevented || roster.sheet !== null || event.isComposing) return;
  if (!roster.overview || roster.overview.profile === 'none') return;
  const command = event.ctrlKey || event.metaKey;
  const key = event.key;
  if (command && !event.altKey) {
    if (key === 'f' || key === 'k') focusSearch();
    else if (key === ',') roster.sheet = { kind: 'settings' };
    else if (key === 'n') roster.sheet = { kind: 'add' };
    else if (key === 'r') void checkSelected(roster);
    else return;
    event.preventDefault();
    return;
  }
  if (key === 'F6') {
    event.preventDefault();
    cyclePane(event.shiftKey);
  } else if (key === 'Escape' && roster.selectedId !== null) {
    const inside = document.activeElement?.closest('[data-pane="inspector"]');
    const id = roster.selectedId;
    const pushed = matchMedia('(width < 880px)').matches;
    if (!inside || pushed) roster.open(null);
    requestAnimationFrame(() => {
      document.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"]`)?.focus();
    });
    event.preventDefault();
  } else if (document.activeElement?.closest('[data-pane="grid"]')) {
    onLetter(roster, event);
  }
}

async function checkSelected(roster: Roster): Promise<void> {
  if (roster.selected) await perform(roster, 'checkNow', roster.selected);
}

/** A letter acts on the row that has the focus. */
function onLetter(roster: Roster, event: KeyboardEvent): void {
  if (event.altKey) return;
  const id = document.activeElement?.closest<HTMLElement>('[data-id]')?.dataset.id;
  const row = id === undefined ? undefined : roster.rows.get(id);
  switch (event.key) {
    case 'n':
      roster.sheet = { kind: 'add' };
      break;
    case '?':
      roster.sheet = { kind: 'keyboard' };
      break;
    case '/':
      focusSearch();
      break;
    case 'c':
      if (!row || !canConnect(row)) return;
      roster.open(row.id);
      roster.sheet = { kind: 'connect', clientId: row.id };
      break;
    case 'r':
      if (!row) return;
      void perform(roster, 'checkNow', row);
      break;
    case 'l':
      if (!row?.link) return;
      void perform(roster, 'copyAgain', row);
      break;
    case 'o':
      if (row?.books !== 'online' || row.companyTail === null) return;
      void perform(roster, 'openInQuickBooks', row);
      break;
    default:
      return;
  }
  event.preventDefault();
}
