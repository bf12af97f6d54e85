// The seeds' WeeklyGrid and WeeklyDashboard, each method by its effect.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';

import { textOf } from '../../js/lib/html.js';
import { NamespaceScheduleService } from '../../js/services/NamespaceScheduleService.js';
import { WeeklyDashboard } from '../../js/week/WeeklyDashboard.js';
import { clockIn, WeeklyGrid } from '../../js/week/WeeklyGrid.js';
import { installDocument, place } from './fake_dom.js';
import { entry, fakeApi, rawWeek, words } from './week_fixtures.js';

beforeEach(() => {
  installDocument();
});

function gridWith(context = {}, week = rawWeek()) {
  const host = place();
  const grid = new WeeklyGrid(host, { t: words, ...context });
  grid.renderGrid(new NamespaceScheduleService(fakeApi()).processScheduleData(week));
  const slot = (day, hour) => host.querySelector(`.wg-slot[data-col="${day}"][data-hour="${hour}"]`);
  return { host, grid, slot };
}

test('WeeklyGrid.renderGrid draws 7 × 24 hours with one tab stop, and marks holidays', () => {
  const { host, slot } = gridWith();
  assert.equal(host.querySelectorAll('.wg-slot').length, 168);
  assert.equal(host.querySelectorAll('[tabindex="0"]').length, 1);
  assert.equal(host.querySelectorAll('.wg-day[data-holiday]').length, 1);
  assert.ok(slot(0, 3).hasAttribute('data-holiday'));
  assert.equal(slot(1, 3).hasAttribute('data-holiday'), false);
  assert.ok(slot(0, 3).hasAttribute('data-night'));
  assert.equal(slot(0, 7).hasAttribute('data-night'), false);
  assert.equal(slot(0, 7).querySelectorAll('.wg-part').length, 1);
  assert.equal(slot(5, 7).querySelectorAll('.wg-part').length, 0);
  assert.equal(slot(0, 7).querySelector('.wg-tag').textContent, 'DEV-API');
  assert.equal(slot(3, 21).querySelector('.wg-part').querySelector('.wg-tag'), null, 'half an hour has no room for a name');
});

test('WeeklyGrid: few things are lanes, many cost centres a shade', () => {
  const many = rawWeek();
  many.timeSlots.monday['10'] = Array.from({ length: 500 }, (_, i) => entry(`ns-${i}`, `CC-${i % 40}`));
  const { grid, slot } = gridWith({}, many);
  assert.equal(grid.shownMode, 'heat');
  assert.equal(slot(0, 10).querySelector('.wg-count').textContent, '500');
  assert.equal(gridWith().grid.shownMode, 'namespaces');
  const centers = rawWeek();
  centers.timeSlots.monday['10'] = Array.from({ length: 500 }, (_, i) => entry(`ns-${i}`, `CC-${i % 4}`));
  assert.equal(gridWith({}, centers).grid.shownMode, 'centers');
});

test('WeeklyGrid by cost centre: how many are on, with all their hours, in the hour and beside it', () => {
  const raw = rawWeek();
  raw.timeSlots.monday['07'] = [entry('dev-api', 'CC-001', 60), entry('dev-web', 'CC-001', 30)];
  const host = place();
  const format = { hours: (value) => `${value} h`, weekday: String, weekdayLong: String, dayOfMonth: String };
  const grid = new WeeklyGrid(host, { t: words, format: () => format });
  grid.mode = 'centers';
  grid.renderGrid(new NamespaceScheduleService(fakeApi()).processScheduleData(raw));
  const slot = (day, hour) => host.querySelector(`.wg-slot[data-col="${day}"][data-hour="${hour}"]`);
  const part = (hour) => slot(0, hour).querySelector('.wg-part');
  assert.equal(part(7).querySelector('.wg-n').textContent, '2');
  assert.equal(part(7).style.values.get('--share'), '1.000');
  assert.equal(part(8).querySelector('.wg-n').textContent, '1');
  assert.equal(part(8).querySelector('.wg-tag').textContent, 'CC-001');
  assert.equal(part(8).style.values.get('--share'), '0.667');
  assert.equal(part(9).querySelector('.wg-n'), null, 'the number is said where it changes');
  slot(0, 7).fire('pointerover');
  assert.ok(grid.tip.textContent.includes('common.count.namespaces 2 · 1.5 h'), grid.tip.textContent);
  assert.equal(slot(0, 7).getAttribute('aria-describedby'), 'wg-tip');
  host.fire('pointerleave');
  assert.equal(slot(0, 7).hasAttribute('aria-describedby'), false);
});

test('WeeklyGrid.renderTimeSlot and renderNamespaceTag describe what they are given', () => {
  const { grid } = gridWith({ palette: { of: () => ({ color: '3', striped: true }) } });
  const slot = grid.renderTimeSlot(0, 7, [entry('dev-api', 'CC-001')], true);
  assert.equal(slot.props.role, 'gridcell');
  assert.equal(slot.props['data-holiday'], '');
  assert.match(slot.props['aria-label'], /week\.on 1$/);
  const tag = grid.renderNamespaceTag('dev-api', 'CC-001', true);
  assert.equal(textOf(tag), 'dev-api');
  assert.equal(tag.props['data-cc'], '3');
  assert.equal(tag.props['data-striped'], '');
  assert.equal(grid.renderNamespaceTag('dev-api', 'CC-001', false).props['data-active'], null);
});

test('WeeklyGrid.applyHolidayStyles goes by the day of the element', () => {
  const { grid } = gridWith();
  const element = document.createElement('div');
  element.setAttribute('data-date', '2026-11-16');
  grid.applyHolidayStyles(element);
  assert.ok(element.hasAttribute('data-holiday'));
});

test('WeeklyGrid.highlightContinuousSchedule tells the runs and lights the parts', () => {
  const { grid, host } = gridWith();
  const runs = grid.highlightContinuousSchedule('dev-api');
  assert.deepEqual(runs[0], { day: 0, from: 7, to: 20 });
  assert.equal(runs.length, 5);
  assert.equal(host.querySelectorAll('.wg-part[data-lit]').length, 65);
  assert.deepEqual(grid.highlightContinuousSchedule('qa-pay', grid.slots), [{ day: 3, from: 21, to: 22 }]);
  assert.deepEqual(grid.highlightContinuousSchedule(null), []);
  assert.equal(host.querySelectorAll('.wg-part[data-lit]').length, 0);
});

test('WeeklyGrid.showTooltip, and handleTimeSlotHover that fills it', () => {
  const { grid, slot, host } = gridWith();
  slot(0, 7).fire('pointerover');
  assert.ok(grid.tip.hasAttribute('data-shown'));
  assert.ok(grid.tip.textContent.includes('DEV-API'));
  host.fire('pointerleave');
  assert.equal(grid.tip.hasAttribute('data-shown'), false);
  grid.showTooltip(slot(0, 7), { title: '<i>', rows: [], more: null });
  assert.equal(grid.tip.textContent, '<i>');
});

test('WeeklyGrid.bindTimeSlotEvents binds once, and handleTimeSlotClick tells day, hour and who is on', () => {
  const clicks = [];
  const { grid, slot } = gridWith({ onTimeSlotClick: (...args) => clicks.push(args) });
  grid.bindTimeSlotEvents();
  slot(3, 21).fire('click');
  assert.equal(clicks.length, 1);
  assert.deepEqual(clicks[0].slice(0, 2), [3, 21]);
  assert.equal(clicks[0][2][0].namespaceId, 'qa-pay');
});

test('WeeklyGrid by keyboard: arrows, ends, pages, Enter', () => {
  const clicks = [];
  const pages = [];
  const { slot, host } = gridWith({
    onTimeSlotClick: (day, hour) => clicks.push([day, hour]),
    onPage: (direction) => pages.push(direction),
  });
  const press = (key, more) => document.activeElement.fire('keydown', { key, ...more });
  slot(0, 7).focus();
  for (const key of ['ArrowRight', 'ArrowDown', 'ArrowDown', 'ArrowLeft', 'ArrowLeft', 'Enter']) press(key);
  assert.deepEqual(clicks, [[0, 9]]);
  press('End', { ctrlKey: true });
  press(' ');
  assert.deepEqual(clicks[1], [6, 23]);
  press('PageDown');
  press('PageUp');
  assert.deepEqual(pages, ['next', 'prev']);
  assert.equal(host.querySelectorAll('[tabindex="0"]').length, 1);
});

test('the line at now is in its hour and no other', () => {
  const { host, slot } = gridWith({ now: () => clockIn(Date.parse('2026-11-19T20:30:00Z'), 'America/Bogota') });
  assert.equal(host.querySelectorAll('.wg-now').length, 1);
  assert.equal(slot(3, 15).querySelector('.wg-now').style.values.get('top'), '50.0%');
});

function dashboard(api = fakeApi(), context = {}) {
  place('week');
  const told = [];
  const board = new WeeklyDashboard('week', api, {
    now: () => Date.parse('2026-11-19T20:00:00Z'),
    t: words,
    format: () => ({
      range: (a, b) => `${a}/${b}`,
      weekday: (date) => date,
      weekdayLong: (date) => date,
      dayOfMonth: (date) => date.slice(8),
      hours: String,
      decimal: String,
      percent: String,
      money: String,
    }),
    changed: (week) => told.push(week),
    ...context,
  });
  return { board, told, host: document.getElementById('week'), api };
}

test('WeeklyDashboard needs a place', () => {
  assert.throws(() => new WeeklyDashboard('nowhere', fakeApi()), /nowhere/);
});

test('WeeklyDashboard.loadWeekData draws grid, holidays and report', async () => {
  const { board, host } = dashboard();
  await board.loadWeekData('2026-11-16');
  assert.equal(board.weekStartDate, '2026-11-16');
  assert.ok(host.textContent.includes('2026-11-16/2026-11-22'));
  assert.equal(board.gridHost.querySelectorAll('.wg-slot').length, 168);
  assert.ok(host.textContent.includes('reports.kpi.actual'));
  board.unmount();
});

test('WeeklyDashboard.navigateToWeek and onWeekChange: the address follows each week', async () => {
  const { board, told } = dashboard();
  await board.loadWeekData('2026-11-16');
  await board.navigateToWeek('next');
  await board.navigateToWeek('next');
  await board.navigateToWeek('prev');
  await board.navigateToWeek('current');
  await board.navigateToWeek('current');
  assert.deepEqual(told, ['2026-11-23', '2026-11-30', '2026-11-23', '2026-11-16']);
  assert.equal(board.weekStartDate, '2026-11-16');
  board.unmount();
});

test('WeeklyDashboard.refreshData reads again, cacheWeekData spares the reading', async () => {
  const { board, api } = dashboard();
  await board.loadWeekData('2026-11-16');
  const weeks = () => api.asked.filter(([what, date]) => what === 'week' && date === '2026-11-16').length;
  assert.equal(weeks(), 1);
  await board.refreshData();
  assert.equal(weeks(), 2);
  board.cacheWeekData('2026-12-07', new NamespaceScheduleService(api).processScheduleData(rawWeek('2026-12-07')));
  await board.loadWeekData('2026-12-07');
  assert.equal(
    api.asked.some(([what, date]) => what === 'week' && date === '2026-12-07'),
    false,
  );
  board.unmount();
});

test('WeeklyDashboard: the answer of a week that was left is not drawn over the present one', async () => {
  const waiting = new Map();
  const api = fakeApi({ weeklySchedule: (date) => new Promise((resolve) => waiting.set(date, () => resolve(rawWeek(date)))) });
  const { board } = dashboard(api);
  const first = board.loadWeekData('2026-11-16');
  const second = board.loadWeekData('2026-11-23');
  waiting.get('2026-11-23')();
  await second;
  waiting.get('2026-11-16')();
  await first;
  assert.equal(board.weekData.weekStartDate, '2026-11-23');
  board.unmount();
});

test('WeeklyDashboard says why there is no week, and goes on when it is there', async () => {
  let fails = true;
  const api = fakeApi({
    weeklySchedule: async () => {
      if (fails) throw Object.assign(new Error('the store is away'), { status: 503, code: 'store_unavailable' });
      return rawWeek();
    },
  });
  const { board, host } = dashboard(api);
  await board.loadWeekData('2026-11-16');
  assert.ok(host.textContent.includes('the store is away'));
  fails = false;
  await board.loadWeekData('2026-11-16');
  assert.equal(host.textContent.includes('the store is away'), false);
  board.unmount();
});

test('a narrow screen shows today, also when the clock is known after the week', async () => {
  let now = Date.parse('2026-12-24T20:00:00Z');
  const { board } = dashboard(fakeApi(), { now: () => now });
  await board.loadWeekData('2026-11-16');
  assert.equal(board.grid.day, 0);
  now = Date.parse('2026-11-19T20:00:00Z');
  board.clockKnown();
  assert.equal(board.gridHost.querySelector('.wg').getAttribute('data-day'), '3');
  board.unmount();
});

test('the line at now moves with the minute, and nothing is drawn between', async () => {
  let clock = clockIn(Date.parse('2026-11-19T20:30:00Z'), 'America/Bogota');
  let drawn = 0;
  const toolbar = () => {
    drawn += 1;
    return null;
  };
  const { board } = dashboard(fakeApi(), { clock: () => clock, toolbar });
  await board.loadWeekData('2026-11-16');
  const top = () => board.gridHost.querySelectorAll('.wg-now').map((line) => line.style.values.get('top'));
  board.moveNow();
  const before = drawn;
  board.moveNow();
  assert.deepEqual([drawn - before, top()], [0, ['50.0%']]);
  clock = { ...clock, minute: 45 };
  board.moveNow();
  assert.deepEqual([drawn - before, top()], [1, ['75.0%']]);
  clock = clockIn(Date.parse('2026-11-23T05:10:00Z'), 'America/Bogota'); // the Monday after
  board.moveNow();
  assert.deepEqual([drawn - before, top()], [2, []]);
  board.moveNow();
  assert.equal(drawn - before, 2);
  board.unmount();
});

test('a week over New Year asks for the holidays of both years', async () => {
  const { board, api } = dashboard();
  await board.loadWeekData('2026-12-28');
  assert.deepEqual(
    api.asked.filter(([what]) => what === 'holidays').map(([, year]) => year),
    [2026, 2027],
  );
  board.unmount();
});

test('WeeklyDashboard.onTimeSlotClick opens the hour', async () => {
  const opened = [];
  const { board } = dashboard(fakeApi(), { openDialog: (slot) => opened.push(slot) });
  await board.loadWeekData('2026-11-16');
  board.onTimeSlotClick(3, 21, []);
  assert.deepEqual(opened, [{ date: '2026-11-19', hour: 21, namespaces: [], holiday: null }]);
  board.unmount();
});
