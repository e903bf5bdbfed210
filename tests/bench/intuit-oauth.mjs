// npm intuit-oauth doing what a round of checks does: every company's grant renewed and kept, then asked
// what the signed-in person is in the company. `intuit-oauth.mjs <idle|round> <folder> <in flight>`
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const OAuthClient = createRequire(new URL('../../target/conformance/', import.meta.url))(
  'intuit-oauth',
);
const [task, folder, inFlight] = process.argv.slice(2);
const { practice, companies } = JSON.parse(readFileSync(`${folder}/job.json`, 'utf8'));

const open = () =>
  new OAuthClient({
    clientId: practice.intuit.clientId,
    clientSecret: practice.intuit.clientSecret,
    environment: 'production',
    redirectUri: 'http://localhost:8765/callback',
    includeRefreshTokenHardExpiresIn: true,
  });
OAuthClient.tokenEndpoint = `${practice.origin}/oauth2/v1/tokens/bearer`;

const QUERY = `query ($realmId: String!) {
  user { role(realmId: $realmId) { type status hasPayroll } }
}`;
const kept = new Map(companies.map((company) => [company.realm, company.refreshToken]));
const roles = new Map();

/** One client for each that is in flight: making one for each company would cost more. */
async function work(queue) {
  const client = open();
  for (const company of queue) {
    await client.refreshUsingToken(kept.get(company.realm));
    kept.set(company.realm, client.getToken().refresh_token);
    const answer = await client.makeApiCall({
      url: practice.intuit.graphqlUrl,
      method: 'POST',
      body: { query: QUERY, variables: { realmId: company.realm } },
    });
    if (answer.json.errors) throw new Error(JSON.stringify(answer.json.errors));
    roles.set(company.realm, answer.json.data.user.role);
  }
}

const began = performance.now();
if (task === 'round') {
  const queue = companies.values();
  await Promise.all(Array.from({ length: Number(inFlight) }, () => work(queue)));
} else {
  open();
}
const all = [...roles.values()];
const done = {
  reported: all.filter((role) => role.status === 'ACTIVE').length,
  admins: all.filter((role) => role.type === 'ADMIN').length,
  payroll: all.filter((role) => role.hasPayroll === true).length,
  renewed: companies.filter(({ realm, refreshToken }) => kept.get(realm) !== refreshToken).length,
};
console.log(
  JSON.stringify({
    seconds: (performance.now() - began) / 1000,
    done: task === 'round' ? done : {},
  }),
);
