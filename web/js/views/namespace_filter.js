// Which namespaces a list shows, and in what order: plain functions over the store's items.

import { plain } from '../lib/format.js';

export const sorts = ['name', 'state', 'next', 'cc'];
const stateOrder = ['degraded', 'activating', 'deactivating', 'active', 'inactive', 'unknown', 'excluded'];

/** What is searched in, once per item. @param {any} item */
export const haystack = (item) => plain(`${item.namespace} ${item.display_name} ${item.cost_center ?? ''}`);

/** @param {Record<string, string>} query of the address */
export function filterFrom(query) {
  return {
    words: plain(query.q ?? '')
      .split(/\s+/)
      .filter(Boolean),
    states: new Set((query.state ?? '').split(',').filter(Boolean)),
    payer: query.cc ?? '',
    sort: sorts.includes(query.sort) ? query.sort : 'name',
  };
}

/** @param {any} item @param {ReturnType<typeof filterFrom>} filter @param {string} text @param {{ignoreState?: boolean}} [how] */
export function matches(item, filter, text, { ignoreState = false } = {}) {
  if (!ignoreState && filter.states.size > 0 && !filter.states.has(item.status)) return false;
  if (filter.payer && (item.cost_center ?? '') !== (filter.payer === '-' ? '' : filter.payer)) return false;
  return filter.words.every((word) => text.includes(word));
}

/** @param {string} sort @param {(a: string, b: string) => number} compare */
export function orderBy(sort, compare) {
  const byName = (a, b) => compare(a.display_name, b.display_name);
  const orders = {
    name: byName,
    state: (a, b) => stateOrder.indexOf(a.status) - stateOrder.indexOf(b.status) || byName(a, b),
    next: (a, b) => (a.next?.at ?? '9').localeCompare(b.next?.at ?? '9') || byName(a, b),
    cc: (a, b) => compare(a.cost_center ?? '\uffff', b.cost_center ?? '\uffff') || byName(a, b),
  };
  return orders[sort] ?? byName;
}

/** The filtered list, in the order of the items, and how many there would be of each state. @param {any[]} items @param {ReturnType<typeof filterFrom>} filter @param {(item: any) => string} textOf */
export function choose(items, filter, textOf) {
  const counts = new Map();
  const chosen = [];
  for (const item of items) {
    const text = textOf(item);
    if (!matches(item, filter, text, { ignoreState: true })) continue;
    counts.set(item.status, (counts.get(item.status) ?? 0) + 1);
    if (filter.states.size === 0 || filter.states.has(item.status)) chosen.push(item);
  }
  return { chosen, counts };
}
