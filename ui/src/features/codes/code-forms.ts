/** The forms in which people type and paste codes. Pure; what the codes mean is elsewhere. */
import type { Origin } from './words/facts';

/** A code in a longer text. */
export interface Mention {
  code: string;
  /** Whose code the text says it is. */
  from: Origin | null;
  /** It has the form of a code, or the text calls it one, so it is worth saying that it is not known. */
  sure: boolean;
}

/** Typed from a picture, an O may mean a zero, and an l or I a one. */
const typed = '0-9a-foil';
const hexadecimal = new RegExp(`^(0x|ox|&h|x|h)?(?:f{8})?([${typed}]{8})[&hlu]?$`);
const digit: Readonly<Record<string, string>> = { o: '0', i: '1', l: '1' };

function dashed(text: string): string {
  return text.replace(/[\u2010-\u2015\u2212]/g, '-');
}

/**
 * The eight hexadecimal digits of a Windows error (an HRESULT), or null: `0x8004040A`, `&H8004040A`, `8004 040a`,
 * `-2147220470`, `2147746826`, and the same with separators.
 */
export function hresult(text: string): string | null {
  const plain = dashed(text).trim().toLowerCase();
  const number = plain.replace(/[\s,.'’_]/g, '');
  if (/^-?\d{9,10}$/.test(number)) {
    const value = Number(number);
    // A failure has its highest bit set, so it is negative or has ten digits.
    if (value >= -(2 ** 31) && value < 0) return (value + 2 ** 32).toString(16);
    if (value >= 2 ** 31 && value < 2 ** 32) return value.toString(16);
  }
  // Sixty-four bits, filled up with ones.
  if (/^1844674407\d{10}$/.test(number)) return BigInt.asUintN(32, BigInt(number)).toString(16);
  const found = hexadecimal.exec(plain.replace(/[\s._-]/g, ''));
  const digits = found?.[2]?.replace(/[oil]/g, (it) => digit[it] ?? it);
  if (digits === undefined) return null;
  // Without a prefix it is a code only where it begins like one.
  return /^[89a-f]/.test(digits) && (found?.[1] !== undefined || /^(?:80|c0)0/.test(digits))
    ? digits
    : null;
}

/** A plain number as its digits. QuickBooks Online fills some up to six. */
export function numbered(key: string): string | null {
  if (!/^\d{1,6}$/.test(key)) return null;
  return key.length === 6 && key.startsWith('00') ? String(Number(key)) : key;
}

const label =
  /^(?:http(?:\/\d(?:\.\d)?)?|(?:http|status|error|err|fault|result|exception|response)?[\s_]?(?:status|errors?|err|fault|codes?|number|num|no\.|nr\.?|hresult)|quickbooks|desktop|online|intuit|conductor|exception)(?![a-z])(?:[\s:;.,=#_"'“”()[\]<>]|-(?!\d))*/i;

function ownerIn(text: string): Origin | null {
  if (/^http/i.test(text)) return 'http';
  if (/online|intuit/i.test(text)) return 'online';
  return /desktop|qbxml/i.test(text) ? 'desktop' : null;
}

/** A code without the words and signs around it, and whose it is said to be: `Error code: 3120.`, `http_503`. */
export function withoutLabels(text: string): { code: string; from: Origin | null } {
  let code = text.trim().replace(/^[\s"'“”‘’(<[{#*]+|[\s"'“”‘’)>\]}.,;:!?*]+$/g, '');
  let from: Origin | null = null;
  for (let found = label.exec(code); found; found = label.exec(code)) {
    // A code may begin like a label, as `error_description` does.
    if (/^[a-z]+_/i.test(code.replace(/^http_/i, ''))) break;
    const left = code.slice(found[0].length).replace(/^["'(<[#]+/, '');
    if (!/^[-&]?\s*[\da-z]/i.test(left)) break;
    from ??= ownerIn(found[0]);
    code = left;
  }
  return { code, from };
}

const reasons =
  'unauthori[sz]ed|forbidden|not found|bad request|bad gateway|service (?:temporarily )?unavailable|gateway time-?out|internal (?:server )?error|too many requests|conflict|method not allowed|request time-?out|payment required|proxy authentication|unprocessable|gone\\b|page not found';

interface Form {
  pattern: RegExp;
  from: Origin | null;
  sure: boolean;
  /** What was found as a code; by default its first group. */
  as?: (found: string) => string;
}

/** `number` alone is the number of an invoice or a client. */
const called =
  '(?:\\bhttp(?:/\\d(?:\\.\\d)?)?|\\b[a-z]*(?:status|error|err|fault|errnum|errno|code|exception|response)(?:e?s)?(?:[ _-]?number)?)';
const between = '[\\s:=#"\'“”()\\[\\]<>-]{0,4}';
const plainNumber = '(\\d{1,6})(?![\\w]|[-.:/,]\\d)';

const forms: readonly Form[] = [
  {
    pattern: new RegExp(`((?:0x|ox|&h)[ ]?[${typed}]{4}[ _-]?[${typed}]{4,12})&?(?![\\w])`, 'gi'),
    from: null,
    sure: true,
  },
  {
    pattern: new RegExp(`(?<![\\w-])((?:8[0o]{2}|c00)[${typed}][ ]?[${typed}]{4})(?![\\w-])`, 'gi'),
    from: null,
    sure: true,
  },
  {
    pattern: /(?<![\w.])(-\s?(?:\d{9,10}|\d,\d{3},\d{3},\d{3}))(?!\w)/g,
    from: null,
    sure: true,
  },
  { pattern: /(?<![\w-])(214[78]\d{6})(?!\w)/g, from: null, sure: false },
  {
    pattern: /\bq(?:bwc|wbc|bcw)[\s:#_-]*(?:error|err|code)?[\s:#_-]*([\doil]{3,5})(?!\w)/gi,
    from: 'connector',
    sure: true,
    as: (found) => `QBWC${found.toLowerCase().replace(/[oil]/g, (it) => digit[it] ?? it)}`,
  },
  {
    pattern: /\bweb connector\b[^\d]{0,20}(10\d\d)(?!\w)/gi,
    from: 'connector',
    sure: true,
    as: (found) => `QBWC${found}`,
  },
  // QuickBooks' own windows: "(-6000, -77)"
  { pattern: /(?<![\w.])(-?6\d{3}(?=,\s?-?\d{1,5}(?!\d)))/g, from: 'program', sure: false },
  { pattern: /(?<![\w-])((?:H[1-5]0\d|PS\d{3}|OL-?\d{3}))(?!\w)/g, from: 'program', sure: false },
  { pattern: /\b((?:val|ahz|sys|oth)[- ]?\d{4})(?!\w)/gi, from: 'intuit', sure: false },
  { pattern: /(?<![\w-])([A-Z]+(?:_[A-Z0-9]+)+)(?![\w-])/g, from: null, sure: true },
  { pattern: /(?<![\w-])([a-z]+(?:_[a-z0-9]+)+)(?![\w-])/gi, from: null, sure: false },
  { pattern: /(?<![\w-])([A-Z][a-z]+(?:[A-Z][a-z]+)+)(?![\w-])/g, from: null, sure: false },
  { pattern: /\bstatuscode\s*=\s*"(\d{1,6})"/gi, from: 'desktop', sure: true },
  { pattern: /\bqbd? request error\s*\(?(\d{1,6})/gi, from: 'desktop', sure: true },
  { pattern: /\berrorcode\s*=\s*(00\d{4})(?!\d)/gi, from: 'online', sure: true },
  {
    pattern: /\bhttp(?:\/\d(?:\.\d)?|[\s_]*(?:status|error|code))*[\s:=#"'(_-]{1,3}(\d{3})(?!\w)/gi,
    from: 'http',
    sure: true,
  },
  {
    pattern: new RegExp(`(?<![\\w.-])\\(?([1-5]\\d\\d)\\)?\\s*[-:]?\\s*(?:${reasons})`, 'gi'),
    from: 'http',
    sure: false,
  },
  // "a 401 from Intuit", "returned 503", "3180 error"
  {
    pattern: /\ban? ([45]\d\d)(?= (?:from|error|response|status)\b|[.,;!?]|$)/gi,
    from: 'http',
    sure: false,
  },
  {
    pattern:
      /\b(?:got|gets|returned|returns|answered|answers|gave|gives)(?: us)?(?: an?)? ([45]\d\d)(?![\w]|[-.:,]\d|\s+[a-z]+s\b)/gi,
    from: 'http',
    sure: false,
  },
  {
    pattern: /(?<![\w.,:/-])(\d{3,5})\s*[-:]?\s*(?:errors?|faults?|object not found)\b/gi,
    from: null,
    sure: false,
  },
  { pattern: new RegExp(`${called}${between}${plainNumber}`, 'gi'), from: null, sure: true },
];

/** Numbers in a row with one that is called a code: `status codes 3120, 3180 and 3200`. */
const row = new RegExp(
  `(?:${called}${between}|\\bqbwc\\W?)\\d{1,6}((?:\\s*(?:,|;|/|&|and|or)\\s*\\d{3,6}(?![\\w]|[-.:]\\d))+)`,
  'gi',
);

/** Whose code a text is about, by the words shortly before and after it. */
function ownerNear(text: string, at: number, end: number): Origin | null {
  const after = /^\W*(?:in|from|at|of|by|by the|in the)\s.{0,25}/i.exec(text.slice(end))?.[0] ?? '';
  return ownerIn(text.slice(Math.max(0, at - 40), at)) ?? ownerIn(after);
}

/** The codes that a longer text names, in its order. Numbers count only where the text calls them codes. */
export function mentions(text: string): Mention[] {
  const plain = dashed(text);
  // Nothing but numbers: each of them is meant.
  if (/^[\d\s,;/&]+$/.test(plain) && /\d{3}\D+\d{3}/.test(plain) && hresult(plain) === null) {
    return plain
      .split(/\D+/)
      .filter(Boolean)
      .map((code) => ({ code, from: null, sure: false }));
  }
  const found: (Mention & { at: number; end: number })[] = [];
  const add = (at: number, length: number, mention: Mention): void => {
    const end = at + length;
    if (!found.some((it) => at < it.end && it.at < end)) found.push({ at, end, ...mention });
  };
  for (const { pattern, from, sure, as } of forms) {
    for (const match of plain.matchAll(pattern)) {
      const code = match[1] ?? '';
      add(match.index + match[0].lastIndexOf(code), code.length, {
        code: as ? as(code) : code,
        from: from ?? ownerNear(plain, match.index, match.index + match[0].length),
        // Small numbers are mostly counts.
        sure: sure && !/^\d{1,2}$/.test(code),
      });
    }
  }
  for (const match of plain.matchAll(row)) {
    const rest = match[1] ?? '';
    const start = match.index + match[0].length - rest.length;
    const ofConnector = /^q/i.test(match[0]);
    for (const each of rest.matchAll(/\d+/g)) {
      add(start + each.index, each[0].length, {
        code: ofConnector ? `QBWC${each[0]}` : each[0],
        from: ownerNear(plain, match.index, start + rest.length),
        sure: true,
      });
    }
  }
  return found
    .sort((one, other) => one.at - other.at)
    .map(({ code, from, sure }) => ({ code, from, sure }));
}
