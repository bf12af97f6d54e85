// node web/build.mjs [OUTPUT]: the page as it is served, by default in build/web of the checkout.
//
// Bundles js/main.js and css/app.css, names each file by its content (so that a browser may keep it for ever), rewrites the
// references of index.html to those names, and writes beside each file that gets smaller by it a .gz and a .br. What is loaded by
// `import()` stays a file of its own. The output is put in place as a whole, and only when it differs: a server may start
// from it meanwhile. meta.json, which is not served, says what belongs to the first view; tests/system reads its sizes.

import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, extname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

import { build } from 'esbuild';

import { withoutUnusedRules, wordsOf } from './unused_styles.mjs';

const source = dirname(fileURLToPath(import.meta.url));
const output = resolve(process.argv[2] ?? join(source, '../build/web'));
const working = `${output}.${process.pid}`;

// The files that index.html names: what is there becomes an entry of the bundle or, a picture, a copy.
const reference = /\b(src|href)="((?:js|css)\/[^"]+)"/g;

/** @param {string} page */
function referencesOf(page) {
  return [...new Set([...page.matchAll(reference)].map((match) => match[2]))];
}

/** Of the packages' stylesheets only what our sources can match. */
const leanStyles = {
  name: 'lean-styles',
  setup(builder) {
    let used = null;
    const readSources = async () => {
      const files = (await readdir(join(source, 'js'), { recursive: true })).filter((name) => name.endsWith('.js')).map((name) => join(source, 'js', name));
      return wordsOf(await Promise.all([join(source, 'index.html'), ...files].map((file) => readFile(file, 'utf8'))));
    };
    builder.onLoad({ filter: /bootstrap\/dist\/css\/.*\.css$/ }, async ({ path }) => {
      used ??= readSources();
      return { contents: withoutUnusedRules(await readFile(path, 'utf8'), await used), loader: 'css', resolveDir: dirname(path) };
    });
  },
};

/** @param {string[]} entries */
async function bundle(entries) {
  const result = await build({
    absWorkingDir: source,
    entryPoints: entries,
    outdir: working,
    outbase: '.',
    bundle: true,
    splitting: true,
    format: 'esm',
    target: ['chrome111', 'firefox115', 'safari16.4'],
    minify: true,
    legalComments: 'eof',      // the licences travel with the code
    charset: 'utf8',
    entryNames: '[dir]/[name]-[hash]',
    chunkNames: 'js/[name]-[hash]',
    assetNames: 'css/[name]-[hash]',
    loader: { '.svg': 'file' },
    plugins: [leanStyles],
    metafile: true,
    logLevel: 'warning',
  });
  return result.metafile.outputs;
}

/** A picture that index.html names. @param {string} name */
async function copyHashed(name) {
  const content = await readFile(join(source, name));
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 8).toUpperCase();
  const hashed = name.replace(/(\.[^.]+)$/, `-${hash}$1`);
  await mkdir(dirname(join(working, hashed)), { recursive: true });
  await writeFile(join(working, hashed), content);
  return hashed;
}

/** What the browser fetches before anything is shown. @param {Record<string, any>} outputs @param {string[]} first */
function closure(outputs, first) {
  const seen = new Set();
  const follow = (file) => {
    if (seen.has(file) || !outputs[file]) return;
    seen.add(file);
    for (const { path, kind } of outputs[file].imports) if (kind === 'import-statement') follow(path);
  };
  first.forEach(follow);
  return [...seen];
}

async function filesBelow(folder) {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

/** @param {string} file */
async function compress(file) {
  const content = await readFile(file);
  const gzip = gzipSync(content, { level: 9 });
  const brotli = brotliCompressSync(content, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length },
  });
  if (gzip.length < content.length) await writeFile(`${file}.gz`, gzip);
  if (brotli.length < content.length) await writeFile(`${file}.br`, brotli);
  return { bytes: content.length, gzip: gzip.length, brotli: brotli.length };
}

async function main() {
  const page = await readFile(join(source, 'index.html'), 'utf8');
  const named = referencesOf(page);
  const entries = named.filter((name) => ['.js', '.css'].includes(extname(name)));
  await rm(working, { recursive: true, force: true });
  const outputs = Object.fromEntries(
    Object.entries(await bundle(entries)).map(([path, meta]) => {
      const inside = (name) => relative(working, resolve(source, name));
      return [inside(path), { ...meta, imports: meta.imports.map((item) => ({ ...item, path: inside(item.path) })) }];
    }),
  );

  const hashed = new Map();
  for (const [file, meta] of Object.entries(outputs)) {
    // The styles that a script imports would be a second output of the same entry: they belong into css/app.css.
    if (meta.entryPoint && entries.includes(meta.entryPoint) && extname(file) === extname(meta.entryPoint)) hashed.set(meta.entryPoint, file);
  }
  for (const name of named.filter((name) => !entries.includes(name))) hashed.set(name, await copyHashed(name));
  const first = closure(outputs, entries.map((name) => hashed.get(name)));
  const preload = first
    .filter((file) => extname(file) === '.js' && ![...hashed.values()].includes(file))
    .map((file) => `  <link rel="modulepreload" href="${file}">\n`);
  const written = page
    .replace(reference, (_, attribute, name) => `${attribute}="${hashed.get(name)}"`)
    .replace('</head>', `${preload.join('')}</head>`);
  await writeFile(join(working, 'index.html'), written);

  const sizes = {};
  for (const file of await filesBelow(working)) sizes[relative(working, file)] = await compress(file);
  const total = (extension) => first.filter((file) => extname(file) === extension).reduce((sum, file) => sum + sizes[file].gzip, 0);
  const meta = { first, firstScriptGzip: total('.js'), firstStyleGzip: total('.css'), files: sizes };
  const metaText = `${JSON.stringify(meta, null, 1)}\n`;
  await writeFile(join(working, 'meta.json'), metaText);
  await put(metaText, written);
  const kib = (bytes) => `${(bytes / 1024).toFixed(1)} KiB`;
  console.log(`page: ${Object.keys(sizes).length} files; first view ${kib(meta.firstScriptGzip)} of script, ${kib(meta.firstStyleGzip)} of style (gzip)`);
}

/** Names hold the hash of what is in the files: the same list is the same page. @param {string} meta @param {string} index */
async function put(meta, index) {
  const there = async (name) => readFile(join(output, name), 'utf8').catch(() => null);
  if ((await there('meta.json')) === meta && (await there('index.html')) === index) {
    await rm(working, { recursive: true });
    return;
  }
  await mkdir(dirname(output), { recursive: true });
  const old = `${output}.${process.pid}.old`;
  if (existsSync(output)) await rename(output, old);
  await rename(working, output);
  await rm(old, { recursive: true, force: true });
}

await main().catch(async (error) => {
  await rm(working, { recursive: true, force: true });
  console.error(error.message ?? error);
  process.exitCode = 1;
});
