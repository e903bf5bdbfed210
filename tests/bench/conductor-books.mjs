// npm conductor-node reading a year of one client's transactions, a month at a time, and adding them up.
// `conductor-books.mjs <folder>`
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const Conductor = createRequire(new URL('../../target/conformance/', import.meta.url))(
  'conductor-node',
).default;
const [folder] = process.argv.slice(2);
const { practice, endUsers } = JSON.parse(readFileSync(`${folder}/job.json`, 'utf8'));

const conductor = new Conductor({
  apiKey: practice.conductor.secretKey,
  baseURL: practice.conductor.baseUrl,
  maxRetries: 0,
});

/** Amounts have two places. */
const cents = (amount) => BigInt(amount.replace('.', ''));
const day = (month, number) => new Date(Date.UTC(2025, 11 + month, number)).toISOString().slice(0, 10);

const began = performance.now();
const used = process.cpuUsage();
const rows = [];
let pages = 0;
for (let month = 0; month < 12; month += 1) {
  const first = await conductor.qbd.transactions.list({
    conductorEndUserId: endUsers[0],
    transactionDateFrom: day(month, 1),
    transactionDateTo: day(month + 1, 0),
  });
  for await (const page of first.iterPages()) {
    rows.push(...page.data);
    pages += 1;
  }
}
const sum = rows.reduce((sum, row) => sum + cents(row.amount), 0n);
const { user, system } = process.cpuUsage(used);
const seconds = (performance.now() - began) / 1000;
const digits = (sum < 0n ? -sum : sum).toString().padStart(3, '0');
const shown = `${sum < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
console.log(
  JSON.stringify({ seconds, cpu: (user + system) / 1e6, pages, done: { rows: rows.length, sum: shown } }),
);
