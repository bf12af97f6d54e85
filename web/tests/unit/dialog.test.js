import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';

import { Dialog } from '../../js/components/dialog.js';
import { sentenceOf } from '../../js/components/states.js';
import { h, render } from '../../js/lib/html.js';
import { installDocument } from './fake_dom.js';

let dialog;
let element;
beforeEach(() => {
  const body = installDocument();
  dialog = new Dialog(body, (key) => key, 'dialog');
  [element] = body.children;
  // The browser's own: open at once, the event of closing later.
  Object.assign(element, {
    open: false,
    dataset: {},
    showModal() {
      this.open = true;
    },
    close() {
      this.open = false;
    },
  });
});

const content = (title) => () => ({ title, body: title });

test('a dialog that is closed tells so at once, and once', () => {
  let told = 0;
  dialog.open(content('a'), {
    onclose: () => {
      told += 1;
    },
  });
  dialog.close();
  assert.equal(told, 1);
  element.fire('close');
  assert.equal(told, 1);
});

test('the late event of closing does not empty what was opened meanwhile', () => {
  dialog.open(content('first'));
  dialog.close();
  dialog.open(content('second'));
  element.fire('close');
  assert.equal(dialog.isOpen, true);
  assert.ok(element.textContent.includes('second'));
});

test('Escape closes too', () => {
  let told = 0;
  dialog.open(content('a'), {
    onclose: () => {
      told += 1;
    },
  });
  element.close();
  element.fire('close');
  assert.equal(told, 1);
  assert.equal(element.textContent, '');
});

test('another content in an open dialog ends the first one', () => {
  const told = [];
  dialog.open(content('first'), { onclose: () => told.push('first') });
  dialog.open(content('second'), { onclose: () => told.push('second') });
  assert.deepEqual(told, ['first']);
  assert.ok(element.textContent.includes('second'));
});

test('the focus goes back to where it was', () => {
  const button = document.createElement('button');
  document.body.append(button);
  Object.assign(button, { isConnected: true });
  button.focus();
  dialog.open(content('a'));
  document.body.focus();
  dialog.close();
  assert.equal(document.activeElement, button);
});

test('the focus goes to the heading when nothing had it, or what had it is gone', () => {
  const heading = document.createElement('h1');
  document.body.append(heading);
  dialog.open(content('a'));
  dialog.close();
  assert.equal(document.activeElement, heading, 'nothing had it');

  const host = document.createElement('div');
  document.body.append(host);
  render(host, h('button', { key: 'gone' }));
  host.children[0].focus();
  render(host, []);
  assert.equal(document.activeElement, heading, 'taken away by a redraw');
});

test('no server has a sentence of ours, a refusal its own', () => {
  const t = (key) => key;
  assert.equal(sentenceOf(t, { status: 0, message: 'Unexpected end of JSON input' }), 'problem.unreachableHint');
  assert.equal(sentenceOf(t, { status: 0, write: true, message: 'fetch failed' }), 'problem.unsentHint', 'nothing sends it again');
  assert.equal(sentenceOf(t, { status: 409, message: 'limit exceeded' }), 'limit exceeded');
});
