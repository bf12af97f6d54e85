import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Formatter, plain, zoneCity } from '../../js/lib/format.js';

const es = new Formatter('es', 'America/Bogota');
const en = new Formatter('en', 'America/Bogota');
const now = '2026-11-19T20:00:00Z'; // Thursday 15:00

test('times are those of the cluster, and no line breaks inside one', () => {
  assert.equal(es.clock('2026-11-20T01:00:00Z'), '8:00\u00a0p.\u00a0m.');
  assert.equal(en.clock('2026-11-20T01:00:00Z'), '8:00\u00a0PM');
  assert.match(es.moment('2026-11-20T01:00:00Z'), /^jue, 19 de nov/);
});

test('a stamp is in the zone, and as long as any other', () => {
  assert.equal(es.stamp('2026-11-20T01:00:05Z'), '2026-11-19 20:00:05');
});

test('near: the clock today, the weekday within a week, else the date', () => {
  assert.equal(en.near('2026-11-20T01:00:00Z', now), '8:00\u00a0PM');
  assert.equal(en.near('2026-11-20T12:00:00Z', now), 'Fri 7:00\u00a0AM');
  assert.match(en.near('2026-12-08T12:00:00Z', now), /Dec 8/);
});

test('distances are exact to the minute, forwards and back', () => {
  assert.equal(es.distance('2026-11-19T22:14:00Z', now), 'dentro de 2 h 14 min');
  assert.equal(en.distance('2026-11-19T22:14:00Z', now), 'in 2 h 14 min');
  assert.equal(es.distance('2026-11-19T19:55:30Z', now), 'hace 4 min');
  assert.equal(es.distance('2026-11-19T19:59:30Z', now), 'hace un momento');
  assert.equal(en.distance('2026-11-19T19:59:30Z', now), 'just now');
  assert.equal(en.distance('2026-11-22T21:00:00Z', now), 'in 3 d 1 h');
});

test('a countdown rounds up and never goes below zero', () => {
  assert.equal(es.span(61), '2 min');
  assert.equal(es.span(3600), '1 h');
  assert.equal(es.span(-5), '0 min');
  assert.equal(es.countdown('2026-11-19T21:45:00Z', now), '1 h 45 min');
});

test('numbers by language', () => {
  assert.equal(es.hours(62.5), '62,5\u00a0h');
  assert.equal(en.hours(62.5), '62.5\u00a0h');
  assert.equal(es.percent(96.24), '96,2\u00a0%');
  assert.equal(es.percent(null), '–');
  assert.equal(es.integer(1234567), '1.234.567');
  assert.match(en.money(12.5, 'USD'), /\$12\.50/);
});

test('a price of one unit keeps its small digits', () => {
  assert.equal(new Formatter('es', 'America/Bogota').price(0.005, 'USD'), '0,005\u00a0USD');
  assert.equal(new Formatter('en', 'America/Bogota').price(0.04, 'COP'), '0.04\u00a0COP');
});

test('civil dates do not move with the zone', () => {
  const east = new Formatter('en', 'Pacific/Kiritimati');
  assert.equal(east.dateShort('2026-11-16'), 'Mon, Nov 16');
  assert.equal(es.weekdayLong('2026-11-16'), 'lunes');
  assert.equal(en.range('2026-11-16', '2026-11-22').replace(/[\u2009\u00a0]/g, ' '), 'Nov 16 – 22, 2026');
});

test('names in the order a person expects', () => {
  assert.deepEqual(
    ['ns-10', 'Ñame', 'águila', 'ns-9', 'nube'].sort((a, b) => es.compare(a, b)),
    ['águila', 'ns-9', 'ns-10', 'nube', 'Ñame'],
  );
});

test('searching ignores accents and capitals', () => {
  assert.equal(plain('Facturación ÑAME'), 'facturacion name');
});

test('lists and cities', () => {
  assert.equal(es.list(['a', 'b', 'c']), 'a, b y c');
  assert.equal(zoneCity('America/Bogota'), 'Bogotá');
  assert.equal(zoneCity('America/Argentina/Buenos_Aires'), 'Buenos Aires');
});
