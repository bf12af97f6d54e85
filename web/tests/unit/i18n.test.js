import assert from 'node:assert/strict';
import { test } from 'node:test';

import { dictionary, parts } from '../../js/i18n/index.js';
import { fill, Translator } from '../../js/lib/i18n.js';

globalThis.localStorage = /** @type {any} */ ({
  kept: {},
  setItem(key, value) {
    this.kept[key] = value;
  },
  getItem(key) {
    return this.kept[key] ?? null;
  },
});

test('places are filled, unknown ones stay in sight', () => {
  assert.equal(fill('{a} of {b}, {c}', { a: 1, b: '<b>' }), '1 of <b>, {c}');
});

test('a value with a stop of its own ends the sentence', () => {
  assert.equal(fill('hasta {time}.', { time: '8:00 p. m.' }), 'hasta 8:00 p. m.');
  assert.equal(fill('hasta {time}. Luego no.', { time: 'vie' }), 'hasta vie. Luego no.');
});

test('one and many, with the number as the language writes it', () => {
  const words = new Translator({ x: ['{count} espacio|{count} espacios', '{count} namespace|{count} namespaces'] }, 'es');
  assert.equal(words.t('x', { count: 1 }), '1 espacio');
  assert.equal(words.t('x', { count: 0 }), '0 espacios');
  assert.equal(words.t('x', { count: 12345 }), '12.345 espacios');
  words.use('en');
  assert.equal(words.t('x', { count: 12345 }), '12,345 namespaces');
});

test('another language is told once, and remembered', () => {
  const words = new Translator({}, 'es');
  let told = 0;
  words.addEventListener('change', () => {
    told += 1;
  });
  words.use('en');
  words.use('en');
  assert.equal(told, 1);
  assert.equal(localStorage.getItem('nsched.language'), 'en');
});

test('an unknown key is shown as it is, so that nobody overlooks it', () => {
  assert.equal(new Translator({}, 'es').t('no.such'), 'no.such');
});

test('no key is in two files, and each has words in both languages with the same places', () => {
  const sum = Object.values(parts).reduce((total, part) => total + Object.keys(part).length, 0);
  assert.equal(Object.keys(dictionary).length, sum);
  for (const [key, [es, en]] of Object.entries(dictionary)) {
    assert.ok(es.trim() && en.trim(), key);
    const places = (words) => [...new Set(words.match(/\{\w+\}/g) ?? [])].sort().join();
    assert.equal(places(es), places(en), key);
  }
});
