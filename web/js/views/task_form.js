// Creating and editing a task: cron with words and next firings as one types, presets, the command's grammar explained where it
// is wrong, and what somebody else changed meanwhile.

import { choice, errorAt, field, selectField, textField } from '../components/fields.js';
import { sentenceOf } from '../components/states.js';
import { RepeatKey, wasAborted } from '../api/http.js';
import { h } from '../lib/html.js';

const typingMs = 250;
export const presets = [
  ['0 7 * * 1-5', 'weekdayMorning'],
  ['0 20 * * 1-5', 'weekdayEvening'],
  ['0 9 * * 6', 'saturday'],
  ['0 */4 * * *', 'everyFour'],
  ['0 3 1 * *', 'monthly'],
  ['*/30 8-17 * * 1-5', 'halfHours'],
];
export const commandExamples = [
  'scale deployment/web --replicas=2',
  'rollout restart deployment/web',
  'get deployments',
  'annotate deployment/web team=pagos',
  'label deployment/web tier=dev',
];

/** The members that a person writes. @param {any} task */
export const draftOf = (task) => ({
  title: task?.title ?? '',
  operation_type: task?.operation_type ?? 'activate',
  command: task?.command ?? '',
  schedule: task?.schedule ?? '0 7 * * 1-5',
  namespace: task?.namespace ?? '',
  cost_center: task?.cost_center ?? '',
  enabled: task?.enabled ?? true,
  timezone: task?.timezone ?? '',
});

/** The request's body. @param {any} draft @param {{builtin?: boolean}} [how] */
export function taskBody(draft, { builtin = false } = {}) {
  const body = /** @type {Record<string, any>} */ ({
    title: draft.title.trim(),
    operation_type: draft.operation_type,
    schedule: draft.schedule.trim(),
    namespace: draft.namespace.trim(),
    enabled: draft.enabled,
  });
  if (draft.timezone.trim()) body.timezone = draft.timezone.trim();
  if (draft.operation_type === 'command') body.command = draft.command.trim();
  if (draft.cost_center && (builtin || draft.cost_center !== 'system')) body.cost_center = draft.cost_center;
  return body;
}

/** The text with the place that is wrong set off. @param {string} value @param {number|undefined} position */
export function pointed(value, position) {
  if (position === undefined || position === null) return null;
  const at = Math.min(position, value.length);
  return h(
    'code',
    { class: 'pointed', 'aria-hidden': true },
    value.slice(0, at),
    h('mark', null, value.slice(at, at + 1) || '␣'),
    value.slice(at + 1),
  );
}

export class TaskForm {
  preview = null;
  error = null;
  busy = false;
  done = false; // it was saved
  /** @type {any} */ theirs = null;
  #timer = 0;
  #abort = null;
  #key = new RepeatKey(); // the same form sent twice is one task

  /** @param {any} deps @param {any|null} task null: a new one @param {{namespace?: string, schedule?: string, note?: string|null, saved: (task: any) => void}} how `note`: why that schedule is proposed */
  constructor(deps, task, { namespace = '', schedule, note = null, saved }) {
    this.deps = deps;
    this.shell = deps.shell;
    this.t = (key, params) => deps.i18n.t(key, params);
    this.task = task;
    this.etag = task?.etag ?? null;
    this.saved = saved;
    this.note = note;
    this.draft = draftOf(task);
    if (!task) {
      this.draft.namespace = namespace;
      this.draft.schedule = schedule ?? this.draft.schedule;
      this.draft.timezone = deps.store.timeZone;
    }
    this.look();
  }

  get builtin() {
    return this.task?.builtin === true;
  }

  set(name, value) {
    this.draft[name] = value;
    if (name === 'schedule') this.note = null;
    this.error = null;
    this.look();
    this.shell.dialog.redraw();
  }

  /** Asks what the schedule and the command mean, once typing rests. */
  look() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(async () => {
      this.#abort?.abort();
      const abort = new AbortController();
      this.#abort = abort;
      const { schedule, timezone, operation_type: type, command } = this.draft;
      const body = /** @type {Record<string, any>} */ ({ schedule });
      if (timezone.trim()) body.timezone = timezone.trim();
      if (type === 'command' && command.trim()) body.command = command.trim();
      try {
        this.preview = await this.deps.api.previewTask(body, { signal: abort.signal });
      } catch (error) {
        if (wasAborted(error)) return;
        this.preview = null;
      }
      if (this.shell.dialog.isOpen) this.shell.dialog.redraw();
    }, typingMs);
  }

  async submit(event) {
    event.preventDefault();
    if (this.busy) return;
    this.busy = true;
    this.error = null;
    this.shell.dialog.redraw();
    const { api } = this.deps;
    const body = taskBody(this.draft, { builtin: this.builtin });
    try {
      const { data, message } = this.task
        ? await api.replaceTask(this.task.id, body, this.etag)
        : await this.#key.send(body, (key) => api.createTask(body, key));
      this.done = true;
      this.shell.dialog.close();
      this.shell.say(this.task ? this.t('tasks.saved', { name: data.title }) : message);
      this.saved(data);
      return;
    } catch (error) {
      this.error = error;
      if (error.status === 412) await this.#other();
    }
    this.busy = false;
    this.shell.dialog.redraw();
    requestAnimationFrame(() => /** @type {HTMLElement|null} */ (document.querySelector('dialog.dialog [aria-invalid="true"]'))?.focus());
  }

  // Somebody else saved first: what they wrote is shown, and saving again writes over it knowingly.
  async #other() {
    try {
      this.theirs = await this.deps.api.task(this.task.id);
      this.etag = this.theirs.etag;
    } catch (error) {
      this.error = error;
    }
  }

  close() {
    clearTimeout(this.#timer);
    this.#abort?.abort();
  }

  #problem(pointer) {
    const refused = errorAt(this.error, pointer);
    if (refused) return refused;
    return this.preview?.errors?.find((one) => one.pointer === pointer) ?? null;
  }

  #schedule() {
    const { draft, preview, t } = this;
    const { format } = this.shell;
    const wrong = this.#problem('/schedule');
    return [
      this.note ? h('p', { class: 'dialog-lead', key: 'note', 'data-testid': 'task-note' }, this.note) : null,
      textField(
        {
          id: 'task-cron',
          label: t('tasks.schedule'),
          hint: wrong ? pointed(draft.schedule, wrong.position) : t('tasks.scheduleHint'),
          error: wrong?.detail,
        },
        { class: 'mono', value: draft.schedule, 'data-testid': 'task-cron', oninput: (event) => this.set('schedule', event.target.value) },
      ),
      h(
        'div',
        { class: 'chips preset-chips', role: 'group', 'aria-label': t('tasks.presets'), key: 'presets' },
        presets.map(([cron, name]) =>
          h(
            'button',
            {
              type: 'button',
              class: 'chip',
              key: cron,
              'aria-pressed': draft.schedule === cron,
              onclick: () => this.set('schedule', cron),
            },
            t(`tasks.preset.${name}`),
          ),
        ),
      ),
      h(
        'div',
        { class: 'cron-preview', 'aria-live': 'polite', key: 'preview' },
        preview?.valid || (preview && preview.words)
          ? [
              h('p', { class: 'cron-words', 'data-testid': 'task-words' }, preview.words?.[this.deps.i18n.language] ?? ''),
              h(
                'ol',
                { class: 'cron-next', 'data-testid': 'task-next', 'aria-label': t('tasks.nextFive') },
                preview.next.map((at) => h('li', { key: at }, format.moment(at))),
              ),
            ]
          : h('p.muted', null, preview ? t('tasks.notValid') : '\u00a0'),
      ),
    ];
  }

  #command() {
    const { draft, t } = this;
    const wrong = this.#problem('/command');
    return [
      field(
        {
          id: 'task-command',
          label: t('tasks.command'),
          hint: wrong ? pointed(draft.command, wrong.position) : t('tasks.commandHint'),
          error: wrong?.detail,
        },
        (own) =>
          h('textarea', {
            ...own,
            class: `form-control mono ${wrong ? 'is-invalid' : ''}`,
            rows: 2,
            spellcheck: 'false',
            autocomplete: 'off',
            value: draft.command,
            'data-testid': 'task-command',
            oninput: (event) => this.set('command', event.target.value),
          }),
      ),
      h(
        'details',
        { class: 'grammar', key: 'grammar', open: Boolean(wrong) },
        h('summary', null, t('tasks.grammar')),
        h('p', null, t('tasks.grammarText')),
        h(
          'ul',
          null,
          commandExamples.map((example) =>
            h(
              'li',
              { key: example },
              h('button', { type: 'button', class: 'btn btn-quiet btn-sm mono', onclick: () => this.set('command', example) }, example),
            ),
          ),
        ),
      ),
    ];
  }

  describe() {
    const { draft, t, builtin } = this;
    const { store } = this.deps;
    const names = (store.items ?? []).map((item) => item.namespace);
    const wrong = (pointer) => this.#problem(pointer)?.detail ?? null;
    const payers = [
      ['', t('tasks.payerDefault')],
      ...store.costCenters
        .filter((one) => one.is_authorized && !one.builtin)
        .map((one) => [one.cost_center, one.name === one.cost_center ? one.cost_center : `${one.cost_center} · ${one.name}`]),
    ];
    const generic = this.error && !(this.error.problem?.errors ?? []).length ? this.error : null;
    return {
      title: this.task ? t('tasks.editTitle', { name: this.task.title }) : t('tasks.newTitle'),
      testid: 'task-form',
      onsubmit: (event) => this.submit(event),
      body: [
        builtin ? h('p', { class: 'dialog-lead' }, t('tasks.builtinHint')) : null,
        textField(
          { id: 'task-name', label: t('tasks.title'), error: wrong('/title') },
          {
            value: draft.title,
            maxlength: 200,
            required: true,
            autofocus: !this.task,
            'data-testid': 'task-name',
            oninput: (event) => this.set('title', event.target.value),
          },
        ),
        builtin
          ? null
          : choice({
              name: 'task-type',
              legend: t('tasks.what'),
              value: draft.operation_type,
              options: [
                ['activate', t('tasks.type.activate')],
                ['deactivate', t('tasks.type.deactivate')],
                ['command', t('tasks.type.command')],
              ],
              onchange: (value) => this.set('operation_type', value),
            }),
        builtin ? null : draft.operation_type === 'deactivate' ? h('p', { class: 'form-text', key: 'offhint' }, t('tasks.offHint')) : null,
        draft.operation_type === 'command' ? this.#command() : null,
        builtin
          ? null
          : h(
              'div',
              { class: 'field-row', key: 'where' },
              textField(
                { id: 'task-namespace', label: t('tasks.namespace'), error: wrong('/namespace') },
                {
                  value: draft.namespace,
                  required: true,
                  list: 'task-namespaces',
                  'data-testid': 'task-namespace',
                  oninput: (event) => this.set('namespace', event.target.value),
                },
              ),
              h(
                'datalist',
                { id: 'task-namespaces' },
                names.map((name) => h('option', { value: name, key: name })),
              ),
              selectField({ id: 'task-payer', label: t('switch.payer'), error: wrong('/cost_center') }, payers, {
                value: draft.cost_center === 'system' ? '' : draft.cost_center,
                onchange: (event) => this.set('cost_center', event.target.value),
              }),
            ),
        this.#schedule(),
        h(
          'div',
          { class: 'field-row', key: 'zone' },
          textField(
            { id: 'task-timezone', label: t('tasks.timezone'), error: wrong('/timezone') },
            { value: draft.timezone, placeholder: store.timeZone, oninput: (event) => this.set('timezone', event.target.value) },
          ),
          h(
            'div',
            { class: 'field form-check-field' },
            h(
              'label',
              { class: 'form-check-label' },
              h('input', {
                type: 'checkbox',
                class: 'form-check-input',
                checked: draft.enabled,
                onchange: (event) => this.set('enabled', event.target.checked),
              }),
              ' ',
              t('tasks.enabled'),
            ),
          ),
        ),
        builtin && this.task.enabled && !draft.enabled
          ? h('p', { class: 'form-problem', role: 'status', key: 'rests' }, t(`tasks.disableBuiltin.${draft.operation_type}`))
          : null,
        this.theirs && this.error?.status === 412
          ? h(
              'div',
              { class: 'form-problem', role: 'alert', 'data-testid': 'task-conflict' },
              h('p', null, t('tasks.conflict')),
              h(
                'dl.facts',
                null,
                h('dt', null, t('tasks.title')),
                h('dd', null, this.theirs.title),
                h('dt', null, t('tasks.schedule')),
                h('dd', null, h('code', null, this.theirs.schedule)),
              ),
            )
          : generic
            ? h(
                'p',
                { class: 'form-problem', role: 'alert', 'data-testid': 'task-refusal', 'data-code': generic.code },
                sentenceOf(t, generic),
              )
            : null,
      ],
      footer: [
        h('button', { type: 'button', class: 'btn btn-outline-secondary', onclick: () => this.shell.dialog.close() }, t('common.cancel')),
        h(
          'button',
          { type: 'submit', class: 'btn btn-primary', 'aria-disabled': this.busy || null, 'data-testid': 'task-save' },
          this.busy ? t('common.working') : this.theirs ? t('tasks.saveOver') : t('common.save'),
        ),
      ],
    };
  }
}
