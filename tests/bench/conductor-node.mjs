// npm conductor-node listing every end-user, and the rule of the roster's diagnosis for what such a list
// says, in JavaScript. `conductor-node.mjs <idle|list> <folder>`
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const Conductor = createRequire(new URL('../../target/conformance/', import.meta.url))(
  'conductor-node',
).default;
const [task, folder] = process.argv.slice(2);
const { practice, endUsers } = JSON.parse(readFileSync(`${folder}/job.json`, 'utf8'));
const FRESH = 24 * 3_600_000;

const conductor = new Conductor({
  apiKey: practice.conductor.secretKey,
  baseURL: practice.conductor.baseUrl,
  maxRetries: 0,
});

/** A connection that has worked once is one; whether that was lately is another question. */
function diagnose(user, now) {
  const worked = user.integrationConnections
    .filter((connection) => connection.integrationSlug === 'quickbooks_desktop')
    .map((connection) => connection.lastSuccessfulRequestAt)
    .filter((at) => at !== null)
    .map((at) => Date.parse(at));
  if (worked.length === 0) return 'never';
  return now - Math.max(...worked) > FRESH ? 'connected (stale)' : 'connected';
}

const began = performance.now();
const done = {};
if (task === 'list') {
  const { data } = await conductor.endUsers.list();
  const listed = new Map(data.map((user) => [user.id, user]));
  const now = Date.now();
  for (const id of endUsers) {
    const state = diagnose(listed.get(id), now);
    done[state] = (done[state] ?? 0) + 1;
  }
}
console.log(JSON.stringify({ seconds: (performance.now() - began) / 1000, done }));
