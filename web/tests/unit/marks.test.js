import assert from 'node:assert/strict';
import { test } from 'node:test';

import { personName, told } from '../../js/components/marks.js';

test('who is not signed in has a name in the person’s language', () => {
  assert.equal(personName((key) => key, 'anonymous'), 'who.somebody');
  assert.equal(personName((key) => key, 'ana'), 'ana');
  assert.equal(told(() => 'alguien', 'anonymous lo apagó.'), 'Alguien lo apagó.');
  assert.equal(told(() => 'alguien', 'ana lo apagó.'), 'ana lo apagó.');
  assert.equal(told(() => 'alguien', null), null);
});
