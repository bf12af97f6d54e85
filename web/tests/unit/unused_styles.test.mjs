import assert from 'node:assert/strict';
import { test } from 'node:test';

import { withoutUnusedRules, wordsOf } from '../../unused_styles.mjs';

const used = wordsOf(["h('div.card', { class: 'btn btn-primary' })", '<main class="page">']);

test('the words of the sources are what may be a class', () => {
  for (const word of ['card', 'btn', 'btn-primary', 'page']) assert.ok(used.has(word), word);
  assert.ok(!used.has('btn-danger'));
});

for (const [why, css, want] of [
  ['no class at all', 'body{margin:0}:root,[data-bs-theme=light]{--a:1}', 'body{margin:0}:root,[data-bs-theme=light]{--a:1}'],
  ['used and unused', '.btn{a:b}.alert{a:b}', '.btn{a:b}'],
  ['one of several selectors', '.alert,.btn:hover,.modal .btn{a:b}', '.btn:hover{a:b}'],
  ['all classes of a selector', '.btn.alert{a:b}.card .btn{a:b}', '.card .btn{a:b}'],
  ['what :not says need not be there', '.btn:not(.disabled){a:b}.btn:not(.x):is(.y,.z){a:b}', '.btn:not(.disabled){a:b}.btn:not(.x):is(.y,.z){a:b}'],
  ['a dot in an attribute', '.btn[href$=".pdf"]{a:b}', '.btn[href$=".pdf"]{a:b}'],
  ['a media query that is left empty', '@media (min-width:1px){.alert{a:b}}@media print{.btn{a:b}.alert{a:b}}', '@media print{.btn{a:b}}'],
  ['keyframes and fonts', '@keyframes x{0%{a:b}to{a:c}}@charset "UTF-8";.btn{a:b}', '@keyframes x{0%{a:b}to{a:c}}@charset "UTF-8";.btn{a:b}'],
  ['braces in strings', '.btn::after{content:"}"}.alert::after{content:"{"}', '.btn::after{content:"}"}'],
  ['an escaped class', '.w-1\\/2{a:b}.btn{a:b}', '.btn{a:b}'],
  ['a licence', '/*! MIT {} */.alert{a:b}', '/*! MIT {} */'],
]) {
  test(`rules: ${why}`, () => assert.equal(withoutUnusedRules(css, used), want));
}

test('a block without an end is told', () => {
  assert.throws(() => withoutUnusedRules('.btn{a:b', used), /does not end/);
});
