// What a part of the page shows while there is nothing to show: on its way, empty, refused, out of reach. Each says what to
// do next.

import { h } from '../lib/html.js';
import { icon } from './icons.js';

/** Grey shapes of the size of what comes. @param {number} rows @param {string} [kind] 'row', 'card', 'line', 'tile' */
export const skeleton = (rows, kind = 'row') =>
  h(
    'div',
    { class: `skeletons skeletons-${kind}`, 'aria-hidden': true },
    Array.from({ length: rows }, (_, i) => h('span', { class: `skeleton skeleton-${kind}`, key: i })),
  );

/** @param {{title: string, hint?: any, action?: any, sign?: string, key?: string}} what */
export const empty = ({ title, hint, action, sign = 'info', key }) =>
  h('div', { class: 'empty', key }, icon(sign), h('p.empty-title', null, title), hint ? h('p.muted', null, hint) : null, action ?? null);

/**
 * What a person is told of an error: the server's own sentence, or that there is no server. Reading is tried again by itself, writing
 * is not.
 * @param {(key: string) => string} t @param {any} error
 */
export const sentenceOf = (t, error) =>
  error.status === 0 ? t(error.write ? 'problem.unsentHint' : 'problem.unreachableHint') : error.message;

/** @param {(key: string, params?: any) => string} t @param {any} error @param {() => void} [again] */
export function problem(t, error, again) {
  const kind =
    error.status === 403
      ? 'forbidden'
      : error.status === 404 && error.code === 'not_found'
        ? 'missing'
        : error.status === 401
          ? 'signedOut'
          : error.status === 0
            ? 'unreachable'
            : error.status >= 500
              ? 'server'
              : 'refused';
  const incident = error.problem?.incident;
  return h(
    'div',
    { class: 'problem-panel', role: 'alert', 'data-testid': 'problem', 'data-code': error.code },
    icon(kind === 'forbidden' ? 'excluded' : 'warning'),
    h(
      'div',
      null,
      h('p.problem-title', null, t(`problem.${kind}`)),
      h('p', null, kind === 'missing' ? t('problem.missingHint') : sentenceOf(t, error)),
      incident ? h('p.muted', null, t('problem.incident', { id: incident })) : null,
      again
        ? h('button', { type: 'button', class: 'btn btn-sm btn-outline-secondary', onclick: again }, icon('reload'), t('common.retry'))
        : null,
    ),
  );
}

/**
 * A resource's content, or what stands in for it.
 * @param {(key: string, params?: any) => string} t
 * @param {import('../store/resource.js').Resource} resource
 * @param {{waiting: any, content: (value: any) => any, again?: () => void}} parts `again`: what asks again, where it is more than this
 */
export function panel(t, resource, { waiting, content, again = () => resource.reload() }) {
  if (resource.ready) {
    return [
      resource.error
        ? h(
            'div',
            { key: 'stale' },
            problem(t, resource.error, again),
          )
        : null,
      content(resource.value),
    ];
  }
  if (resource.error && !resource.loading) return problem(t, resource.error, again);
  return h('div', { class: 'waiting', key: 'waiting', 'aria-busy': true }, h('span.visually-hidden', null, t('common.loading')), waiting);
}
