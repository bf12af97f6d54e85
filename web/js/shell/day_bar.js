// The picture of the product: the next 24 hours from left to right, night shaded, business hours clear, a line at now, dots
// where something will happen. A few hours of the past give the line its place.

import { isOn } from '../components/marks.js';
import { h } from '../lib/html.js';
import { addDays, businessIntervals, dateIn, instantOf, partsIn } from '../lib/time.js';

const hour = 3600000;
const pastHours = 2;
const nextHours = 24;

/** @param {any} shell */
export function dayBar(shell) {
  const { store, services } = shell.deps;
  const { t, format } = shell;
  if (!store.health || !store.settings) return h('div', { class: 'day-bar', 'aria-hidden': true, key: 'bar' });
  const { timeZone, now } = store;
  const from = now - pastHours * hour;
  const to = now + nextHours * hour;
  const at = (instant) => `${(((instant - from) / (to - from)) * 100).toFixed(3)}%`;
  const closed = (date) => store.setting('holidays') === 'observe' && services.holidays.isHoliday(date);
  const open = businessIntervals(from, to, {
    timeZone,
    hours: store.setting('business_hours', '07:00-20:00'),
    days: store.setting('business_days', 'MON-FRI'),
    closed,
  });
  const ticks = [];
  for (let date = dateIn(from, timeZone); date <= dateIn(to, timeZone); date = addDays(date, 1)) {
    for (let h0 = 0; h0 < 24; h0 += 3) {
      const instant = instantOf(date, h0 * 60, timeZone);
      if (instant > from && instant < to) ticks.push({ instant, midnight: h0 === 0, hour: h0 });
    }
  }
  // Past and future changes of one minute are one dot.
  const dots = new Map();
  for (const item of store.upcoming?.items ?? []) {
    const instant = new Date(item.at).getTime();
    if (instant <= from || instant >= to || item.operation_type === 'command') continue;
    const on = isOn(item.operation_type);
    const key = `${Math.floor(instant / 60000)} ${on}`;
    const dot = dots.get(key) ?? { instant, on, count: 0 };
    dot.count += item.namespaces.length;
    dots.set(key, dot);
  }
  return h(
    'div',
    {
      class: 'day-bar',
      role: 'img',
      key: 'bar',
      'data-testid': 'day-bar',
      'aria-label': t('dayBar.label', { zone: timeZone, count: dots.size }),
    },
    h(
      'div',
      { class: 'day-track' },
      open.map(([start, end]) =>
        h('span', {
          class: 'day-open',
          key: `o${start}`,
          style: { left: at(start), width: `${(((end - start) / (to - from)) * 100).toFixed(3)}%` },
        }),
      ),
      ticks.map(({ instant, midnight }) =>
        h('span', { class: midnight ? 'day-tick day-midnight' : 'day-tick', key: `t${instant}`, style: { left: at(instant) } }),
      ),
      [...dots.values()].map(({ instant, on, count }) =>
        h('span', {
          class: on ? 'day-dot day-dot-on' : 'day-dot',
          key: `d${instant}${on}`,
          style: { left: at(instant) },
          title: `${format.near(instant, now)}: ${t(on ? 'dayBar.on' : 'dayBar.off', { count })}`,
        }),
      ),
      h('span', { class: 'day-now', style: { left: at(now) } }),
    ),
    h(
      'div',
      { class: 'day-hours', 'aria-hidden': true },
      ticks.map(({ instant, midnight, hour: shown }) =>
        h(
          'span',
          { class: `day-hour ${shown % 6 === 0 ? 'day-hour-strong' : ''}`, key: instant, style: { left: at(instant) } },
          midnight ? format.weekday(partsIn(instant, timeZone).date) : String(shown).padStart(2, '0'),
        ),
      ),
    ),
  );
}
