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

/** The exact sum, with as many digits as the amount that has most; `null` where one is no decimal. */
export function sum(amounts: Iterable<string>): string | null {
  let total: Decimal = { units: 0n, scale: 0 };
  for (const text of amounts) {
    const next = parse(text);
    if (!next) return null;
    const scale = Math.max(total.scale, next.scale);
    total = { units: at(total, scale) + at(next, scale), scale };
  }
  return written(total);
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
