// What the Node checks share: one line per check, and the practice firm's controls.
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';

/** What the practice program printed when it was ready. */
export const ready = JSON.parse(process.env.PRACTICE_READY);

/** Loads a client from where `run` installed it. */
export const client = createRequire(new URL('../../../target/conformance/', import.meta.url));

/** Runs one check and says how it went; the next one runs in any case. */
export async function check(name, run) {
  try {
    await run();
    console.log(`  ok   ${name}`);
  } catch (error) {
    const [first, ...more] = `${error?.stack ?? error}`.split('\n');
    console.log(
      `FAILED ${name}\n       ${first}\n${more
        .slice(0, 12)
        .map((line) => `       ${line}`)
        .join('\n')}`,
    );
    process.exitCode = 1;
  }
}

/** Asks the practice firm's own controls. */
export async function control(path, body, method = body === undefined ? 'GET' : 'POST') {
  const response = await fetch(ready.origin + path, {
    method,
    headers: { 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

/** What the services were asked while `run` ran: the requests, and what `run` gave back or threw. */
export async function watched(run) {
  const before = (await control('/practice/log')).length;
  const begun = performance.now();
  const outcome = await run().then(
    (value) => ({ value }),
    (error) => ({ error }),
  );
  const took = performance.now() - begun;
  return { ...outcome, took, requests: (await control('/practice/log')).slice(before) };
}

/** The error `run` ends with; ending without one is a failure. */
export async function thrown(run) {
  const { value, error } = await watched(run);
  if (error === undefined) throw new Error(`expected an error, got ${JSON.stringify(value)}`);
  return error;
}

export const fail = (path, more = {}) =>
  control('/practice/faults', { path, count: 1, kind: 'status', ...more });
export const fate = (who, what) => control('/practice/fate', { client: who, fate: what });

/** The wire records of one service that our own clients are tested with. */
export function records(service) {
  const folder = new URL(`../../fixtures/${service}/`, import.meta.url);
  return readdirSync(folder)
    .sort()
    .map((file) => ({
      name: file.replace(/\.json$/, ''),
      ...JSON.parse(readFileSync(new URL(file, folder), 'utf8')),
    }));
}
