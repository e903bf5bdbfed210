/** What a cell says. Pure. */
import type { Place } from '../../ipc/types';
import { folded, normalForm } from '../../lib/format';

export { normalForm };

/** What spreadsheets and people write where there is nothing. */
const nothing = new RegExp(
  '^(' +
    [
      String.raw`n ?/ ?a|#n/a|na|n\.a\.?|none|null|nil|nan|undefined|unknown|tbd|tba|\\n|\?+|[-–—._…]+|#{3,}`,
      String.raw`[(<[](none|blank|empty|null|no ?value|not set)[)>\]]`,
      'not (applicable|available|provided|set|given|known)',
      'none (provided|given|on file|listed)',
      'no (e-?mail|address|e-?mail address|number|phone)',
    ].join('|') +
    ')$',
  'i',
);
/** A formula that failed, as Excel, Google Sheets and LibreOffice write it in the languages of Western Europe. */
const failed =
  /^(#(n\/a|nv|n\/d|[¡¿]?(ref|value|name|div\/0|null|num|spill|calc|field|busy|blocked|connect|unknown|external|python|error|bezug|wert|zahl|überlauf|nom|valeur|nombre|valor|nome|numero|valore|rif|nulo|nul)[!?]|getting_data)|err:\d{3}|loading\.\.\.)$/i;

/** What reads like a title, a total, a group of letters, or what a report says about itself. */
const noClient = new RegExp(
  String.raw`^[\s*=_-]*(` +
    [
      String.raw`(sub|grand )?totals?\b.*`,
      '[a-z] ?[-–] ?[a-z]|[a-z]',
      String.raw`(page|printed|prepared|generated|exported|created|report date|report generated|run date|as of)\b.*\d.*`,
      String.raw`((accrual|cash) basis )?(mon|tues|wednes|thurs|fri|satur|sun)day, .*\d{4}.*`,
      '(accrual|cash) basis|confidential|end of (report|list|file|data|export)|(applied )?filters?:.*',
      String.raw`(number|no\.?|count) of (clients|customers|records|rows|contacts)\b.*`,
      String.raw`(count|records?|rows|clients|customers|contacts) ?[:=] ?\d+`,
      String.raw`\d+ (clients|customers|records?|rows|contacts|results)( found| exported| in total)?\.?`,
    ].join('|') +
    String.raw`)[\s*=_-]*$`,
  'i',
);

/** A cell with its letters composed, one blank between words, and nothing invisible. */
export function clean(text: string): string {
  return text
    .normalize('NFC')
    .replace(/[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g, '')
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .trim();
}

export function isNoClient(name: string): boolean {
  return noClient.test(name);
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

/** The number that `101.00`, `1,056` and `'00101` are in spreadsheets: 101, 1056 and 00101. */
export function numberOf(text: string): string {
  const whole = /^'?(\d+)(\.0+)?$/.exec(text);
  if (whole) return whole[1] ?? text;
  return /^\d{1,3}(,\d{3})+(\.0+)?$/.test(text) ? text.replace(/\.0+$|,/g, '') : text;
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

/** Programs of others whose editions have the same names, and books that are kept in no program. */
const others =
  /\b(xero|sage|wave|zoho|myob|fresh ?books|peachtree|netsuite|quicken|free ?agent|kash ?flow|patriot|odoo|dynamics|acumatica|reckon|excel|spreadsheets?|paper|manual|bexio|lexware|datev)\b/;
/** What somebody does not use, or not any more, or not yet. */
const unsure =
  /\b(not?|no longer|never|was|were|former|formerly|previously|ex|old|moving|moved?|migrat\w*|convert\w*|switch\w*|leaving|left|until|cancell?ed|expired|instead|maybe|either|or|from|to)\b|\?/;

/** Takes what firms write in their lists; `null` where it is neither, may be either, or is not so any more. */
export function readBooks(text: string): 'online' | 'desktop' | null {
  const it = folded(text)
    .replace(/[^a-z0-9?]+/g, ' ')
    .trim();
  const says = (pattern: RegExp): boolean => pattern.test(it);
  if (says(others) || says(unsure)) return null;
  if (says(/\bintuit enterprise suite\b|^ies$/)) return 'online';
  const edition = says(/\b(pro|premier|enterprise|mac)\b/);
  const desktop = says(/\b(quickbooks|qb)?desktop\b|\b(qbd|qbdt|qbw|qbes)\b/);
  const online = says(/\b(quickbooks|qb)?online\b|\b(qbo|qboa|qbse)\b/);
  if (online) return desktop || edition ? null : 'online';
  if (desktop || edition) return 'desktop';
  // "Accountant Plus 2024" is an edition of Desktop, and Advanced Inventory a part of one.
  if (says(/\b(accountant|20\d\d|\d\d 0)\b|\badvanced (inventory|pricing|reporting)\b/))
    return null;
  const names =
    /\b(solopreneur|self employed|ledger|simple ?start|easy ?start|essentials|plus|advanced)\b/;
  return says(names) ? 'online' : null;
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

/** What people and mail programs write before an address. */
const before = /^(mailto|smtp|e-?mail|mail|to|cc)\s*:\s*/i;

/** One address out of the signs around it; the text as it is where there is none. */
function bare(text: string): string {
  const link = /^\W*mailto:/i.test(text) ? text.replace(/\?.*$/s, '') : text;
  return link
    .replace(/^[\s<('"‘“`]+/, '')
    .replace(before, '')
    .replace(/[\s>)'"’”`.:?!]+$/, '');
}

/** The addresses of a cell: several, with names around them, or as a link. `null` where the first is none. */
export function readAddresses(text: string): Addresses | null {
  // What most cells are.
  if (isAddress(text)) return { first: text, rest: [] };
  const pieces = text
    .split(/[,;\n|]+/)
    .flatMap((piece) => {
      // In `name <address>` the name may be an address, too, and it is not the one to write to.
      const inner = [...piece.matchAll(/<([^<>]*@[^<>]*)>/g)].map((it) => it[1] ?? '');
      const outer = piece.replace(/<[^<>]*>/g, ' ');
      return [...inner, ...outer.split(/[\s/()[\]"“”]+/)];
    })
    .map(bare)
    .filter((piece) => piece.includes('@'));
  const [first, ...rest] = [
    ...new Map(pieces.map((piece) => [piece.toLowerCase(), piece] as const).reverse()).values(),
  ].reverse();
  return first !== undefined && isAddress(first) ? { first, rest } : null;
}
