// The seeds' classes of the week, each method by its effect.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';

import { findAll, textOf } from '../../js/lib/html.js';
import { HolidayService } from '../../js/services/HolidayService.js';
import { days, hours, NamespaceScheduleService } from '../../js/services/NamespaceScheduleService.js';
import { ReportService } from '../../js/services/ReportService.js';
import { HolidayMarker } from '../../js/week/HolidayMarker.js';
import { lanesOf, partOf, runsOf, weightOf } from '../../js/week/lanes.js';
import { NavigationControls } from '../../js/week/NavigationControls.js';
import { WeeklyDashboard } from '../../js/week/WeeklyDashboard.js';
import { clockIn, WeeklyGrid } from '../../js/week/WeeklyGrid.js';
import { totalsOf, WeeklyReport } from '../../js/week/WeeklyReport.js';
import { installDocument, place } from './fake_dom.js';

const entry = (name, costCenter, duration = 60, scheduleType = 'cron') => ({ namespaceId: name, namespaceName: name.toUpperCase(), costCenter, isActive: true, scheduleType, duration, sourceId: 'builtin-startup' });

/** A week in which `dev-api` runs 07 to 20 on workdays, and `qa-pay` half of 21 on Thursday by a person. */
function rawWeek(weekStartDate = '2026-11-16') {
  const timeSlots = {};
  days.forEach((day, d) => {
    timeSlots[day] = Object.fromEntries(hours.map((hour) => [hour, d < 5 && Number(hour) >= 7 && Number(hour) < 20 ? [entry('dev-api', 'CC-001')] : []]));
  });
  timeSlots.thursday['21'] = [entry('qa-pay', 'CC-002', 30, 'manual')];
  return { weekStartDate, weekEndDate: '2026-11-22', timezone: 'America/Bogota', timeSlots, holidays: weekStartDate === '2026-11-16' ? [{ date: '2026-11-16', name: 'Independencia de Cartagena', isNational: true }] : [] };
}

const report = { weekStartDate: '2026-11-16', weekEndDate: '2026-11-22', timezone: 'America/Bogota', totalHours: 336, usedHours: 65.5, costCenters: [
  { costCenterId: 'CC-001', costCenterName: 'Dev', totalHours: 168, namespaces: [{ namespaceId: 'dev-api', namespaceName: 'dev-api', scheduledHours: 65, actualHours: 65, efficiency: 100, nonBusinessHours: 0, avoidedHours: 40, savings: null }] },
  { costCenterId: 'CC-002', costCenterName: 'CC-002', totalHours: 168, namespaces: [{ namespaceId: 'qa-pay', namespaceName: '<b>qa</b>', scheduledHours: 0, actualHours: 0.5, efficiency: null, nonBusinessHours: 0.5, avoidedHours: 2, savings: null }] },
] };

/** An API that counts what it is asked. */
function fakeApi(overrides = {}) {
  const asked = [];
  const answer = (name, value) => async (...args) => {
    asked.push([name, ...args.filter((arg) => typeof arg !== 'object' && arg !== undefined)]);
    return typeof value === 'function' ? value(...args) : value;
  };
  return { asked, weeklySchedule: answer('week', (date) => rawWeek(date)), weeklyReport: answer('report', (date) => ({ ...report, weekStartDate: date })), holidays: answer('holidays', { year: 2026, holidays: [{ date: '2026-12-25', name: 'Navidad', nameEn: 'Christmas Day', type: 'national' }] }), namespace: answer('namespace', { namespace: 'dev-api' }), ...overrides };
}

const words = (key, params) => (params ? `${key} ${Object.values(params).join(' ')}` : key);

beforeEach(() => { installDocument(); });

test('NamespaceScheduleService.getWeeklySchedule reads a week once, for all who ask', async () => {
  const api = fakeApi();
  const service = new NamespaceScheduleService(api);
  const [first, second] = await Promise.all([service.getWeeklySchedule('2026-11-16'), service.getWeeklySchedule('2026-11-16')]);
  assert.equal(first, second);
  assert.equal(await service.getWeeklySchedule('2026-11-16'), first);
  assert.deepEqual(api.asked, [['week', '2026-11-16']]);
});

test('a week that could not be read is asked for again', async () => {
  let fails = true;
  const api = fakeApi({ weeklySchedule: async () => {
    if (fails) throw new Error('503');
    return rawWeek();
  } });
  const service = new NamespaceScheduleService(api);
  await assert.rejects(service.getWeeklySchedule('2026-11-16'));
  fails = false;
  assert.equal((await service.getWeeklySchedule('2026-11-16')).weekStartDate, '2026-11-16');
});

test('NamespaceScheduleService.getNamespaceDetails asks for the namespace', async () => {
  const api = fakeApi();
  assert.deepEqual(await new NamespaceScheduleService(api).getNamespaceDetails('dev-api'), { namespace: 'dev-api' });
  assert.deepEqual(api.asked, [['namespace', 'dev-api']]);
});

test('processScheduleData and groupByTimeSlots give every day and hour, in order', () => {
  const service = new NamespaceScheduleService(fakeApi());
  const raw = rawWeek();
  raw.timeSlots.monday['08'] = [entry('z', 'CC-001'), entry('a', 'CC-002')];
  delete raw.timeSlots.sunday;
  const week = service.processScheduleData(raw);
  assert.equal(week.slots.length, 7);
  assert.ok(week.slots.every((day) => day.length === 24));
  assert.deepEqual(week.slots[0][8].map((one) => one.namespaceId), ['a', 'z']);
  assert.deepEqual(week.slots[6].flat(), []);
  assert.deepEqual(week.namespaces.map((one) => one.id).sort(), ['a', 'dev-api', 'qa-pay', 'z']);
  assert.deepEqual(week.costCenters, ['CC-001', 'CC-002']);
});

test('the cache keeps the weeks that were looked at last, and can be emptied', () => {
  const service = new NamespaceScheduleService(fakeApi());
  for (let i = 10; i < 30; i += 1) service.cacheWeekData(`2026-11-${i}`, { i });
  assert.equal(service.getCachedWeekData('2026-11-10'), null);
  assert.deepEqual(service.getCachedWeekData('2026-11-29'), { i: 29 });
  service.clearCache('2026-11-29');
  assert.equal(service.getCachedWeekData('2026-11-29'), null);
  assert.deepEqual(service.getCachedWeekData('2026-11-28'), { i: 28 });
  service.clearCache();
  assert.equal(service.getCachedWeekData('2026-11-28'), null);
});

test('a week that is older than a minute is read anew', (context) => {
  let now = 1000;
  context.mock.method(performance, 'now', () => now);
  const service = new NamespaceScheduleService(fakeApi());
  service.cacheWeekData('2026-11-16', { old: true });
  now += 59000;
  assert.ok(service.getCachedWeekData('2026-11-16'));
  now += 2000;
  assert.equal(service.getCachedWeekData('2026-11-16'), null);
});

test('HolidayService knows a year after it was read, and reads it once', async () => {
  const api = fakeApi();
  const service = new HolidayService(api);
  assert.equal(service.isHoliday('2026-12-25'), false);
  await Promise.all([service.getColombianHolidays(2026), service.getColombianHolidays(2026)]);
  await service.getColombianHolidays(2026);
  assert.deepEqual(api.asked, [['holidays', 2026]]);
  assert.equal(service.isHoliday('2026-12-25'), true);
  assert.equal(service.isHoliday(new Date('2026-12-25T12:00:00Z')), true);
  assert.equal(service.getHolidayInfo('2026-12-25').name, 'Navidad');
  assert.equal(service.getHolidayInfo('2026-12-24'), null);
});

test('HolidayService.cacheHolidays and getCachedHolidays', () => {
  const service = new HolidayService();
  service.cacheHolidays(2027, [{ date: '2027-01-01', name: 'Año Nuevo' }]);
  assert.equal(service.getCachedHolidays(2027)[0].name, 'Año Nuevo');
  assert.equal(service.getCachedHolidays(2028), null);
  assert.equal(service.isHoliday('2027-01-01'), true);
  service.clearCache();
  assert.equal(service.isHoliday('2027-01-01'), false);
});

test('ReportService sums the hours of the grid by kind', () => {
  const service = new ReportService(fakeApi());
  const week = new NamespaceScheduleService(fakeApi()).processScheduleData(rawWeek());
  assert.deepEqual(service.calculateNamespaceHours('dev-api', week), { total: 65, cron: 65, manual: 0 });
  assert.deepEqual(service.calculateNamespaceHours('qa-pay', week), { total: 0.5, cron: 0, manual: 0.5 });
});

test('ReportService reads the report, groups it, and says where the files are', async () => {
  const api = fakeApi();
  const service = new ReportService(api);
  const read = await service.generateWeeklyReport('2026-11-16');
  assert.deepEqual(api.asked, [['report', '2026-11-16']]);
  const groups = service.groupByCostCenter(service.rowsOf(read));
  assert.deepEqual(groups.map((group) => [group.costCenterId, group.scheduledHours, group.avoidedHours]), [['CC-001', 65, 40], ['CC-002', 0, 2]]);
  assert.equal(service.exportToCSV(read, 'es'), 'api/weekly-report/2026-11-16?format=csv&lang=es');
  assert.equal(service.exportToExcel(read, 'en'), 'api/weekly-report/2026-11-16?format=excel&lang=en');
});

test('ReportService.renderReportTable has a body for each cost centre, its sums, and no markup of others', () => {
  const format = { decimal: String, percent: (value) => (value === null ? '–' : `${value} %`), money: () => '$' };
  const table = new ReportService(fakeApi()).renderReportTable(report, { t: words, format, tag: (name) => name, linkTo: (name) => `#${name}` });
  assert.equal(findAll(table, (node) => node.tag === 'tbody').length, 2);
  assert.ok(textOf(table).includes('<b>qa</b>'));
  const total = findAll(table, (node) => node.tag === 'tfoot')[0];
  assert.equal(textOf(total), 'reports.total6565.50.542');
});

test('WeeklyReport shows totals and downloads', () => {
  assert.deepEqual(totalsOf(report), { scheduled: 65, actual: 65.5, nonBusiness: 0.5, avoided: 42 });
  const shown = new WeeklyReport({ service: new ReportService(fakeApi()), t: words, format: () => ({ hours: (value) => `${value} h`, decimal: String, percent: String, money: String }), language: () => 'es', tag: (name) => name, linkTo: (name) => name });
  assert.ok(textOf(shown.render(report)).includes('65.5 h'));
  assert.deepEqual(findAll(shown.renderDownloads(report), (node) => node.tag === 'a').map((node) => node.props.href), ['api/weekly-report/2026-11-16?format=csv&lang=es', 'api/weekly-report/2026-11-16?format=excel&lang=es']);
});

test('NavigationControls: where a step leads, and no further than there are weeks', () => {
  assert.equal(NavigationControls.target('2026-11-16', 'prev', '2026-11-19'), '2026-11-09');
  assert.equal(NavigationControls.target('2026-11-16', 'next', '2026-11-19'), '2026-11-23');
  assert.equal(NavigationControls.target('2027-03-01', 'current', '2026-11-19'), '2026-11-16');
  assert.equal(NavigationControls.target('1984-01-02', 'prev', '2026-11-19'), null);
  assert.equal(NavigationControls.target('2100-12-27', 'next', '2026-11-19'), null);
});

test('NavigationControls tells what was pressed and which date was chosen', () => {
  const told = [];
  const controls = new NavigationControls({ t: words, format: () => ({ range: (a, b) => `${a} ${b}` }), onNavigate: (direction) => told.push(direction), onDate: (date) => told.push(date) });
  const shown = controls.render({ weekStartDate: '2026-11-16', today: '2026-11-19' });
  const [previous, next, current] = findAll(shown, (node) => node.tag === 'button');
  for (const button of [previous, next, current]) button.props.onclick();
  const [date] = findAll(shown, (node) => node.tag === 'input');
  date.props.onchange({ target: { value: '2026-12-25' } });
  date.props.onchange({ target: { value: '' } });
  assert.deepEqual(told, ['prev', 'next', 'current', '2026-12-25']);
  assert.equal(current.props['aria-pressed'], true);
});

test('HolidayMarker marks days, in the language of the person', () => {
  let language = 'es';
  const marker = new HolidayMarker({ language: () => /** @type {any} */ (language), service: { getHolidayInfo: () => ({ nameEn: 'Independence of Cartagena' }) } });
  marker.setHolidays([{ date: '2026-11-16', name: 'Independencia de Cartagena' }]);
  assert.equal(textOf(marker.render('2026-11-16')), 'Independencia de Cartagena');
  language = 'en';
  assert.equal(textOf(marker.render('2026-11-16')), 'Independence of Cartagena');
  assert.equal(marker.render('2026-11-17'), null);
  const element = document.createElement('div');
  marker.mark(element, '2026-11-16');
  assert.ok(element.hasAttribute('data-holiday'));
  marker.mark(element, '2026-11-17');
  assert.equal(element.hasAttribute('data-holiday'), false);
});

test('runs join hours that follow each other, and a part of an hour lies where it touches its run', () => {
  const minutes = Array(24).fill(0);
  minutes[7] = 30;
  minutes[8] = 60;
  minutes[9] = 15;
  minutes[20] = 20;
  assert.deepEqual(runsOf(minutes), [{ from: 7, to: 10 }, { from: 20, to: 21 }]);
  assert.deepEqual(partOf(minutes, 7), { top: 0.5, height: 0.5, first: true, last: false });
  assert.deepEqual(partOf(minutes, 9), { top: 0, height: 0.25, first: false, last: true });
  assert.deepEqual(partOf(minutes, 8), { top: 0, height: 1, first: false, last: false });
});

test('lanes by namespace add up, lanes by cost centre count', () => {
  const { slots } = new NamespaceScheduleService(fakeApi()).processScheduleData(rawWeek());
  const lanes = lanesOf(slots, (one) => ({ key: one.namespaceId, name: one.namespaceName }));
  assert.deepEqual(lanes.map((lane) => [lane.key, weightOf(lane)]), [['dev-api', 65 * 60], ['qa-pay', 30]]);
  slots[0][7].push(entry('other', 'CC-001'));
  const centers = lanesOf(slots, (one) => ({ key: `cc:${one.costCenter}`, name: one.costCenter }));
  assert.equal(centers.find((lane) => lane.name === 'CC-001').count[0][7], 2);
  assert.equal(centers.find((lane) => lane.name === 'CC-001').minutes[0][7], 60);
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
  const { slot, host } = gridWith({ onTimeSlotClick: (day, hour) => clicks.push([day, hour]), onPage: (direction) => pages.push(direction) });
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
  const board = new WeeklyDashboard('week', api, { now: () => Date.parse('2026-11-19T20:00:00Z'), t: words, format: () => ({ range: (a, b) => `${a}/${b}`, weekday: (date) => date, weekdayLong: (date) => date, dayOfMonth: (date) => date.slice(8), hours: String, decimal: String, percent: String, money: String }), changed: (week) => told.push(week), ...context });
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
  assert.equal(api.asked.some(([what, date]) => what === 'week' && date === '2026-12-07'), false);
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
  const api = fakeApi({ weeklySchedule: async () => {
    if (fails) throw Object.assign(new Error('the store is away'), { status: 503, code: 'store_unavailable' });
    return rawWeek();
  } });
  const { board, host } = dashboard(api);
  await board.loadWeekData('2026-11-16');
  assert.ok(host.textContent.includes('the store is away'));
  fails = false;
  await board.loadWeekData('2026-11-16');
  assert.equal(host.textContent.includes('the store is away'), false);
  board.unmount();
});

test('a week over New Year asks for the holidays of both years', async () => {
  const { board, api } = dashboard();
  await board.loadWeekData('2026-12-28');
  assert.deepEqual(api.asked.filter(([what]) => what === 'holidays').map(([, year]) => year), [2026, 2027]);
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
