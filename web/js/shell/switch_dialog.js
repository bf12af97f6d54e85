// Asks for what a switch needs (who pays, for how long, why) and sends it. A refusal stands where it arose, with the holders
// of the places and when each frees. Several namespaces: a summary of what would happen, before anything does.

import { costCenterTag, personName, placesMeter } from '../components/marks.js';
import { choice, selectField, textField } from '../components/fields.js';
import { sentenceOf } from '../components/states.js';
import { RepeatKey } from '../api/http.js';
import { h } from '../lib/html.js';
import { localField } from '../lib/time.js';
import {
  bodyOf,
  commonPayer,
  durationsFor,
  extendFrom,
  firstDuration,
  groupOutcomes,
  missingIn,
  ownPayer,
  payersFor,
  placeOf,
  undoOf,
  worthRetrying,
} from './switch_choices.js';

const previewMs = 300;
const whoKey = 'nsched.requested-by';

/** Who holds places, for whom, and when each frees. @param {any} shell @param {any[]} holders */
function holderList(shell, holders) {
  const { t, format, palette } = shell;
  const { now } = shell.deps.store;
  return h(
    'ul.holders',
    null,
    holders.map((holder) =>
      h(
        'li',
        { key: holder.namespace },
        h('strong', null, holder.namespace),
        ' ',
        costCenterTag(palette, holder.cost_center),
        ' ',
        h(
          'span.muted',
          null,
          holder.frees_at
            ? t('places.freesAt', { time: format.near(holder.frees_at, now), left: format.countdown(holder.frees_at, now) })
            : '',
          holder.requested_by ? ` · ${personName(t, holder.requested_by)}` : '',
        ),
      ),
    ),
  );
}

/** The refusal, and for a limit who holds the places. @param {any} shell @param {any} error */
export function refusal(shell, error) {
  if (!error) return null;
  const holders = error.problem?.holders ?? [];
  return h(
    'div',
    {
      class: 'form-problem',
      role: 'alert',
      'data-testid': 'refusal',
      'data-code': error.code,
      key: 'refusal',
      // On a phone it is below the fields; a dialog that opens with it is not shown yet.
      ref: (element) => requestAnimationFrame(() => element.scrollIntoView({ block: 'nearest' })),
    },
    h('p', null, sentenceOf(shell.t, error)),
    holders.length > 0 ? holderList(shell, holders) : null,
  );
}

class SwitchForm {
  busy = false;
  error = null;
  missing = null; // what has to be said first: the field and its sentence
  preview = null; // of a bulk action: groups, or null while it is computed
  result = null;
  #key = new RepeatKey();
  #timer = 0;
  #round = 0;

  /** @param {any} shell @param {any[]} items @param {'activate'|'deactivate'|'extend'} action @param {{bulk?: boolean, done?: () => void, until?: string, form?: any}} [how] */
  constructor(shell, items, action, { bulk = false, done, until, form = {} } = {}) {
    this.shell = shell;
    this.items = items;
    this.bulk = bulk;
    this.done = done;
    const { store, preferences } = shell.deps;
    this.situation = { action, offHours: store.offHours?.now ?? false, item: items[0], now: store.now };
    this.form = {
      action,
      costCenter: action === 'deactivate' ? '' : bulk ? commonPayer(store.costCenters, items) : ownPayer(store.costCenters, items[0]),
      duration: firstDuration(this.situation),
      custom: localField(extendFrom(items[0], store.now) + 4 * 3600000, store.timeZone),
      reason: '',
      requestedBy: preferences.recall(whoKey) ?? '',
      ...form,
    };
    if (until) this.proposeEnd(until);
    if (bulk) this.predict();
  }

  proposeEnd(until) {
    Object.assign(this.form, { duration: 'custom', custom: localField(new Date(until).getTime(), this.shell.deps.store.timeZone) });
  }

  get body() {
    return bodyOf(this.form, this.shell.deps.store.timeZone);
  }

  set(name, value) {
    this.form[name] = value;
    this.error = null;
    this.missing = null;
    this.shell.dialog.redraw();
    if (this.bulk) this.predict();
  }

  request(dryRun) {
    return { action: this.form.action, namespaces: this.items.map((item) => item.namespace), dry_run: dryRun, ...this.body };
  }

  predict() {
    clearTimeout(this.#timer);
    const round = (this.#round += 1);
    if (missingIn(this.form, this.shell.deps.store.timeZone)) {
      this.preview = null;
      return;
    }
    this.#timer = setTimeout(async () => {
      try {
        const { data } = await this.shell.deps.api.switchMany(this.request(true));
        if (round === this.#round) this.preview = groupOutcomes(data.items ?? data);
      } catch (error) {
        if (round === this.#round) this.error = error;
      }
      if (this.shell.dialog.isOpen) this.shell.dialog.redraw();
    }, previewMs);
  }

  async submit(event) {
    event.preventDefault();
    if (this.busy || (this.bulk && this.preview && !this.preview.some((group) => group.good))) return;
    const { store, preferences } = this.shell.deps;
    this.missing = missingIn(this.form, store.timeZone);
    if (this.missing) {
      this.shell.dialog.redraw();
      document.getElementById(this.missing.field)?.focus();
      return;
    }
    if (this.form.requestedBy.trim()) preferences.remember(whoKey, this.form.requestedBy.trim());
    this.busy = true;
    this.error = null;
    this.shell.dialog.redraw();
    try {
      if (this.bulk) await this.runMany();
      else {
        const said = await this.runOne();
        this.shell.dialog.close();
        said();
        this.done?.();
      }
    } catch (error) {
      this.error = error;
    }
    this.busy = false;
    if (this.shell.dialog.isOpen) this.shell.dialog.redraw();
    store.refreshSoon();
  }

  /** Switches the one, and answers with what says it. @returns {Promise<() => void>} */
  async runOne() {
    const { api, store } = this.shell.deps;
    const action = this.form.action === 'deactivate' ? 'deactivate' : 'activate';
    const item = { ...(store.find(this.items[0].namespace) ?? this.items[0]) };
    const place = placeOf(store.offHours, item);
    const answer = await this.#key.send([action, this.body], (key) => api.switchNamespace(item.namespace, action, this.body, key));
    const undo = action === 'deactivate' && answer.data.changed && !answer.data.dry_run ? await this.#undo(item, place) : null;
    return () => sayOperation(this.shell, answer, undo);
  }

  // What it was under is on record; without that nobody knows what would bring it back.
  async #undo(item, place) {
    const { api, store } = this.shell.deps;
    const operation = item.operation_id ? await api.operation(item.operation_id).catch(() => null) : null;
    const form = undoOf({
      item,
      operation,
      place,
      offHours: store.offHours?.now ?? false,
      own: ownPayer(store.costCenters, item),
      now: store.now,
    });
    if (!form || (item.operation_id && !operation)) return null;
    const run = () => runAtOnce(this.shell, new SwitchForm(this.shell, [{ ...item, status: 'inactive' }], 'activate', { form }));
    return { label: this.shell.t('switch.undo'), run };
  }

  async runMany() {
    const request = this.request(false);
    const { data, message } = await this.#key.send(request, (key) => this.shell.deps.api.switchMany(request, key));
    const groups = groupOutcomes(data.items ?? data);
    const bad = groups.filter((group) => !group.good);
    this.done?.();
    if (bad.length === 0) {
      this.shell.dialog.close();
      this.shell.say(message);
      return;
    }
    this.result = groups;
  }

  retryFailed() {
    const names = new Set(worthRetrying(this.result));
    this.items = this.items.filter((item) => names.has(item.namespace));
    this.result = null;
    this.preview = null;
    this.predict();
    this.shell.dialog.redraw();
  }
}

/** Says what an operation did, with the way to its record. @param {any} shell @param {{data: any, message: string, status: number}} answer @param {any} [undo] */
export function sayOperation(shell, { data, message, status }, undo = null) {
  const open = { label: shell.t('switch.record'), run: () => shell.deps.router.setQuery({ op: data.id, ns: null, tab: null }) };
  if (status === 202) {
    shell.say(shell.t('switch.going', { name: data.namespace }), { tone: 'calm' });
    open.run();
    return;
  }
  const kept = data.until && data.status === 'completed';
  const time = kept ? shell.format.near(data.until, shell.deps.store.now) : null;
  const said = kept ? shell.t('switch.keptUntil', { name: data.namespace, time }) : message;
  shell.say(said, { tone: data.status === 'partial' || data.status === 'failed' ? 'bad' : 'good', action: undo ?? open });
}

function outcomeList(shell, groups, done) {
  const { t, format } = shell;
  return h(
    'ul',
    { class: 'outcome-groups', 'data-testid': 'outcomes' },
    groups.map(({ key, good, names }) =>
      h(
        'li',
        { key, 'data-tone': good ? 'good' : 'bad' },
        h(
          'strong',
          null,
          t(good ? (done ? 'bulk.did' : 'bulk.will') : done ? 'bulk.refused' : 'bulk.wouldRefuse', { count: names.length }),
        ),
        good ? '' : h('span', null, ` ${shell.deps.i18n.has(`code.${key}`) ? t(`code.${key}`) : key}`),
        h(
          'span.muted.bulk-names',
          null,
          format.list(names.length > 6 ? [...names.slice(0, 5), t('bulk.others', { count: names.length - 5 })] : names),
        ),
      ),
    ),
  );
}

function durationPart(state) {
  const { shell, form, situation, missing } = state;
  const { t, format } = shell;
  const { store } = shell.deps;
  const options = durationsFor(situation).map(
    ([value, key, params]) =>
      /** @type {[string, string]} */ ([value, t(key, params.at ? { at: format.near(params.at, store.now) } : params)]),
  );
  return [
    choice({
      name: 'switch-duration',
      testid: 'switch-duration',
      legend: t(form.action === 'extend' ? 'switch.extendLegend' : 'switch.durationLegend'),
      value: form.duration,
      options,
      onchange: (value) => state.set('duration', value),
    }),
    form.duration === 'custom'
      ? textField(
          {
            id: 'switch-custom',
            label: t('switch.customLabel', { zone: store.timeZone }),
            hint: t('switch.customHint'),
            error: missing?.field === 'switch-custom' ? t(missing.key) : null,
          },
          { type: 'datetime-local', value: form.custom, oninput: (event) => state.set('custom', event.target.value) },
        )
      : null,
  ];
}

function placesPart(shell) {
  const { store } = shell.deps;
  const { t } = shell;
  if (!store.offHours) return null;
  const { used, limit } = store.offHours;
  return h(
    'p',
    { class: 'places-note' },
    placesMeter(t, { used, limit }),
    ' ',
    t(used >= limit ? 'places.full' : 'places.free', { count: limit - used }),
  );
}

/** Whose places a switch-off would end. */
function endingPart({ shell, items }) {
  const places = items.map((item) => placeOf(shell.deps.store.offHours, item)).filter(Boolean);
  if (places.length === 0) return null;
  return h(
    'div',
    { class: 'ending-places', key: 'ending', 'data-testid': 'ending-places' },
    h('p', null, shell.t('switch.endsPlaces', { count: places.length })),
    holderList(shell, places),
  );
}

function describe(state) {
  const { shell, form, items, bulk, missing } = state;
  const { t } = shell;
  const { store } = shell.deps;
  const { action } = form;
  const name = items[0]?.display_name ?? '';
  const payers = payersFor(
    store.costCenters,
    items.map((item) => item.namespace),
  );
  const takesPlace = action === 'extend' || (action === 'activate' && (state.situation.offHours || form.duration === 'custom'));
  const title = bulk ? t(`bulk.title.${action}`, { count: items.length }) : t(`switch.title.${action}`, { name });
  const cancel = h(
    'button',
    { type: 'button', class: 'btn btn-outline-secondary', onclick: () => shell.dialog.close() },
    t(state.result ? 'common.close' : 'common.cancel'),
  );
  if (state.result) {
    return {
      title,
      testid: 'switch-dialog',
      body: outcomeList(shell, state.result, true),
      footer: [
        cancel,
        worthRetrying(state.result).length > 0
          ? h('button', { type: 'button', class: 'btn btn-primary', onclick: () => state.retryFailed() }, t('bulk.retry'))
          : null,
      ],
    };
  }
  const payer = selectField(
    {
      id: 'switch-cc',
      label: t('switch.payer'),
      hint: payers.length === 0 ? t('switch.noPayer') : null,
      error: missing?.field === 'switch-cc' ? t(missing.key) : null,
    },
    [
      ...(form.costCenter ? [] : [/** @type {[string, string]} */ (['', t('switch.choosePayer')])]),
      ...payers.map(
        (one) =>
          /** @type {[string, string]} */ ([
            one.cost_center,
            one.name === one.cost_center ? one.cost_center : `${one.cost_center} · ${one.name}`,
          ]),
      ),
    ],
    { 'data-testid': 'switch-cost-center', value: form.costCenter, onchange: (event) => state.set('costCenter', event.target.value) },
  );
  const will = state.preview?.filter((group) => group.good).reduce((sum, group) => sum + group.names.length, 0);
  return {
    title,
    testid: 'switch-dialog',
    onsubmit: (event) => state.submit(event),
    body: [
      h('p', { class: 'dialog-lead' }, t(`switch.explain.${action}`)),
      action === 'deactivate' ? null : durationPart(state),
      action === 'deactivate' ? null : payer,
      action === 'deactivate' ? endingPart(state) : takesPlace ? placesPart(shell) : null,
      h(
        'div',
        { class: 'field-row' },
        textField(
          { id: 'switch-who', label: t('switch.who') },
          {
            value: form.requestedBy,
            maxlength: 128,
            oninput: (event) => {
              form.requestedBy = event.target.value;
            },
          },
        ),
        textField(
          { id: 'switch-reason', label: t('switch.reason') },
          {
            'data-testid': 'switch-reason',
            value: form.reason,
            maxlength: 500,
            oninput: (event) => {
              form.reason = event.target.value;
            },
          },
        ),
      ),
      bulk
        ? h(
            'div',
            { class: 'bulk-preview', 'aria-live': 'polite' },
            h('h3', null, t('bulk.preview')),
            state.preview
              ? outcomeList(shell, state.preview, false)
              : h('p.muted', null, t(missingIn(form, store.timeZone)?.key ?? 'common.loading')),
          )
        : null,
      refusal(shell, state.error),
    ],
    footer: [
      cancel,
      h(
        'button',
        {
          type: 'submit',
          class: action === 'deactivate' ? 'btn btn-dark' : 'btn btn-primary',
          autofocus: true,
          'data-testid': 'switch-submit',
          'aria-disabled': state.busy || (bulk && will === 0) || null,
        },
        state.busy
          ? t('common.working')
          : bulk && will !== 0
            ? t(`bulk.do.${action}`, { count: will ?? items.length })
            : t(`switch.do.${action}`),
      ),
    ],
  };
}

/** @param {any} shell @param {any[]} items @param {'activate'|'deactivate'|'extend'} action @param {{bulk?: boolean, done?: () => void, until?: string}} [how] */
export function openSwitch(shell, items, action, how = {}) {
  const state = new SwitchForm(shell, items, action, how);
  shell.dialog.open(() => describe(state));
}

/** Sends the form as it is; a refusal opens it, for that needs room: who holds the places, and what else could be chosen. @param {any} shell @param {SwitchForm} state */
async function runAtOnce(shell, state) {
  const { store } = shell.deps;
  const { namespace } = state.items[0];
  if (shell.pending.has(namespace)) return;
  shell.pending.add(namespace);
  store.dispatchEvent(new Event('change'));
  try {
    (await state.runOne())();
  } catch (error) {
    state.error = error;
    if (state.form.duration.startsWith('until:')) state.proposeEnd(state.form.duration.slice(6));
    shell.dialog.open(() => describe(state));
  } finally {
    shell.pending.delete(namespace);
    store.dispatchEvent(new Event('change'));
    store.refreshSoon();
  }
}

/** One click: acts at once when nothing has to be asked. @param {any} shell @param {any} item @param {'activate'|'deactivate'} action */
export async function quickSwitch(shell, item, action) {
  const { store } = shell.deps;
  const asks = action === 'activate' ? !ownPayer(store.costCenters, item) : placeOf(store.offHours, item);
  if (asks) return openSwitch(shell, [item], action);
  return runAtOnce(shell, new SwitchForm(shell, [item], action));
}
