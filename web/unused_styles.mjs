// Leaves out of a stylesheet what no element of ours can match: rules all of whose selectors name a class that occurs nowhere in our
// sources. A class counts as used when its name stands anywhere there as a word, so nothing is left out that could be meant; Bootstrap's
// stylesheet shrinks to a third all the same. Works on plain CSS, minified or not.

/** Every word of our sources that could be the name of a class. @param {string[]} sources */
export function wordsOf(sources) {
  const words = new Set();
  for (const source of sources) for (const [word] of source.matchAll(/[A-Za-z_][\w-]*/g)) words.add(word);
  return words;
}

/** The end of the block that begins at `open`, one behind its closing brace. */
function blockEnd(css, open) {
  let depth = 0;
  for (let i = open; i < css.length; i += 1) {
    const c = css[i];
    if (c === '"' || c === "'") {
      i += 1;
      while (i < css.length && css[i] !== c) i += css[i] === '\\' ? 2 : 1;
    } else if (c === '{') depth += 1;
    else if (c === '}') {
      depth -= 1;
      if (depth === 0) return i + 1;
    }
  }
  throw new Error('a block of the stylesheet does not end');
}

/** Splits at commas that stand in no bracket. @param {string} list */
function selectorsOf(list) {
  const selectors = [];
  let depth = 0;
  let begin = 0;
  for (let i = 0; i < list.length; i += 1) {
    if ('(['.includes(list[i])) depth += 1;
    else if (')]'.includes(list[i])) depth -= 1;
    else if (list[i] === ',' && depth === 0) {
      selectors.push(list.slice(begin, i));
      begin = i + 1;
    }
  }
  return [...selectors, list.slice(begin)];
}

/** What :not(…), :is(…) and attributes say may hold without the class. @param {string} selector @param {Set<string>} used */
function canMatch(selector, used) {
  const bare = selector.replace(/\[[^\]]*\]/g, '').replace(/:[\w-]+\([^()]*(?:\([^()]*\)[^()]*)*\)/g, '');
  return [...bare.matchAll(/\.((?:[\w-]|\\.)+)/g)].every(([, name]) => used.has(name.replace(/\\/g, '')));
}

/** @param {string} css @param {Set<string>} used @returns {string} */
export function withoutUnusedRules(css, used) {
  let kept = '';
  let at = 0;
  while (at < css.length) {
    if (css.startsWith('/*', at)) {
      const end = css.indexOf('*/', at) + 2;
      kept += css.slice(at, end);
      at = end;
      continue;
    }
    const open = css.indexOf('{', at);
    const semicolon = css.indexOf(';', at);
    if (semicolon !== -1 && (open === -1 || semicolon < open)) {   // @charset, @import
      kept += css.slice(at, semicolon + 1);
      at = semicolon + 1;
      continue;
    }
    if (open === -1) return kept + css.slice(at);
    const end = blockEnd(css, open);
    const prelude = css.slice(at, open).trim();
    const block = css.slice(open, end);
    if (/^@(media|supports|layer|container)/.test(prelude)) {
      const inner = withoutUnusedRules(block.slice(1, -1), used);
      if (inner.trim() !== '') kept += `${prelude}{${inner}}`;
    } else if (prelude.startsWith('@')) {
      kept += prelude + block;
    } else {
      const selectors = selectorsOf(prelude).filter((selector) => canMatch(selector, used));
      if (selectors.length > 0) kept += selectors.join(',') + block;
    }
    at = end;
  }
  return kept;
}
