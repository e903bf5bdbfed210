/** Closes what is open over the page when somebody presses, or moves the focus, outside it. */
import type { Attachment } from 'svelte/attachments';

export function outside(close: () => void): Attachment<HTMLElement> {
  return (element) => {
    const onEvent = (event: Event): void => {
      if (!element.contains(event.target as Node)) close();
    };
    document.addEventListener('pointerdown', onEvent);
    document.addEventListener('focusin', onEvent);
    return () => {
      document.removeEventListener('pointerdown', onEvent);
      document.removeEventListener('focusin', onEvent);
    };
  };
}
