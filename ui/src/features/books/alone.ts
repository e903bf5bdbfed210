/** Marks an element that wrapped to a line of its own: no label is beside it then. */
import type { Attachment } from 'svelte/attachments';

export const alone: Attachment<HTMLElement> = (element) => {
  const line = element.parentElement;
  if (!line) return;
  let frame = 0;
  const mark = (): void => {
    const before = element.previousElementSibling;
    const isBelow =
      before instanceof HTMLElement && element.offsetTop >= before.offsetTop + before.offsetHeight;
    element.toggleAttribute('data-alone', isBelow);
  };
  // Marking changes the height that is observed, so it waits for the next frame.
  const observer = new ResizeObserver(() => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(mark);
  });
  mark();
  observer.observe(line);
  return () => {
    cancelAnimationFrame(frame);
    observer.disconnect();
  };
};
