// What everybody must know before reading on: no connection, not ready, paused, simulated, dry run, adoption.

import { icon } from '../components/icons.js';
import { h } from '../lib/html.js';
import { nextHour } from '../lib/time.js';

export const adoptionKey = 'nsched.adoption-seen';

const line = (kind, sign, content, actions = null, testid = kind) =>
  h(
    'div',
    { class: 'banner', key: testid, 'data-kind': kind, 'data-testid': `banner-${testid}`, role: kind === 'error' ? 'alert' : null },
    icon(sign),
    h('p', null, content),
    actions ? h('div.banner-actions', null, actions) : null,
  );

function simulated(shell) {
  const { store } = shell.deps;
  const to = (hour) => nextHour(store.now, hour, store.timeZone);
  const button = (hour, label) =>
    h(
      'button',
      {
        type: 'button',
        class: 'btn btn-sm btn-outline-secondary',
        'aria-disabled': shell.busy || !store.canWrite || null,
        'data-testid': `advance-${hour}`,
        onclick: () => {
          if (!shell.busy && store.canWrite) shell.advance(to(hour));
        },
      },
      label,
    );
  return line(
    'info',
    'info',
    shell.busy ? shell.t('banner.moving') : shell.t('banner.simulated'),
    [button(20, shell.t('banner.nextEvening')), button(7, shell.t('banner.nextMorning'))],
    'simulated',
  );
}

function adopted(shell) {
  const { store, preferences } = shell.deps;
  const fresh = (store.items ?? []).filter((item) => item.operation_id === null && item.status === 'active');
  if (fresh.length === 0 || fresh.length < (store.items ?? []).length / 2 || preferences.recall(adoptionKey)) return null;
  const first = (store.upcoming?.items ?? []).find((item) => item.operation_type === 'auto_shutdown');
  const button = (testid, label, onclick) =>
    h('button', { type: 'button', class: 'btn btn-sm btn-outline-secondary', key: testid, 'data-testid': testid, onclick }, label);
  return line(
    'info',
    'check',
    first
      ? shell.t('banner.adoption', {
          count: fresh.length,
          time: shell.format.near(first.at, store.now),
          left: shell.format.distance(first.at, store.now),
        })
      : shell.t('banner.adoptionNoTime', { count: fresh.length }),
    [
      first && !store.pause
        ? button('adoption-now', shell.t('banner.now'), () => {
            if (store.canWrite) askForFirstNight(shell, first.namespaces);
          })
        : null,
      button('adoption-understood', shell.t('banner.understood'), () => shell.dismissAdoption()),
    ],
    'adoption',
  );
}

// The automatic shutdown itself, not a switch-off of each by hand: that would outlast the morning.
function askForFirstNight(shell, names) {
  const { t } = shell;
  const shown = names.length > 8 ? [...names.slice(0, 7), t('bulk.others', { count: names.length - 7 })] : names;
  shell.confirm({
    title: t('banner.nowTitle', { count: names.length }),
    body: [h('p', { class: 'dialog-lead' }, t('banner.nowHint')), h('p', null, shell.format.list(shown))],
    confirm: t('banner.now'),
    run: async () => {
      const { data, message } = await shell.deps.api.runTask('builtin-shutdown');
      shell.say(message, { tone: data.status === 'failed' ? 'bad' : 'good' });
      shell.deps.store.refreshSoon();
    },
  });
}

/** @param {any} shell */
export function banners(shell) {
  const { store } = shell.deps;
  const { t, format } = shell;
  const list = [];
  if (store.reachable === false) {
    list.push(
      line(
        'error',
        'warning',
        store.reachedAt ? t('banner.unreachable', { time: format.clock(store.reachedAt) }) : t('banner.neverReached'),
        [h('button', { type: 'button', class: 'btn btn-sm btn-outline-secondary', onclick: () => store.refresh() }, t('common.retry'))],
        'unreachable',
      ),
    );
  } else if (store.connection === 'lost') {
    list.push(line('warning', 'warning', t('banner.streamLost'), null, 'stream'));
  }
  if (store.reachable && store.problem) list.push(line('error', 'warning', store.problem, null, 'problem'));
  if (store.pause) {
    const { until, reason, user_id: who } = store.pause;
    list.push(
      line(
        'warning',
        'pause',
        [
          until ? t('banner.paused', { time: format.near(until, store.now) }) : t('banner.pausedOpen'),
          reason ? ` ${t('banner.pausedBecause', { reason })}` : '',
          who && who !== 'anonymous' ? ` (${who})` : '',
        ],
        [
          h(
            'button',
            { type: 'button', class: 'btn btn-sm btn-outline-secondary', 'data-testid': 'banner-resume', onclick: () => shell.openPause() },
            t('pause.change'),
          ),
        ],
        'paused',
      ),
    );
  }
  if (store.health?.dry_run) list.push(line('warning', 'info', t('banner.dryRun'), null, 'dry-run'));
  if (store.simulated) list.push(simulated(shell));
  list.push(adopted(shell));
  return list;
}
