// What a person may choose when switching, and the request that follows from it. Without a page: plain functions.

import { isOn } from '../components/marks.js';
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

/** Who pays for all of them without being asked: the one that each belongs to, or the only one there is. @param {any[]} costCenters @param {any[]} items */
export function commonPayer(costCenters, items) {
  const own = new Set(items.map((item) => ownPayer(costCenters, item)));
  if (own.size === 1) return [...own][0];
  const payers = payersFor(
    costCenters,
    items.map((item) => item.namespace),
  );
  return payers.length === 1 ? payers[0].cost_center : '';
}

/** The place that it holds, as the list of places has it. @param {any} offHours @param {any} item */
export const placeOf = (offHours, item) => offHours?.holders.find((holder) => holder.namespace === item.namespace) ?? null;

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
 * What has to be said before it can be sent: the field, and the sentence that asks for it.
 * @param {{action: string, costCenter: string, duration: string, custom: string}} form @param {string} timeZone
 */
export function missingIn(form, timeZone) {
  if (form.action === 'deactivate') return null;
  if (form.duration === 'custom' && fieldInstant(form.custom, timeZone) === null) return { field: 'switch-custom', key: 'switch.needUntil' };
  return form.costCenter ? null : { field: 'switch-cc', key: 'switch.needPayer' };
}

/**
 * The body of the request.
 * @param {{action: string, costCenter: string, duration: string, custom: string, reason: string, requestedBy: string, approvedBy?: string}} form
 * @param {string} timeZone
 */
export function bodyOf(form, timeZone) {
  const body = /** @type {Record<string, any>} */ ({});
  if (form.costCenter) body.cost_center = form.costCenter;
  if (form.requestedBy.trim()) body.requested_by = form.requestedBy.trim();
  if (form.reason.trim()) body.reason = form.reason.trim();
  if (form.approvedBy) body.approved_by = form.approvedBy;
  if (form.action === 'deactivate') return body;
  if (form.duration.startsWith('minutes:')) body.duration_minutes = Number(form.duration.slice(8));
  else if (form.duration.startsWith('until:')) body.until = form.duration.slice(6);
  else if (form.duration === 'custom') {
    const until = fieldInstant(form.custom, timeZone);
    if (until) body.until = until;
  }
  return body;
}

/**
 * What a form needs to bring back what a switch-off ended, with its payer, person, reason and end; null where that cannot be.
 * @param {{item: any, operation: any, place: any, offHours: boolean, own: string, now: number}} before the namespace as it was, the
 *   operation that it was under, the place that it held, and its own payer
 */
export function undoOf({ item, operation, place, offHours, own, now }) {
  const asked = operation && isOn(operation.operation_type) && ['person', 'task'].includes(operation.trigger) ? operation : null;
  // A place of which we do not know why it was taken; and off-hours without one: to switch on would take one.
  if (place ? !asked : offHours) return null;
  if (item.until && new Date(item.until).getTime() <= now) return null;
  const costCenter = place?.cost_center ?? (asked && asked.cost_center !== 'system' ? asked.cost_center : own);
  if (!costCenter) return null;
  const duration = item.until ? `until:${item.until}` : '';
  if (!asked) return { costCenter, duration };
  const who = place?.requested_by ?? asked.requested_by ?? '';
  return {
    costCenter,
    duration,
    requestedBy: who === 'anonymous' ? '' : who,
    approvedBy: asked.approved_by ?? '',
    reason: asked.reason ?? '',
  };
}

/** What can be done with it now, the likeliest first. @param {any} item @returns {('activate'|'deactivate'|'extend')[]} */
export function actionsOf(item) {
  if (item.status === 'excluded' || item.status === 'unknown') return [];
  if (item.status === 'inactive' || item.status === 'deactivating') return ['activate'];
  if (item.status === 'degraded') return item.desired_status === 'inactive' ? ['deactivate', 'activate'] : ['activate', 'deactivate'];
  return ['deactivate', 'extend'];
}

const lasting = new Set(['namespace_excluded', 'namespace_protected', 'namespace_terminating', 'namespace_not_found']);

/** The names that were refused for what may be otherwise at the next try. @param {{key: string, good: boolean, names: string[]}[]} groups */
export const worthRetrying = (groups) => groups.filter(({ key, good }) => !good && !lasting.has(key)).flatMap(({ names }) => names);

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
