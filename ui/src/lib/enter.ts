/**
 * Enter presses the blue button of a sheet, wherever the focus is that has no use of its own for the key. A text that
 * was given the focus has one: to keep Enter from deciding.
 */
const OWN =
  'button, a, summary, textarea, select, [role="combobox"], [role="listbox"], [role="option"], [role="menu"], [contenteditable], [tabindex]:not(h2)';

export function onSheetEnter(event: KeyboardEvent, dialog: HTMLDialogElement | undefined): void {
  const other = event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.repeat;
  if (event.key !== 'Enter' || other || event.defaultPrevented || event.isComposing) return;
  const at = event.target instanceof Element ? event.target : null;
  if (!dialog?.open || (at !== document.body && !dialog.contains(at)) || at?.closest(OWN)) return;
  const primary = dialog.querySelector<HTMLButtonElement>('footer .btn.primary:not(:disabled)');
  const form = at?.closest('form') ?? null;
  // A form of its own inside the sheet is sent by its own button.
  if (!primary || (form !== null && primary.form !== form)) return;
  event.preventDefault();
  primary.click();
}
