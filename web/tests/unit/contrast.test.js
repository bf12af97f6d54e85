// The contrast of every pair of colours that is used, computed as WCAG 2.2 does, from the tokens themselves.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const css = readFileSync(new URL('../../css/tokens.css', import.meta.url), 'utf8');

/** The custom properties of a block, by its selector. @param {string} selector */
function tokensOf(selector) {
  const start = css.indexOf(`${selector} {`);
  const block = css.slice(start, css.indexOf('}', start));
  return Object.fromEntries([...block.matchAll(/--([\w-]+): (#[0-9a-f]{6})/g)].map(([, name, value]) => [name, value]));
}

const light = tokensOf(':root');
const dark = { ...light, ...tokensOf("[data-bs-theme='dark']") };

/** @param {string} color */
function luminance(color) {
  const [r, g, b] = [1, 3, 5]
    .map((at) => parseInt(color.slice(at, at + 2), 16) / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** @param {string} a @param {string} b */
function contrast(a, b) {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

const text = [
  ...['page', 'surface', 'raised', 'sunken'].flatMap((ground) => [
    ['text', ground],
    ['muted', ground],
    ['accent', ground],
  ]),
  ['accent-ink', 'accent'],
  ['accent-ink', 'accent-hover'],
  ['text', 'accent-soft'],
  ['accent', 'accent-soft'],
  ...['good', 'asleep', 'moving', 'sleeping', 'bad', 'calm'].flatMap((tone) => [
    [`${tone}-ink`, tone],
    [`${tone}-ink`, 'surface'],
    [`${tone}-ink`, 'page'],
  ]),
];
const parts = [...Array.from({ length: 8 }, (_, i) => `cc-${i}`), 'cc-none', 'line-strong', 'accent', 'sun'].map((name) => [
  name,
  'surface',
]);

for (const [theme, tokens] of [
  ['light', light],
  ['dark', dark],
]) {
  test(`text can be read in the ${theme} theme`, () => {
    for (const [ink, ground] of text) {
      const value = contrast(tokens[ink], tokens[ground]);
      assert.ok(value >= 4.5, `${ink} on ${ground}: ${value.toFixed(2)}`);
    }
  });

  test(`parts can be told apart in the ${theme} theme`, () => {
    for (const [part, ground] of parts) {
      const value = contrast(tokens[part], tokens[ground]);
      assert.ok(value >= 3, `${part} on ${ground}: ${value.toFixed(2)}`);
    }
  });
}
