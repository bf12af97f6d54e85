// The frame: rail (or bottom bar), header, day bar, banners, and the places where view, announcements and toasts go.

import { icon } from '../components/icons.js';
import { zoneCity } from '../lib/format.js';
import { h } from '../lib/html.js';
import { hashOf } from '../lib/router.js';

const onPhone = 4; // places in the bottom bar, before "more"
const themes = ['system', 'light', 'dark'];

const mark = () =>
  h(
    'svg',
    { class: 'brand-mark', viewBox: '0 0 32 32', 'aria-hidden': true, width: 28, height: 28 },
    h('circle', { cx: 18.5, cy: 13, r: 9, fill: '#e2a233' }),
    h('path', { d: 'M13 7a11 11 0 1 0 12.5 14.8A10.5 10.5 0 0 1 13 7z', fill: '#5b64d6' }),
  );

function navLink(shell, view, className = 'nav-item') {
  const here = shell.viewName === view.name;
  return h(
    'a',
    {
      class: className,
      href: hashOf(view.name),
      key: view.name,
      'aria-current': here ? 'page' : null,
      'data-testid': `nav-${view.name}`,
      title: shell.t(`view.${view.name}`),
      onclick: () => {
        shell.menuOpen = false;
        shell.draw();
      },
    },
    icon(view.name),
    h('span', null, shell.t(`view.${view.name}`)),
  );
}

function themeButton(shell) {
  const { preferences } = shell.deps;
  const next = themes[(themes.indexOf(preferences.theme) + 1) % themes.length];
  const label = shell.t('theme.change', { now: shell.t(`theme.${preferences.theme}`), next: shell.t(`theme.${next}`) });
  return h(
    'button',
    {
      type: 'button',
      class: 'nav-item',
      'aria-label': label,
      title: label,
      'data-testid': 'theme',
      onclick: () => preferences.useTheme(next),
    },
    icon(preferences.theme),
    h('span', null, shell.t(`theme.${preferences.theme}`)),
  );
}

function languageButton(shell) {
  const { i18n } = shell.deps;
  const other = i18n.language === 'en' ? 'es' : 'en';
  return h(
    'button',
    {
      type: 'button',
      class: 'nav-item',
      lang: other,
      title: shell.t('language.other'),
      'data-testid': 'language',
      onclick: () => i18n.use(other),
    },
    icon('language'),
    h('span', null, shell.t('language.other')),
  );
}

function settingsOf(shell) {
  const { who } = shell.deps.store;
  return [
    h(
      'button',
      { type: 'button', class: 'nav-item', 'data-testid': 'pause-open', onclick: () => shell.openPause(), title: shell.t('pause.open') },
      icon('pause'),
      h('span', null, shell.t('pause.open')),
    ),
    languageButton(shell),
    themeButton(shell),
    h(
      'p.nav-who',
      { key: 'who', title: who?.name ?? null },
      icon('person'),
      h('span', null, !who ? '\u00a0' : who.user_id === 'anonymous' ? shell.t('who.anonymous') : who.name),
    ),
  ];
}

function connection(shell) {
  const { connection: state, reachable } = shell.deps.store;
  const shown = reachable === false ? 'lost' : state;
  return h(
    'span',
    { class: 'connection', 'data-state': shown, role: 'status', 'data-testid': 'connection', title: shell.t(`connection.${shown}.hint`) },
    h('span', { class: 'connection-dot', 'aria-hidden': true }),
    h('span.connection-word', null, shell.t(`connection.${shown}`)),
  );
}

function clock(shell) {
  const { store } = shell.deps;
  if (!store.health) return h('span', { class: 'clock', key: 'clock' }, h('span.skeleton.skeleton-clock', { 'aria-hidden': true }));
  return h(
    'span',
    { class: 'clock', key: 'clock', title: store.timeZone, 'data-testid': 'clock' },
    h(
      'time',
      { datetime: new Date(store.now).toISOString() },
      h('span.clock-day', null, `${shell.format.day(store.now)} · `),
      shell.format.clock(store.now),
    ),
    h('span.clock-zone', null, zoneCity(store.timeZone)),
  );
}

/** @param {any} shell @param {{banners: any, dayBar: any}} parts */
export function frame(shell, { banners, dayBar }) {
  const { t, views } = shell;
  const shown = shell.viewName;
  const first = views.slice(0, onPhone);
  const rest = views.slice(onPhone);
  return [
    h(
      'a',
      {
        class: 'skip',
        href: '#content',
        key: 'skip',
        onclick: (event) => {
          event.preventDefault();
          /** @type {HTMLElement} */ (document.getElementById('content')).focus();
        },
      },
      t('frame.skip'),
    ),
    h(
      'nav',
      { class: 'rail', key: 'rail', 'aria-label': t('frame.navigation') },
      h(
        'a',
        { class: 'brand', href: hashOf('today'), 'aria-label': 'Namespace Scheduler' },
        mark(),
        h('span.brand-name', null, h('span', null, 'Namespace'), h('span', null, 'Scheduler')),
      ),
      h(
        'div.rail-views',
        null,
        views.map((view) => navLink(shell, view)),
      ),
      h('div.rail-end', null, settingsOf(shell)),
    ),
    h(
      'div',
      { class: 'page', key: 'page' },
      h(
        'header',
        { class: 'top' },
        h('a', { class: 'brand-small', href: hashOf('today'), 'aria-label': 'Namespace Scheduler' }, mark()),
        h('h1', { tabindex: '-1' }, t(`view.${shown}`)),
        h(
          'div.top-end',
          null,
          connection(shell),
          clock(shell),
          h(
            'button',
            {
              type: 'button',
              class: 'btn btn-quiet btn-icon',
              'aria-label': t('frame.search'),
              title: `${t('frame.search')} ( / )`,
              onclick: () => shell.focusSearch(),
            },
            icon('search'),
          ),
          h(
            'button',
            {
              type: 'button',
              class: 'btn btn-quiet btn-icon',
              'aria-label': t('help.open'),
              title: `${t('help.open')} ( ? )`,
              'data-testid': 'help',
              onclick: () => shell.openHelp(),
            },
            icon('help'),
          ),
        ),
      ),
      h('section', { class: 'day-bar-place', key: 'daybar', 'aria-label': t('frame.dayBar') }, dayBar),
      h(
        'section',
        {
          class: 'banners',
          key: 'banners',
          'aria-label': t('frame.notices'),
          style: shell.deps.store.complete ? null : { 'min-height': `${shell.bannersHeight}px` },
        },
        banners,
      ),
      h('main', {
        id: 'content',
        tabindex: '-1',
        'data-settled': shell.settled ? '' : null,
        key: 'main',
        'data-part': 'content',
        owned: true,
      }),
      h('footer', { class: 'page-foot', key: 'foot' }, footer(shell)),
    ),
    h(
      'nav',
      { class: 'bottom-bar', key: 'bottom', 'aria-label': t('frame.navigationShort') },
      first.map((view) => navLink(shell, view, 'bottom-item')),
      h(
        'button',
        {
          type: 'button',
          class: 'bottom-item',
          'aria-expanded': shell.menuOpen,
          'aria-current': rest.some((view) => view.name === shown) ? 'page' : null,
          'data-testid': 'more',
          onclick: () => {
            shell.menuOpen = !shell.menuOpen;
            shell.drawNow();
            if (shell.menuOpen) /** @type {HTMLElement|null} */ (shell.root.querySelector('.more-sheet a'))?.focus();
          },
        },
        icon('more'),
        h('span', null, t('frame.more')),
      ),
    ),
    shell.menuOpen
      ? h(
          'div',
          {
            class: 'more-sheet',
            key: 'more',
            'data-testid': 'more-sheet',
            onkeydown: (event) => {
              if (event.key === 'Escape') {
                shell.menuOpen = false;
                shell.drawNow();
                /** @type {HTMLElement|null} */ (shell.root.querySelector('[data-testid=more]'))?.focus();
              }
            },
          },
          rest.map((view) => navLink(shell, view)),
          h('div.more-rule'),
          settingsOf(shell),
        )
      : null,
    h('div', { class: 'toasts', key: 'toasts', 'data-part': 'toasts', owned: true }),
    h('div', { class: 'visually-hidden', key: 'announcer', 'data-part': 'announcer', role: 'status', 'aria-live': 'polite', owned: true }),
  ];
}

function footer(shell) {
  const { health } = shell.deps.store;
  if (!health) return h('span', null, '\u00a0');
  return [
    h('span', null, shell.t('footer.cluster', { name: health.cluster_name })),
    h('span', null, shell.t(`mode.${health.cluster_mode}`)),
    h('span', null, shell.t('footer.zone', { zone: health.timezone })),
    h('span', null, shell.t('footer.version', { version: health.version })),
    h('a', { href: 'api/openapi.json' }, 'OpenAPI'),
  ];
}
