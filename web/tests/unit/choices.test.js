// What views decide without a page: switching, filters, windows, schedules, charts.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { linePath, niceTop, stretches } from '../../js/components/chart.js';
import { changeKey, isOn, Palette, taskTitle } from '../../js/components/marks.js';
import { windowFrom, windowOf } from '../../js/lib/windowed.js';
import {
  actionsOf,
  bodyOf,
  commonPayer,
  durationsFor,
  extendFrom,
  firstDuration,
  groupOutcomes,
  missingIn,
  ownPayer,
  payersFor,
  placeOf,
  undoOf,
  worthRetrying,
} from '../../js/shell/switch_choices.js';
import { cronAt, hiddenIn, kinds, movedCron, proposedOn, simpleCron, tenseOf, toEvents } from '../../js/views/calendar_events.js';
import { namesIn } from '../../js/views/cost_center_form.js';
import { inTurns } from '../../js/views/cost_centers.js';
import { monthDays } from '../../js/views/holidays.js';
import { headline, thinned } from '../../js/views/metrics.js';
import { choose, filterFrom, haystack, orderBy } from '../../js/views/namespace_filter.js';
import { doneOf } from '../../js/views/operation_drawer.js';
import { recordQuery } from '../../js/views/records.js';
import { priceOf } from '../../js/views/prices_dialog.js';
import { rangeProblem, rowKey } from '../../js/views/reports.js';
import { pointed, taskBody } from '../../js/views/task_form.js';
import { avoidedOf, countStates } from '../../js/views/today.js';
import { proposedEnd } from '../../js/shell/pause_dialog.js';
import { textOf } from '../../js/lib/html.js';

const bogota = 'America/Bogota';
const center = (id, more = {}) => ({ cost_center: id, name: id, is_authorized: true, builtin: false, authorized_namespaces: [], ...more });
const now = Date.parse('2026-11-19T20:00:00Z');

test('who may pay: authorised, not built in, for each of the namespaces', () => {
  const centers = [
    center('A'),
    center('B', { authorized_namespaces: ['x'] }),
    center('C', { is_authorized: false }),
    center('system', { builtin: true }),
  ];
  assert.deepEqual(
    payersFor(centers, ['x']).map((one) => one.cost_center),
    ['A', 'B'],
  );
  assert.deepEqual(
    payersFor(centers, ['x', 'y']).map((one) => one.cost_center),
    ['A'],
  );
  assert.equal(ownPayer(centers, { namespace: 'x', cost_center: 'B' }), 'B');
  assert.equal(ownPayer(centers, { namespace: 'y', cost_center: 'B' }), '');
  assert.equal(ownPayer(centers, { namespace: 'x', cost_center: null }), '');
});

test('off-hours four hours are proposed; in business hours nothing is counted', () => {
  const item = { until: null, next: null };
  assert.equal(firstDuration({ action: 'activate', offHours: true, item, now }), 'minutes:240');
  assert.equal(firstDuration({ action: 'activate', offHours: false, item, now }), '');
  assert.equal(firstDuration({ action: 'deactivate', offHours: true, item, now }), '');
  assert.deepEqual(durationsFor({ action: 'deactivate', offHours: true, item, now }), []);
});

test('an extension counts from the end of the place, else from the next switch-off', () => {
  assert.equal(extendFrom({ until: '2026-11-20T02:00:00Z', next: null }, now), Date.parse('2026-11-20T02:00:00Z'));
  const item = { until: null, next: { at: '2026-11-20T01:00:00Z', operation_type: 'auto_shutdown' } };
  assert.equal(durationsFor({ action: 'extend', offHours: false, item, now })[0][0], 'until:2026-11-20T02:00:00Z');
  assert.equal(extendFrom({ until: null, next: { at: '2026-11-20T12:00:00Z', operation_type: 'auto_startup' } }, now), now);
});

test('the request has what was chosen and nothing else', () => {
  const form = { action: 'activate', costCenter: 'A', duration: 'minutes:60', custom: '', reason: ' release ', requestedBy: '' };
  assert.deepEqual(bodyOf(form, bogota), { cost_center: 'A', reason: 'release', duration_minutes: 60 });
  assert.deepEqual(bodyOf({ ...form, duration: 'custom', custom: '2026-11-19T23:00', reason: '' }, bogota), {
    cost_center: 'A',
    until: '2026-11-20T04:00:00Z',
  });
  assert.deepEqual(bodyOf({ ...form, duration: 'until:2026-11-20T04:00:00Z', reason: '' }, bogota), {
    cost_center: 'A',
    until: '2026-11-20T04:00:00Z',
  });
  assert.deepEqual(bodyOf({ ...form, action: 'deactivate', costCenter: '', reason: '' }, bogota), {});
});

test('many are paid for by the one that each belongs to, else by the only one there is, else somebody has to say', () => {
  const centers = [center('A'), center('B')];
  assert.equal(commonPayer(centers, [{ namespace: 'x', cost_center: 'B' }, { namespace: 'y', cost_center: 'B' }]), 'B');
  assert.equal(commonPayer(centers, [{ namespace: 'x', cost_center: 'A' }, { namespace: 'y', cost_center: 'B' }]), '');
  assert.equal(commonPayer([center('A')], [{ namespace: 'x', cost_center: 'A' }, { namespace: 'y', cost_center: null }]), 'A');
});

test('another time is a time, and an activation has a payer, before anything is sent', () => {
  const form = { action: 'activate', costCenter: 'A', duration: 'custom', custom: '' };
  assert.equal(missingIn(form, bogota)?.field, 'switch-custom');
  assert.equal(missingIn({ ...form, custom: '2026-11-19T23:00' }, bogota), null);
  assert.equal(missingIn({ ...form, duration: '', costCenter: '' }, bogota)?.field, 'switch-cc');
  assert.equal(missingIn({ ...form, action: 'deactivate', costCenter: '' }, bogota), null);
});

test('an undo restores payer, person, reason and end, or is not offered', () => {
  const item = { namespace: 'x', cost_center: 'A', until: '2026-11-20T04:00:00Z' };
  const place = placeOf({ holders: [{ namespace: 'x', cost_center: 'B', requested_by: 'ana' }] }, item);
  const operation = { operation_type: 'manual_activation', trigger: 'person', cost_center: 'B', requested_by: 'ana', approved_by: 'eva', reason: 'release' };
  const before = { item, operation, place, offHours: true, own: 'A', now };
  const restored = { costCenter: 'B', requestedBy: 'ana', approvedBy: 'eva', reason: 'release', duration: `until:${item.until}` };
  assert.deepEqual(undoOf(before), restored);
  assert.deepEqual(bodyOf({ action: 'activate', custom: '', requestedBy: '', reason: '', ...restored }, bogota), {
    cost_center: 'B',
    requested_by: 'ana',
    approved_by: 'eva',
    reason: 'release',
    until: item.until,
  });
  assert.equal(undoOf({ ...before, place: { ...place, requested_by: 'anonymous' } })?.requestedBy, '', 'nobody is not a name');
  assert.equal(undoOf({ ...before, now: Date.parse(item.until) }), null, 'its end is past');
  assert.equal(undoOf({ ...before, operation: null }), null, 'nobody knows why it was taken');
  assert.equal(undoOf({ ...before, place: null }), null, 'off-hours it would take a place that it had not');
  const day = { ...before, item: { ...item, until: null }, place: null, offHours: false };
  assert.deepEqual(undoOf({ ...day, operation: { ...operation, operation_type: 'auto_startup', trigger: 'schedule' } }), { costCenter: 'A', duration: '' });
  assert.equal(undoOf({ ...day, operation: null, own: '' }), null, 'nobody would pay');
});

test('only what may be otherwise at the next try is tried again', () => {
  const groups = groupOutcomes([
    { namespace: 'a', status: 409, code: 'limit_exceeded' },
    { namespace: 'b', status: 409, code: 'namespace_excluded' },
    { namespace: 'c', status: 403, code: 'namespace_protected' },
    { namespace: 'd', status: 200, code: null },
  ]);
  assert.deepEqual(worthRetrying(groups), ['a']);
});

test('what can be done goes by the state', () => {
  assert.deepEqual(actionsOf({ status: 'inactive' }), ['activate']);
  assert.deepEqual(actionsOf({ status: 'active' }), ['deactivate', 'extend']);
  assert.deepEqual(actionsOf({ status: 'excluded' }), []);
  assert.deepEqual(actionsOf({ status: 'degraded', desired_status: 'inactive' }), ['deactivate', 'activate']);
});

test('outcomes of many are grouped, what worked first', () => {
  const groups = groupOutcomes([
    { namespace: 'a', status: 409, code: 'limit_exceeded' },
    { namespace: 'b', status: 200, code: null },
    { namespace: 'c', status: 409, code: 'limit_exceeded' },
    { namespace: 'd', status: 500, code: null },
  ]);
  assert.deepEqual(
    groups.map((group) => [group.key, group.good, group.names]),
    [
      ['ok', true, ['b']],
      ['limit_exceeded', false, ['a', 'c']],
      ['http_500', false, ['d']],
    ],
  );
});

const items = [
  {
    namespace: 'pagos-dev',
    display_name: 'Pagos (desarrollo)',
    cost_center: 'CC-1',
    status: 'active',
    next: { at: '2026-11-20T01:00:00Z' },
  },
  { namespace: 'pagos-qa', display_name: 'pagos-qa', cost_center: 'CC-2', status: 'inactive', next: null },
  { namespace: 'nomina', display_name: 'Nómina', cost_center: null, status: 'degraded', next: { at: '2026-11-19T22:00:00Z' } },
];

test('the list: words in any order, accents ignored, counts of what the other filters leave', () => {
  const names = (query) => choose(items, filterFrom(query), haystack).chosen.map((item) => item.namespace);
  assert.deepEqual(names({ q: 'DEV pagos' }), ['pagos-dev']);
  assert.deepEqual(names({ q: 'nomina' }), ['nomina']);
  assert.deepEqual(names({ q: 'cc-2' }), ['pagos-qa']);
  assert.deepEqual(names({ cc: '-' }), ['nomina']);
  assert.deepEqual(names({ state: 'active,inactive' }), ['pagos-dev', 'pagos-qa']);
  assert.deepEqual(
    [...choose(items, filterFrom({ q: 'pagos', state: 'active' }), haystack).counts],
    [
      ['active', 1],
      ['inactive', 1],
    ],
  );
});

test('orders of the list', () => {
  const by = (sort) => [...items].sort(orderBy(sort, (a, b) => a.localeCompare(b, 'es'))).map((item) => item.namespace);
  assert.deepEqual(by('name'), ['nomina', 'pagos-dev', 'pagos-qa']);
  assert.deepEqual(by('next'), ['nomina', 'pagos-dev', 'pagos-qa']);
  assert.deepEqual(by('state'), ['nomina', 'pagos-dev', 'pagos-qa']);
  assert.deepEqual(by('cc'), ['pagos-dev', 'pagos-qa', 'nomina']);
  assert.equal(filterFrom({ sort: 'bogus' }).sort, 'name');
});

test('a short list is drawn whole; of a long one what is in sight, with the focused row', () => {
  assert.deepEqual(windowOf({ count: windowFrom, rowHeight: 60, top: 0, height: 600 }), {
    segments: [{ from: 0, to: windowFrom }],
    spacers: [0, 0],
  });
  for (const [top, pinned] of [
    [-500, -1],
    [0, -1],
    [30000, 3],
    [30000, 1999],
    [119000, -1],
    [500000, 0],
  ]) {
    const { segments, spacers } = windowOf({ count: 2000, rowHeight: 60, top, height: 900, pinned });
    const drawn = segments.reduce((sum, { from, to }) => sum + to - from, 0);
    assert.equal(spacers.reduce((sum, height) => sum + height, 0) + drawn * 60, 2000 * 60, `${top} ${pinned}`);
    assert.ok(drawn < 60);
    if (pinned >= 0) assert.ok(segments.some(({ from, to }) => pinned >= from && pinned < to));
    if (top >= 0 && top < 119000) assert.ok(segments.some(({ from, to }) => from * 60 <= top && to * 60 >= top + 900));
  }
});

test('cost centres keep their colour, and the ninth is striped', () => {
  const palette = new Palette();
  assert.deepEqual(palette.of('b'), { color: 'none', striped: false }, 'the first to be drawn takes no colour of its own');
  palette.learn(['b', 'a', null, 'system']);
  assert.deepEqual(palette.of('a'), { color: '0', striped: false });
  palette.learn(['0']);
  assert.deepEqual(palette.of('a'), { color: '0', striped: false });
  palette.learn(Array.from({ length: 9 }, (_, i) => `z${i}`));
  assert.deepEqual(palette.of('z5'), { color: '0', striped: true });
  assert.deepEqual(palette.of('system'), { color: 'none', striped: false });
});

test('which changes switch on', () => {
  assert.deepEqual(
    ['auto_startup', 'activate', 'manual_activation', 'auto_shutdown', 'deactivate', 'manual_deactivation', 'command'].map(isOn),
    [true, true, true, false, false, false, false],
  );
  assert.deepEqual(['auto_startup', 'manual_deactivation', 'command'].map(changeKey), ['change.on', 'change.off', 'change.command']);
});

test('built-in tasks are called by the person’s language until somebody renames them', () => {
  const t = (key) => key;
  assert.equal(taskTitle(t, 'builtin-shutdown', 'Apagado automático'), 'type.auto_shutdown');
  assert.equal(taskTitle(t, 'builtin-shutdown', 'Apagar todo'), 'Apagar todo');
  assert.equal(taskTitle(t, 't_1', 'Apagado automático'), 'Apagado automático');
});

test('a task’s body: the command only of a command, never the built-in payer', () => {
  const draft = {
    title: ' t ',
    operation_type: 'activate',
    command: 'x',
    schedule: ' 0 9 * * 6 ',
    namespace: 'a',
    cost_center: 'system',
    enabled: true,
    timezone: '',
  };
  assert.deepEqual(taskBody(draft), { title: 't', operation_type: 'activate', schedule: '0 9 * * 6', namespace: 'a', enabled: true });
  assert.equal(taskBody({ ...draft, operation_type: 'command' }).command, 'x');
  assert.equal(taskBody(draft, { builtin: true }).cost_center, 'system');
});

test('the place that is wrong is set off, also behind the end', () => {
  assert.equal(textOf(pointed('0 9 * * 9', 8)), '0 9 * * 9');
  assert.equal(textOf(pointed('0 9', 3)), '0 9␣');
  assert.equal(pointed('0 9', undefined), null);
});

test('only an entry of one time can be dragged', () => {
  assert.deepEqual(simpleCron('30 9 * * 6'), { minute: 30, hour: 9, dow: '6' });
  for (const entry of ['*/5 9 * * *', '0 9-11 * * *', '0 9 1 * *', '0 9 * 2 *', '@daily', '0 9 * *'])
    assert.equal(simpleCron(entry), null, entry);
});

test('a drag moves the hour, and the day where the entry has one', () => {
  const from = '2026-11-21T14:00:00Z'; // Saturday 9:00 in Bogotá
  assert.equal(movedCron('0 9 * * 6', from, '2026-11-22T15:30:00Z', bogota), '30 10 * * 0');
  assert.equal(movedCron('0 9 * * 1-5', '2026-11-20T14:00:00Z', '2026-11-20T16:00:00Z', bogota), '0 11 * * 1-5');
  assert.equal(movedCron('0 9 * * 1-5', '2026-11-20T14:00:00Z', '2026-11-21T14:00:00Z', bogota), null);
  assert.equal(cronAt('2026-11-22T15:30:00Z', bogota), '30 10 * * 0');
});

test('a pause is proposed past the evening, to a morning that is some hours away', () => {
  const store = (at, hours = '07:00-20:00') => ({ now: Date.parse(at), timeZone: bogota, setting: () => hours });
  assert.equal(proposedEnd(store('2026-11-19T20:00:00Z')), '2026-11-20T12:00:00Z'); // 15:00: tomorrow 7:00
  assert.equal(proposedEnd(store('2026-11-20T01:30:00Z')), '2026-11-20T12:00:00Z'); // 20:30: the same
  assert.equal(proposedEnd(store('2026-11-20T11:30:00Z')), '2026-11-21T12:00:00Z'); // 6:30: not in half an hour
  assert.equal(proposedEnd(store('2026-11-19T20:00:00Z', '09:30-18:00')), '2026-11-20T14:00:00Z');
});

test('a day without an hour: when work begins, and the next full hour of a day on which it has begun', () => {
  const how = { now, timeZone: bogota, hours: '06:30-18:00' }; // Thursday, 15:00
  assert.equal(cronAt(proposedOn('2026-11-24', how), bogota), '30 6 * * 2');
  assert.equal(cronAt(proposedOn('2026-11-19', how), bogota), '0 16 * * 4');
  assert.equal(cronAt(proposedOn('2026-11-19', { ...how, hours: '18:00-22:00' }), bogota), '0 18 * * 4');
  assert.equal(cronAt(proposedOn('2026-11-19', { ...how, now: Date.parse('2026-11-20T04:20:00Z') }), bogota), '30 6 * * 4', 'no hour is left');
  assert.equal(cronAt(proposedOn('2026-11-17', how), bogota), '30 6 * * 2');
});

test('calendar items: what is hidden is left out, what may move may move', () => {
  const tasks = new Map([
    ['t', { id: 't', builtin: false, schedule: '0 9 * * 6', operation_type: 'activate' }],
    ['b', { id: 'b', builtin: true, schedule: '0 7 * * 1-5', operation_type: 'activate' }],
  ]);
  const list = [
    { id: '1', kind: 'firing', task_id: 't', start: '2026-11-21T14:00:00Z', end: '2026-11-21T14:00:00Z', title: 'x', actual: false },
    { id: '2', kind: 'firing', task_id: 'b', start: '2026-11-20T12:00:00Z', end: '2026-11-20T12:00:00Z', title: 'y', actual: false },
    { id: '3', kind: 'holiday', start: '2026-11-16T05:00:00Z', end: '2026-11-17T05:00:00Z', title: 'z', actual: false },
    { id: '4', kind: 'keep_on', start: '2026-11-20T01:00:00Z', end: '2026-11-20T04:00:00Z', title: 'k', actual: false },
    { id: '5', kind: 'activation', start: '2026-11-20T01:00:00Z', end: '2026-11-20T04:00:00Z', title: 'a', actual: true },
  ];
  const events = toEvents(list, { shown: new Set(['firing', 'holiday', 'keep_on']), tasks, timeZone: bogota, name: (item) => item.title });
  assert.deepEqual(
    events.map((event) => event.id),
    ['1', '2', '3', '4'],
  );
  assert.deepEqual(
    events.map((event) => Boolean(event.startEditable)),
    [true, false, false, false],
  );
  assert.deepEqual([events[2].start, events[2].allDay], ['2026-11-16', true]);
  assert.equal(events[3].durationEditable, true);
  const running = { ...list[3], actual: true };
  const [event] = toEvents([running], { shown: new Set(kinds), tasks, timeZone: bogota, name: (item) => item.title });
  assert.equal(event.durationEditable, true, 'the end of what goes on can be moved');
});

test('calendar items: one colour a kind, that of its key; what a task does is a sign', () => {
  const css = readFileSync(new URL('../../css/views.css', import.meta.url), 'utf8');
  const keyOf = (kind) => css.match(new RegExp(`\\.cal-key-${kind} \\{ background: (var\\([^)]*\\))`))?.[1] ?? css.match(/\.cal-key \{[^}]*background: (var\([^)]*\))/)?.[1];
  const tasks = new Map(['activate', 'deactivate', 'command'].map((type) => [type, { id: type, builtin: false, schedule: '0 9 * * 6', operation_type: type }]));
  const at = { start: '2026-11-21T14:00:00Z', end: '2026-11-21T15:00:00Z', title: 'x', actual: false };
  const items = [
    ...[...tasks.keys(), null].map((task) => ({ ...at, id: `f${task}`, kind: 'firing', task_id: task })),
    ...['activation', 'keep_on', 'holiday'].map((kind) => ({ ...at, id: kind, kind })),
  ];
  const events = toEvents(items, { shown: new Set(kinds), tasks, timeZone: bogota, name: (item) => item.title });
  assert.deepEqual(
    events.map((event) => event.color),
    items.map((item) => keyOf(item.kind)),
  );
  assert.equal(new Set(events.map((event) => event.color)).size, 4);
  assert.deepEqual(
    events.slice(0, 4).map((event) => event.title),
    ['↑ x', '↓ x', '› x', 'x'],
  );
});

test('calendar items: what goes on has not happened', () => {
  const place = { start: '2026-11-20T01:00:00Z', end: '2026-11-20T04:10:00Z', actual: true };
  const tense = (item, at) => tenseOf(item, Date.parse(at));
  assert.equal(tense(place, '2026-11-20T01:59:00Z'), 'running');
  assert.equal(tense(place, '2026-11-20T04:10:00Z'), 'happened');
  assert.equal(tense({ ...place, actual: false }, '2026-11-20T00:59:00Z'), 'planned');
  const firing = { start: '2026-11-20T01:00:00Z', end: '2026-11-20T01:00:00Z' };
  assert.equal(tense({ ...firing, actual: true }, '2026-11-20T01:00:00Z'), 'happened');
});

test('kinds that the address hides, and none that are not', () => {
  assert.deepEqual([...hiddenIn('firing,holiday,else')], ['firing', 'holiday']);
  assert.equal(hiddenIn(undefined).size, 0);
});

test('records: days of the zone, in the unit that each list takes', () => {
  assert.deepEqual(recordQuery('operations', { from: '2026-11-19', to: '2026-11-19', type: 'command' }, bogota), {
    namespace: undefined,
    cost_center: undefined,
    operation_type: 'command',
    status: undefined,
    limit: 50,
    start: '2026-11-19T05:00:00Z',
    end: '2026-11-20T05:00:00Z',
  });
  assert.equal(recordQuery('activities', { from: '2026-11-19' }, bogota).start, Date.parse('2026-11-19T05:00:00Z') / 1000);
  assert.equal(recordQuery('operations', { from: 'foo' }, bogota).start, undefined);
});

test('ranges of a report', () => {
  assert.equal(rangeProblem('2026-01-01', '2026-12-31'), null);
  assert.equal(rangeProblem('2026-01-02', '2026-01-01'), 'reports.badOrder');
  assert.equal(rangeProblem('2026-01-01', '2027-01-02'), 'reports.tooLong');
  assert.equal(rangeProblem('', '2026-01-01'), 'reports.badDates');
  assert.equal(rowKey({ date: '2026-01-01' }, 'day'), '2026-01-01');
  assert.notEqual(
    rowKey({ namespaceId: 'a', costCenterId: 'x' }, 'namespace'),
    rowKey({ namespaceId: 'a', costCenterId: 'y' }, 'namespace'),
  );
});

test('prices: comma or point, none, and what is none', () => {
  assert.deepEqual(['0,04', ' 12 ', '', '0.5'].map(priceOf), [0.04, 12, null, 0.5]);
  for (const wrong of ['-1', '1e3', 'x', '1.2.3']) assert.ok(Number.isNaN(priceOf(wrong)), wrong);
});

test('charts: a round top, and a line from corner to corner', () => {
  assert.deepEqual([0, 1, 3, 22, 101, 0.3].map(niceTop), [1, 1, 5, 25, 200, 0.5]);
  assert.equal(
    linePath(
      [
        { at: 0, value: 0 },
        { at: 10, value: 5 },
      ],
      0,
      10,
      5,
    ),
    'M0.0 200.0L1000.0 0.0',
  );
  assert.equal(linePath([{ at: 5, value: 5 }], 0, 10, 5), 'M500.0 0.0h0.01');
  assert.deepEqual(
    stretches(
      [1, 2, 3, 9, 10, 20].map((at) => ({ at, value: 0 })),
      2,
    ).map((stretch) => stretch.map((point) => point.at)),
    [[1, 2, 3], [9, 10], [20]],
  );
  assert.deepEqual(
    ['level', 'count', 'ms'].map((kind) =>
      headline(
        [
          { at: 1, value: 5 },
          { at: 2, value: 3 },
        ],
        kind,
      ),
    ),
    [3, 8, 5],
  );
  assert.equal(headline([], 'count'), null);
  assert.deepEqual(thinned([0, 1, 2, 3, 4, 5, 6], 3), [0, 3, 6]);
});

test('months begin on their weekday', () => {
  const days = monthDays(2026, 11);
  assert.equal(days.indexOf('2026-11-01'), 6);
  assert.equal(days.length, 36);
});

test('names and turns', async () => {
  assert.deepEqual(namesIn('a, b\n\nc;a'), ['a', 'b', 'c']);
  let running = 0;
  let most = 0;
  const results = await inTurns([1, 2, 3, 4, 5], 2, async (value) => {
    running += 1;
    most = Math.max(most, running);
    await Promise.resolve();
    running -= 1;
    return value * 2;
  });
  assert.deepEqual(results, [2, 4, 6, 8, 10]);
  assert.equal(most, 2);
});

test('today’s numbers', () => {
  assert.deepEqual(
    countStates([{ status: 'active' }, { status: 'excluded' }, { status: 'inactive' }, { status: 'activating' }, { status: 'unknown' }]),
    { active: 1, inactive: 1, moving: 1, trouble: 1, excluded: 1 },
  );
  assert.equal(avoidedOf({ costCenters: [{ namespaces: [{ avoidedHours: 1.5 }, { avoidedHours: 2 }] }] }), 3.5);
  assert.equal(doneOf([{ outcome: 'patched' }, { outcome: null }]), 1);
});
