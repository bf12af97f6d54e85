// Every picture of the page: 16 × 16 lines in the colour of the text beside it. Always beside a word, or with a label.

import { h } from '../lib/html.js';

/** @type {Record<string, string[]>} */
const drawings = {
  // states
  active: ['c8,8,3', 'M8 1.2v1.6M8 13.2v1.6M1.2 8h1.6M13.2 8h1.6M3.2 3.2l1.1 1.1M11.7 11.7l1.1 1.1M12.8 3.2l-1.1 1.1M4.3 11.7l-1.1 1.1'],
  inactive: ['M6.2 2a6.2 6.2 0 1 0 7.8 7.8A5.4 5.4 0 0 1 6.2 2z'],
  activating: ['M4.5 9.5a3.5 3.5 0 0 1 7 0', 'M8 2v2M2.7 4.9l1.3 1.2M13.3 4.9 12 6.1M1.5 12.5h13'],
  deactivating: ['M6.6 1.6a4.6 4.6 0 1 0 5.9 5.9 4 4 0 0 1-5.9-5.9z', 'M1.5 14h13'],
  degraded: ['M8 2.2 14.6 13.6H1.4z', 'M8 6.4v3.2M8 11.5v.3'],
  excluded: ['M8 1.5 13.5 3.8v4c0 3.2-2.2 5.5-5.5 6.7-3.3-1.2-5.5-3.5-5.5-6.7v-4z'],
  unknown: ['M5 5.4a3 3 0 1 1 4.4 2.7C8.4 8.6 8 9.1 8 10.2M8 13v.3'],
  // views
  today: ['M2 9.5 8 3l6 6.5M4 8v5.5h8V8'],
  namespaces: ['M2.5 2.5h4.5v4.5H2.5zM9 2.5h4.5v4.5H9zM2.5 9h4.5v4.5H2.5zM9 9h4.5v4.5H9z'],
  week: ['M2 3.5h12v10H2z', 'M6 3.5v10M10 3.5v10M2 7h12M2 10.3h12'],
  calendar: ['M2 3.5h12v10.5H2z', 'M2 6.8h12M5 1.8v3M11 1.8v3'],
  tasks: ['c8,8.5,5.5', 'M8 5.5v3l2 1.5M6.5 1.2h3'],
  reports: ['M2.5 2v12H14', 'M5.5 11V8M8.5 11V5M11.5 11V6.5'],
  records: ['M3.5 1.8h9v12.4h-9z', 'M6 5h4M6 8h4M6 11h2.5'],
  'cost-centers': ['M2 5.5 8 2l6 3.5M3 13.5h10M4 6.5v5.5M8 6.5v5.5M12 6.5v5.5'],
  holidays: ['M3.5 14.5V2', 'M3.5 2.8h9l-2.2 2.9 2.2 2.9h-9'],
  metrics: ['M1.5 9h3l2-5.5 3 9 2-3.5h3'],
  more: ['c3,8,.9', 'c8,8,.9', 'c13,8,.9'],
  // actions and signs
  search: ['c7,7,4.5', 'M10.4 10.4 14 14'],
  close: ['M3.5 3.5l9 9M12.5 3.5l-9 9'],
  previous: ['M10 3 5 8l5 5'],
  next: ['M6 3l5 5-5 5'],
  down: ['M3.5 6 8 10.5 12.5 6'],
  up: ['M3.5 10 8 5.5l4.5 4.5'],
  help: ['c8,8,6.3', 'M6.2 6.3a1.9 1.9 0 1 1 2.8 1.6c-.7.4-1 .7-1 1.4M8 11.4v.2'],
  pause: ['M5.5 3v10M10.5 3v10'],
  play: ['M4.5 2.8v10.4l8.5-5.2z'],
  plus: ['M8 2.5v11M2.5 8h11'],
  edit: ['M2.5 13.5l.7-3L10.8 3l2.2 2.2-7.5 7.6z', 'M9.5 4.3l2.2 2.2'],
  trash: ['M3 4.5h10M6.5 4.5V2.5h3v2M4.5 4.5l.6 9h5.8l.6-9'],
  download: ['M8 2v8M4.7 7 8 10.3 11.3 7M2.5 13.5h11'],
  reload: ['M13.3 8a5.3 5.3 0 1 1-1.7-3.9', 'M13.5 1.8v3h-3'],
  check: ['M2.8 8.5 6.3 12l7-7.5'],
  warning: ['M8 2.2 14.6 13.6H1.4z', 'M8 6.4v3.2M8 11.5v.3'],
  info: ['c8,8,6.3', 'M8 7.3v3.8M8 4.8v.2'],
  clock: ['c8,8,6', 'M8 4.5V8l2.5 1.7'],
  slot: ['c8,8,5.5'],
  power: ['M8 1.8v6', 'M4.6 4.2a5.3 5.3 0 1 0 6.8 0'],
  extend: ['c7,8.5,5', 'M7 6v2.7l1.7 1.2M12.5 1.5v4M10.5 3.5h4'],
  light: ['c8,8,3', 'M8 1.2v1.6M8 13.2v1.6M1.2 8h1.6M13.2 8h1.6M3.2 3.2l1.1 1.1M11.7 11.7l1.1 1.1M12.8 3.2l-1.1 1.1M4.3 11.7l-1.1 1.1'],
  dark: ['M6.2 2a6.2 6.2 0 1 0 7.8 7.8A5.4 5.4 0 0 1 6.2 2z'],
  system: ['M2 3h12v8H2z', 'M5.5 14h5M8 11v3'],
  language: [
    'c8,8,6.2',
    'M1.8 8h12.4M8 1.8c2 2 2.6 4 2.6 6.2S10 12.200 8 14.200M8 1.800C6 3.800 5.400 5.800 5.400 8s.600 4.200 2.600 6.200',
  ],
  person: ['c8,5.2,2.7', 'M2.8 14c.5-3 2.500-4.500 5.200-4.500s4.700 1.500 5.200 4.500'],
  link: [
    'M6.500 9.500l3-3M7 4.500l1.600-1.600a2.600 2.600 0 0 1 3.700 3.700L10.700 8.200M9 11.500l-1.600 1.600a2.600 2.600 0 0 1-3.700-3.700L5.300 7.800',
  ],
  filter: ['M2 3.500h12L9.500 8.500v4L6.500 14V8.500z'],
  print: ['M4.500 6V2h7v4M4.500 12H2.500V6h11v6h-2', 'M4.500 10h7v4h-7z'],
  external: ['M6.500 3H3v10h10V9.500M9 2.500h4.500V7M13.300 2.700 7.500 8.500'],
};

/** @param {string} name @param {string} [label] a name for assistive technology, when no word stands beside it */
export function icon(name, label) {
  const shapes = (drawings[name] ?? drawings.unknown).map((drawing) => {
    if (!drawing.startsWith('c')) return h('path', { d: drawing });
    const [cx, cy, r] = drawing.slice(1).split(',');
    return h('circle', { cx, cy, r });
  });
  const named = label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': true };
  return h(
    'svg',
    {
      class: 'icon',
      viewBox: '0 0 16 16',
      fill: 'none',
      stroke: 'currentColor',
      'stroke-width': '1.5',
      'stroke-linecap': 'round',
      'stroke-linejoin': 'round',
      ...named,
    },
    shapes,
  );
}
