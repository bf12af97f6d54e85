import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';

import { findAll, h, render, textOf } from '../../js/lib/html.js';
import { installDocument, moves, place } from './fake_dom.js';

let root;
beforeEach(() => {
  installDocument();
  root = place();
});

test('a description becomes elements, with classes, attributes and text', () => {
  render(root, h('div.card.wide', { id: 'a', 'data-x': 1, hidden: false }, 'one ', h('b', null, 2), null, false, [h('i', null, 'three')]));
  const [div] = root.children;
  assert.equal(div.className, 'card wide');
  assert.equal(div.getAttribute('data-x'), '1');
  assert.equal(div.textContent, 'one 2three');
});

test('markup in text stays text', () => {
  render(root, h('p', { title: '"><script>' }, '<img src=x onerror=alert(1)>'));
  const [p] = root.children;
  assert.equal(p.children.length, 0);
  assert.equal(p.textContent, '<img src=x onerror=alert(1)>');
  assert.equal(p.getAttribute('title'), '"><script>');
});

test('a redraw keeps the elements and changes what is different', () => {
  render(root, h('p', { class: 'a', title: 'x' }, 'old'));
  const [before] = root.children;
  render(root, h('p', { class: 'b' }, 'new'));
  assert.equal(root.children[0], before);
  assert.equal(before.className, 'b');
  assert.equal(before.hasAttribute('title'), false);
  assert.equal(before.textContent, 'new');
});

test('elements with a key are the same wherever they go, and those that stay are not moved', () => {
  const list = (keys) => keys.map((key) => h('li', { key }, key));
  render(root, list(['a', 'b', 'c', 'd']));
  const byText = new Map(root.children.map((node) => [node.textContent, node]));
  moves.count = 0;
  render(root, list(['a', 'c', 'd']));
  assert.equal(moves.count, 0);
  render(root, list(['d', 'a', 'e', 'c']));
  assert.deepEqual(
    root.children.map((node) => node.textContent),
    ['d', 'a', 'e', 'c'],
  );
  for (const key of ['a', 'c', 'd'])
    assert.equal(
      root.children.find((node) => node.textContent === key),
      byText.get(key),
    );
});

test('what a person types survives a redraw; what the page changes does not', () => {
  const draw = (value) => render(root, h('input', { value }));
  draw('one');
  const [input] = root.children;
  input.value = 'typed';
  draw('one');
  assert.equal(input.value, 'typed');
  draw('two');
  assert.equal(input.value, 'two');
});

test('a listener is the one of the last description', () => {
  const calls = [];
  const draw = (name) => render(root, h('button', { onclick: name ? () => calls.push(name) : null }));
  draw('first');
  draw('second');
  root.children[0].fire('click');
  draw(null);
  root.children[0].fire('click');
  assert.deepEqual(calls, ['second']);
});

test('aria states are written as words, other booleans as presence', () => {
  render(root, h('button', { 'aria-pressed': false, 'aria-expanded': true, 'data-open': true, 'data-shut': false }));
  const [button] = root.children;
  assert.equal(button.getAttribute('aria-pressed'), 'false');
  assert.equal(button.getAttribute('aria-expanded'), 'true');
  assert.equal(button.getAttribute('data-open'), '');
  assert.equal(button.hasAttribute('data-shut'), false);
});

test('an owned element keeps children that others put there', () => {
  const draw = () => render(root, h('div', { owned: true, key: 'host' }));
  draw();
  const foreign = document.createElement('em');
  root.children[0].append(foreign);
  draw();
  assert.equal(root.children[0].children[0], foreign);
});

test('ref is told once, gone when the element leaves, also deep inside', () => {
  const seen = [];
  const draw = (shown) =>
    render(root, shown ? h('div', null, h('span', { ref: () => seen.push('here'), gone: () => seen.push('gone') })) : []);
  draw(true);
  draw(true);
  draw(false);
  assert.deepEqual(seen, ['here', 'gone']);
});

test('styles are set by property, and taken away again', () => {
  const draw = (style) => render(root, h('i', { style }));
  draw({ width: '10%', '--lane': 2 });
  const { style } = root.children[0];
  assert.deepEqual(
    [...style.values],
    [
      ['width', '10%'],
      ['--lane', '2'],
    ],
  );
  draw({ width: '20%' });
  assert.deepEqual([...style.values], [['width', '20%']]);
  draw(undefined);
  assert.equal(style.values.size, 0);
});

test('pictures get the namespace of SVG, with all that is inside', () => {
  render(root, h('svg', { viewBox: '0 0 1 1' }, h('g', null, h('path', { d: 'M0 0' }))));
  const [svg] = root.children;
  assert.equal(svg.namespaceURI, 'http://www.w3.org/2000/svg');
  assert.equal(svg.children[0].children[0].namespaceURI, 'http://www.w3.org/2000/svg');
});

test('textOf and findAll read a description', () => {
  const tree = [h('p', null, 'a', h('b.x', null, 1)), null, 'c'];
  assert.equal(textOf(tree), 'a1c');
  assert.equal(findAll(tree, (node) => node.props.class === 'x').length, 1);
});
