// The 7 × 24 grid: hours down, days across. Few things: a lane each, joined while they run. Many: how many are on, as a shade
// and a number, with the cost centres as small bars. It is an ARIA grid: one tab stop, arrows inside, Enter for details.

import { h, render } from '../lib/html.js';
import { addDays, partsIn } from '../lib/time.js';
import { HolidayMarker } from './HolidayMarker.js';
import { blockOf, hoursOf, lanesOf, partOf, runsOf, weightOf } from './lanes.js';

export const maxLanes = { namespaces: 10, centers: 12 };
const tooltipNames = 8;
const narrowFrom = 8; // lanes, beyond which a number of two digits is wider than its lane
const nameFrom = { run: 2, block: 4 }; // hours that a name needs, in a lane's run and beside the number of a cost centre's block
const hourLabel = (hour) => `${String(hour).padStart(2, '0')}:00`;

export class WeeklyGrid {
  #cursor = { day: 0, hour: 7 };
  #data = null;
  #lanes = [];
  #workedFrom = [];
  #hovered = '';
  /** @type {HTMLElement|null} */ #described = null;
  #bound = false;

  /** @param {HTMLElement} containerElement @param {any} [context] words, formats, rules and what happens on a click */
  constructor(containerElement, context = {}) {
    this.container = containerElement;
    /** @type {(key: string, params?: any) => string} */
    this.t = context.t ?? ((key) => key);
    this.format = context.format ?? (() => null);
    this.palette = context.palette ?? { of: () => ({ color: 'none', striped: false }) };
    this.marker = context.marker ?? new HolidayMarker();
    this.isBusiness = context.isBusiness ?? ((_date, hour) => hour >= 7 && hour < 20);
    this.now = context.now ?? (() => null);
    this.onTimeSlotClick = context.onTimeSlotClick ?? (() => {});
    this.onPage = context.onPage ?? (() => {});
    /** @type {'auto'|'namespaces'|'centers'|'heat'} */
    this.mode = 'auto';
    this.drawnMode = 'heat';
    /** @type {(entry: any) => boolean} */
    this.visible = () => true;
    this.filtered = false; // what is not drawn may be there
    this.isEmpty = false;
    this.day = 0; // which one a narrow screen shows
  }

  /** What "auto" comes to. @returns {'namespaces'|'centers'|'heat'} */
  get shownMode() {
    if (this.mode !== 'auto' || !this.#data) return this.mode === 'auto' ? 'heat' : this.mode;
    const names = new Set();
    const centers = new Set();
    for (const day of this.#data.slots)
      for (const slot of day)
        for (const entry of slot)
          if (this.visible(entry)) {
            names.add(entry.namespaceId);
            centers.add(entry.costCenter);
          }
    if (names.size <= maxLanes.namespaces) return 'namespaces';
    return centers.size <= maxLanes.centers ? 'centers' : 'heat';
  }

  /** @param {any} weekData of NamespaceScheduleService @param {any[]} [holidays] */
  renderGrid(weekData, holidays = weekData.holidays) {
    this.#data = weekData;
    this.marker.setHolidays(holidays);
    this.#workOut();
    render(this.container, this.#table(this.drawnMode));
    this.bindTimeSlotEvents();
  }

  // Hundreds of namespaces are tens of thousands of entries: they are gone through once for a week, a filter and a mode, and not
  // for each minute that the line at now moves.
  #workOut() {
    const from = [this.#data, this.visible, this.mode];
    if (from.every((one, i) => one === this.#workedFrom[i])) return;
    this.#workedFrom = from;
    const mode = this.shownMode;
    this.drawnMode = mode;
    this.slots = this.#data.slots.map((day) => day.map((slot) => slot.filter((entry) => this.visible(entry))));
    this.counts = this.slots.map((day) => day.map((slot) => new Set(slot.map((entry) => entry.namespaceId)).size));
    this.isEmpty = this.counts.flat().every((count) => count === 0);
    this.most = Math.max(1, ...this.counts.flat());
    const lanes = mode === 'heat' ? [] : lanesOf(this.slots, mode);
    lanes.sort((a, b) => (a.costCenter < b.costCenter ? -1 : a.costCenter > b.costCenter ? 1 : a.name < b.name ? -1 : 1));
    const limit = mode === 'centers' ? maxLanes.centers : maxLanes.namespaces;
    // Those that are on longest stay in sight; the rest is counted, and one filter away.
    const kept = new Set([...lanes].sort((a, b) => weightOf(b) - weightOf(a)).slice(0, limit));
    this.#lanes = lanes.filter((lane) => kept.has(lane));
    this.hiddenLanes = lanes.length - this.#lanes.length;
  }

  dateOf(day) {
    return addDays(this.#data.weekStartDate, day);
  }

  #table(mode) {
    const now = this.now();
    const days = Array.from({ length: 7 }, (_, day) => day);
    return h(
      'div',
      {
        class: 'wg',
        role: 'grid',
        'data-mode': mode,
        'data-day': this.day,
        'data-narrow': this.#lanes.length > narrowFrom ? '' : null,
        'data-wide': this.#lanes.length > 0 && this.#lanes.length <= 2 ? '' : null,
        'aria-label': this.t('week.grid'),
        'aria-rowcount': 25,
        'aria-colcount': 8,
        'data-testid': 'week-grid',
        style: { '--lanes': Math.max(1, this.#lanes.length) },
      },
      h(
        'div',
        { class: 'wg-row wg-head', role: 'row', 'aria-rowindex': 1 },
        h('div', { class: 'wg-corner', role: 'columnheader' }, h('span.visually-hidden', null, this.t('week.hour'))),
        days.map((day) => this.#head(day, now)),
      ),
      Array.from({ length: 24 }, (_, hour) =>
        h(
          'div',
          { class: 'wg-row', role: 'row', key: hour, 'aria-rowindex': hour + 2 },
          h('div', { class: 'wg-hour', role: 'rowheader' }, hourLabel(hour)),
          days.map((day) => this.renderTimeSlot(day, hour, this.slots[day][hour], this.marker.isHoliday(this.dateOf(day)))),
        ),
      ),
    );
  }

  #head(day, now) {
    const date = this.dateOf(day);
    const format = this.format();
    const today = now?.date === date;
    return h(
      'div',
      {
        class: 'wg-day',
        role: 'columnheader',
        key: `${date}${this.marker.isHoliday(date)}`,
        'data-col': day,
        'data-today': today ? '' : null,
        'aria-current': today ? 'date' : null,
        ref: (element) => this.applyHolidayStyles(element),
        'data-date': date,
      },
      h('span.wg-weekday', null, format ? format.weekday(date) : date),
      h('span.wg-date', null, format ? format.dayOfMonth(date) : ''),
      this.marker.render(date),
    );
  }

  /** One hour of one day. @param {number} day Monday = 0 @param {number} hour @param {any[]} namespaces @param {boolean} isHoliday */
  renderTimeSlot(day, hour, namespaces, isHoliday) {
    const date = this.#data ? this.dateOf(day) : '';
    const now = this.now();
    const here = this.#cursor.day === day && this.#cursor.hour === hour;
    const count = this.counts?.[day]?.[hour] ?? new Set(namespaces.map((entry) => entry.namespaceId)).size;
    const line =
      now && now.date === date && now.hour === hour
        ? h('span', { class: 'wg-now', key: 'now', style: { top: `${((now.minute / 60) * 100).toFixed(1)}%` } })
        : null;
    return h(
      'div',
      {
        class: 'wg-slot',
        role: 'gridcell',
        key: day,
        'data-col': day,
        'data-hour': hour,
        'data-night': this.isBusiness(date, hour) ? null : '',
        'data-holiday': isHoliday ? '' : null,
        'data-today': now?.date === date ? '' : null,
        tabindex: here ? '0' : '-1',
        'aria-label': this.#slotLabel(day, hour, count, isHoliday),
        'aria-colindex': day + 2,
      },
      this.drawnMode === 'heat'
        ? this.#heat(namespaces, count)
        : this.drawnMode === 'centers'
          ? this.#centerParts(day, hour)
          : this.#laneParts(day, hour),
      line,
    );
  }

  #slotLabel(day, hour, count, isHoliday) {
    const format = this.format();
    const when = format && this.#data ? `${format.weekdayLong(this.dateOf(day))}, ${hourLabel(hour)}` : `${day} ${hourLabel(hour)}`;
    const what = count === 0 ? this.t(this.filtered ? 'week.nobodyMatching' : 'week.nobody') : this.t('week.on', { count });
    return [when[0].toUpperCase() + when.slice(1), isHoliday ? this.marker.nameOf(this.dateOf(day)) : null, what]
      .filter(Boolean)
      .join(', ');
  }

  #laneParts(day, hour) {
    return this.#lanes.map((lane, index) => {
      const minutes = lane.minutes[day];
      if (!minutes[hour]) return null;
      const { top, height, first, last } = partOf(minutes, hour);
      const hours = first ? hoursOf(minutes, hour) : 0;
      const style = { '--top': top.toFixed(3), '--height': height.toFixed(3), ...(first ? { '--run': hours.toFixed(2) } : {}) };
      return this.#part(lane, index, { first, last, style }, hours >= nameFrom.run ? this.renderNamespaceTag(lane.name, lane.costCenter, true) : null);
    });
  }

  // Of a cost centre an hour has no beginning and end: how many are on is written, and their hours together are the shade.
  #centerParts(day, hour) {
    return this.#lanes.map((lane, index) => {
      const count = lane.count[day];
      if (!count[hour]) return null;
      const { first, last, hours } = blockOf(count, hour);
      const style = { '--share': (lane.minutes[day][hour] / lane.peak).toFixed(3), ...(first ? { '--run': hours } : {}) };
      return this.#part(lane, index, { first, last, style }, [
        first ? h('span', { class: 'wg-n', key: 'n' }, count[hour]) : null,
        hours >= nameFrom.block ? this.renderNamespaceTag(lane.name, lane.costCenter, true) : null,
      ]);
    });
  }

  #part(lane, index, { first, last, style }, content) {
    return h(
      'span',
      {
        class: 'wg-part',
        key: lane.key,
        style: { '--lane': index, ...style },
        'data-ns': lane.key,
        ...this.#ccAttributes(lane.costCenter),
        'data-first': first ? '' : null,
        'data-last': last ? '' : null,
      },
      content,
    );
  }

  #ccAttributes(costCenter) {
    const { color, striped } = this.palette.of(costCenter);
    return { 'data-cc': color, 'data-striped': striped ? '' : null };
  }

  #heat(namespaces, count) {
    if (count === 0) return null;
    const byCenter = new Map();
    for (const entry of namespaces) byCenter.set(entry.costCenter, (byCenter.get(entry.costCenter) ?? 0) + 1);
    const bars = [...byCenter].sort((a, b) => (a[0] < b[0] ? -1 : 1));
    return h(
      'span',
      { class: 'wg-heat', style: { '--share': (count / this.most).toFixed(3) } },
      h('span.wg-count', null, count),
      h(
        'span.wg-bars',
        null,
        bars
          .slice(0, 12)
          .map(([center, n]) => h('span', { key: center, style: { flexGrow: n, 'flex-grow': n }, ...this.#ccAttributes(center) })),
      ),
    );
  }

  /** The name of what runs, with its colour. @param {string} namespace @param {string} costCenter @param {boolean} isActive */
  renderNamespaceTag(namespace, costCenter, isActive) {
    return h('span', { class: 'wg-tag', ...this.#ccAttributes(costCenter), 'data-active': isActive ? '' : null }, namespace);
  }

  /** Makes the head of a day say that it is a holiday. @param {HTMLElement} dayElement */
  applyHolidayStyles(dayElement) {
    this.marker.mark(dayElement, dayElement.getAttribute('data-date') ?? '');
  }

  /** The runs in the week of a lane (or of a namespace in other slots), and its parts set off from the rest while it is looked at. @param {string|null} namespace @param {any[][][]} [timeSlots] */
  highlightContinuousSchedule(namespace, timeSlots) {
    for (const part of this.container.querySelectorAll('.wg-part[data-lit]')) part.removeAttribute('data-lit');
    if (namespace === null) return [];
    for (const part of this.container.querySelectorAll('.wg-part'))
      if (part.getAttribute('data-ns') === namespace) part.setAttribute('data-lit', '');
    const lane = (timeSlots ? lanesOf(timeSlots, 'namespaces') : this.#lanes).find(({ key }) => key === namespace);
    return (lane?.minutes ?? []).flatMap((minutes, day) => runsOf(minutes).map((run) => ({ day, ...run })));
  }

  /** What the hour holds, beside it; null hides it. @param {HTMLElement|null} element @param {{title: string, rows: {name: string, costCenter: string, note: string}[], more?: string|null}|null} details */
  showTooltip(element, details) {
    let tip = this.tip;
    if (!tip) {
      tip = document.createElement('div');
      tip.className = 'wg-tip';
      tip.setAttribute('role', 'tooltip');
      tip.setAttribute('id', 'wg-tip');
      this.container.after(tip);
      this.tip = tip;
    }
    this.#described?.removeAttribute('aria-describedby');
    this.#described = details ? element : null;
    if (!element || !details) {
      tip.removeAttribute('data-shown');
      return;
    }
    element.setAttribute('aria-describedby', 'wg-tip');
    render(tip, [
      h('strong', null, details.title),
      details.rows.length > 0
        ? h(
            'ul',
            null,
            details.rows.map((row) =>
              h(
                'li',
                { key: `${row.name}${row.note}`, ...this.#ccAttributes(row.costCenter) },
                h('span.wg-tip-name', null, row.name),
                h('span.wg-tip-note', null, row.note),
              ),
            ),
          )
        : null,
      details.more ? h('p', null, details.more) : null,
    ]);
    const host = /** @type {HTMLElement} */ (this.container.parentElement).getBoundingClientRect();
    const box = element.getBoundingClientRect();
    tip.setAttribute('data-shown', '');
    const width = tip.offsetWidth;
    const right = box.right - host.left + 8;
    tip.style.setProperty('left', `${right + width > host.width ? Math.max(0, box.left - host.left - width - 8) : right}px`);
    tip.style.setProperty('top', `${Math.max(0, box.top - host.top)}px`);
  }

  #details(day, hour) {
    const entries = this.slots[day][hour];
    const rows = this.drawnMode === 'centers' ? this.#centerRows(entries) : this.#namespaceRows(entries);
    return {
      title: this.#slotLabel(day, hour, new Set(entries.map((entry) => entry.namespaceId)).size, this.marker.isHoliday(this.dateOf(day))),
      rows: rows.slice(0, tooltipNames),
      more: rows.length > tooltipNames ? this.t('week.others', { count: rows.length - tooltipNames }) : null,
    };
  }

  #namespaceRows(entries) {
    return entries.map((entry) => ({
      name: entry.namespaceName,
      costCenter: entry.costCenter,
      note:
        this.t('week.minutes', { count: Math.round(entry.duration) }) +
        (entry.scheduleType === 'manual' ? ` · ${this.t('week.manual')}` : ''),
    }));
  }

  #centerRows(entries) {
    const centers = new Map();
    for (const { costCenter, namespaceId, duration } of entries) {
      const sum = centers.get(costCenter) ?? { names: new Set(), minutes: 0 };
      sum.names.add(namespaceId);
      sum.minutes += duration;
      centers.set(costCenter, sum);
    }
    return [...centers]
      .sort((a, b) => (a[0] < b[0] ? -1 : 1))
      .map(([costCenter, { names, minutes }]) => ({
        name: costCenter,
        costCenter,
        note: `${this.t('common.count.namespaces', { count: names.size })} · ${this.format()?.hours(minutes / 60) ?? minutes}`,
      }));
  }

  /** One listener of each kind for all 168 hours. */
  bindTimeSlotEvents() {
    if (this.#bound) return;
    this.#bound = true;
    this.container.addEventListener('pointerover', (event) => this.handleTimeSlotHover(event));
    this.container.addEventListener('pointerleave', () => this.#leave());
    this.container.addEventListener('focusin', (event) => this.handleTimeSlotHover(event));
    this.container.addEventListener('focusout', () => this.#leave());
    this.container.addEventListener('click', (event) => this.handleTimeSlotClick(event));
    this.container.addEventListener('keydown', (event) => this.#pressed(event));
  }

  #slotOf(event) {
    const element = /** @type {HTMLElement|null} */ (event.target?.closest?.('.wg-slot') ?? null);
    return element ? { element, day: Number(element.getAttribute('data-col')), hour: Number(element.getAttribute('data-hour')) } : null;
  }

  #leave() {
    this.#hovered = '';
    this.showTooltip(null, null);
    this.highlightContinuousSchedule(null);
  }

  /** @param {any} event */
  handleTimeSlotHover(event) {
    const slot = this.#slotOf(event);
    if (!slot || event.pointerType === 'touch') return;
    const part = event.target.closest('.wg-part')?.getAttribute('data-ns') ?? null;
    const key = `${slot.day} ${slot.hour} ${part}`;
    if (key === this.#hovered) return;
    this.#hovered = key;
    this.highlightContinuousSchedule(part);
    this.showTooltip(slot.element, this.#details(slot.day, slot.hour));
  }

  /** @param {any} event */
  handleTimeSlotClick(event) {
    const slot = this.#slotOf(event);
    if (!slot) return;
    this.#moveTo(slot.day, slot.hour, false);
    this.onTimeSlotClick(slot.day, slot.hour, this.slots[slot.day][slot.hour]);
  }

  #moveTo(day, hour, focus = true) {
    const at = (place) =>
      /** @type {HTMLElement|null} */ (this.container.querySelector(`.wg-slot[data-col="${place.day}"][data-hour="${place.hour}"]`));
    at(this.#cursor)?.setAttribute('tabindex', '-1');
    this.#cursor = { day, hour };
    this.day = day;
    this.container.firstElementChild?.setAttribute('data-day', String(day));
    const cell = at(this.#cursor);
    cell?.setAttribute('tabindex', '0');
    if (focus) cell?.focus();
  }

  /** The day that a narrow screen shows. @param {number} day */
  showDay(day) {
    this.#moveTo(day, this.#cursor.hour, false);
  }

  #pressed(event) {
    const slot = this.#slotOf(event);
    if (!slot || event.altKey || event.metaKey) return;
    const { day, hour } = slot;
    const clamp = (value, most) => Math.max(0, Math.min(most, value));
    const moves = {
      ArrowLeft: [day - 1, hour],
      ArrowRight: [day + 1, hour],
      ArrowUp: [day, hour - 1],
      ArrowDown: [day, hour + 1],
      Home: event.ctrlKey ? [0, 0] : [0, hour],
      End: event.ctrlKey ? [6, 23] : [6, hour],
    };
    if (event.key in moves) {
      event.preventDefault();
      const [toDay, toHour] = moves[event.key];
      this.#moveTo(clamp(toDay, 6), clamp(toHour, 23));
    } else if (event.key === 'PageUp' || event.key === 'PageDown') {
      event.preventDefault();
      this.onPage(event.key === 'PageUp' ? 'prev' : 'next');
    } else if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      this.handleTimeSlotClick(event);
    } else if (event.key === 'Escape') {
      this.#leave();
    }
  }

  /** After a week was changed by keyboard: the same hour of the new week. */
  focusCursor() {
    this.#moveTo(this.#cursor.day, this.#cursor.hour);
  }
}

/** Date, hour and minute of the clock in the zone. @param {number} instant @param {string} timeZone */
export const clockIn = (instant, timeZone) => {
  const { date, hour, minute } = partsIn(instant, timeZone);
  return { date, hour, minute };
};
