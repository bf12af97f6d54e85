// The list of namespaces: a table with one row each, cards on a narrow screen. Rows are kept and changed in place, so that
// a refresh takes neither the focus nor the scroll position.

import { element, setText } from '../lib/dom.js';
import { formatCount, formatDistance, formatTime } from '../lib/format.js';
import { stateIcon } from '../lib/icons.js';

const columns = ['name', 'state', 'workloads', 'reason', 'next', 'action'];
const canSwitchOn = new Set(['inactive', 'deactivating']);
const cannotSwitch = new Set(['excluded', 'unknown']);

function makeRow(onSwitch) {
  const parts = {
    name: element('span', { className: 'name' }), sub: element('span', { className: 'sub' }), sign: element('span', { className: 'state' }), since: element('span', { className: 'sub' }),
    count: element('span'), pods: element('span', { className: 'sub' }), reason: element('span'), problem: element('span', { className: 'problem' }), next: element('span'), nextAt: element('span', { className: 'sub' }),
    button: element('button', { type: 'button' }),
  };
  // Roles by hand: "display: grid" on a narrow screen would take the table's own away.
  const cell = (children, className) => element('td', { role: 'cell', className }, children);
  const row = element('tr', { role: 'row' }, [
    element('th', { scope: 'row', role: 'rowheader' }, [parts.name, parts.sub]), cell([parts.sign, parts.since]), cell([parts.count, parts.pods], 'numbers'),
    cell([parts.reason, parts.problem]), cell([parts.next, parts.nextAt]), cell(parts.button, 'action'),
  ]);
  parts.button.addEventListener('click', () => onSwitch(parts.item, parts.direction));
  return { row, parts };
}

function drawState(parts, state, words) {
  if (parts.sign.dataset.state === state && parts.sign.lastChild?.textContent === words.state[state]) return;
  parts.sign.dataset.state = state;
  parts.sign.replaceChildren(stateIcon(state), element('span', {}, words.state[state] ?? state));
}

function drawRow({ parts }, item, { store, page }) {
  const { words, language } = page;
  const time = (iso) => formatTime(iso, { language, timeZone: store.timeZone });
  parts.item = item;
  parts.direction = canSwitchOn.has(item.status) ? 'on' : 'off';
  setText(parts.name, item.display_name);
  const own = item.display_name === item.namespace ? '' : `${item.namespace} · `;
  setText(parts.sub, own + (item.cost_center ?? words.noCostCenter));
  drawState(parts, item.status, words);
  setText(parts.since, item.until ? `${words.until} ${time(item.until)}` : item.since ? `${words.since} ${time(item.since)}` : '');
  setText(parts.count, `${item.workloads.active} / ${item.workloads.total}`);
  setText(parts.pods, `${item.pods.ready}/${item.pods.wanted} ${words.pods}`);
  setText(parts.reason, item.reason ?? words.none);
  setText(parts.problem, [item.contested ? words.contested(item.contested) : '', item.last_error ?? ''].filter(Boolean).join(' · '));
  setText(parts.next, item.next ? `${words.next[item.next.operation_type] ?? item.next.operation_type} ${formatDistance(item.next.at, store.now, language)}` : words.none);
  setText(parts.nextAt, item.next ? time(item.next.at) : '');
  const on = parts.direction === 'on';
  setText(parts.button, on ? words.on : words.off);
  parts.button.setAttribute('aria-label', on ? words.onNamed(item.display_name) : words.offNamed(item.display_name));
  parts.button.className = on ? 'primary' : '';
  parts.button.hidden = cannotSwitch.has(item.status);
  parts.button.disabled = !store.reached;
}

export function mountNamespaceTable(root, { store, page, summary, onSwitch }) {
  const rows = new Map();
  const body = element('tbody', { role: 'rowgroup' });
  const heads = columns.map((name) => element('th', { scope: 'col', role: 'columnheader', 'data-column': name }));
  const caption = element('caption');
  const table = element('table', { role: 'table' }, [caption, element('thead', { role: 'rowgroup' }, element('tr', { role: 'row' }, heads)), body]);
  const empty = element('p', { className: 'empty' });

  function drawSummary(items) {
    const counts = new Map();
    for (const item of items) counts.set(item.status, (counts.get(item.status) ?? 0) + 1);
    const { words, language } = page;
    const states = Object.keys(words.summary).filter((state) => counts.has(state));
    setText(summary, states.map((state) => formatCount(counts.get(state), { language, one: words.summary[state][0], other: words.summary[state][1] })).join(' · '));
  }

  function draw() {
    const items = store.view?.items;
    if (!items || items.length === 0) {
      setText(empty, items ? page.words.empty : page.words.loading);
      setText(summary, '');
      root.replaceChildren(empty);
      rows.clear();
      body.replaceChildren();
      return;
    }
    setText(caption, page.words.tableName);
    for (const head of heads) setText(head, page.words.column[head.dataset.column]);
    const names = new Set(items.map((item) => item.namespace));
    for (const [name, made] of rows) {
      if (names.has(name)) continue;
      made.row.remove();
      rows.delete(name);
    }
    items.forEach((item, index) => {
      if (!rows.has(item.namespace)) rows.set(item.namespace, makeRow(onSwitch));
      const made = rows.get(item.namespace);
      drawRow(made, item, { store, page });
      if (body.children[index] !== made.row) body.insertBefore(made.row, body.children[index] ?? null);
    });
    drawSummary(items);
    if (table.parentNode !== root) root.replaceChildren(table);
  }

  store.addEventListener('change', draw);
  page.addEventListener('language', draw);
  draw();
}
