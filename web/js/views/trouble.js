// What Hoy says of things that went wrong: namespaces that are not as they should be now, and operations that failed.

import { outcome, stateBadge, told } from '../components/marks.js';
import { h } from '../lib/html.js';
import { hashOf } from '../lib/router.js';

const mostShown = 5;

/** Which namespaces need somebody to look at them: not as they should be, or somebody reverts what we do. @param {any[]} items */
export const inTrouble = (items) => items.filter(({ status, contested }) => contested || status === 'degraded' || status === 'unknown');

/** @param {import('../components/view.js').View} view @param {any[]} items */
export function troubleList(view, items) {
  const more = items.length - mostShown;
  return h(
    'ul',
    { class: 'plain-list', key: 'trouble', 'data-testid': 'trouble' },
    items.slice(0, mostShown).map((item) =>
      h(
        'li',
        { key: item.namespace, class: 'failure' },
        stateBadge((key) => view.t(key), item),
        h(
          'div',
          null,
          h('a', { href: view.router.hrefWith({ ns: item.namespace, tab: 'why' }) }, item.namespace),
          h(
            'p.muted',
            null,
            item.contested ? view.t('namespaces.contested', { who: item.contested }) : (item.last_error ?? told((key) => view.t(key), item.reason) ?? ''),
          ),
        ),
      ),
    ),
    more > 0
      ? h('li', { key: 'more' }, h('a', { href: hashOf('namespaces', { query: { sort: 'state' } }) }, view.t('bulk.others', { count: more })))
      : null,
  );
}

/** @param {import('../components/view.js').View} view @param {any[]} operations */
export function failureList(view, operations) {
  return h(
    'ul',
    { class: 'plain-list', key: 'failed' },
    operations.map((op) =>
      h(
        'li',
        { key: op.id, class: 'failure' },
        outcome((key) => view.t(key), op.status),
        h(
          'div',
          null,
          h('a', { href: view.router.hrefWith({ op: op.id }) }, op.namespace),
          ' · ',
          view.t(`type.${op.operation_type}`),
          h('p.muted', null, view.format.moment(op.requested_at), op.error_message ? ` · ${op.error_message}` : ''),
        ),
      ),
    ),
  );
}
