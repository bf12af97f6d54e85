// The seeds' classes of the week, each method by its effect; grid and dashboard: week_grid.test.js.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';

import { findAll, textOf } from '../../js/lib/html.js';
import { HolidayService } from '../../js/services/HolidayService.js';
import { NamespaceScheduleService } from '../../js/services/NamespaceScheduleService.js';
import { ReportService } from '../../js/services/ReportService.js';
import { HolidayMarker } from '../../js/week/HolidayMarker.js';
import { blockOf, hoursOf, lanesOf, partOf, runsOf, weightOf } from '../../js/week/lanes.js';
import { NavigationControls } from '../../js/week/NavigationControls.js';
import { totalsOf, WeeklyReport } from '../../js/week/WeeklyReport.js';
import { installDocument } from './fake_dom.js';
import { entry, fakeApi, rawWeek, report, words } from './week_fixtures.js';

beforeEach(() => {
  installDocument();
});

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
  const api = fakeApi({
    weeklySchedule: async () => {
      if (fails) throw new Error('503');
      return rawWeek();
    },
  });
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
  assert.deepEqual(
    week.slots[0][8].map((one) => one.namespaceId),
    ['a', 'z'],
  );
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

test('the store’s news empty the cache, whoever looks at a week, and nothing else does', async () => {
  const api = fakeApi();
  const service = new NamespaceScheduleService(api);
  let holidays;
  const store = Object.assign(new EventTarget(), { setting: () => holidays });
  service.follow(store);
  const asked = async () => {
    await service.getWeeklySchedule('2026-11-16');
    return api.asked.length;
  };
  assert.equal(await asked(), 1);
  for (const type of ['change', 'tick', 'health']) store.dispatchEvent(new Event(type));
  holidays = 'mark'; // known for the first time is no news
  store.dispatchEvent(new Event('change'));
  store.dispatchEvent(new Event('change'));
  assert.equal(await asked(), 1);
  for (const [i, type] of ['task', 'namespace', 'resync'].entries()) {
    store.dispatchEvent(new Event(type));
    assert.equal(await asked(), i + 2, type);
  }
  holidays = 'observe';
  store.dispatchEvent(new Event('change'));
  assert.equal(await asked(), 5, 'holidays count in another way');
  assert.equal(await asked(), 5);
});

test('an answer from before the news is not kept', async () => {
  const api = fakeApi();
  const service = new NamespaceScheduleService(api);
  const store = Object.assign(new EventTarget(), { setting: () => null });
  service.follow(store);
  const early = service.getWeeklySchedule('2026-11-16');
  store.dispatchEvent(new Event('task'));
  const late = service.getWeeklySchedule('2026-11-16');
  await Promise.all([early, late]);
  assert.equal(api.asked.length, 2);
  assert.equal(service.getCachedWeekData('2026-11-16'), await late);
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
  assert.deepEqual(
    groups.map((group) => [group.costCenterId, group.scheduledHours, group.avoidedHours]),
    [
      ['CC-001', 65, 40],
      ['CC-002', 0, 2],
    ],
  );
  assert.equal(service.exportToCSV(read, 'es'), 'api/weekly-report/2026-11-16?format=csv&lang=es');
  assert.equal(service.exportToExcel(read, 'en'), 'api/weekly-report/2026-11-16?format=excel&lang=en');
});

test('ReportService.renderReportTable has a body for each cost centre, its sums, and no markup of others', () => {
  const format = { decimal: String, percent: (value) => (value === null ? '–' : `${value} %`), money: () => '$' };
  const table = new ReportService(fakeApi()).renderReportTable(report, {
    t: words,
    format,
    tag: (name) => name,
    linkTo: (name) => `#${name}`,
  });
  assert.equal(findAll(table, (node) => node.tag === 'tbody').length, 2);
  assert.ok(textOf(table).includes('<b>qa</b>'));
  const total = findAll(table, (node) => node.tag === 'tfoot')[0];
  assert.equal(textOf(total), 'reports.total6565.50.542');
});

test('WeeklyReport shows totals and downloads', () => {
  assert.deepEqual(totalsOf(report), { scheduled: 65, actual: 65.5, nonBusiness: 0.5, avoided: 42 });
  const shown = new WeeklyReport({
    service: new ReportService(fakeApi()),
    t: words,
    format: () => ({ hours: (value) => `${value} h`, decimal: String, percent: String, money: String }),
    language: () => 'es',
    tag: (name) => name,
    linkTo: (name) => name,
  });
  assert.ok(textOf(shown.render(report)).includes('65.5 h'));
  assert.deepEqual(
    findAll(shown.renderDownloads(report), (node) => node.tag === 'a').map((node) => node.props.href),
    ['api/weekly-report/2026-11-16?format=csv&lang=es', 'api/weekly-report/2026-11-16?format=excel&lang=es'],
  );
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
  const controls = new NavigationControls({
    t: words,
    format: () => ({ range: (a, b) => `${a} ${b}` }),
    onNavigate: (direction) => told.push(direction),
    onDate: (date) => told.push(date),
  });
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
  const marker = new HolidayMarker({
    language: () => /** @type {any} */ (language),
    service: { getHolidayInfo: () => ({ nameEn: 'Independence of Cartagena' }) },
  });
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
  assert.deepEqual(runsOf(minutes), [
    { from: 7, to: 10 },
    { from: 20, to: 21 },
  ]);
  assert.equal(hoursOf(minutes, 7), 1.75);
  assert.equal(hoursOf(minutes, 20), 1 / 3);
  assert.deepEqual(partOf(minutes, 7), { top: 0.5, height: 0.5, first: true, last: false });
  assert.deepEqual(partOf(minutes, 9), { top: 0, height: 0.25, first: false, last: true });
  assert.deepEqual(partOf(minutes, 8), { top: 0, height: 1, first: false, last: false });
});

test('lanes add up the minutes, and those of a cost centre say of how many namespaces', () => {
  const raw = rawWeek();
  raw.timeSlots.monday['07'] = [
    entry('dev-api', 'CC-001', 20),
    entry('dev-api', 'CC-001', 10, 'manual'),
    entry('dev-web', 'CC-001', 45),
    entry('qa-pay', 'CC-002', 15),
  ];
  const { slots } = new NamespaceScheduleService(fakeApi()).processScheduleData(raw);
  const lanes = lanesOf(slots, 'namespaces');
  assert.deepEqual(
    lanes.map((lane) => [lane.key, lane.name, weightOf(lane)]),
    [
      ['dev-api', 'DEV-API', 64 * 60 + 30],
      ['dev-web', 'DEV-WEB', 45],
      ['qa-pay', 'QA-PAY', 45],
    ],
  );
  const [first, second] = lanesOf(slots, 'centers');
  assert.deepEqual([first.key, first.count[0][7], first.minutes[0][7], first.peak], ['cc:CC-001', 2, 75, 75]);
  assert.deepEqual([first.count[0][8], first.minutes[0][8]], [1, 60]);
  assert.deepEqual([second.key, second.count[0][7], second.minutes[0][7]], ['cc:CC-002', 1, 15]);
});

test('hours of a cost centre with as many namespaces on are one block', () => {
  const count = Array(24).fill(0);
  count.fill(4, 7, 10);
  count[10] = 5;
  assert.deepEqual(blockOf(count, 7), { first: true, last: false, hours: 3 });
  assert.deepEqual(blockOf(count, 8), { first: false, last: false, hours: 0 });
  assert.deepEqual(blockOf(count, 9), { first: false, last: true, hours: 0 });
  assert.deepEqual(blockOf(count, 10), { first: true, last: true, hours: 1 });
});
