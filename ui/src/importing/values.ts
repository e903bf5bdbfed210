/** What a cell says. Pure. */
import type { Place } from '../ipc/types';
import { folded, normalForm } from '../format';

export { normalForm };

/** What spreadsheets and people write where there is nothing. */
const nothing = /^(n\/a|#n\/a|none|null|nil|\(none\)|\(blank\)|unknown|tbd|\?+|[-–—.]+)$/i;
/** A formula that failed. */
const failed = /^#(n\/a|ref!|value!|name\?|div\/0!|null!|num!|spill!|calc!|getting_data)$/i;

/** A cell with its letters composed, one blank between words, and nothing invisible. */
export function clean(text: string): string {
  return text
    .normalize('NFC')
    .replace(/[\u00ad\u200b-\u200f\u2060\ufeff]/g, '')
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .trim();
}

export function isFailed(text: string): boolean {
  return failed.test(text);
}

/** The cell, or `''` where it only says that there is nothing. */
export function valueOf(text: string): string {
  return nothing.test(text) || isFailed(text) ? '' : text;
}

/** `1.01E+02`: a number that a spreadsheet shortened; its digits are gone. */
export function isShortened(text: string): boolean {
  return /^-?\d+([.,]\d+)?e[+-]?\d+$/i.test(text);
}

/** `101.0` is how some programs write 101. */
export function numberOf(text: string): string {
  return /^\d+\.0$/.test(text) ? text.slice(0, -2) : text;
}

/** A number without the zeros that a spreadsheet takes from its beginning. */
export function withoutZeros(number: string): string {
  return /^0+\d/.test(number) ? number.replace(/^0+(?=\d)/, '') : number;
}

export function isTelephone(text: string): boolean {
  const digits = text.replace(/\D/g, '').length;
  if (digits < 7 || digits > 15) return false;
  return (
    /^(\+|\(\d|phone|tel|mobile|cell)/i.test(text) ||
    /^(\d[ .-])?\d{3}[ .-]\d{3}[ .-]\d{4}$/.test(text) ||
    /^0\d{2,4}[ .-]\d{3,4}[ .-]\d{3,4}$/.test(text)
  );
}

/** Numbers of companies at Intuit, of banks, taxes and people: private, and no client number. */
export function isIdOrNumberOfSomethingElse(text: string): boolean {
  return (
    /^\d{9,}$/.test(text) ||
    /^\d{2}-\d{7}$/.test(text) ||
    /^\d{3}[- ]\d{2}[- ]\d{4}$/.test(text) ||
    /^[A-Z]{2}\d{2}[A-Z0-9 ]{11,}$/i.test(text)
  );
}

/** Takes what firms write in their lists; `null` where it is neither, or may be either. */
export function readBooks(text: string): 'online' | 'desktop' | null {
  const it = folded(text)
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();
  const says = (pattern: RegExp): boolean => pattern.test(it);
  const desktop = says(/\b(desktop|qbd|qbdt|qbw|qbes)\b/);
  const online = says(/\b(online|qbo|qboa|qbse)\b/);
  if (desktop || online) return desktop && online ? null : desktop ? 'desktop' : 'online';
  if (says(/\bintuit enterprise suite\b|^ies$/)) return 'online';
  if (says(/\b(pro|premier|enterprise|mac)\b/)) return 'desktop';
  if (
    says(
      /\b(solopreneur|self employed|ledger|simple start|simplestart|easystart|essentials|plus|advanced)\b/,
    )
  ) {
    return 'online';
  }
  return null;
}

export function readPlace(text: string): Place | null {
  const it = folded(text)
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();
  if (/\b(hosted|hosting|host|rightworks|right networks|remote|cloud)\b/.test(it)) return 'hosted';
  if (/\bclient\b|\bcustomer\b|\btheir\b/.test(it)) return 'clientOffice';
  if (/\bother\b|\banother\b|\boffice\b|\bours?\b/.test(it)) return 'otherComputer';
  return /\bthis\b|\bhere\b|\blocal\b/.test(it) ? 'thisComputer' : null;
}

const local = /^[\p{L}\p{N}!#$%&'*+\-/=?^_`{|}~]+(\.[\p{L}\p{N}!#$%&'*+\-/=?^_`{|}~]+)*$/u;
const domain =
  /^[\p{L}\p{N}]([\p{L}\p{N}-]*[\p{L}\p{N}])?(\.[\p{L}\p{N}]([\p{L}\p{N}-]*[\p{L}\p{N}])?)*$/u;

/** Exactly one `local@domain`, as the app has it (`roster::mail`), but for the lengths of its parts. */
export function isAddress(text: string): boolean {
  const at = text.indexOf('@');
  return at > 0 && local.test(text.slice(0, at)) && domain.test(text.slice(at + 1));
}

export interface Addresses {
  first: string;
  /** What else is in the cell and is not taken. */
  rest: string[];
}

/** The addresses of a cell: several, with names around them, or as a link. `null` where the first is none. */
export function readAddresses(text: string): Addresses | null {
  const pieces = text
    .split(/[,;\n|]+/)
    .flatMap((piece) => {
      const inner = /<([^<>]*)>\s*$/.exec(piece);
      return inner ? [inner[1] ?? ''] : piece.split(/\s+|\//);
    })
    .map((piece) => piece.trim().replace(/^mailto:/i, ''))
    .filter((piece) => piece.includes('@'));
  const [first, ...rest] = pieces;
  return first !== undefined && isAddress(first) ? { first, rest } : null;
}
