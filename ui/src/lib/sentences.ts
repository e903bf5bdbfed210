/** Sentences of problems: each family has a table with exactly one sentence for each of its codes. */

/** One sentence for each code of `P`. */
export type Sentences<P extends { code: string }> = {
  readonly [Code in P['code']]: (it: Extract<P, { code: Code }>) => string;
};

/** The sentence of a problem. */
export function sentenceOf<P extends { code: string }>(table: Sentences<P>, it: P): string {
  const sentence = table[it.code as P['code']] as (it: P) => string;
  return sentence(it);
}
