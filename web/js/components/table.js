// A table whose rows are cards on a narrow screen. Roles by hand: a display other than "table" would take them away.

import { h } from '../lib/html.js';

/**
 * @param {{heads: {name: string, label: string}[], rows: {key: string, cells: any[], class?: string|null}[], label?: string, class?: string, testid?: string}} about the first cell is the row's head
 */
export function cardTable({ heads, rows, label, class: className = '', testid }) {
  return h(
    'table',
    { class: `table card-table ${className}`, role: 'table', 'aria-label': label ?? null, 'data-testid': testid ?? null },
    h(
      'thead',
      { role: 'rowgroup' },
      h(
        'tr',
        { role: 'row' },
        heads.map((head) => h('th', { scope: 'col', role: 'columnheader', key: head.name }, head.label)),
      ),
    ),
    h(
      'tbody',
      { role: 'rowgroup' },
      rows.map(({ key, cells, class: rowClass }) =>
        h(
          'tr',
          { role: 'row', key, class: rowClass ?? null },
          cells.map((cell, i) =>
            h(
              i === 0 ? 'th' : 'td',
              {
                key: heads[i].name,
                role: i === 0 ? 'rowheader' : 'cell',
                scope: i === 0 ? 'row' : null,
                'data-column': heads[i].name,
                'data-label': heads[i].label,
              },
              h('div.card-cell', null, cell),
            ),
          ),
        ),
      ),
    ),
  );
}
