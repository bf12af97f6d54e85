// What a program can check of the page: no unsafe sink of HTML, no forgotten variable, and the zones, each of which may import only
// what stands further left: lib <- api, i18n <- store, services <- components <- week <- views <- shell <- TaskScheduler <- main.

import noUnsanitized from 'eslint-plugin-no-unsanitized';

const browser = Object.fromEntries([
  'AbortController', 'AbortSignal', 'Blob', 'CSS', 'CustomEvent', 'DOMException', 'Element', 'Event', 'EventSource', 'EventTarget', 'FormData', 'HTMLButtonElement',
  'HTMLDialogElement', 'HTMLElement', 'HTMLInputElement', 'HTMLSelectElement', 'HTMLTextAreaElement', 'Intl', 'IntersectionObserver', 'KeyboardEvent', 'MouseEvent', 'MutationObserver', 'Node', 'PerformanceObserver', 'NodeFilter',
  'PointerEvent', 'ResizeObserver', 'Response', 'SubmitEvent', 'Temporal', 'URL', 'URLSearchParams', 'cancelAnimationFrame', 'clearInterval', 'clearTimeout', 'console',
  'crypto', 'customElements', 'document', 'fetch', 'getComputedStyle', 'history', 'localStorage', 'location', 'matchMedia', 'navigator', 'performance', 'queueMicrotask',
  'requestAnimationFrame', 'sessionStorage', 'setInterval', 'setTimeout', 'structuredClone', 'window',
].map((name) => [name, 'readonly']));
const node = Object.fromEntries(['Buffer', 'URL', 'URLSearchParams', 'console', 'fetch', 'performance', 'process', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'structuredClone', 'AbortController', 'Event', 'CustomEvent', 'EventTarget', 'Response', 'Headers', 'globalThis', 'setImmediate'].map((name) => [name, 'readonly']));

const rules = {
  'array-callback-return': 'error',
  'consistent-return': 'off',
  eqeqeq: ['error', 'always', { null: 'ignore' }],
  'max-lines': ['error', { max: 500 }],
  'no-console': 'off',
  'no-const-assign': 'error',
  'no-constant-condition': ['error', { checkLoops: false }],
  'no-dupe-args': 'error',
  'no-dupe-class-members': 'error',
  'no-dupe-keys': 'error',
  'no-duplicate-imports': 'error',
  'no-eval': 'error',
  'no-implied-eval': 'error',
  'no-new-func': 'error',
  'no-fallthrough': 'error',
  'no-import-assign': 'error',
  'no-redeclare': 'error',
  'no-self-assign': 'error',
  'no-self-compare': 'error',
  'no-shadow-restricted-names': 'error',
  'no-undef': 'error',
  'no-unreachable': 'error',
  'no-unused-vars': ['error', { args: 'after-used', caughtErrors: 'none', argsIgnorePattern: '^_', varsIgnorePattern: '^_', destructuredArrayIgnorePattern: '^_' }],
  'no-use-before-define': ['error', { functions: false, classes: false, variables: false }],
  'no-var': 'error',
  'prefer-const': 'error',
  'use-isnan': 'error',
  'valid-typeof': 'error',
  'no-unsanitized/method': 'error',
  'no-unsanitized/property': 'error',
};

/** Folders and files of js/, and what each may not import: everything that stands further right, and packages. */
const order = [['lib'], ['api', 'i18n'], ['store', 'services'], ['vendor'], ['components'], ['week'], ['views'], ['shell'], ['TaskScheduler.js'], ['main.js']];
// The frame opens its dialogs over views and views ask the shell's: both ways are meant, through what they are given; a view's module may
// take a function of a shell's module, never the frame itself.
const neighbours = { views: ['shell'] };
const later = (level, name) => order.slice(level + 1).flat().filter((other) => !(neighbours[name] ?? []).includes(other));
const zones = order.flatMap((names, level) => names.map((name) => ({
  files: [name.endsWith('.js') ? `js/${name}` : `js/${name}/**/*.js`],
  rules: {
    'no-restricted-imports': ['error', {
      patterns: [
        ...later(level, name).map((other) => ({
          regex: other.endsWith('.js') ? `^(\\./|\\.\\./)+${other.replace('.', '\\.')}$` : `^(\\./|\\.\\./)+${other}/`,
          message: `${name} may not know ${other}: ARCHITECTURE.md of the page, zones`,
        })),
        ...(name === 'vendor' ? [] : [{ regex: '^[^.]', message: 'packages are imported by js/vendor only' }]),
      ],
    }],
  },
})));

export default [
  { ignores: ['node_modules/**'] },
  { plugins: { 'no-unsanitized': noUnsanitized } },
  { files: ['js/**/*.js'], languageOptions: { ecmaVersion: 2024, sourceType: 'module', globals: browser }, rules },
  ...zones,
  { files: ['build.mjs', 'eslint.config.js', 'tools/**', 'tests/**'], languageOptions: { ecmaVersion: 2024, sourceType: 'module', globals: node }, rules },
  { files: ['tools/**'], rules: { 'no-unsanitized/method': 'off' } },   // import() of our own file by its path, in Node
  // Functions given to the browser by the tests run there.
  { files: ['tests/**', 'tools/**'], languageOptions: { globals: { ...browser, ...node } } },
];
