import assert from 'node:assert/strict';
import { test } from 'node:test';

import { inTrouble } from '../../js/views/trouble.js';

test('in trouble is what is not as it should be, and what somebody fights over', () => {
  const states = [{ status: 'active' }, { status: 'degraded' }, { status: 'active', contested: 'argocd' }, { status: 'unknown' }, { status: 'inactive' }];
  assert.deepEqual(inTrouble(states), [states[1], states[2], states[3]]);
});
