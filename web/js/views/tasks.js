// Tareas: the automatic day and people's own cron tasks: what they do, when next, how the last run went; create, edit, run now.

import { searchBox } from '../components/fields.js';
import { icon } from '../components/icons.js';
import { costCenterTag, outcome, taskTitle, timeText } from '../components/marks.js';
import { empty, panel, skeleton } from '../components/states.js';
import { View } from '../components/view.js';
import { h } from '../lib/html.js';
import { hashOf } from '../lib/router.js';
import { plain } from '../lib/format.js';
import { Resource } from '../store/resource.js';
import { TaskForm } from './task_form.js';

const later = 800;
const pollMs = 1500;
const types = ['activate', 'deactivate', 'command'];
const signOf = { activate: 'active', deactivate: 'inactive', command: 'tasks' };

export class TasksView extends View {
  #timer = 0;
  #poll = 0;
  #form = null;
  running = new Set();

  constructor(root, deps) {
    super(root, deps);
    this.tasks = this.use(new Resource((options) => this.api.tasks({}, options)));
    this.runs = this.use(new Resource((options, id) => this.api.taskRuns(id, { limit: 20 }, options)));
    this.listen(this.store, 'change');
    this.listen(this.store, 'tick');
    this.listen(this.store, 'task', () => this.#soon());
    this.listen(this.store, 'resync', () => this.#read());
    this.listen(this.runs, 'change', () => this.#watch());
    this.onUnmount(() => {
      clearTimeout(this.#timer);
      clearTimeout(this.#poll);
      this.#leaveNew();
      this.#form?.close();
    });
    this.tasks.reload();
    this.#follow();
  }

  #soon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#read(), later);
  }

  #read() {
    this.tasks.reload();
    if (this.#open) this.runs.reload();
  }

  // A run that goes on is looked at until it ends, stream or not.
  #watch() {
    clearTimeout(this.#poll);
    if (!this.runs.loading && this.runs.value?.items.some((run) => run.status === 'running'))
      this.#poll = setTimeout(() => this.#read(), pollMs);
  }

  get #open() {
    const [id] = this.route.segments;
    return id && id !== 'new' ? id : null;
  }

  #follow() {
    const [id] = this.route.segments;
    if (id !== 'new') this.#leaveNew();
    if (id === 'new' && !this.#form) this.#edit(null);
    else if (id) this.runs.open(id);
    this.draw();
  }

  // The form of a new task is an address: going back from it closes it, and so does leaving for another view.
  #leaveNew() {
    const form = this.#form;
    if (!form || form.task || form.done) return;
    this.#form = null;
    this.shell.dialog.close();
  }

  routeChanged() {
    this.#follow();
  }

  #edit(task) {
    const form = new TaskForm(this.deps, task, {
      namespace: this.route.query.namespace,
      saved: (saved) => {
        this.#read();
        this.router.go('tasks', { segments: [saved.id] });
      },
    });
    this.#form = form;
    this.shell.dialog.open(() => form.describe(), {
      onclose: () => {
        form.close();
        if (this.#form === form) this.#form = null;
        if (!form.done && this.route.segments[0] === 'new') this.router.go('tasks', { replace: true });
      },
    });
  }

  #title(task) {
    return taskTitle((key) => this.t(key), task.id, task.title);
  }

  // A built-in task acts on every namespace: that is worth a question.
  #askAndRun(task) {
    if (this.running.has(task.id) || !this.store.canWrite) return;
    if (!task.builtin) return void this.#run(task);
    this.shell.confirm({
      title: this.t('tasks.runNamed', { name: this.#title(task) }),
      body: h('p', null, this.t(`tasks.runBuiltin.${task.operation_type}`, { count: (this.store.items ?? []).length })),
      confirm: this.t('tasks.run'),
      run: async () => void this.#run(task),
    });
  }

  async #run(task) {
    if (this.running.has(task.id)) return;
    this.running.add(task.id);
    this.router.go('tasks', { segments: [task.id] });
    this.draw();
    try {
      const { data, message } = await this.api.runTask(task.id);
      this.shell.say(message, { tone: data.status === 'failed' ? 'bad' : 'good' });
    } catch (error) {
      this.shell.fail(error);
    }
    this.running.delete(task.id);
    this.#read();
  }

  // Without the automatic day nights are no longer what everybody takes them for: that is said before.
  #askAndEnable(task, enabled) {
    if (enabled || !task.builtin) return void this.#enable(task, enabled).catch((error) => this.shell.fail(error));
    this.shell.confirm({
      title: this.t('tasks.disableTitle', { name: this.#title(task) }),
      body: h('p', null, this.t(`tasks.disableBuiltin.${task.operation_type}`)),
      confirm: this.t('tasks.disable'),
      danger: true,
      run: () => this.#enable(task, false),
    });
  }

  async #enable(task, enabled) {
    try {
      await this.api.replaceTask(task.id, { ...task, enabled }, task.etag);
      this.shell.say(this.t(enabled ? 'tasks.nowEnabled' : 'tasks.nowDisabled', { name: this.#title(task) }));
    } finally {
      this.#read();
    }
  }

  #delete(task) {
    this.shell.confirm({
      title: this.t('tasks.deleteTitle', { name: this.#title(task) }),
      body: h('p', null, this.t('tasks.deleteHint')),
      confirm: this.t('common.delete'),
      danger: true,
      run: async () => {
        const { message } = await this.api.deleteTask(task.id, task.etag);
        this.shell.say(message);
        this.router.go('tasks', { replace: true }); // its address leads nowhere any more
        this.#read();
      },
    });
  }

  render() {
    const { q = '', type = '' } = this.route.query;
    return [
      h(
        'div',
        { class: 'toolbar', key: 'toolbar' },
        searchBox({
          label: this.t('tasks.search'),
          value: q,
          oninput: (q) => this.router.setQuery({ q }, { replace: true }),
        }),
        h(
          'div',
          { class: 'chips', role: 'group', 'aria-label': this.t('tasks.what') },
          types.map((one) =>
            h(
              'button',
              {
                type: 'button',
                class: 'chip',
                key: one,
                'aria-pressed': type === one,
                onclick: () => this.router.setQuery({ type: type === one ? null : one }, { replace: true }),
              },
              icon(signOf[one]),
              this.t(`tasks.type.${one}`),
            ),
          ),
        ),
        h(
          'a',
          { class: 'btn btn-primary push', href: hashOf('tasks', { segments: ['new'] }), 'data-testid': 'task-new' },
          icon('plus'),
          this.t('tasks.new'),
        ),
      ),
      h(
        'div',
        { class: 'split', key: 'split', 'data-open': this.#open ? '' : null },
        h(
          'div',
          { class: 'split-list', key: 'list' },
          panel((key, params) => this.t(key, params), this.tasks, {
            waiting: skeleton(5),
            content: ({ items }) => this.#list(items, plain(q), type),
          }),
        ),
        this.#open
          ? h(
              'div',
              { class: 'split-detail', key: 'detail' },
              panel((key, params) => this.t(key, params), this.tasks, {
                waiting: skeleton(4),
                content: ({ items }) => this.#detail(items.find((task) => task.id === this.#open)),
              }),
            )
          : null,
      ),
    ];
  }

  #list(items, q, type) {
    const shown = items.filter(
      (task) => (!type || task.operation_type === type) && plain(`${this.#title(task)} ${task.namespace} ${task.schedule}`).includes(q),
    );
    if (shown.length === 0) return empty({ title: this.t('tasks.none'), hint: this.t('tasks.noneHint'), sign: 'tasks', key: 'none' });
    return h(
      'ul',
      { class: 'task-list', key: 'tasks', 'data-testid': 'task-list' },
      shown.map((task) => this.#row(task)),
    );
  }

  #row(task) {
    const open = this.#open === task.id;
    return h(
      'li',
      {
        class: 'task-row',
        key: task.id,
        'data-testid': `task-row-${task.id}`,
        'data-open': open ? '' : null,
        'data-enabled': task.enabled ? '' : null,
      },
      h('span', { class: 'task-sign', 'data-kind': task.operation_type }, icon(signOf[task.operation_type])),
      h(
        'div',
        { class: 'task-main' },
        h(
          'a',
          {
            class: 'task-title',
            href: hashOf('tasks', { segments: open ? [] : [task.id], query: this.route.query }),
            'aria-expanded': open,
          },
          this.#title(task),
        ),
        h(
          'p.muted',
          null,
          h('code', null, task.schedule),
          ' · ',
          task.namespace === '*' ? this.t('common.allNamespaces') : task.namespace,
          task.builtin ? ` · ${this.t('tasks.builtin')}` : '',
        ),
      ),
      h(
        'div',
        { class: 'task-when' },
        task.enabled
          ? task.next_run
            ? [
                timeText(task.next_run, this.format.near(task.next_run, this.store.now)),
                h('span.muted', null, this.format.distance(task.next_run, this.store.now)),
              ]
            : h('span.muted', null, this.t('tasks.never'))
          : h('span.chip', null, this.t('tasks.disabled')),
      ),
      h(
        'div',
        { class: 'task-last' },
        outcome((key) => this.t(key), this.running.has(task.id) ? 'running' : task.status),
      ),
      h(
        'button',
        {
          type: 'button',
          class: 'btn btn-sm btn-outline-secondary',
          'aria-disabled': this.running.has(task.id) || !this.store.canWrite || null,
          'data-testid': 'task-run',
          'aria-label': this.t('tasks.runNamed', { name: this.#title(task) }),
          onclick: () => this.#askAndRun(task),
        },
        icon('play'),
        this.t('tasks.run'),
      ),
    );
  }

  #detail(task) {
    if (!task)
      return empty({
        title: this.t('tasks.gone'),
        sign: 'tasks',
        key: 'gone',
        action: h('a', { class: 'btn btn-outline-secondary', href: hashOf('tasks') }, this.t('tasks.back')),
      });
    const fact = (key, value) => [h('dt', { key: `t${key}` }, this.t(`tasks.fact.${key}`)), h('dd', { key: `d${key}` }, value)];
    return h(
      'section',
      { class: 'card-box', key: task.id, 'aria-labelledby': 'task-detail-title', 'data-testid': 'task-detail' },
      h(
        'header.card-head',
        null,
        h('h2', { id: 'task-detail-title' }, this.#title(task)),
        h('a', { class: 'btn btn-quiet btn-icon btn-sm', href: hashOf('tasks'), 'aria-label': this.t('common.close') }, icon('close')),
      ),
      h(
        'div',
        { class: 'drawer-actions' },
        h(
          'button',
          { type: 'button', class: 'btn btn-sm btn-outline-secondary', 'data-testid': 'task-edit', onclick: () => this.#edit(task) },
          icon('edit'),
          this.t('common.edit'),
        ),
        h(
          'button',
          { type: 'button', class: 'btn btn-sm btn-outline-secondary', onclick: () => this.#askAndEnable(task, !task.enabled) },
          icon(task.enabled ? 'pause' : 'play'),
          this.t(task.enabled ? 'tasks.disable' : 'tasks.enable'),
        ),
        task.builtin
          ? null
          : h(
              'button',
              { type: 'button', class: 'btn btn-sm btn-outline-danger', 'data-testid': 'task-delete', onclick: () => this.#delete(task) },
              icon('trash'),
              this.t('common.delete'),
            ),
      ),
      h(
        'dl',
        { class: 'facts drawer-facts' },
        fact('what', this.t(`tasks.type.${task.operation_type}`)),
        task.command ? fact('command', h('code', null, task.command)) : null,
        fact(
          'namespace',
          task.namespace === '*'
            ? this.t('common.allNamespaces')
            : h('a', { href: this.router.hrefWith({ ns: task.namespace }) }, task.namespace),
        ),
        fact('schedule', [h('code', null, task.schedule), ` · ${task.timezone}`]),
        fact('payer', costCenterTag(this.shell.palette, task.cost_center)),
        fact(
          'counts',
          this.t('tasks.counts', {
            count: task.run_count,
            good: this.format.integer(task.success_count),
            bad: this.format.integer(task.error_count),
          }),
        ),
        fact('creator', task.created_by),
        task.last_error ? fact('lastError', h('span.cell-bad', null, task.last_error)) : null,
      ),
      h('h3', null, this.t('tasks.history')),
      panel((key, params) => this.t(key, params), this.runs, { waiting: skeleton(3), content: ({ items }) => this.#history(items) }),
    );
  }

  #history(items) {
    if (items.length === 0) return h('p.muted', { key: 'none' }, this.t('tasks.noRuns'));
    return h(
      'ol',
      { class: 'plain-list run-list', key: 'runs' },
      items.map((run, i) =>
        h(
          'li',
          { class: 'run', key: run.id },
          h(
            'div',
            { class: 'run-head' },
            outcome((key) => this.t(key), run.status),
            h(
              'span',
              null,
              run.started_at ? this.format.moment(run.started_at) : run.scheduled_at ? this.format.moment(run.scheduled_at) : '',
            ),
            h(
              'span.muted',
              null,
              this.t(run.trigger === 'person' ? 'tasks.byHand' : 'tasks.bySchedule'),
              run.attempts > 1 ? ` · ${this.t('tasks.attempts', { count: run.attempts })}` : '',
            ),
          ),
          run.error ? h('p.cell-bad', null, run.error) : null,
          run.output
            ? h(
                'details',
                { open: i === 0 },
                h('summary', null, this.t('tasks.output')),
                h(
                  'pre',
                  { class: 'output', 'data-testid': 'task-output', tabindex: '0' },
                  run.output,
                  run.output_truncated ? `\n${this.t('tasks.truncated')}` : '',
                ),
              )
            : null,
          run.operation_ids.length > 0
            ? h(
                'p.muted',
                null,
                run.operation_ids
                  .slice(0, 5)
                  .map((id, n) => [
                    n > 0 ? ' · ' : '',
                    h('a', { href: this.router.hrefWith({ op: id }) }, this.t('tasks.operation', { count: n + 1 })),
                  ]),
                run.operation_ids.length > 5 ? ` … (${run.operation_ids.length})` : '',
              )
            : null,
        ),
      ),
    );
  }
}
