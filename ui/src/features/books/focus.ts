/** Where the focus goes on the screen Books. */
import { tick } from 'svelte';

/** The box that searches the lists, where the screen begins. */
export function findList(): HTMLElement | null {
  return document.querySelector<HTMLElement>('[data-testid="books-find-list"]');
}

/** A list was opened: *Get* is the next thing to do. */
export function focusGet(): void {
  void tick().then(() => document.querySelector<HTMLElement>('[data-testid="books-get"]')?.focus());
}
