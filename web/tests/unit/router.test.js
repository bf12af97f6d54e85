import assert from 'node:assert/strict';
import { test } from 'node:test';

import { hashOf, parseHash, Router } from '../../js/lib/router.js';

/** A window whose address changes as a browser's does. */
function fakeWindow(hash = '') {
  const win = new EventTarget();
  const entries = [hash];
  const location = {
    get hash() {
      return entries.at(-1);
    },
    set hash(value) {
      entries.push(value);
      win.dispatchEvent(new Event('hashchange'));
    },
  };
  return Object.assign(win, {
    location,
    entries,
    history: {
      replaceState: (_state, _title, value) => {
        entries[entries.length - 1] = value;
      },
    },
  });
}

test('an address is view, segments and query', () => {
  assert.deepEqual(parseHash('#/week/2026-11-16?q=pagos%20dev&mode=heat'), {
    view: 'week',
    segments: ['2026-11-16'],
    query: { q: 'pagos dev', mode: 'heat' },
  });
  assert.deepEqual(parseHash(''), { view: '', segments: [], query: {} });
  assert.deepEqual(parseHash('#/tasks/%E0%A4%A'), { view: 'tasks', segments: ['%E0%A4%A'], query: {} });
});

test('what is written is read again', () => {
  for (const [view, rest] of [
    ['tasks', { segments: ['t_01/ñ?'], query: { q: 'a&b=c#d' } }],
    ['today', {}],
    ['namespaces', { query: { state: 'active,inactive' } }],
  ]) {
    const { segments = [], query = {} } = /** @type {any} */ (rest);
    assert.deepEqual(parseHash(hashOf(view, rest)), { view, segments, query });
  }
});

test('nothing is written for what is empty', () => {
  assert.equal(hashOf('namespaces', { query: { q: '', state: null, cc: undefined, ns: 'a' } }), '#/namespaces?ns=a');
});

test('a new place is a new entry, typing in a filter is not', () => {
  const win = fakeWindow('#/today');
  const router = new Router(/** @type {any} */ (win));
  let changes = 0;
  router.addEventListener('change', () => {
    changes += 1;
  });
  router.go('namespaces');
  router.setQuery({ q: 'p' }, { replace: true });
  router.setQuery({ q: 'pa' }, { replace: true });
  router.setQuery({ ns: 'pagos' });
  assert.deepEqual(win.entries, ['#/today', '#/namespaces?q=pa', '#/namespaces?q=pa&ns=pagos']);
  assert.equal(changes, 4);
  assert.equal(router.hrefWith({ ns: null, tab: 'why' }), '#/namespaces?q=pa&tab=why');
});

test('going where one is already is no entry', () => {
  const win = fakeWindow('#/today');
  new Router(/** @type {any} */ (win)).go('today');
  assert.deepEqual(win.entries, ['#/today']);
});
