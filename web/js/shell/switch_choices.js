// What a person may choose when switching, and the request that follows from it. Without a page: plain functions.

import { fieldInstant, isoOf } from '../lib/time.js';

const hour = 3600000;
export const proposedMinutes = 240;

/** Who may pay for it. @param {any[]} costCenters @param {string[]} names */
export const payersFor = (costCenters, names) =>
  costCenters.filter(
    (one) =>
      one.is_authorized &&
      !one.builtin &&
      (one.authorized_namespaces.length === 0 || names.every((name) => one.authorized_namespaces.includes(name))),
  );

/** The namespace's own cost centre if it may pay, else none: then a person has to say who does. @param {any[]} costCenters @param {any} item */
export const ownPayer = (costCenters, item) =>
  payersFor(costCenters, [item.namespace]).find((one) => one.cost_center === item.cost_center)?.cost_center ?? '';

/** From when an extension counts: the end of its place, else the next automatic switch-off, else now. @param {any} item @param {number} now */
export function extendFrom(item, now) {
  if (item.until) return new Date(item.until).getTime();
  if (item.next && /shutdown|deactivat/.test(item.next.operation_type)) return new Date(item.next.at).getTime();
  return now;
}

/**
 * The durations that are offered, as [value, label key, parameters].
 * @param {{action: string, offHours: boolean, item: any, now: number}} situation
 * @returns {[string, string, Record<string, any>][]}
 */
export function durationsFor({ action, offHours, item, now }) {
  if (action === 'deactivate') return [];
  if (action === 'extend') {
    const base = extendFrom(item, now);
    return [
      ...[1, 2, 4].map(
        (hours) =>
          /** @type {[string, string, any]} */ ([
            `until:${isoOf(base + hours * hour)}`,
            'switch.until',
            { at: isoOf(base + hours * hour) },
          ]),
      ),
      ['custom', 'switch.custom', {}],
    ];
  }
  const minutes = [60, 120, 240, 480].map(
    (length) => /** @type {[string, string, any]} */ ([`minutes:${length}`, 'switch.hours', { count: length / 60 }]),
  );
  return offHours
    ? [...minutes, ['', 'switch.nextShutdown', {}], ['custom', 'switch.custom', {}]]
    : [
        ['', 'switch.nextShutdown', {}],
        ['custom', 'switch.custom', {}],
      ];
}

/** @param {{action: string, offHours: boolean, item: any, now: number}} situation */
export function firstDuration(situation) {
  if (situation.action === 'extend') return durationsFor(situation)[1][0];
  return situation.action === 'activate' && situation.offHours ? `minutes:${proposedMinutes}` : '';
}

/**
 * The body of the request.
 * @param {{action: string, costCenter: string, duration: string, custom: string, reason: string, requestedBy: string}} form
 * @param {string} timeZone
 */
export function bodyOf(form, timeZone) {
  const body = /** @type {Record<string, any>} */ ({});
  if (form.costCenter) body.cost_center = form.costCenter;
  if (form.requestedBy.trim()) body.requested_by = form.requestedBy.trim();
  if (form.reason.trim()) body.reason = form.reason.trim();
  if (form.action === 'deactivate') return body;
  if (form.duration.startsWith('minutes:')) body.duration_minutes = Number(form.duration.slice(8));
  else if (form.duration.startsWith('until:')) body.until = form.duration.slice(6);
  else if (form.duration === 'custom') {
    const until = fieldInstant(form.custom, timeZone);
    if (until) body.until = until;
  }
  return body;
}

/** What can be done with it now, the likeliest first. @param {any} item @returns {('activate'|'deactivate'|'extend')[]} */
export function actionsOf(item) {
  if (item.status === 'excluded' || item.status === 'unknown') return [];
  if (item.status === 'inactive' || item.status === 'deactivating') return ['activate'];
  if (item.status === 'degraded') return item.desired_status === 'inactive' ? ['deactivate', 'activate'] : ['activate', 'deactivate'];
  return ['deactivate', 'extend'];
}

/** Outcomes of a bulk action by what became of them. @param {any[]} outcomes */
export function groupOutcomes(outcomes) {
  const groups = new Map();
  for (const one of outcomes) {
    const key = one.status < 300 ? (one.code ?? 'ok') : (one.code ?? `http_${one.status}`);
    if (!groups.has(key)) groups.set(key, { key, good: one.status < 300, names: [] });
    groups.get(key).names.push(one.namespace);
  }
  return [...groups.values()].sort((a, b) => Number(b.good) - Number(a.good) || b.names.length - a.names.length);
}
