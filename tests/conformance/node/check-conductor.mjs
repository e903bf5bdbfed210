// npm conductor-node against the practice firm's Conductor.
import assert from 'node:assert/strict';
import { check, client, control, fail, fate, ready, records, thrown, watched } from './kit.mjs';

const Conductor = client('conductor-node').default;
const nodeFetch = client('node-fetch');

/** What the client put on the wire, in order. */
const sent = [];
const recording = (url, options) => {
  sent.push({
    url: `${url}`,
    method: options.method,
    headers: new nodeFetch.Headers(options.headers),
    body: options.body,
  });
  return nodeFetch(url, options);
};
const open = (options = {}) =>
  new Conductor({
    apiKey: ready.conductor.secretKey,
    baseURL: ready.conductor.baseUrl,
    maxRetries: 0,
    fetch: recording,
    ...options,
  });
const conductor = open();
const { publishableKey } = ready.conductor;
const KEYS = {
  user: [
    'companyName',
    'createdAt',
    'email',
    'id',
    'integrationConnections',
    'objectType',
    'sourceId',
  ],
  connection: [
    'createdAt',
    'id',
    'integrationSlug',
    'lastRequestAt',
    'lastSuccessfulRequestAt',
    'objectType',
  ],
  session: [
    'authFlowUrl',
    'clientSecret',
    'createdAt',
    'endUserId',
    'expiresAt',
    'id',
    'objectType',
    'redirectUrl',
  ],
  error: ['code', 'httpStatusCode', 'message', 'requestId', 'type', 'userFacingMessage'],
};
const keys = (value) => Object.keys(value).sort();
const newUser = (sourceId) =>
  conductor.endUsers.create({
    companyName: `Company ${sourceId}`,
    email: 'alice@acme.example',
    sourceId,
  });
const minutes = (session) =>
  (Date.parse(session.expiresAt) - Date.parse(session.createdAt)) / 60_000;
const health = (id, options = {}, from = conductor) =>
  from.qbd.healthCheck({ conductorEndUserId: id, ...options });
const connection = async (id) => (await conductor.endUsers.retrieve(id)).integrationConnections[0];

/** The whole envelope, as the documentation promises it. */
function envelope(error, status, code, more = {}) {
  assert.equal(error.status, status);
  const { error: said, ...around } = error.error;
  assert.deepEqual(around, {});
  const { integrationCode, ...rest } = said;
  assert.deepEqual(keys(rest), KEYS.error);
  assert.equal(said.code, code);
  assert.equal(said.httpStatusCode, status);
  assert.equal(said.requestId, error.headers['conductor-request-id']);
  assert.match(said.requestId, /^req_/);
  for (const [key, value] of Object.entries({ integrationCode: undefined, ...more }))
    assert.equal(said[key], value);
  return said;
}

await control('/practice/reset', {});

await check('1 an empty store is an empty list', async () => {
  sent.length = 0;
  const { value, requests } = await watched(() => conductor.endUsers.list().withResponse());
  assert.deepEqual(value.data, { objectType: 'list', url: '/v1/end-users', data: [] });
  assert.match(value.response.headers.get('conductor-request-id'), /^req_/);
  assert.deepEqual(
    requests.map(({ method, path, status }) => ({ method, path, status })),
    [{ method: 'GET', path: '/v1/end-users', status: 200 }],
  );
  assert.equal(sent[0].headers.get('authorization'), `Bearer ${ready.conductor.secretKey}`);
  assert.equal(sent[0].headers.get('conductor-end-user-id'), null);
});

let user;
await check('2 create answers 200 with all seven keys and takes pretty-printed JSON', async () => {
  sent.length = 0;
  const { data, response } = await conductor.endUsers
    .create({ companyName: 'Acme Inc.', email: 'alice@acme.example', sourceId: '12345678' })
    .withResponse();
  user = data;
  assert.equal(response.status, 200);
  assert.deepEqual(keys(user), KEYS.user);
  assert.match(user.id, /^end_usr_/);
  assert.match(user.createdAt, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  assert.equal(user.objectType, 'end_user');
  assert.deepEqual(user.integrationConnections, []);
  assert.match(sent[0].body, /\n/);
  assert.deepEqual(keys(JSON.parse(sent[0].body)), ['companyName', 'email', 'sourceId']);
});

for (const [what, body] of [
  ['missing', { companyName: 'Acme Inc.', sourceId: '1' }],
  ['extra', { companyName: 'Acme Inc.', sourceId: '1', email: '', phone: '555' }],
]) {
  await check(`3 create with a field ${what} is refused in the envelope, once`, async () => {
    const { error, requests } = await watched(() =>
      open({ maxRetries: 2 }).post('/end-users', { body }),
    );
    assert.ok(error.status >= 400 && error.status < 500);
    envelope(error, error.status, error.error.error.code, { type: 'INVALID_REQUEST_ERROR' });
    assert.equal(requests.length, 1);
  });
}

await check('4 retrieve and list give back what was created', async () => {
  assert.deepEqual(await conductor.endUsers.retrieve(user.id), user);
  assert.deepEqual((await conductor.endUsers.list()).data, [user]);
});

await check('5 an unknown end-user is missing, after one try', async () => {
  const { error, requests } = await watched(() =>
    open({ maxRetries: 2 }).endUsers.retrieve('end_usr_nope'),
  );
  assert.ok(error instanceof Conductor.NotFoundError);
  envelope(error, 404, 'RESOURCE_MISSING');
  assert.equal(requests.length, 1);
});

await check('6 delete, announced as JSON and without a body; then it is missing', async () => {
  const { id } = await newUser('to-delete');
  sent.length = 0;
  assert.deepEqual(await conductor.endUsers.delete(id), {
    id,
    objectType: 'end_user',
    deleted: true,
  });
  assert.equal(sent[0].headers.get('content-type'), 'application/json');
  assert.equal(sent[0].body ?? null, null);
  envelope(await thrown(() => conductor.endUsers.retrieve(id)), 404, 'RESOURCE_MISSING');
});

for (const key of ['sk_conductor_test_not_a_real_key', publishableKey]) {
  await check(`7 a wrong key is refused and masked (${key.slice(0, 12)}…)`, async () => {
    const { error, requests } = await watched(() =>
      open({ apiKey: key, maxRetries: 2 }).endUsers.list(),
    );
    assert.ok(error instanceof Conductor.AuthenticationError);
    const said = envelope(error, 401, 'API_KEY_INVALID', { type: 'AUTHENTICATION_ERROR' });
    assert.ok(!said.message.includes(key));
    assert.ok(
      said.message.includes(`${key.split('_').slice(0, 2).join('_')}_...${key.slice(-4)}`),
      said.message,
    );
    assert.equal(requests.length, 1);
  });
}

await check('8 a link lives 30 minutes, or as long as asked', async () => {
  const usual = await conductor.authSessions.create({ publishableKey, endUserId: user.id });
  assert.deepEqual(keys(usual), KEYS.session);
  assert.equal(minutes(usual), 30);
  assert.equal(usual.redirectUrl, null);
  assert.equal(usual.endUserId, user.id);
  assert.match(usual.id, /^auth_sess_/);
  assert.match(usual.clientSecret, /^auth_sess_client_secret_/);
  assert.equal(
    usual.authFlowUrl,
    `${ready.origin}/qbd/${usual.clientSecret}?key=${publishableKey}`,
  );
  const redirectUrl = 'https://example.com/done?client=1';
  const asked = await conductor.authSessions.create({
    publishableKey,
    endUserId: user.id,
    linkExpiryMins: 60,
    redirectUrl,
  });
  assert.equal(minutes(asked), 60);
  assert.equal(asked.redirectUrl, redirectUrl);
});

await check('9 a link lives 15 minutes to 7 days', async () => {
  const session = (linkExpiryMins) =>
    conductor.authSessions.create({ publishableKey, endUserId: user.id, linkExpiryMins });
  for (const life of [15, 10_080]) assert.equal(minutes(await session(life)), life);
  for (const life of [14, 10_081]) {
    const error = await thrown(() => session(life));
    const said = envelope(error, 400, error.error.error.code, { type: 'INVALID_REQUEST_ERROR' });
    assert.match(said.message, /linkExpiryMins/);
  }
});

await check('10 a link for an unknown end-user is refused', async () => {
  const session = () =>
    conductor.authSessions.create({ publishableKey, endUserId: 'end_usr_nope' });
  envelope(await thrown(session), 404, 'RESOURCE_MISSING');
});

const notSetUp = (error) => {
  assert.ok(error instanceof Conductor.ConflictError);
  envelope(error, 409, 'INTEGRATION_CONNECTION_NOT_SET_UP');
};
await check(
  '11 the health check of a client never connected: 409, which the client tries three times',
  async () => {
    const once = await watched(() => health(user.id));
    notSetUp(once.error);
    assert.equal(once.requests.length, 1);
    const thrice = await watched(() => health(user.id, {}, open({ maxRetries: undefined })));
    notSetUp(thrice.error);
    assert.equal(thrice.requests.length, 3);
  },
);

const session = await conductor.authSessions.create({ publishableKey, endUserId: user.id });
await check('12 a set-up begun and not finished: a connection that never worked', async () => {
  assert.equal((await fetch(session.authFlowUrl)).status, 200);
  const { integrationConnections } = await conductor.endUsers.retrieve(user.id);
  assert.equal(integrationConnections.length, 1);
  const [begun] = integrationConnections;
  assert.deepEqual(keys(begun), KEYS.connection);
  assert.match(begun.id, /^int_conn_/);
  assert.equal(begun.integrationSlug, 'quickbooks_desktop');
  assert.equal(begun.lastRequestAt, null);
  assert.equal(begun.lastSuccessfulRequestAt, null);
  notSetUp(await thrown(() => health(user.id)));
});

await check('13 a set-up finished: the health check answers and moves both times', async () => {
  assert.equal((await fetch(session.authFlowUrl, { method: 'POST' })).status, 200);
  const answer = await health(user.id);
  assert.deepEqual(keys(answer), ['duration', 'status']);
  assert.equal(answer.status, 'ok');
  assert.equal(typeof answer.duration, 'number');
  const after = await connection(user.id);
  assert.ok(after.lastRequestAt !== null && after.lastSuccessfulRequestAt !== null);
});

await check('13 a health check without Conductor-End-User-Id is refused', async () => {
  const error = await thrown(() => conductor.get('/quickbooks-desktop/health-check'));
  envelope(error, 400, error.error.error.code, { type: 'INVALID_REQUEST_ERROR' });
});

for (const [what, status, code, more] of [
  ['wc_offline', 409, 'INTEGRATION_CONNECTION_NOT_ACTIVE', {}],
  ['permission', 502, 'QBD_CONNECTION_ERROR', { integrationCode: '0x80040420' }],
  ['dialog', 502, 'QBD_CONNECTION_ERROR', { integrationCode: '0x80040414' }],
  ['wrong_file', 502, 'QBD_CONNECTION_ERROR', { integrationCode: '0x8004040A' }],
  ['qb_closed', 502, 'QBD_CONNECTION_ERROR', { integrationCode: '0x80040408' }],
]) {
  await check(`14 ${what}: ${code}, and only the time of the last request moves`, async () => {
    await fate(user.id, 'ok');
    await health(user.id);
    const before = await connection(user.id);
    await fate(user.id, what);
    await control('/practice/clock', { advanceSeconds: 60 });
    envelope(await thrown(() => health(user.id)), status, code, {
      type: 'INTEGRATION_CONNECTION_ERROR',
      ...more,
    });
    const after = await connection(user.id);
    assert.ok(after.lastRequestAt > before.lastRequestAt);
    assert.equal(after.lastSuccessfulRequestAt, before.lastSuccessfulRequestAt);
  });
}

await check(
  '14 a silent computer: QBD_REQUEST_TIMEOUT, sooner with Conductor-Timeout-Seconds',
  async () => {
    await fate(user.id, 'timeout');
    const slow = await watched(() => health(user.id));
    envelope(slow.error, 504, 'QBD_REQUEST_TIMEOUT');
    const headers = { 'Conductor-Timeout-Seconds': '0.2' };
    const options = { conductorEndUserId: user.id };
    const soon = await watched(() => conductor.qbd.healthCheck(options, { headers }));
    envelope(soon.error, 504, 'QBD_REQUEST_TIMEOUT');
    assert.ok(soon.took >= 200 && soon.took < slow.took, `${soon.took} ms, ${slow.took} ms`);
    await fate(user.id, 'ok');
  },
);

await check('14 a Web Connector that is gone is told at once', async () => {
  await fate(user.id, 'wc_offline');
  const { error, took } = await watched(() => health(user.id));
  envelope(error, 409, 'INTEGRATION_CONNECTION_NOT_ACTIVE');
  assert.ok(took < 1_000, `${took} ms`);
  await fate(user.id, 'ok');
});

const inBooks = { conductorEndUserId: user.id };
/** Five of the company's invoices. */
const five = { ...inBooks, refNumberFrom: '1041', refNumberTo: '1045' };
const { invoices } = conductor.qbd;
const PAGED = ['data', 'hasMore', 'nextCursor', 'objectType', 'remainingCount', 'url'];
const refused = async (ask) => {
  const error = await thrown(async () => await ask());
  assert.equal(error.status, 400);
  envelope(error, 400, error.error.error.code, {
    type: 'INVALID_REQUEST_ERROR',
  });
};

await check('15 a list of five comes in three pages under one cursor', async () => {
  // The client keeps no other key of a page than its rows and its cursor.
  const page = async (cursor) => {
    const query = { ...five, limit: 2, ...(cursor && { cursor }) };
    return (await invoices.list(query).asResponse()).json();
  };
  const first = await page();
  const cursor = first.nextCursor;
  assert.ok(cursor);
  const pages = [first, await page(cursor), await page(cursor)];
  for (const it of pages) assert.deepEqual(keys(it), PAGED);
  assert.deepEqual(
    pages.map((it) => [it.data.length, it.remainingCount, it.hasMore, it.nextCursor]),
    [
      [2, 3, true, cursor],
      [2, 1, true, cursor],
      [1, 0, false, null],
    ],
  );
});

await check('15 the client walks through a list by itself, and repeats what it asked', async () => {
  const seen = [];
  sent.length = 0;
  for await (const invoice of invoices.list({ ...five, limit: 2 })) seen.push(invoice.refNumber);
  assert.deepEqual(seen, ['1041', '1042', '1043', '1044', '1045']);
  const asked = sent.map(({ url }) => new URL(url).searchParams);
  assert.deepEqual(
    asked.map((query) => [query.get('limit'), query.has('cursor')]),
    [
      ['2', false],
      ['2', true],
      ['2', true],
    ],
  );
});

await check(
  '16 a cursor is over at the end of its list, and ten seconds after a page',
  async () => {
    const cursorOf = async (limit) => (await invoices.list({ ...five, limit })).nextCursor;
    const used = await cursorOf(3);
    const last = await invoices.list({ ...five, limit: 3, cursor: used });
    assert.equal(last.nextCursor, null);
    await refused(() => invoices.list({ ...five, limit: 3, cursor: used }));
    const slow = await cursorOf(3);
    await control('/practice/clock', { advanceSeconds: 11 });
    await refused(() => invoices.list({ ...five, limit: 3, cursor: slow }));
    await refused(() => invoices.list({ ...five, cursor: 'made-up' }));
  },
);

await check('17 a page has 1 to 150 rows', async () => {
  for (const limit of [0, 151]) await refused(() => invoices.list({ ...inBooks, limit }));
  for (const limit of [1, 150]) await invoices.list({ ...inBooks, limit });
});

await check('18 classes are a plain list', async () => {
  const { value } = await watched(async () => await conductor.qbd.classes.list(inBooks));
  assert.deepEqual(keys(value), ['data', 'objectType', 'url']);
  assert.deepEqual(
    value.data.map(({ fullName, sublevel }) => [fullName, sublevel]),
    [
      ['Retail', 0],
      ['Retail:Weekends', 1],
      ['Wholesale', 0],
    ],
  );
});

await check(
  '19 what QuickBooks does not find is an error, which the client sends three times',
  async () => {
    const ask = async () =>
      await open({ maxRetries: 2 }).qbd.invoices.list({
        ...inBooks,
        ids: ['nope'],
      });
    const { error, requests } = await watched(ask);
    assert.ok(error instanceof Conductor.InternalServerError, `${error}`);
    envelope(error, 502, 'QBD_REQUEST_ERROR', {
      type: 'INTEGRATION_ERROR',
      integrationCode: '500',
    });
    assert.match(error.error.error.message, /could not be found in QuickBooks/);
    assert.equal(requests.length, 3);
  },
);

await check('20 a change needs the newest revision', async () => {
  const [{ id, revisionNumber }] = (await invoices.list({ ...inBooks, limit: 1 })).data;
  const changed = await invoices.update(id, {
    ...inBooks,
    revisionNumber,
    memo: 'Paid by mail',
  });
  assert.equal(changed.memo, 'Paid by mail');
  assert.notEqual(changed.revisionNumber, revisionNumber);
  assert.deepEqual(await invoices.retrieve(id, inBooks), changed);
  const error = await thrown(() => invoices.update(id, { ...inBooks, revisionNumber, memo: 'x' }));
  envelope(error, 502, 'QBD_REQUEST_ERROR', {
    type: 'INTEGRATION_ERROR',
    integrationCode: '3200',
  });
});

await check('21 the company', async () => {
  assert.equal((await conductor.qbd.company.retrieve(inBooks)).isSampleCompanyFile, true);
});

await check(
  '19, 20 QuickBooks says no: 502 with its code, which the client sends three times',
  async () => {
    const add = { InvoiceAddRq: { InvoiceAdd: {} } };
    const { error, requests } = await watched(() =>
      open({ maxRetries: 2 }).endUsers.passthrough(user.id, 'quickbooks_desktop', add),
    );
    assert.ok(error instanceof Conductor.InternalServerError, `${error}`);
    envelope(error, 502, 'QBD_REQUEST_ERROR', {
      type: 'INTEGRATION_ERROR',
      integrationCode: '0x80040400',
    });
    assert.equal(requests.length, 3);
  },
);

await check('22 the passthrough takes any request but an empty one', async () => {
  const pass = (body) => conductor.endUsers.passthrough(user.id, 'quickbooks_desktop', body);
  const error = await thrown(() => pass({}));
  envelope(error, 400, error.error.error.code, { type: 'INVALID_REQUEST_ERROR' });
  const answer = await pass({ InvoiceQueryRq: { MaxReturned: 1 } });
  assert.deepEqual(keys(answer), ['InvoiceQueryRs']);
});

await check(
  '23 429 with Retry-After: 1 is waited for, and the third try counts itself',
  async () => {
    await fail('/v1/end-users', { count: 2, status: 429, headers: { 'Retry-After': '1' } });
    sent.length = 0;
    const { value, requests, took } = await watched(() => open({ maxRetries: 2 }).endUsers.list());
    assert.equal(value.objectType, 'list');
    assert.deepEqual(
      requests.map(({ status }) => status),
      [429, 429, 200],
    );
    assert.deepEqual(
      sent.map(({ headers }) => headers.get('x-stainless-retry-count')),
      ['0', '1', '2'],
    );
    assert.ok(took >= 2_000 && took < 4_000, `${took} ms`);
  },
);

await check('23 503 once is tried again', async () => {
  await fail('/v1/end-users', { status: 503 });
  const { value, requests } = await watched(() => open({ maxRetries: 2 }).endUsers.list());
  assert.equal(value.objectType, 'list');
  assert.deepEqual(
    requests.map(({ status }) => status),
    [503, 200],
  );
});

await check('23 503 with x-should-retry: false is not, and carries the envelope', async () => {
  await fail('/v1/end-users', { status: 503, headers: { 'x-should-retry': 'false' } });
  const { error, requests } = await watched(() => open({ maxRetries: 2 }).endUsers.list());
  envelope(error, 503, error.error.error.code, { type: 'INTERNAL_ERROR' });
  assert.equal(requests.length, 1);
});

await check('8.3 a dropped connection is a connection error after three tries', async () => {
  await fail('/v1/end-users', { count: 3, kind: 'drop' });
  const error = await thrown(() => open({ maxRetries: 2 }).endUsers.list());
  assert.ok(error instanceof Conductor.APIConnectionError);
  assert.equal((await conductor.endUsers.list()).objectType, 'list');
});

// The records that our own client is tested with, read by this one.
const asked = {
  listEndUsers: () => conductor.endUsers.list(),
  createEndUser: ({ body }) => conductor.endUsers.create(body),
  retrieveEndUser: ({ path }) => conductor.endUsers.retrieve(path.split('/')[3]),
  deleteEndUser: ({ path }) => conductor.endUsers.delete(path.split('/')[3]),
  createAuthSession: ({ body }) => conductor.authSessions.create(body),
  passthrough: ({ path, body }) =>
    conductor.endUsers.passthrough(path.split('/')[3], 'quickbooks_desktop', body),
  healthCheck: ({ headers }) => health(headers['conductor-end-user-id']),
};
const kinds = {
  400: 'BadRequestError',
  401: 'AuthenticationError',
  403: 'PermissionDeniedError',
  404: 'NotFoundError',
  409: 'ConflictError',
  429: 'RateLimitError',
};
for (const { name, call, request, response, expect } of records('conductor')) {
  if (response.body === undefined || !(expect.api || expect.answer)) continue;
  await check(`record ${name}`, async () => {
    sent.length = 0;
    const { status, headers, body } = response;
    await fail(request.path, { status, headers, body });
    const { value, error } = await watched(async () => asked[call](request));
    const [{ url, method, body: put }] = sent;
    assert.equal(new URL(url).pathname, request.path);
    assert.equal(method, request.method);
    assert.deepEqual(put ? JSON.parse(put) : undefined, request.body);
    if (expect.answer) {
      assert.deepEqual(JSON.parse(JSON.stringify(value)), body);
    } else {
      const kind = kinds[status] ?? (status >= 500 ? 'InternalServerError' : 'APIError');
      assert.ok(error instanceof Conductor[kind], `${error}`);
      assert.equal(error.status, status);
      assert.deepEqual(error.error, body);
      assert.equal(error.headers['conductor-request-id'], headers['Conductor-Request-Id']);
    }
  });
}
