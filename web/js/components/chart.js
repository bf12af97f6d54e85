// Charts as inline SVG, with the same numbers in a table for who does not see them.

import { h } from '../lib/html.js';

/** A round number not below the value: the top of an axis. @param {number} value */
export function niceTop(value) {
  if (value <= 0) return 1;
  const unit = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 2.5, 5, 10].map((step) => step * unit).find((step) => step >= value) ?? value;
}

/** Points that belong together: where more than `gap` lies between two, nothing is known, and no line is drawn. @param {{at: number, value: number}[]} points @param {number} gap */
export function stretches(points, gap) {
  const found = [];
  for (const point of points) {
    const open = found[found.length - 1];
    if (open && point.at - open[open.length - 1].at <= gap) open.push(point);
    else found.push([point]);
  }
  return found;
}

/** @param {{at: number, value: number}[]} points @param {number} from @param {number} to @param {number} top */
export function linePath(points, from, to, top) {
  const places = points.map(
    ({ at, value }) => `${(((at - from) / (to - from)) * 1000).toFixed(1)} ${(200 - (value / top) * 200).toFixed(1)}`,
  );
  // One point alone is a line of no length, which a round end makes a dot.
  return `M${places.join('L')}${places.length === 1 ? 'h0.01' : ''}`;
}

/**
 * @param {{label: string, points: {at: number, value: number}[], from: number, to: number, gap: number}} about
 */
export function lineChart({ label, points, from, to, gap }) {
  const top = niceTop(Math.max(...points.map((point) => point.value), 0));
  const x = (at) => (((at - from) / (to - from)) * 1000).toFixed(1);
  return h(
    'svg',
    { class: 'chart', viewBox: '0 0 1000 200', preserveAspectRatio: 'none', role: 'img', 'aria-label': label },
    [0, 0.5, 1].map((share) => h('line', { class: 'chart-grid', key: share, x1: 0, x2: 1000, y1: share * 200, y2: share * 200 })),
    stretches(points, gap).map((stretch) => {
      const line = linePath(stretch, from, to, top);
      return [
        stretch.length > 1
          ? h('path', {
              class: 'chart-area',
              key: `a${stretch[0].at}`,
              d: `${line}L${x(stretch[stretch.length - 1].at)} 200L${x(stretch[0].at)} 200Z`,
            })
          : null,
        h('path', { class: 'chart-line', key: `l${stretch[0].at}`, d: line }),
      ];
    }),
  );
}

/** Scheduled as a dashed frame, actual as a bar, its off-hours part in another colour. @param {{scheduled: number, actual: number, off: number, most: number, label: string}} hours */
export function hoursBar({ scheduled, actual, off, most, label }) {
  const x = (value) => (most > 0 ? (value / most) * 1000 : 0).toFixed(1);
  return h(
    'svg',
    { viewBox: '0 0 1000 22', preserveAspectRatio: 'none', role: 'img', 'aria-label': label },
    h('rect', { class: 'bar-actual', x: 0, y: 5, width: x(Math.max(0, actual - off)), height: 12 }),
    h('rect', { class: 'bar-off', x: x(Math.max(0, actual - off)), y: 5, width: x(off), height: 12 }),
    h('rect', { class: 'bar-scheduled', x: 0.5, y: 1, width: x(scheduled), height: 20 }),
  );
}
