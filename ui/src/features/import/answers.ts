/** What a person says about a list under preview. Pure. */

/** What a person said about single rows, and about products that are neither. */
export interface Answers {
  /** Rows left out by hand. */
  left: ReadonlySet<number>;
  /** Doubtful rows that are taken. */
  taken: ReadonlySet<number>;
  /** Rows asked about: whether it is the client that is here. */
  same: ReadonlyMap<number, boolean>;
  /** Products by how the list has them. */
  products: ReadonlyMap<string, 'online' | 'desktop'>;
}

export const noAnswers: Answers = {
  left: new Set(),
  taken: new Set(),
  same: new Map(),
  products: new Map(),
};

function toggled(rows: ReadonlySet<number>, row: number): Set<number> {
  return rows.has(row) ? new Set([...rows].filter((it) => it !== row)) : new Set([...rows, row]);
}

/** Leaves a row out, or takes that back. */
export function leftOut(answers: Answers, row: number): Answers {
  return { ...answers, left: toggled(answers.left, row) };
}

/** Takes a doubtful row, or takes that back. */
export function takenIn(answers: Answers, row: number): Answers {
  return { ...answers, taken: toggled(answers.taken, row) };
}

export function sameClient(answers: Answers, row: number, is: boolean): Answers {
  return { ...answers, same: new Map([...answers.same, [row, is]]) };
}

/** What a product of the list is; any other word leaves its rows out. */
export function isProduct(answers: Answers, text: string, value: string): Answers {
  const others = [...answers.products].filter(([product]) => product !== text);
  const known = value === 'online' || value === 'desktop';
  return { ...answers, products: new Map(known ? [...others, [text, value]] : others) };
}
