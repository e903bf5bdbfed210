/**
 * Times as people read them. The words are English, so the locale is English too, but with the
 * conventions (order of day and month, 12 or 24 hours) of the region the computer is set to.
 */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

let tag = englishOf(
  typeof navigator === 'undefined'
    ? Intl.DateTimeFormat().resolvedOptions().locale
    : navigator.language,
);
const made = new Map<string, Intl.DateTimeFormat>();
let numbers = new Intl.NumberFormat(tag);

/** `de-DE` becomes `en-DE`: English words, German conventions. */
export function englishOf(locale: string): string {
  try {
    const { language, region } = new Intl.Locale(locale).maximize();
    if (language === 'en' && !new Intl.Locale(locale).region) return 'en';
    return region ? `en-${region}` : 'en';
  } catch {
    return 'en';
  }
}

/** For tests: what a computer of another region shows. */
export function useLocale(locale: string): void {
  tag = englishOf(locale);
  made.clear();
  numbers = new Intl.NumberFormat(tag);
  collator = collatorOf(locale);
}

/** `2,000`, or `2.000` where that is the convention. */
export function number(it: number): string {
  return numbers.format(it);
}

/** The same for a whole number of any length. */
export function wholeNumber(it: bigint): string {
  return numbers.format(it);
}

/** What separates a number from its decimals. */
export function decimalPoint(): string {
  return numbers.formatToParts(0.5).find((it) => it.type === 'decimal')?.value ?? '.';
}

/** `October 2026`. */
export function month(at: number): string {
  return dates('month', { month: 'long', year: 'numeric' }).format(at);
}

/** `125%`, from 1.25. */
export function percent(it: number): string {
  return new Intl.NumberFormat(tag, { style: 'percent' }).format(it);
}

function dates(key: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const kept = made.get(key);
  if (kept) return kept;
  const format = new Intl.DateTimeFormat(tag, options);
  made.set(key, format);
  return format;
}

/** `14:05` or `2:05 PM`. */
export function clock(at: number): string {
  return dates('clock', { hour: 'numeric', minute: '2-digit' }).format(at);
}

/** `Fri 28 Nov`, in the region's order. */
export function weekday(at: number): string {
  return dates('weekday', { weekday: 'short', day: 'numeric', month: 'short' })
    .format(at)
    .replace(',', '');
}

/** `3 Feb 2027`. */
export function date(at: number): string {
  return dates('date', { dateStyle: 'medium' }).format(at);
}

/** `3 Feb`, with the year when it is not this one. */
export function shortDate(at: number, now: number): string {
  if (new Date(at).getFullYear() !== new Date(now).getFullYear()) return date(at);
  return dates('shortDate', { day: 'numeric', month: 'short' }).format(at);
}

/** Date and time in full, for tooltips and screen readers. */
export function full(at: number): string {
  return dates('full', { dateStyle: 'full', timeStyle: 'short' }).format(at);
}

function dayNumber(at: number): number {
  const d = new Date(at);
  return Math.floor(Date.UTC(d.getFullYear(), d.getMonth(), d.getDate()) / DAY);
}

/** Calendar days from `from` to `to` on this computer's calendar. */
export function daysBetween(from: number, to: number): number {
  return dayNumber(to) - dayNumber(from);
}

/** `15:32` today, `Fri 28 Nov` on another day, with the year beyond half a year. */
export function moment(at: number, now: number): string {
  const days = daysBetween(now, at);
  if (days === 0) return clock(at);
  return Math.abs(days) < 180 ? weekday(at) : date(at);
}

/** `at 14:05` today, `on Fri 28 Nov at 14:05` on another day. */
export function atMoment(at: number, now: number): string {
  return daysBetween(now, at) === 0 ? `at ${clock(at)}` : `on ${moment(at, now)} at ${clock(at)}`;
}

/** `today`, `yesterday`, `Fri 28 Nov`: the heading of a day. */
export function dayHeading(at: number, now: number): string {
  const days = daysBetween(at, now);
  if (days === 0) return 'Today';
  if (days === 1) return 'Yesterday';
  return days < 180 ? weekday(at) : date(at);
}

/** `1 client`, `2,000 clients`. */
export function countClients(count: number): string {
  return count === 1 ? '1 client' : `${number(count)} clients`;
}

function plural(count: number, one: string): string {
  return count === 1 ? `1 ${one}` : `${count} ${one}s`;
}

/** `just now`, `12 minutes ago`, `3 hours ago`, `2 days ago`, then the date. */
export function ago(at: number, now: number): string {
  const passed = Math.max(0, now - at);
  if (passed < 45_000) return 'just now';
  if (passed < HOUR) return `${plural(Math.max(1, Math.round(passed / MINUTE)), 'minute')} ago`;
  if (passed < DAY) return `${plural(Math.floor(passed / HOUR), 'hour')} ago`;
  if (passed < 7 * DAY) return `${plural(Math.floor(passed / DAY), 'day')} ago`;
  return `on ${shortDate(at, now)}`;
}

/** The same for a narrow column: `now`, `12 min`, `3 h`, `2 d`, then the date. */
export function agoShort(at: number, now: number): string {
  const passed = Math.max(0, now - at);
  if (passed < 45_000) return 'now';
  if (passed < HOUR) return `${Math.max(1, Math.round(passed / MINUTE))} min`;
  if (passed < DAY) return `${Math.floor(passed / HOUR)} h`;
  if (passed < 7 * DAY) return `${Math.floor(passed / DAY)} d`;
  if (passed < 300 * DAY) return shortDate(at, now);
  return dates('monthYear', { month: 'short', year: 'numeric' }).format(at);
}

/** Age of stale facts: `3 hours ago`, `2 days ago`, `9 days ago`. */
export function age(at: number, now: number): string {
  const days = Math.floor(Math.max(0, now - at) / DAY);
  return days < 1 ? ago(at, now) : `${plural(days, 'day')} ago`;
}

/** What is left: `6 days`, `3 hours`, `27 minutes`, `less than a minute`. Minutes to the nearest: the
 *  window's clock ticks a little late, and a fresh link of 30 minutes must not say 31. */
export function left(until: number, now: number): string {
  const rest = until - now;
  if (rest <= MINUTE) return 'less than a minute';
  if (rest < 2 * HOUR) return plural(Math.round(rest / MINUTE), 'minute');
  if (rest < 2 * DAY) return plural(Math.ceil(rest / HOUR), 'hour');
  return plural(Math.ceil(rest / DAY), 'day');
}

/** Days that are still whole: Intuit grants 101 days of which the first has begun, so `100`. */
export function wholeDays(until: number, now: number): number {
  return Math.max(0, Math.floor((until - now) / DAY));
}

/** The same as a sentence has it: `100 days`, and `40 hours` when the days run out. */
export function leftWhole(until: number, now: number): string {
  return until - now < 2 * DAY ? left(until, now) : plural(wholeDays(until, now), 'day');
}

/** Days left, a begun one included, never below zero. */
export function daysLeft(until: number, now: number): number {
  return Math.max(0, Math.ceil((until - now) / DAY));
}

/** A running time: `41 s`, `3 min 05 s`. */
export function elapsed(since: number, now: number): string {
  const seconds = Math.max(0, Math.floor((now - since) / 1000));
  if (seconds < 60) return `${seconds} s`;
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`;
}

/** A life chosen from a list: `15 minutes`, `4 hours`, `3 days`. */
export function life(minutes: number): string {
  if (minutes < 60) return plural(minutes, 'minute');
  if (minutes < 1440) return plural(minutes / 60, 'hour');
  return plural(minutes / 1440, 'day');
}

function collatorOf(locale: string | undefined): Intl.Collator {
  return new Intl.Collator(locale, { numeric: true, sensitivity: 'base' });
}

let collator = collatorOf(undefined);

/** Names in the order the computer's own language sorts them. */
export function compareNames(a: string, b: string): number {
  return collator.compare(a, b);
}

// eslint-disable-next-line no-control-regex -- all of ASCII, whatever it is.
const isPlain = /^[\x00-\x7f]*$/;

/** Without accents and case, for searching. */
export function folded(text: string): string {
  if (isPlain.test(text)) return text.toLowerCase();
  return text.normalize('NFKD').replace(/\p{M}/gu, '').replace(/[’‘]/g, "'").toLowerCase();
}

/**
 * The form in which two names are compared, here and in the app (`roster::names`): letters composed, small,
 * one blank between words, one kind of apostrophe, quotation mark and dash.
 */
export function normalForm(text: string): string {
  return (
    text
      .replace(/[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g, '')
      .replace(/[\u2018\u2019\u201b\u2032\u02bc`\u00b4]/g, "'")
      .replace(/[\u201c\u201d\u201e\u201f]/g, '"')
      .replace(/[\u2010-\u2015\u2212]/g, '-')
      // Before this it would make a blank of a single accent.
      .normalize('NFKC')
      .replace(/\s+/g, ' ')
      .trim()
      .toLowerCase()
  );
}

/** `2025-11-21T14:05:00+01:00`: for files. */
export function iso(at: number): string {
  const d = new Date(at);
  const offset = -d.getTimezoneOffset();
  const two = (n: number): string => String(Math.trunc(Math.abs(n))).padStart(2, '0');
  const local = new Date(at + offset * MINUTE).toISOString().slice(0, 19);
  return `${local}${offset < 0 ? '-' : '+'}${two(offset / 60)}:${two(offset % 60)}`;
}
