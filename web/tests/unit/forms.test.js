// What a cost centre's form sends and refuses, and in whose language an open operation speaks.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';

import { ApiError } from '../../js/api/http.js';
import { findAll, textOf } from '../../js/lib/html.js';
import { CostCenterForm, maximumIn } from '../../js/views/cost_center_form.js';
import { inOwnWords, OperationDrawer } from '../../js/views/operation_drawer.js';
import { installDocument } from './fake_dom.js';

beforeEach(() => {
  installDocument();
  globalThis.requestAnimationFrame = () => 0;
});

const permitted = {
  cost_center: 'CC-001',
  name: 'Pagos',
  is_authorized: true,
  max_concurrent_namespaces: 2,
  authorized_namespaces: ['pagos-dev'],
  builtin: false,
  etag: '"1"',
};

function formOf(one = null) {
  const sent = [];
  const seen = { closed: 0, saved: 0, edited: null };
  const api = {
    costCenters: async () => ({ items: [permitted] }),
    permitCostCenter: async (...args) => {
      sent.push(args);
      return { message: 'ok' };
    },
  };
  const dialog = {
    redraw() {},
    close() {
      seen.closed += 1;
    },
  };
  const deps = { api, store: { offHours: { limit: 5 } }, i18n: { t: (key) => key }, shell: { dialog, say() {} } };
  const form = new CostCenterForm(deps, one, {
    saved: () => {
      seen.saved += 1;
    },
    edit: (other) => {
      seen.edited = other;
    },
  });
  return { form, sent, seen };
}

const submit = (form) => form.submit({ preventDefault() {} });
const errorsOf = (form) => findAll(form.describe().body, (node) => node.props.class === 'field-error').map(textOf);

test('a maximum is a whole number, and none is not nought', () => {
  assert.deepEqual(['0', ' 3 ', '1000', '', ' ', '1001', '-1', '2.5', '1e2'].map(maximumIn), [0, 3, 1000, null, null, null, null, null, null]);
});

test('a cost centre without a maximum or a code is not sent, and the form says why', async () => {
  const { form, sent } = formOf();
  form.set('maximum', '');
  await submit(form);
  assert.deepEqual(errorsOf(form), ['costCenters.noId', 'costCenters.noMaximum']);
  form.set('id', 'CC-9');
  form.set('maximum', '0');
  assert.deepEqual(errorsOf(form), []);
  await submit(form);
  assert.equal(sent.length, 1);
  assert.deepEqual([sent[0][0], sent[0][1].max_concurrent_namespaces, sent[0][2]], ['CC-9', 0, undefined]);
});

test('a code that is taken is not written over: the one there is can be edited', async () => {
  const { form, sent, seen } = formOf();
  form.set('id', ' CC-001 ');
  await submit(form);
  assert.deepEqual(sent, []);
  assert.deepEqual(seen, { closed: 0, saved: 0, edited: null });
  assert.deepEqual(errorsOf(form), ['costCenters.taken']);
  const [offer] = findAll(form.describe().body, (node) => node.props['data-testid'] === 'cc-edit-taken');
  offer.props.onclick();
  assert.equal(seen.edited, permitted);
  form.set('id', 'CC-0012');
  assert.deepEqual(errorsOf(form), []);
});

test('an edit is sent with the tag of what was edited', async () => {
  const { form, sent, seen } = formOf(permitted);
  form.set('maximum', '4');
  await submit(form);
  assert.deepEqual([sent[0][0], sent[0][1].max_concurrent_namespaces, sent[0][2]], ['CC-001', 4, '"1"']);
  assert.deepEqual([seen.closed, seen.saved], [1, 1]);
});

test('a refusal stays in the form', async () => {
  const { form } = formOf(permitted);
  form.deps.api.permitCostCenter = async () => {
    throw new ApiError({ code: 'precondition_failed', message: 'no' }, 412);
  };
  await submit(form);
  assert.equal(textOf(findAll(form.describe().body, (node) => node.props['data-code'] === 'precondition_failed')), 'costCenters.conflict');
});

const workload = (name, more = {}) => ({ kind: 'Deployment', name, outcome: null, message: null, ...more });

test('an event of an operation brings its facts and keeps the sentences', () => {
  const known = { status: 'running', error_message: null, workloads: [workload('web', { message: 'quedó como estaba' }), workload('api')] };
  const told = {
    status: 'failed',
    error_message: 'it failed',
    workloads: [workload('web', { outcome: 'unchanged', message: 'left as it was' }), workload('job', { message: 'new' })],
  };
  assert.deepEqual(inOwnWords(told, known), {
    status: 'failed',
    error_message: null,
    workloads: [workload('web', { outcome: 'unchanged', message: 'quedó como estaba' }), workload('job')],
  });
});

test('an open operation is read again after an event, once for several', async (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  let reads = 0;
  const operation = { id: 'op_1', status: 'completed', error_message: null, workloads: [workload('web', { message: 'listo' })] };
  const api = {
    operation: async () => {
      reads += 1;
      return structuredClone(operation);
    },
  };
  const store = new EventTarget();
  const i18n = Object.assign(new EventTarget(), { t: (key) => key });
  const drawer = new OperationDrawer('op_1', /** @type {any} */ ({ api, store, i18n, shell: {}, router: {} }), () => {});
  await new Promise(setImmediate);
  assert.equal(reads, 1);
  const tell = (id) =>
    store.dispatchEvent(new CustomEvent('operation', { detail: { ...operation, id, workloads: [workload('web', { message: 'done' })] } }));
  tell('op_1');
  tell('op_1');
  tell('op_2');
  assert.equal(drawer.operation.value.workloads[0].message, 'listo');
  context.mock.timers.tick(300);
  await new Promise(setImmediate);
  assert.equal(reads, 2);
  drawer.close();
});
