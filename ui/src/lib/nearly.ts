/** A search that forgives a letter: one left out, one too many, one wrong, or two changed about. */
import { folded } from './format';

/** Shorter words are like too many others. */
const SHORTEST = 4;

/** Whether one edit, or none, makes one word of the other. */
export function isOneEditAway(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  const [rest, other] = [a.slice(at), b.slice(at)];
  if (rest.slice(1) === other.slice(1) || rest.slice(1) === other || rest === other.slice(1)) {
    return true;
  }
  return rest[0] === other[1] && rest[1] === other[0] && rest.slice(2) === other.slice(2);
}

function isLike(word: string, typed: string): boolean {
  if (word.startsWith(typed)) return true;
  if (typed.length < SHORTEST) return false;
  // The word may not be typed to its end yet.
  return [typed.length - 1, typed.length, typed.length + 1].some((length) =>
    isOneEditAway(word.slice(0, length), typed),
  );
}

/** Every word that was typed is, but for a letter, the beginning of a word of the text. */
export function isNearly(text: string, query: string): boolean {
  const typed = wordsOf(query);
  const all = wordsOf(text);
  return typed.length > 0 && typed.every((it) => all.some((word) => isLike(word, it)));
}

function wordsOf(text: string): string[] {
  return folded(text)
    .split(/[^\p{L}\p{N}']+/u)
    .filter((it) => it !== '');
}
