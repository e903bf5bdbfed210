/**
 * The second click of a double click belongs to what the first one hit. Where the first one put a sheet, a new
 * button or another row under the pointer, the second is not meant.
 */
const WITHIN = 400;
/** Weak, because what was pressed may be gone from the page, with all that it belonged to. */
let first: { on: WeakRef<Element> | null; at: number } = { on: null, at: -WITHIN };
let meant = true;

function control(target: EventTarget | null): Element | null {
  const it = target instanceof Element ? target : null;
  return it?.closest('button, a, label, input, select, textarea, summary, [role="row"]') ?? it;
}

export function onSecondPress(event: MouseEvent): void {
  const on = control(event.target);
  meant = event.detail < 2 || on === first.on?.deref() || event.timeStamp - first.at >= WITHIN;
  // The focus would follow the press.
  if (!meant) stop(event);
  else first = { on: on && new WeakRef(on), at: event.timeStamp };
}

export function onSecondClick(event: MouseEvent): void {
  // Keys and programs click without a press.
  if (!meant && event.detail > 0) stop(event);
}

function stop(event: MouseEvent): void {
  event.preventDefault();
  event.stopImmediatePropagation();
}
