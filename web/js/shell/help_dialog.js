// How the page is used: the idea in three sentences, what the states mean, the keys.

import { stateBadge, states } from '../components/marks.js';
import { h } from '../lib/html.js';
import { letters } from './shortcuts.js';

/** @param {any} shell */
export function openHelp(shell) {
  const { t } = shell;
  const key = (keys, what) =>
    h(
      'div',
      { class: 'key-row', key: what },
      h(
        'dt',
        null,
        keys.map((one, i) => [i > 0 ? ' ' : '', h('kbd', null, one)]),
      ),
      h('dd', null, what),
    );
  shell.dialog.open(
    () => ({
      title: t('help.title'),
      testid: 'help-dialog',
      body: [
        h(
          'p',
          null,
          t('help.idea', {
            hours: shell.deps.store.setting('business_hours', '07:00-20:00'),
            limit: shell.deps.store.setting('max_off_hours', 5),
          }),
        ),
        h('h3', null, t('help.states')),
        h(
          'dl.state-list',
          null,
          states.map((status) =>
            h('div', { key: status }, h('dt', null, stateBadge(t, { status })), h('dd', null, t(`state.${status}.means`))),
          ),
        ),
        h('h3', null, t('help.keys')),
        h(
          'dl.key-list',
          null,
          key(['/'], t('frame.search')),
          key(['?'], t('help.open')),
          key(['Esc'], t('help.escape')),
          Object.entries(letters)
            .filter(([, name]) => shell.views.some((view) => view.name === name))
            .map(([letter, name]) => key(['g', letter], t('help.go', { view: t(`view.${name}`) }))),
        ),
      ],
      footer: h('button', { type: 'button', class: 'btn btn-primary', onclick: () => shell.dialog.close() }, t('common.close')),
    }),
    { light: true },
  );
}
