/** Passphrases to be read out by telephone: syllables of a consonant and a vowel, in groups. */

/** Letters that sound the same in every word. */
const consonants = 'bdfghjklmnprstvw';
const vowels = 'aeiou';

export const GROUPS = 5;
export const SYLLABLES_PER_GROUP = 2;
export const SYLLABLES = consonants.length * vowels.length;
/** The fewest characters of a passphrase that somebody thinks up. */
export const SHORTEST = 12;

/** Fills with random bytes, as `crypto.getRandomValues` does. */
export type Fill = (bytes: Uint8Array<ArrayBuffer>) => unknown;

const fromSystem: Fill = (bytes) => crypto.getRandomValues(bytes);

/**
 * What a random byte picks among `count`, or nothing: bytes beyond the last whole round of `count` are
 * thrown back, because they would make the first ones likelier.
 */
export function pick(byte: number, count: number): number | null {
  const whole = 256 - (256 % count);
  return byte < whole ? byte % count : null;
}

export function syllable(index: number): string {
  const consonant = consonants.charAt(Math.floor(index / vowels.length));
  return consonant + vowels.charAt(index % vowels.length);
}

/** How hard it is to guess, in bits. */
export function bits(): number {
  return GROUPS * SYLLABLES_PER_GROUP * Math.log2(SYLLABLES);
}

/** `bado-kimu-…`: 63 bits. */
export function makePassphrase(fill: Fill = fromSystem): string {
  const found: string[] = [];
  const bytes = new Uint8Array(32);
  while (found.length < GROUPS * SYLLABLES_PER_GROUP) {
    fill(bytes);
    for (const byte of bytes) {
      const index = pick(byte, SYLLABLES);
      if (index !== null) found.push(syllable(index));
    }
  }
  bytes.fill(0);
  return Array.from({ length: GROUPS }, (_, at) =>
    found.slice(at * SYLLABLES_PER_GROUP, (at + 1) * SYLLABLES_PER_GROUP).join(''),
  ).join('-');
}

/** A passphrase as it is used: without the spaces around it. */
export function meant(text: string): string {
  return text.trim();
}

export function isLongEnough(text: string): boolean {
  return [...meant(text)].length >= SHORTEST;
}
