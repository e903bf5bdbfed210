/** Paper has no scrolling: for printing every row is in the page, and the page is light. */
import { tick } from 'svelte';
import type { Books } from './books.svelte';
import type { Place } from './place.svelte';

export async function printPlace(books: Books, place: Place): Promise<void> {
  const root = document.documentElement;
  const theme = root.dataset.theme;
  const title = document.title;
  place.printing = true;
  root.dataset.theme = 'light';
  document.title = `${books.client} – ${place.entry.label}`;
  await tick();
  try {
    window.print();
  } finally {
    place.printing = false;
    if (theme !== undefined) root.dataset.theme = theme;
    document.title = title;
  }
}
