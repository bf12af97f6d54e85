import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ApiClient } from '../../js/api/client.js';
import { addressOf, ApiError, Http, NetworkError, RepeatKey, wasAborted } from '../../js/api/http.js';

/** A fetch that answers from a list and remembers what it was asked. */
function fakeFetch(...answers) {
  const asked = [];
  const fetcher = async (address, options) => {
    asked.push({ address, ...options });
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    if (answer instanceof Error) throw answer;
    const { status = 200, body, headers = {} } = answer;
    return new Response(typeof body === 'string' ? body : JSON.stringify(body), { status, headers });
  };
  return { asked, fetcher };
}

const ok = (data, message = 'done') => ({ body: { success: true, data, message } });

test('addresses are relative, and hold only what has a value', () => {
  assert.equal(addressOf('api/logs', { limit: 5, start: undefined, q: '', cc: null, off: false }), 'api/logs?limit=5&off=false');
  assert.equal(addressOf('health'), 'health');
});

test('a request says its language, and a POST its key; a body is JSON', async () => {
  const { asked, fetcher } = fakeFetch(ok({ id: 1 }));
  const http = new Http(() => 'es-CO', fetcher);
  await http.send('GET', 'api/tasks');
  await http.send('POST', 'api/tasks', { body: { title: 'ñ' }, key: 'k1' });
  await http.send('POST', 'api/tasks', { body: {} });
  await http.send('PUT', 'api/tasks/1', { body: {}, etag: '"a"' });
  assert.equal(asked[0].headers['Accept-Language'], 'es-CO');
  assert.equal('Idempotency-Key' in asked[0].headers, false);
  assert.equal(asked[1].headers['Idempotency-Key'], 'k1');
  assert.equal(asked[1].body, '{"title":"ñ"}');
  assert.match(asked[2].headers['Idempotency-Key'], /^[0-9a-f]{32}$/);
  assert.equal(asked[3].headers['If-Match'], '"a"');
});

test('a refusal keeps the sentence, the code and the holders', async () => {
  const problem = { success: false, status: 409, message: 'limit exceeded', code: 'limit_exceeded', holders: [{ namespace: 'a' }] };
  const { fetcher } = fakeFetch({ status: 409, body: problem });
  await assert.rejects(
    new Http(() => 'en', fetcher).send('POST', 'x', { body: {} }),
    (error) =>
      error instanceof ApiError &&
      error.status === 409 &&
      error.code === 'limit_exceeded' &&
      error.problem.holders.length === 1 &&
      error.message === 'limit exceeded',
  );
});

test('no answer, and an answer that is not ours, are the same: out of reach', async () => {
  for (const answer of [new TypeError('failed to fetch'), { status: 502, body: '<html>' }]) {
    const { fetcher } = fakeFetch(answer);
    await assert.rejects(new Http(() => 'en', fetcher).send('GET', 'x'), (error) => error instanceof NetworkError && error.status === 0);
  }
});

test('of what was to be written nobody knows whether it arrived', async () => {
  for (const [method, write] of /** @type {[string, boolean][]} */ ([['GET', false], ['POST', true], ['PUT', true], ['DELETE', true], ['PATCH', true]])) {
    const { fetcher } = fakeFetch(new TypeError('failed to fetch'));
    await assert.rejects(new Http(() => 'en', fetcher).send(method, 'x'), (error) => error instanceof NetworkError && error.write === write);
  }
});

test('who gave up hears that, and nothing else', async () => {
  const abort = new AbortController();
  abort.abort();
  const { fetcher } = fakeFetch(new DOMException('aborted', 'AbortError'));
  await assert.rejects(new Http(() => 'en', fetcher).send('GET', 'x', { signal: abort.signal }), (error) => wasAborted(error));
});

test('a list is followed to its end', async () => {
  const { asked, fetcher } = fakeFetch(
    ok({ items: [1, 2], next_cursor: 'c1', off_hours: { used: 1 } }),
    ok({ items: [3], next_cursor: null }),
  );
  const list = await new ApiClient(new Http(() => 'en', fetcher)).namespaces();
  assert.deepEqual(list.items, [1, 2, 3]);
  assert.deepEqual(list.off_hours, { used: 1 });
  assert.match(asked[1].address, /cursor=c1/);
});

test('names are part of the path, never of its structure', async () => {
  const { asked, fetcher } = fakeFetch(ok({}));
  const api = new ApiClient(new Http(() => 'en', fetcher));
  await api.namespace('../x?y');
  await api.permitCostCenter('a b/c', { is_authorized: true }, '"e"');
  assert.equal(asked[0].address, 'api/namespaces/..%2Fx%3Fy');
  assert.equal(asked[1].address, 'api/cost-centers/a%20b%2Fc/permissions');
});

test('a key stays while the very same request may have been carried out, and no longer', async () => {
  const repeat = new RepeatKey();
  const keys = [];
  const send = async (request, error) => {
    await repeat.send(request, async (key) => {
      keys.push(key);
      if (error) throw error;
    }).catch(() => {});
    return keys.at(-1);
  };
  const lost = await send({ reason: 'a' }, new NetworkError('no answer'));
  assert.equal(await send({ reason: 'a' }, new ApiError({ code: 'store_unavailable' }, 503)), lost);
  assert.equal(await send({ reason: 'a' }, new ApiError({ code: 'idempotency_in_progress' }, 409)), lost);
  const other = await send({ reason: 'b' }, new ApiError({ code: 'limit_exceeded' }, 409));
  assert.notEqual(other, lost, 'another request');
  const again = await send({ reason: 'b' });
  assert.notEqual(again, other, 'refused, so decided');
  assert.notEqual(await send({ reason: 'b' }), again, 'done');
  assert.equal(new Set(keys).size, 4);
});
