/** Amounts as the service gives them, decimal strings: compared, added and shown without ever being floats. */
import * as fmt from '../../lib/format';

interface Decimal {
  units: bigint;
  scale: number;
}

const shape = /^([+-]?)(\d+)(?:\.(\d+))?$/;

function parse(text: string): Decimal | null {
  const found = shape.exec(text.trim());
  if (!found) return null;
  const [, sign, whole, fraction = ''] = found;
  const units = BigInt(`${whole}${fraction}`);
  return { units: sign === '-' ? -units : units, scale: fraction.length };
}

function at(it: Decimal, scale: number): bigint {
  return it.units * 10n ** BigInt(scale - it.scale);
}

/** Below zero where `a` is less than `b`; `null` where one of them is no decimal. */
export function compare(a: string, b: string): number | null {
  const [left, right] = [parse(a), parse(b)];
  if (!left || !right) return null;
  const scale = Math.max(left.scale, right.scale);
  const [x, y] = [at(left, scale), at(right, scale)];
  return x < y ? -1 : x > y ? 1 : 0;
}

/** Each text's amount in the same smallest unit, as a number where that is exact; `null` where one is no decimal. */
export function aligned(texts: readonly string[]): ReadonlyMap<string, number | bigint> | null {
  const parsed = texts.map(parse);
  const scale = Math.max(0, ...new Set(parsed.map((it) => it?.scale ?? 0)));
  const all = new Map<string, number | bigint>();
  for (const [index, it] of parsed.entries()) {
    if (!it) return null;
    const units = at(it, scale);
    const quick = Number(units);
    all.set(texts[index] ?? '', Number.isSafeInteger(quick) ? quick : units);
  }
  return all;
}

/** An amount with two decimals, in hundredths that a number holds exactly. */
const cents = /^-?\d{1,9}\.\d\d$/;

/** The exact sum, with as many digits as the amount that has most; `null` where one is no decimal. */
export function sum(amounts: readonly string[]): string | null {
  let total: Decimal = { units: 0n, scale: 0 };
  // The usual ones are added at every keystroke of a search, and quicker as numbers: 20,000 stay below 2^53.
  let usual: number | null = null;
  for (const [index, text] of amounts.entries()) {
    if (index < 20_000 && cents.test(text)) {
      usual = (usual ?? 0) + Number(text.replace('.', ''));
      continue;
    }
    const next = parse(text);
    if (!next) return null;
    total = add(total, next);
  }
  return written(usual === null ? total : add(total, { units: BigInt(usual), scale: 2 }));
}

function add(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(a.scale, b.scale);
  return { units: at(a, scale) + at(b, scale), scale };
}

function written({ units, scale }: Decimal): string {
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  const fraction = scale === 0 ? '' : `.${digits.slice(-scale)}`;
  return `${units < 0n ? '-' : ''}${whole}${fraction}`;
}

/** As the region writes it, to the last digit and with at least `least` decimals; another text stays as it is. */
export function shown(text: string, least = 0): string {
  const it = parse(text);
  if (!it) return text;
  const [whole = '0', fraction = ''] = written(it).replace('-', '').split('.');
  const digits = fraction.padEnd(least, '0');
  const sign = it.units < 0n ? '-' : '';
  return `${sign}${fmt.wholeNumber(BigInt(whole))}${digits === '' ? '' : `${fmt.decimalPoint()}${digits}`}`;
}
