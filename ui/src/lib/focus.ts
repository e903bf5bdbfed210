/** Where the focus goes when sheets close and when the window comes back. */
type Find = () => HTMLElement | null;

/** An element, and the client it stood for: a row may turn to another client meanwhile. */
interface Place {
  element: HTMLElement;
  clientId: string | undefined;
}

/** Where the focus was before the first sheet of a chain opened. */
let origin: Place | null = null;
let landing: Find | null = null;

function at(selector: string): HTMLElement | null {
  return document.querySelector<HTMLElement>(selector);
}

function active(): HTMLElement | null {
  const it = document.activeElement;
  return it instanceof HTMLElement && it !== document.body ? it : null;
}

function placeOf(element: HTMLElement): Place {
  return { element, clientId: element.dataset.id };
}

/** The element of a place as it is now, or the row that shows its client now. */
function found(place: Place): HTMLElement | null {
  const { element, clientId } = place;
  if (element.isConnected && element.dataset.id === clientId) return element;
  return clientId === undefined ? null : at(`[data-id="${CSS.escape(clientId)}"]`);
}

export const heading: Find = () => at('[data-pane="inspector"] h2');
/** The row to go on from: of the roster, or of a screen beside it. */
export const gridRow: Find = () =>
  at('[data-pane="grid"] [role="row"][tabindex="0"]') ??
  at('[data-pane="grid"] [data-row] button') ??
  at('[data-pane="grid"][tabindex]');

/** A sheet is about to take the focus. One that follows another keeps where the first came from. */
export function leave(): void {
  const here = active();
  if (here && !here.closest('dialog')) origin = placeOf(here);
  landing = null;
}

/** The sheet that closes now leads somewhere new. */
export function landOn(find: Find): void {
  landing = find;
}

/** The last sheet has closed. */
export function comeBack(): void {
  if (at('dialog[open]')) return;
  const to = landing?.() ?? (origin && found(origin)) ?? heading();
  landing = null;
  to?.focus();
}

let away: Place | null = null;

export function windowLeft(): void {
  const here = active();
  away = here && placeOf(here);
}

/** The system gives a window back without telling its page where the focus was. */
export function windowBack(): void {
  const before = away && found(away);
  away = null;
  if (!before || active()) return;
  const sheet = at('dialog[open]');
  if (!sheet || sheet.contains(before)) before.focus();
}

/** The arrows walk the buttons of a group, of which one is a tab stop; the ends join. */
export function walkButtons(event: KeyboardEvent, isColumn = false): void {
  const [forward, back] = isColumn ? ['ArrowDown', 'ArrowUp'] : ['ArrowRight', 'ArrowLeft'];
  const step = event.key === forward ? 1 : event.key === back ? -1 : 0;
  if (step === 0 || !(event.currentTarget instanceof HTMLElement)) return;
  const all = [...event.currentTarget.querySelectorAll<HTMLElement>('button')];
  const here = all.indexOf(document.activeElement as HTMLElement);
  all[(here + step + all.length) % all.length]?.focus();
  event.preventDefault();
}
