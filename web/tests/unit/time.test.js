import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  addDays,
  businessIntervals,
  dateIn,
  daysBetween,
  fieldInstant,
  instantOf,
  isDate,
  isoOf,
  localField,
  mondayOf,
  nextHour,
  parseDays,
  parseHours,
  partsIn,
  weekdayOf,
} from '../../js/lib/time.js';

const bogota = 'America/Bogota';
const newYork = 'America/New_York';

test('the parts of an instant are those of the zone, not of the machine', () => {
  const parts = partsIn('2026-11-20T01:30:05Z', bogota);
  assert.deepEqual(parts, { year: 2026, month: 11, day: 19, hour: 20, minute: 30, second: 5, date: '2026-11-19', weekday: 3 });
  assert.equal(dateIn('2026-11-20T04:59:59Z', bogota), '2026-11-19');
  assert.equal(dateIn('2026-11-20T05:00:00Z', bogota), '2026-11-20');
});

test('midnight is hour 0', () => {
  assert.equal(partsIn('2026-11-20T05:00:00Z', bogota).hour, 0);
});

test('an instant from a date and minutes is the inverse', () => {
  for (const zone of [bogota, newYork, 'Asia/Kathmandu', 'Pacific/Kiritimati', 'UTC']) {
    for (const date of ['2026-01-01', '2026-03-07', '2026-06-30', '2026-11-02', '2028-02-29']) {
      for (const minutes of [0, 61, 7 * 60, 20 * 60, 23 * 60 + 59]) {
        const parts = partsIn(instantOf(date, minutes, zone), zone);
        assert.deepEqual([parts.date, parts.hour * 60 + parts.minute], [date, minutes], `${zone} ${date} ${minutes}`);
      }
    }
  }
});

test('a time that a change of the clock skips becomes one beside the gap', () => {
  const at = instantOf('2026-03-08', 2 * 60 + 30, newYork);
  assert.ok(Math.abs(at - Date.parse('2026-03-08T07:00:00Z')) <= 3600000);
});

test('days of the calendar', () => {
  assert.equal(weekdayOf('2026-11-16'), 0);
  assert.equal(mondayOf('2026-11-22'), '2026-11-16');
  assert.equal(mondayOf('2026-11-16'), '2026-11-16');
  assert.equal(addDays('2026-12-31', 1), '2027-01-01');
  assert.equal(addDays('2028-03-01', -1), '2028-02-29');
  assert.equal(daysBetween('2026-11-19', '2026-12-08'), 19);
});

test('what is a date', () => {
  assert.ok(isDate('2028-02-29'));
  for (const wrong of ['2026-02-29', '2026-13-01', '2026-2-3', 'foo', '', null, undefined])
    assert.equal(isDate(wrong), false, String(wrong));
});

test('fields of a form speak the zone', () => {
  assert.equal(localField(Date.parse('2026-11-20T03:05:00Z'), bogota), '2026-11-19T22:05');
  assert.equal(fieldInstant('2026-11-19T22:05', bogota), '2026-11-20T03:05:00Z');
  for (const wrong of ['', '2026-02-30T10:00', '22:05']) assert.equal(fieldInstant(wrong, bogota), null);
});

test('business days and hours as the settings write them', () => {
  assert.deepEqual([...parseDays('MON-FRI')], [0, 1, 2, 3, 4]);
  assert.deepEqual([...parseDays('FRI-MON')], [4, 5, 6, 0]);
  assert.deepEqual([...parseDays('mon, wed')], [0, 2]);
  assert.deepEqual(parseHours('07:00-20:00'), { start: 420, end: 1200 });
  assert.deepEqual(parseHours('06:30-24:00'), { start: 390, end: 1440 });
});

test('business hours between two instants', () => {
  const from = Date.parse('2026-11-20T20:00:00Z'); // Friday 15:00 in Bogotá
  const to = Date.parse('2026-11-23T14:00:00Z'); // Monday 9:00
  const rules = { timeZone: bogota, hours: '07:00-20:00', days: 'MON-FRI' };
  const shown = (pairs) => pairs.map((pair) => pair.map((at) => isoOf(at)));
  assert.deepEqual(shown(businessIntervals(from, to, rules)), [
    ['2026-11-20T20:00:00Z', '2026-11-21T01:00:00Z'],
    ['2026-11-23T12:00:00Z', '2026-11-23T14:00:00Z'],
  ]);
  assert.deepEqual(shown(businessIntervals(from, to, { ...rules, closed: (date) => date === '2026-11-23' })), [
    ['2026-11-20T20:00:00Z', '2026-11-21T01:00:00Z'],
  ]);
});

test('the next time that a clock shows an hour', () => {
  assert.equal(nextHour('2026-11-20T00:30:00Z', 20, bogota), '2026-11-20T01:00:00Z');
  assert.equal(nextHour('2026-11-20T01:00:00Z', 20, bogota), '2026-11-21T01:00:00Z');
});
