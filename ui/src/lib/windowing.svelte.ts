/** Which rows of a long list are in the page: all of a short one, else those near the view. */

/** Below this many rows all are in the page. */
const ALL_IN_PAGE = 48;
const SPARE = 2;

export class Windowing {
  /** Height of the view, as the element's `clientHeight` says. */
  height = $state(0);
  /** How far it is scrolled. */
  top = $state(0);

  readonly #count: () => number;
  readonly #rowHeight: () => number;

  constructor(count: () => number, rowHeight: () => number) {
    this.#count = count;
    this.#rowHeight = rowHeight;
  }

  #all = $derived.by(() => this.#count() <= ALL_IN_PAGE);
  first = $derived.by(() =>
    this.#all ? 0 : Math.max(0, Math.floor(this.top / this.#rowHeight()) - SPARE),
  );
  last = $derived.by(() =>
    this.#all
      ? this.#count()
      : Math.min(this.#count(), Math.ceil((this.top + this.height) / this.#rowHeight()) + SPARE),
  );

  /** Rows that a page up or down moves by. */
  get page(): number {
    return Math.max(1, Math.floor(this.height / this.#rowHeight()) - 1);
  }

  /** Where a key that moves through rows leads from this one, or nothing. It may be past an end. */
  target(key: string, from: number): number | undefined {
    const moves: Record<string, number> = {
      ArrowDown: from + 1,
      ArrowUp: from - 1,
      PageDown: from + this.page,
      PageUp: from - this.page,
      Home: 0,
      End: this.#count() - 1,
    };
    return moves[key];
  }

  /** Scrolls just so far that this row is whole in the view; `head` is what covers its upper edge. */
  reveal(scroller: HTMLElement, index: number, head = 0): void {
    const rowHeight = this.#rowHeight();
    const from = index * rowHeight;
    const room = this.height - head;
    if (from < scroller.scrollTop) scroller.scrollTop = from;
    else if (from + rowHeight > scroller.scrollTop + room) {
      scroller.scrollTop = from + rowHeight - room;
    }
    this.top = scroller.scrollTop;
  }
}
