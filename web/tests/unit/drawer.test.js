// The drawer of a namespace without a page: what it draws and reads when another tab is chosen.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { findAll, textOf } from '../../js/lib/html.js';
import { NamespaceDrawer } from '../../js/views/namespace_drawer.js';

const t = (key) => key;
const formatter = { moment: (at) => at, decimal: String, distance: (at) => at, near: (at) => at };

/** A drawer whose answers the test gives: `asked` has the reads in their order. */
function drawer(answers) {
  const query = {};
  const asked = [];
  const ask = (what) => () => {
    asked.push(what);
    return Promise.resolve(answers[what]);
  };
  const store = Object.assign(new EventTarget(), { now: 0, timeZone: 'America/Bogota', canWrite: true, find: () => null });
  const deps = {
    api: { namespace: ask('workloads'), explain: ask('why'), operations: ask('history'), usage: ask('usage'), tasks: ask('tasks') },
    store,
    i18n: Object.assign(new EventTarget(), { t, has: () => false }),
    router: { route: { query }, hrefWith: () => '#', setQuery: (changes) => Object.assign(query, changes) },
    shell: { format: formatter, palette: { of: () => ({ color: '0', striped: false }) }, pending: new Set() },
  };
  const drawn = [];
  const shown = new NamespaceDrawer('pagos-dev', /** @type {any} */ (deps), () => drawn.push(textOf(shown.describe().body)));
  return { shown, query, asked, drawn, store };
}

const item = { namespace: 'pagos-dev', display_name: 'pagos-dev', status: 'active', cost_center: null, next: null, reason: '' };
const workloads = (list) => ({ ...item, workloads_detail: list, pods: { ready: 1, wanted: 1 }, requests: { cpu_cores: 1, memory_gib: 1 }, since: null });
const operation = (id) => ({ id, operation_type: id, status: 'completed', trigger: 'person', requested_at: 'then' });
/** Lets the answers that are there arrive. */
const rest = () => new Promise((resolve) => setImmediate(resolve));

test('a tab that was seen before is shown at once, and read again', async () => {
  const answers = {
    workloads: workloads([{ kind: 'Deployment', name: 'cotizador', replicas: 2, ready: 2, original: null }]),
    history: { items: [operation('first')], next_cursor: null },
  };
  const { shown, query, asked, drawn } = drawer(answers);
  await rest();
  query.tab = 'history';
  shown.routeChanged();
  await rest();
  assert.match(drawn.at(-1), /type\.first/);

  drawn.length = 0;
  query.tab = 'workloads';
  shown.routeChanged();
  assert.match(drawn.at(-1) ?? '', /cotizador/, 'without waiting for an answer');

  answers.history = { items: [operation('second'), operation('first')], next_cursor: null };
  query.tab = 'history';
  shown.routeChanged();
  await rest();
  assert.match(drawn.at(-1), /type\.second/, 'what happened while another tab was open');
  assert.equal(asked.filter((what) => what === 'history').length, 2);
});

test('of a DaemonSet the pods are told: how many nodes want one, nobody says', async () => {
  const { shown } = drawer({
    workloads: workloads([
      { kind: 'DaemonSet', name: 'agente', replicas: 0, ready: 3, original: 1 },
      { kind: 'Deployment', name: 'web', replicas: 2, ready: 1, original: null },
    ]),
  });
  await rest();
  const rows = findAll(shown.describe().body, (node) => node.tag === 'tr').slice(1);
  assert.deepEqual(
    rows.map((row) => row.children.slice(1).map(textOf)),
    [
      ['3', 'common.no', 'common.yes'],
      ['1/2', '2', '–'],
    ],
  );
});
