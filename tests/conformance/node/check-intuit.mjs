// npm intuit-oauth against the practice firm's Intuit.
import assert from 'node:assert/strict';
import { check, client, control, fail, fate, ready, records, thrown, watched } from './kit.mjs';

const OAuthClient = client('intuit-oauth');

const CALLBACK = 'http://localhost:8765/callback';
const [MARIA, SUE, CEDAR] = ['maria@haleortiz.example', '9130349878530396', '9130349878530471'];
const ROLES = ['openid', 'profile', 'email', 'com.intuit.identity.user.roles.read'];
const ACCOUNTING = ['openid', 'com.intuit.quickbooks.accounting'];
const HOUR = 3_600;
const TID = /^1-[0-9a-f]{8}-[0-9a-f]{24}$/;

const { origin, intuit } = ready;
const discovery = await (await fetch(intuit.discoveryUrl)).json();
const open = (more = {}) =>
  new OAuthClient({
    clientId: intuit.clientId,
    clientSecret: intuit.clientSecret,
    environment: 'production',
    redirectUri: CALLBACK,
    ...more,
  });
open().setAuthorizeURLs({
  authorizeEndpoint: discovery.authorization_endpoint,
  tokenEndpoint: discovery.token_endpoint,
  revokeEndpoint: discovery.revocation_endpoint,
  userInfoEndpoint: discovery.userinfo_endpoint,
});
OAuthClient.jwks_uri = discovery.jwks_uri;
OAuthClient.environment.production = `${origin}/`;
OAuthClient.retryConfig.retryDelay = 20;

/** The address that the browser would be sent back to. */
async function approved(oauth, scope = ROLES, realm = SUE) {
  const page = new URL(oauth.authorizeUri({ scope, state: 'state-1' }));
  page.searchParams.set('practice_as', MARIA);
  page.searchParams.set('practice_realm', realm);
  const response = await fetch(page, { redirect: 'manual' });
  assert.equal(response.status, 302, await response.text());
  return response.headers.get('location');
}
async function connected(scope, realm, more) {
  const oauth = open(more);
  await oauth.createToken(await approved(oauth, scope, realm));
  return oauth;
}
const role = (oauth, realm) =>
  oauth.makeApiCall({
    url: intuit.graphqlUrl,
    method: 'POST',
    body: { query: `query { user { role(realmId: "${realm}") { type status hasPayroll } } }` },
  });
const invalidGrant = (error) => {
  assert.equal(error.error, 'invalid_grant');
  assert.equal(error.originalMessage, 'Request failed with status code 400');
  assert.match(error.intuit_tid, TID);
};

await control('/practice/reset', {});
// The client has Intuit's own issuer built in.
await control('/practice/switches', { issuerIsIntuit: true });

await check('authorize: the way back carries code, state and realmId', async () => {
  const back = new URL(await approved(open()));
  assert.equal(`${back.origin}${back.pathname}`, CALLBACK);
  assert.deepEqual([...back.searchParams.keys()], ['code', 'state', 'realmId']);
  assert.equal(back.searchParams.get('state'), 'state-1');
  assert.equal(back.searchParams.get('realmId'), SUE);
});

await check('authorize: what is wrong gets a page and no way back', async () => {
  const right = new URL(open().authorizeUri({ scope: ROLES, state: 'state-1' }));
  for (const [name, value] of [
    ['client_id', 'someone-else'],
    ['redirect_uri', `${CALLBACK}/`],
    ['state', ''],
  ]) {
    const wrong = new URL(right);
    wrong.searchParams.set(name, value);
    const response = await fetch(wrong, { redirect: 'manual' });
    assert.equal(response.status, 200, name);
    assert.match(response.headers.get('content-type'), /^text\/html/);
  }
});

await check(
  'createToken: the documented fields, and the hard end only when asked for',
  async () => {
    const usual = await connected();
    const token = usual.getToken();
    assert.equal(token.token_type, 'bearer');
    assert.equal(token.expires_in, HOUR);
    assert.equal(token.x_refresh_token_expires_in, 8_726_400);
    assert.equal(token.realmId, SUE);
    assert.ok(token.isAccessTokenValid());
    const oauth = open();
    const { json } = await oauth.createToken(await approved(oauth));
    assert.ok(!('x_refresh_token_hard_expires_in' in json));
    const asking = open({ includeRefreshTokenHardExpiresIn: true });
    const answer = await asking.createToken(await approved(asking));
    assert.equal(answer.json.x_refresh_token_hard_expires_in, 157_680_000);
    assert.match(answer.getIntuitTid(), TID);
  },
);

await check('createToken: a code works once, and its second use ends the first grant', async () => {
  const oauth = open();
  const back = await approved(oauth);
  await oauth.createToken(back);
  invalidGrant(await thrown(() => open().createToken(back)));
  invalidGrant(await thrown(() => oauth.refresh()));
});

await check(
  'createToken: after a refused sign-in its empty form is an invalid request',
  async () => {
    const error = await thrown(() =>
      open().createToken(`${CALLBACK}?error=access_denied&state=state-1`),
    );
    assert.equal(error.error, 'invalid_request');
    assert.match(error.intuit_tid, TID);
    assert.equal(error.originalMessage, 'Request failed with status code 400');
  },
);

await check(
  'createToken: the client does not look at state, so whoever uses it has to',
  async () => {
    const oauth = open();
    const back = new URL(await approved(oauth));
    back.searchParams.set('state', 'of-another-sign-in');
    assert.ok((await oauth.createToken(`${back}`)).json.access_token);
  },
);

await check('createToken: a wrong secret is an invalid client', async () => {
  const oauth = open({ clientSecret: 'not-the-secret' });
  const error = await thrown(async () => oauth.createToken(await approved(oauth)));
  assert.equal(error.error, 'invalid_client');
});

await check('validateIdToken: signed by a key of the published set', async () => {
  const oauth = await connected();
  const { value, requests } = await watched(() => oauth.validateIdToken());
  assert.equal(value, true);
  assert.deepEqual(
    requests.map(({ path }) => path),
    ['/op/v1/jwks'],
  );
});

const claimsOf = (token) =>
  token
    .split('.')
    .slice(0, 2)
    .map((part) => JSON.parse(Buffer.from(part, 'base64url')));
await check('id_token: what both clients can read, in a form both can take', async () => {
  const [header, claims] = claimsOf((await connected()).getToken().id_token);
  assert.equal(header.alg, 'RS256');
  assert.ok(header.kid);
  // A plain text here makes this client crash and the Python one drop the token.
  assert.deepEqual(claims.aud, [intuit.clientId]);
  assert.equal(claims.iss, 'https://oauth.platform.intuit.com/op/v1');
  assert.ok(claims.iat <= Date.now() / 1_000 + 1 && claims.exp > Date.now() / 1_000);
  // The Python client does not know base64url's two letters.
  assert.doesNotMatch(JSON.stringify(claims), /[?>~]/);
});

await check('validateIdToken: a key nobody published is refused', async () => {
  const oauth = await connected();
  const [, payload, signature] = oauth.getToken().id_token.split('.');
  const header = Buffer.from('{"alg":"RS256","kid":"nobodys"}').toString('base64url');
  oauth.setToken({ ...oauth.getToken(), id_token: `${header}.${payload}.${signature}` });
  await thrown(() => oauth.validateIdToken());
});

await check('validateIdToken: another issuer asks for no key', async () => {
  await control('/practice/switches', { issuerIsIntuit: false });
  const oauth = await connected();
  const { error, requests } = await watched(() => oauth.validateIdToken());
  assert.match(`${error}`, /./);
  assert.deepEqual(requests, []);
  await control('/practice/switches', { issuerIsIntuit: true });
});

await check('getUserInfo: the person, in camelCase', async () => {
  const { json } = await (await connected()).getUserInfo();
  assert.deepEqual(Object.keys(json).sort(), [
    'email',
    'emailVerified',
    'familyName',
    'givenName',
    'sub',
  ]);
  assert.equal(json.email, MARIA);
  assert.equal(json.emailVerified, true);
});

await check('makeApiCall: the user role', async () => {
  const answer = await role(await connected(), SUE);
  assert.deepEqual(answer.json, {
    data: { user: { role: { type: 'ADMIN', status: 'ACTIVE', hasPayroll: true } } },
  });
  assert.match(answer.headers.intuit_tid, TID);
});

await check('makeApiCall: VAL-1002 comes with 200 and no data', async () => {
  const oauth = await connected(ROLES, CEDAR);
  await fate(CEDAR, 'not_member');
  const answer = await role(oauth, CEDAR);
  assert.equal(answer.status, 200);
  assert.ok(!('data' in answer.json));
  assert.equal(answer.json.errors[0].extensions.code, 'VAL-1002');
  await fate(CEDAR, 'ok');
});

await check('makeApiCall: VAL-1002 with 400, should Intuit answer so', async () => {
  const oauth = await connected(ROLES, CEDAR);
  await fate(CEDAR, 'not_member');
  await control('/practice/switches', { issuerIsIntuit: true, notMemberIs400: true });
  const error = await thrown(() => role(oauth, CEDAR));
  assert.equal(error.code, '400');
  assert.match(error.intuitTid, TID);
  await control('/practice/switches', { issuerIsIntuit: true });
  await fate(CEDAR, 'ok');
});

await check('makeApiCall: AHZ-0010 without the roles scope', async () => {
  const answer = await role(await connected(ACCOUNTING), SUE);
  assert.equal(answer.json.errors[0].extensions.code, 'AHZ-0010');
});

await check('makeApiCall: a bad token is 401 with a transaction id', async () => {
  const oauth = await connected();
  oauth.setToken({ ...oauth.getToken(), access_token: 'not-a-token' });
  const error = await thrown(() => role(oauth, SUE));
  assert.equal(error.code, '401');
  assert.match(error.intuitTid, TID);
});

await check('makeApiCall: the company, with the accounting scope only', async () => {
  const url = `v3/company/${SUE}/companyinfo/${SUE}`;
  const answer = await (
    await connected(ACCOUNTING)
  ).makeApiCall({ url, params: { minorversion: 75 } });
  assert.equal(answer.json.CompanyInfo.CompanyName, "Sue's Bakery LLC");
  const without = await connected();
  assert.equal((await thrown(() => without.makeApiCall({ url }))).code, '403');
});

for (const [status, code] of [
  [429, 'RATE_LIMIT_EXCEEDED'],
  [500, 'INTERNAL_SERVER_ERROR'],
  [502, '502'],
  [503, '503'],
]) {
  await check(`makeApiCall: ${status} is ${code}, after one try`, async () => {
    const oauth = await connected();
    await fail('/2020-04/graphql', { status });
    const { error, requests } = await watched(() => role(oauth, SUE));
    assert.equal(error.code, code);
    assert.match(error.intuitTid, TID);
    assert.equal(requests.length, 1);
  });
}

await check('retries: who signed in, and the published keys', async () => {
  const oauth = await connected();
  for (const [path, ask] of [
    [new URL(discovery.userinfo_endpoint).pathname, () => oauth.getUserInfo()],
    [new URL(discovery.jwks_uri).pathname, () => oauth.validateIdToken()],
  ]) {
    await fail(path, { status: 503 });
    const { value, requests } = await watched(ask);
    assert.ok(value);
    assert.deepEqual(
      requests.map(({ status }) => status),
      [503, 200],
      path,
    );
  }
});

await check('retries: 429, then 503, then the token', async () => {
  const oauth = open();
  const back = await approved(oauth);
  await fail('/oauth2/v1/tokens/bearer', { status: 429 });
  await fail('/oauth2/v1/tokens/bearer', { status: 503 });
  const { value, requests } = await watched(() => oauth.createToken(back));
  assert.ok(value.json.access_token);
  assert.deepEqual(
    requests.map(({ status }) => status),
    [429, 503, 200],
  );
});

await check('refresh: two at the same time, and both hold within the day', async () => {
  const oauth = await connected();
  const before = oauth.getToken().refresh_token;
  const both = await watched(() => Promise.all([oauth.refresh(), oauth.refresh()]));
  assert.equal(both.requests.length, 2);
  for (const { json } of both.value) {
    assert.equal(json.refresh_token, before);
    assert.ok(!('id_token' in json));
  }
  assert.equal(oauth.getToken().realmId, SUE);
});

await check(
  'refresh: after a day there is a new refresh token, and the old one is dead',
  async () => {
    const oauth = await connected();
    const old = oauth.getToken().refresh_token;
    await control('/practice/clock', { advanceSeconds: 25 * HOUR });
    const { json } = await oauth.refresh();
    assert.notEqual(json.refresh_token, old);
    assert.equal(json.x_refresh_token_expires_in, 8_726_400);
    const error = await thrown(() => open().refreshUsingToken(old));
    invalidGrant(error);
    assert.equal(error.error_description, 'Incorrect or invalid refresh token');
    await oauth.refresh();
  },
);

await check('refresh: of two at the same time one loses where every refresh replaces', async () => {
  const oauth = await connected();
  await control('/practice/switches', { issuerIsIntuit: true, rotateAlways: true });
  const ended = await Promise.allSettled([oauth.refresh(), oauth.refresh()]);
  await control('/practice/switches', { issuerIsIntuit: true });
  const lost = ended.filter(({ status }) => status === 'rejected');
  assert.equal(lost.length, 1);
  invalidGrant(lost[0].reason);
});

await check('refresh: refused by the client itself once the idle clock is over', async () => {
  const oauth = await connected();
  oauth.setToken({ ...oauth.getToken(), x_refresh_token_expires_in: 0 });
  const { error, requests } = await watched(() => oauth.refresh());
  assert.match(`${error}`, /[Rr]efresh token/);
  assert.deepEqual(requests, []);
});

await check('revoke: ends the pair, and may be said twice', async () => {
  const oauth = await connected();
  const { access_token, refresh_token } = oauth.getToken();
  await oauth.revoke();
  assert.ok(!oauth.getToken().access_token);
  invalidGrant(await thrown(() => open().refreshUsingToken(refresh_token)));
  const later = open({ token: { access_token, refresh_token } });
  assert.equal((await thrown(() => role(later, SUE))).code, '401');
  await later.revoke({ refresh_token });
});

// The records that our own client is tested with, read by this one. Where it loses the body of an error,
// status and transaction id are what is left to compare.
const paths = {
  queryUserRole: new URL(intuit.graphqlUrl).pathname,
  userinfo: new URL(discovery.userinfo_endpoint).pathname,
  companyName: '/v3/company',
  exchangeCode: new URL(discovery.token_endpoint).pathname,
  refresh: new URL(discovery.token_endpoint).pathname,
  revoke: new URL(discovery.revocation_endpoint).pathname,
};
const asked = {
  queryUserRole: (oauth, { body }) =>
    oauth.makeApiCall({ url: intuit.graphqlUrl, method: 'POST', body }),
  userinfo: (oauth) => oauth.getUserInfo(),
  companyName: (oauth) => oauth.makeApiCall({ url: `v3/company/${SUE}/companyinfo/${SUE}` }),
  exchangeCode: (oauth) => oauth.createToken(`${CALLBACK}?code=not-a-real-code&state=state-1`),
  refresh: (oauth) => oauth.refreshUsingToken('not-a-real-refresh-token'),
  revoke: (oauth) => oauth.revoke(),
};
const someone = (await connected()).getToken();
for (const { name, call, request, response, expect } of records('intuit')) {
  const { status, headers, body } = response;
  if (body === undefined || !paths[call] || expect.decode) continue;
  await check(`record ${name}`, async () => {
    const oauth = open({ token: { ...someone } });
    const tid = headers.intuit_tid;
    await fail(paths[call], {
      count: status === 429 || status >= 500 ? 4 : 1,
      status,
      headers,
      body,
    });
    const { value, error } = await watched(() => asked[call](oauth, request));
    await control('/practice/faults', undefined, 'DELETE');
    if (status === 200) {
      // Errors of GraphQL included: at 200 this client takes every body for an answer.
      assert.deepEqual(value.json, body);
      if (expect.tokens) assert.equal(oauth.getToken().access_token, expect.tokens.accessToken);
      if (tid) assert.equal(value.headers?.intuit_tid ?? value.getIntuitTid(), tid);
    } else if (expect.oauth) {
      assert.equal(error.error, expect.oauth.error);
      assert.equal(error.error_description || null, expect.oauth.description);
      assert.equal(error.intuit_tid, tid);
    } else if (call === 'companyName' && status === 400) {
      assert.equal(error.code, expect.gateway.code);
      assert.equal(error.description, expect.gateway.detail);
    } else {
      assert.ok(error, JSON.stringify(value));
      if (call !== 'queryUserRole' && call !== 'companyName') return;
      const words = { 429: 'RATE_LIMIT_EXCEEDED', 500: 'INTERNAL_SERVER_ERROR' };
      assert.equal(error.code, words[status] ?? `${status}`);
      assert.equal(error.intuitTid, tid);
    }
  });
}
