// node tools/check_words_of_page.mjs [--self-test]: the words of the page (js/i18n) against their uses in js/. Found are: a key without
// a Spanish or an English text, one that two files define, one that is used and not defined, one that nobody uses, and pairs whose
// places for values differ.
//
// A use is a string of the form 'part.key' in any module outside js/i18n, but for h('tag.class'). A template such as `state.${status}` uses every key that
// begins and ends as it does. Exit 1 when something was found.

import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const js = join(dirname(fileURLToPath(import.meta.url)), '../js');

/** Keys and patterns of keys that a source uses, given the first words that keys begin with. @param {string} source @param {Set<string>} firsts */
export function usesOf(source, firsts) {
  const keys = new Set();
  const patterns = [];
  for (const [, single, double] of source.matchAll(/(?<!\bh\()'([\w-]+(?:\.[\w-]+)+)'|"([\w-]+(?:\.[\w-]+)+)"/g)) {
    const text = single ?? double;
    if (firsts.has(text.split('.')[0])) keys.add(text);
  }
  for (const [, template] of source.matchAll(/`([\w-]+\.[^`\s]*)`/g)) {
    const first = template.split('.')[0];
    if (!firsts.has(first)) continue;
    if (!template.includes('${')) keys.add(template);
    else patterns.push(new RegExp(`^${template.split(/\$\{[^}]*\}/).map((text) => text.replace(/[.*+?^$()|[\]\\]/g, '\\$&')).join('[\\w.-]+')}$`));
  }
  return { keys, patterns };
}

const placesOf = (text) => [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]))].sort().join();

/** @param {Record<string, Record<string, any>>} parts by file @param {Record<string, string>} sources */
export function check(parts, sources) {
  const found = [];
  const where = new Map();
  for (const [part, dictionary] of Object.entries(parts)) {
    for (const [key, pair] of Object.entries(dictionary)) {
      if (where.has(key)) found.push(`${key}: defined in ${where.get(key)} and in ${part}`);
      where.set(key, part);
      const whole = Array.isArray(pair) && pair.length === 2 && pair.every((text) => typeof text === 'string' && text.trim() !== '');
      if (!whole) found.push(`${key}: needs a Spanish and an English text`);
      else if (placesOf(pair[0]) !== placesOf(pair[1])) found.push(`${key}: {${placesOf(pair[0])}} in Spanish, {${placesOf(pair[1])}} in English`);
    }
  }
  const firsts = new Set([...where.keys()].map((key) => key.split('.')[0]));
  const used = new Set();
  for (const [file, source] of Object.entries(sources)) {
    const { keys, patterns } = usesOf(source, firsts);
    for (const key of keys) {
      used.add(key);
      if (!where.has(key)) found.push(`${key}: used in ${file}, and has no words`);
    }
    for (const pattern of patterns) {
      const matching = [...where.keys()].filter((key) => pattern.test(key));
      if (matching.length === 0) found.push(`${pattern.source}: used in ${file}, and no key is like it`);
      for (const key of matching) used.add(key);
    }
  }
  for (const key of where.keys()) if (!used.has(key)) found.push(`${key}: in ${where.get(key)}, and nobody uses it`);
  return found;
}

function selfTest() {
  const parts = { a: { 'a.used': ['x', 'y'], 'a.unused': ['x', 'y'], 'a.half': ['x', ''], 's.one': ['{n} x', '{m} y'], 's.two': ['x', 'y'] }, b: { 'a.used': ['x', 'y'] } };
  const sources = { 'v.js': "t('a.used'); t(`s.${x}`); t('a.half'); t('a.missing'); t(`a.${y}.none`); import './a.js'; 'other.text'; h('s.card')" };
  const want = ['a.half: needs', 's.one: {n}', 'a.used: defined', 'a.missing: used', '^a\\.[\\w.-]+\\.none$: used', 'a.unused: in a'];
  const got = check(parts, sources);
  const wrong = got.length !== want.length || want.some((start) => !got.some((line) => line.startsWith(start)));
  console.log(wrong ? `expected ${JSON.stringify(want)}, found ${JSON.stringify(got)}` : 'words of the page: self-test passed');
  return wrong ? 1 : 0;
}

async function main() {
  if (process.argv.includes('--self-test')) return selfTest();
  const { parts } = await import(pathToFileURL(join(js, 'i18n/index.js')).href);
  const files = (await readdir(js, { recursive: true })).filter((name) => name.endsWith('.js') && !name.startsWith('i18n/'));
  const sources = Object.fromEntries(await Promise.all(files.map(async (name) => [name, await readFile(join(js, name), 'utf8')])));
  const found = check(parts, sources);
  for (const line of found) console.log(line);
  console.log(found.length === 0 ? 'words of the page: nothing found' : `words of the page: ${found.length} found`);
  return found.length === 0 ? 0 : 1;
}

process.exitCode = await main();
