// How the page is served: coded, kept, guarded. No browser: what it would send and get.

import assert from 'node:assert/strict';
import { request } from 'node:http';
import { after, before, test } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';

import { startProduct } from '../support/product.mjs';

let product;
before(async () => { product = await startProduct(); });
after(() => product.close());

/** Headers and bytes as they came: fetch would decode them. */
function get(path, headers = {}) {
  return new Promise((resolve, reject) => {
    request(product.url + path, { headers }, (response) => {
      const parts = [];
      response.on('data', (part) => parts.push(part));
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(parts) }));
    }).on('error', reject).end();
  });
}

const references = (page) => [...page.matchAll(/(?:src|href)="((?:js|css)\/[^"]+)"/g)].map((match) => `/${match[1]}`);

test('index.html is asked for again and its parts are kept for ever', async () => {
  const index = await get('/');
  assert.equal(index.headers['cache-control'], 'no-cache');
  const parts = references(index.body.toString());
  assert.ok(parts.some((part) => part.endsWith('.js')) && parts.some((part) => part.endsWith('.css')), 'it names script and style');
  for (const part of parts) {
    const answer = await get(part);
    assert.equal(answer.status, 200, part);
    assert.equal(answer.headers['cache-control'], 'public, max-age=31536000, immutable', part);
    const again = await get(part, { 'If-None-Match': answer.headers.etag });
    assert.equal(again.status, 304, part);
  }
});

test('Brotli and gzip hold the same file, and are smaller', async () => {
  for (const part of ['/', ...references((await get('/')).body.toString())]) {
    const plain = await get(part);
    assert.equal(plain.headers['content-encoding'], undefined);
    const br = await get(part, { 'Accept-Encoding': 'gzip, deflate, br' });
    assert.equal(br.headers['content-encoding'], 'br', part);
    assert.equal(br.headers.vary, 'Accept-Encoding');
    assert.deepEqual(brotliDecompressSync(br.body), plain.body, part);
    const gzip = await get(part, { 'Accept-Encoding': 'gzip' });
    assert.equal(gzip.headers['content-encoding'], 'gzip', part);
    assert.deepEqual(gunzipSync(gzip.body), plain.body, part);
    assert.ok(br.body.length < plain.body.length && gzip.body.length < plain.body.length, part);
  }
});

test('the policy lets nothing foreign or inline run', async () => {
  const { headers } = await get('/');
  assert.match(headers['content-security-policy'], /default-src 'self'/);
  assert.doesNotMatch(headers['content-security-policy'], /unsafe|https?:|\*/);
  assert.match(headers['content-security-policy'], /require-trusted-types-for 'script'/);
  assert.equal(headers['x-content-type-options'], 'nosniff');
});

test('what is not of the page is not served', async () => {
  for (const path of ['/meta.json', '/package.json', '/js/main.js', '/js/../meta.json', '/css/%2e%2e/meta.json']) {
    assert.equal((await get(path)).status, 404, path);
  }
});
