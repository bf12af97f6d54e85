// Budgets of what the first view loads, in bytes and not in time (docs of the issue: 180 KiB of script, 40 KiB of style, gzip).

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';

const built = new URL('../../../build/web/', import.meta.url);
const meta = JSON.parse(await readFile(new URL('meta.json', built), 'utf8'));

test('the first view loads at most 180 KiB of script and 40 KiB of style', () => {
  assert.ok(meta.firstScriptGzip > 0 && meta.firstScriptGzip <= 180 * 1024, `${meta.firstScriptGzip} bytes of script`);
  assert.ok(meta.firstStyleGzip > 0 && meta.firstStyleGzip <= 40 * 1024, `${meta.firstStyleGzip} bytes of style`);
});

test('FullCalendar is a file of its own that the first view does not load', async () => {
  const scripts = Object.keys(meta.files).filter((name) => name.endsWith('.js'));
  const holding = [];
  for (const name of scripts) if ((await readFile(new URL(name, built), 'utf8')).includes('fc-')) holding.push(name);
  assert.ok(holding.length > 0, 'some script holds FullCalendar');
  assert.deepEqual(holding.filter((name) => meta.first.includes(name)), []);
});
