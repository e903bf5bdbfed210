// npm conductor-node over every resource it knows: listed, paged and retrieved. It checks nothing that it
// reads, so every answer is then held against its TypeScript types by the compiler: a key missing or too many,
// a value of another kind or an unknown choice is an error there.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { check, client, ready } from './kit.mjs';

const Conductor = client('conductor-node').default;
const ts = compiler();

/** The window's own compiler. */
function compiler() {
  try {
    return createRequire(new URL('../../../ui/package.json', import.meta.url))('typescript');
  } catch {
    console.error('The types are checked with the TypeScript of the window: npm --prefix ui ci');
    process.exit(1);
  }
}

const conductor = new Conductor({
  apiKey: ready.conductor.secretKey,
  baseURL: ready.conductor.baseUrl,
  maxRetries: 0,
});
const { qbd } = conductor;

const user = await conductor.endUsers.create({
  companyName: 'Conformance Co.',
  email: '',
  sourceId: 'all-books-node',
});
const session = await conductor.authSessions.create({
  publishableKey: ready.conductor.publishableKey,
  endUserId: user.id,
});
await fetch(session.authFlowUrl);
await fetch(session.authFlowUrl, { method: 'POST' });
const inBooks = { conductorEndUserId: user.id };

const TRANSACTION_TYPES = ['invoice', 'check', 'bill', 'estimate', 'time_tracking'];
const OBJECT_TYPES = ['customer', 'vendor', 'item_service', 'class'];
/** What lists ask for besides. */
const REQUIRED = {
  deletedTransactions: { transactionTypes: TRANSACTION_TYPES },
  deletedListObjects: { objectTypes: OBJECT_TYPES },
};

/** Fields of the API description of 2026-08 that this client of 2025-12 does not know yet. */
const NEWER = {
  deletedListObjects: ['fullName'],
  payrollWageItems: ['overtimeMultiplier', 'rate', 'ratePercent'],
};

const counts = { resources: 0, rows: 0, pages: 0, records: 0 };
const seen = [];

/** Every row of a list, one page after the other. */
async function walk(resource, query) {
  const wire = await (await resource.list(query).asResponse()).json();
  counts.pages += 1;
  if (!('nextCursor' in wire)) return { rows: wire.data, paged: false };
  const rows = [...wire.data];
  let { nextCursor: cursor } = wire;
  while (cursor) {
    const page = await (await resource.list({ ...query, cursor }).asResponse()).json();
    counts.pages += 1;
    rows.push(...page.data);
    cursor = page.nextCursor;
  }
  return { rows, paged: true };
}

async function lookAt(name, resource) {
  if (!resource.list) {
    seen.push([name, 'retrieve', [await (await resource.retrieve(inBooks).asResponse()).json()]]);
    counts.records += 1;
    return;
  }
  const query = { ...inBooks, ...REQUIRED[name] };
  const { rows, paged } = await walk(resource, query);
  assert.ok(rows.length > 0, 'no row to look at');
  counts.rows += rows.length;
  if (paged && name !== 'templates') {
    const limit = Math.max(1, Math.min(150, Math.floor(rows.length / 3)));
    const walked = [];
    for await (const row of resource.list({ ...query, limit })) walked.push(row);
    assert.deepEqual(walked, rows, 'pages of another size have other rows');
    counts.pages += Math.ceil(rows.length / limit);
  }
  seen.push([name, 'list', rows]);
  if (!resource.retrieve) return;
  for (const row of [rows[0], rows.at(-1)]) {
    const id = row.id ?? row.transactionId;
    const one = await (await resource.retrieve(id, inBooks).asResponse()).json();
    assert.deepEqual({ ...one, linkedTransactions: [] }, { ...row, linkedTransactions: [] });
    seen.push([name, 'retrieve', [one]]);
    counts.records += 1;
  }
}

const names = Object.keys(qbd).filter((name) => {
  const it = qbd[name];
  return !name.startsWith('_') && it && (it.list || it.retrieve);
});
for (const name of names) {
  await check(`books: ${name}`, async () => {
    counts.resources += 1;
    await lookAt(name, qbd[name]);
  });
}

/** The answers as a program whose types have to fit. The client gives one name to its preferences and to what asks for
 * them, so its type of the answer has a method too many. */
function program() {
  const lines = [
    "import type Conductor from 'conductor-node';",
    "type Books = Conductor['qbd'];",
    'type Row<K extends keyof Books> = Books[K] extends { list(...given: never[]): PromiseLike<infer Page> }',
    '  ? Page extends { data: (infer R)[] } ? R : never : never;',
    "type One<K extends keyof Books> = Books[K] extends { retrieve(...given: never[]): PromiseLike<infer R> } ? Omit<R, 'retrieve'> : never;",
  ];
  for (const [name, how, rows] of seen) {
    const type = `${how === 'list' ? 'Row' : 'One'}<'${name}'>`;
    for (const row of rows) {
      const known = Object.entries(row).filter(([key]) => !NEWER[name]?.includes(key));
      const literal = JSON.stringify(Object.fromEntries(known));
      lines.push(`export const _${lines.length}: ${type} = ${literal};`);
    }
  }
  return lines.join('\n');
}

await check(
  'books: every answer has the types of the client, no key missing and none too many',
  () => {
    const home = new URL('../../../target/conformance/books/', import.meta.url);
    mkdirSync(home, { recursive: true });
    const file = fileURLToPath(new URL('answers.ts', home));
    writeFileSync(file, program());
    const compiled = ts.createProgram([file], {
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      types: [],
    });
    const found = ts.getPreEmitDiagnostics(compiled);
    const said = found.slice(0, 10).map((it) => {
      const text = ts.flattenDiagnosticMessageText(it.messageText, '\n').slice(0, 300);
      const line = it.file?.getLineAndCharacterOfPosition(it.start).line;
      const source = line === undefined ? '' : it.file.text.split('\n')[line].slice(0, 60);
      return `${source}… ${text}`;
    });
    const what = Object.entries(counts).map(([what, count]) => `${count} ${what}`);
    console.log(`       conductor-node: ${what.join(', ')}, ${found.length} differences`);
    assert.deepEqual(said, []);
    assert.ok(counts.resources >= 55, `${counts.resources} resources`);
  },
);
