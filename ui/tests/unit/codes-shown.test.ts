/**
 * Every code that the app itself can show has an entry of its own. `tests/fixtures/codes.json` lists them; Rust is
 * tried on the same list (`desktop_signals.rs`), and its sources are read here, so that a new code without words fails.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { codes, findCode, isKnown } from '../../src/features/codes/codes';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const shared = JSON.parse(readFileSync(`${root}tests/fixtures/codes.json`, 'utf8')) as {
  hresults: Record<string, string>;
} & Record<'conductor' | 'intuit' | 'relay' | 'own', string[]>;
const listed = new Set([...shared.conductor, ...shared.intuit, ...shared.relay, ...shared.own]);

/** The sources of a crate, without its tests. */
function sources(crate: string): string[] {
  const folder = join(root, 'src-tauri/crates', crate, 'src');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.rs') && !/tests?[./]|_tests\.rs$/.test(name))
    .map(
      (name) => readFileSync(join(folder, name), 'utf8').split('#[cfg(test)]\nmod tests')[0] ?? '',
    );
}

function literals(crate: string, pattern: RegExp): string[] {
  return [
    ...new Set(
      sources(crate).flatMap((text) => [...text.matchAll(pattern)].map((it) => it[1] ?? '')),
    ),
  ];
}

describe.each(['conductor', 'intuit', 'relay', 'own'] as const)('%s', (owner) => {
  test.each(shared[owner])('%s', (code) => {
    const entry = findCode(code);
    expect(isKnown(entry)).toBe(true);
    if (owner === 'relay') expect(entry?.meanings.map((it) => it.from)).toContain('relay');
  });
});

describe('HRESULTs', () => {
  test.each(Object.keys(shared.hresults))('%s', (code) => {
    expect(isKnown(findCode(code))).toBe(true);
  });

  test('none has words here without standing in the list', () => {
    const written = codes.map((it) => it.code).filter((it) => /^0x[0-9A-F]{8}$/.test(it));
    expect(written.sort()).toEqual(Object.keys(shared.hresults).sort());
  });
});

/** Where a code of ours is written in the sources. */
test.each([
  ['roster', /\bcode: "([\w.-]+)"/g],
  ['roster', /"([^"]+)"\.clone_into\(&mut failure\.code\)/g],
  ['roster', /\bErr?or::\w+\([^)]*\) => "([a-z_]+)"/g],
  ['roster', /HttpError::[^=]*=> "([a-z_]+)"/g],
  ['roster', /intuit::Error::\w+(?:\(_\)| \{ \.\. \}) => "([a-z_]+)"/g],
  ['roster', /(?:NO_ANSWER|NO_CONNECTION|OTHER_RELAY|OTHER_MODE|USE_NONCE): &str = "([^"]+)"/g],
  ['relay', /Self::own\(\s*StatusCode::\w+,\s*"([^"]+)"/g],
  ['conductor', /pub const [A-Z_]+: &str = "([A-Z_]+)";/g],
  ['conductor', /Self::\w+ => "([A-Z_]{6,})"/g],
  ['intuit', /Self::Invalid\w+ => "([a-z_]+)"|Self::Un\w+ => "([a-z_]+)"/g],
  ['intuit', /pub const (?:NOT_MEMBER|SCOPE_MISSING): &str = "([^"]+)"/g],
] as const)('%s: what %s finds is in the list', (crate, pattern) => {
  const found = literals(crate, pattern).filter(Boolean);
  expect(found.filter((code) => !listed.has(code))).toEqual([]);
});

test('the sources are really read', () => {
  expect(literals('roster', /\bcode: "([\w.-]+)"/g)).toEqual(
    expect.arrayContaining(['not_set_up', 'interrupted']),
  );
  expect(literals('relay', /Self::own\(\s*StatusCode::\w+,\s*"([^"]+)"/g)).toContain(
    'computer_denied',
  );
  expect(literals('conductor', /pub const [A-Z_]+: &str = "([A-Z_]+)";/g)).toContain(
    'QBD_REQUEST_TIMEOUT',
  );
});
