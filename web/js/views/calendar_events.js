// From the API's calendar items to what is drawn, and from a drag back to a schedule. Plain functions.

import { dateIn, instantOf, parseHours, partsIn } from '../lib/time.js';

export const kinds = ['firing', 'activation', 'keep_on', 'holiday', 'business_hours'];

// One colour a kind, that of its key: ink as ground and its tint as text, the pairs whose contrast is known, in both themes.
const colors = { firing: 'good', keep_on: 'moving', holiday: 'bad' };
const paint = (kind) =>
  kind in colors
    ? { color: `var(--${colors[kind]}-ink)`, contrastColor: `var(--${colors[kind]})` }
    : { color: 'var(--accent)', contrastColor: 'var(--accent-ink)' };

/** What a task does, as a sign before its name. */
export const signs = { activate: '↑', deactivate: '↓', command: '›' };

/** Kinds that the address hides; what it says else is not heeded. @param {string|undefined} words */
export const hiddenIn = (words) => new Set((words ?? '').split(',').filter((kind) => kinds.includes(kind)));

/** In which tense an item is told. @param {any} item @param {number} now @returns {'running'|'happened'|'planned'} */
export function tenseOf(item, now) {
  const at = (instant) => new Date(instant).getTime();
  if (item.end && at(item.start) <= now && now < at(item.end)) return 'running';
  return item.actual ? 'happened' : 'planned';
}

/** A cron entry that says one time of the day: the only kind that can be dragged. @param {string} schedule */
export function simpleCron(schedule) {
  const fields = schedule.trim().split(/\s+/);
  if (fields.length !== 5) return null;
  const [minute, hour, dom, month, dow] = fields;
  if (!/^\d{1,2}$/.test(minute) || !/^\d{1,2}$/.test(hour) || dom !== '*' || month !== '*') return null;
  return { minute: Number(minute), hour: Number(hour), dow };
}

/**
 * The schedule after a firing was dragged from one instant to another; null when the entry cannot say that.
 * @param {string} schedule @param {number|Date|string} from @param {number|Date|string} to @param {string} timeZone
 */
export function movedCron(schedule, from, to, timeZone) {
  const cron = simpleCron(schedule);
  if (!cron) return null;
  const before = partsIn(from, timeZone);
  const after = partsIn(to, timeZone);
  const days = (after.weekday - before.weekday + 7) % 7;
  let { dow } = cron;
  if (days !== 0) {
    // Several days in one entry all move together, which is not what was dragged.
    if (!/^[0-7]$/.test(dow)) return null;
    dow = String((Number(dow) + days) % 7);
  }
  return `${after.minute} ${after.hour} * * ${dow}`;
}

/** The entry that fires at that time on that day of every week. @param {number|Date|string} at @param {string} timeZone */
export function cronAt(at, timeZone) {
  const { minute, hour, weekday } = partsIn(at, timeZone);
  return `${minute} ${hour} * * ${(weekday + 1) % 7}`;
}

/**
 * The time that is proposed for a task on a day: when work begins, or, where that is over already, the next full hour of today.
 * @param {string} date @param {{now: number, timeZone: string, hours: string}} how
 */
export function proposedOn(date, { now, timeZone, hours }) {
  const opening = instantOf(date, parseHours(hours).start, timeZone);
  if (opening > now || date !== dateIn(now, timeZone)) return opening;
  const next = partsIn(now, timeZone).hour + 1;
  return next < 24 ? instantOf(date, next * 60, timeZone) : opening;
}

/**
 * @param {any[]} items of GET /api/calendar
 * @param {{shown: Set<string>, tasks: Map<string, any>, timeZone: string, name: (item: any) => string}} how
 */
export function toEvents(items, { shown, tasks, timeZone, name }) {
  return items
    .filter((item) => shown.has(item.kind))
    .map((item) => {
      const base = { id: item.id, title: name(item), start: item.start, end: item.end ?? undefined, extendedProps: { item } };
      if (item.kind === 'business_hours') return { ...base, title: '', display: 'background', className: 'cal-business' };
      if (item.kind === 'holiday')
        return {
          ...base,
          start: partsIn(item.start, timeZone).date,
          end: undefined,
          allDay: true,
          className: 'cal-holiday',
          editable: false,
          ...paint(item.kind),
        };
      if (item.kind === 'firing') {
        const task = item.task_id ? tasks.get(item.task_id) : null;
        const movable = !item.actual && task && !task.builtin && simpleCron(task.schedule) !== null;
        return {
          ...base,
          title: [signs[task?.operation_type], base.title].filter(Boolean).join(' '),
          end: item.end && item.end !== item.start ? item.end : undefined,
          className: `cal-firing cal-${task?.operation_type ?? 'task'}`,
          startEditable: Boolean(movable),
          durationEditable: false,
          ...paint('firing'),
        };
      }
      return {
        ...base,
        ...paint(item.kind),
        className: item.kind === 'keep_on' ? 'cal-keep' : 'cal-activation',
        startEditable: false,
        durationEditable: item.kind === 'keep_on', // of what goes on too: when it is over, it is none any more
      };
    });
}
