// Centros de costo: who may pay, for which namespaces, how many at once, and how much of it is used.

import { searchBox } from '../components/fields.js';
import { icon } from '../components/icons.js';
import { costCenterTag, placesMeter } from '../components/marks.js';
import { empty, panel, skeleton } from '../components/states.js';
import { View } from '../components/view.js';
import { plain } from '../lib/format.js';
import { h } from '../lib/html.js';
import { hashOf } from '../lib/router.js';
import { Resource } from '../store/resource.js';
import { CostCenterForm } from './cost_center_form.js';

const atOnce = 6;

/** Runs the work over the list, a few at a time, so that hundreds of cost centres are no burst. @template T, R @param {T[]} list @param {number} width @param {(one: T) => Promise<R>} work @returns {Promise<R[]>} */
export async function inTurns(list, width, work) {
  const results = Array(list.length);
  let next = 0;
  const turn = async () => {
    while (next < list.length) {
      const index = next++;
      results[index] = await work(list[index]);
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, list.length) }, turn));
  return results;
}

export class CostCentersView extends View {
  #timer = 0;

  constructor(root, deps) {
    super(root, deps);
    this.centers = this.use(new Resource((options) => this.#readAll(options)));
    this.listen(this.store, 'change');
    for (const type of ['cost_center', 'namespace', 'resync']) this.listen(this.store, type, () => this.#soon());
    this.onUnmount(() => clearTimeout(this.#timer));
    this.centers.reload();
  }

  #soon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.centers.reload(), 1500);
  }

  // The list has the permissions; usage is told one by one.
  async #readAll(options) {
    const { items } = await this.api.costCenters(options);
    return inTurns(items, atOnce, (one) => this.api.costCenter(one.cost_center, options));
  }

  render() {
    const q = plain(this.route.query.q ?? '');
    return [
      h(
        'div',
        { class: 'toolbar', key: 'toolbar' },
        searchBox({
          label: this.t('costCenters.search'),
          value: this.route.query.q ?? '',
          oninput: (q) => this.router.setQuery({ q }, { replace: true }),
        }),
        h(
          'button',
          { type: 'button', class: 'btn btn-primary push', 'data-testid': 'cc-new', onclick: () => this.#edit(null) },
          icon('plus'),
          this.t('costCenters.new'),
        ),
      ),
      h('p', { class: 'muted list-summary', key: 'hint' }, this.t('costCenters.hint', { limit: this.store.offHours?.limit ?? 5 })),
      this.#unknown(),
      panel((key, params) => this.t(key, params), this.centers, {
        waiting: skeleton(3, 'card'),
        content: (all) => this.#cards(all.filter((one) => plain(`${one.cost_center} ${one.name}`).includes(q))),
      }),
    ];
  }

  // Labels of namespaces that no cost centre carries: they are charged to `system`.
  #unknown() {
    if (!this.centers.ready) return null;
    const known = new Set(this.centers.value.map((one) => one.cost_center));
    const unknown = [...new Set((this.store.items ?? []).map((item) => item.cost_center).filter((name) => name && !known.has(name)))];
    if (unknown.length === 0) return null;
    return h(
      'div',
      { class: 'banner', 'data-kind': 'warning', key: 'unknown' },
      icon('warning'),
      h('p', null, this.t('costCenters.unknown', { names: this.format.list(unknown) })),
    );
  }

  #cards(all) {
    if (all.length === 0)
      return empty({ title: this.t('costCenters.none'), hint: this.t('costCenters.noneHint'), sign: 'cost-centers', key: 'none' });
    return h(
      'div',
      { class: 'cc-grid', key: 'cards' },
      all.map((one) => this.#card(one)),
    );
  }

  #card(one) {
    const allowed = one.authorized_namespaces;
    return h(
      'section',
      { class: 'card-box cc-card', key: one.cost_center, 'aria-label': one.cost_center, 'data-testid': `cc-${one.cost_center}` },
      h(
        'header.card-head',
        null,
        h(
          'div.cc-name',
          null,
          costCenterTag(this.shell.palette, one.cost_center),
          one.name.toLowerCase() === one.cost_center.toLowerCase() ? null : h('span.muted', null, one.name),
        ),
        h(
          'span',
          { class: 'outcome', 'data-tone': one.is_authorized ? 'good' : 'bad' },
          icon(one.is_authorized ? 'check' : 'excluded'),
          this.t(one.is_authorized ? 'costCenters.authorized' : 'costCenters.notAuthorized'),
        ),
      ),
      h(
        'dl',
        { class: 'facts' },
        h('dt', null, this.t('costCenters.places')),
        h(
          'dd',
          null,
          placesMeter((key, params) => this.t(key, params), {
            used: this.#placesOf(one.cost_center),
            limit: one.max_concurrent_namespaces,
          }),
        ),
        h('dt', null, this.t('costCenters.paysNow')),
        h(
          'dd',
          null,
          one.active_namespaces.length === 0
            ? this.t('common.none')
            : [
                this.t('common.count.namespaces', { count: one.active_count }),
                ': ',
                one.active_namespaces
                  .slice(0, 3)
                  .map((name, i) => [i > 0 ? ', ' : '', h('a', { href: this.router.hrefWith({ ns: name }) }, name)]),
                one.active_namespaces.length > 3 ? ' …' : '',
              ],
        ),
        h('dt', null, this.t('costCenters.month')),
        h('dd', null, this.format.hours(one.hours_this_month)),
        h('dt', null, this.t('costCenters.allowed')),
        h(
          'dd',
          null,
          allowed.length === 0
            ? this.t('common.allNamespaces')
            : this.format.list(
                allowed.length > 4 ? [...allowed.slice(0, 3), this.t('bulk.others', { count: allowed.length - 3 })] : allowed,
              ),
        ),
      ),
      h(
        'div.cc-foot',
        null,
        one.builtin
          ? h('p.card-note', null, this.t('costCenters.builtin'))
          : h(
              'button',
              {
                type: 'button',
                class: 'btn btn-sm btn-outline-secondary',
                'data-testid': 'cc-edit',
                'aria-label': `${this.t('common.edit')} ${one.cost_center}`,
                onclick: () => this.#edit(one),
              },
              icon('edit'),
              this.t('common.edit'),
            ),
        one.builtin
          ? null
          : h(
              'a',
              {
                class: 'btn btn-sm btn-quiet',
                href: hashOf('namespaces', { query: { cc: one.cost_center } }),
                'aria-label': `${this.t('costCenters.itsNamespaces')} ${one.cost_center}`,
              },
              this.t('costCenters.itsNamespaces'),
            ),
      ),
    );
  }

  #placesOf(name) {
    return (this.store.offHours?.holders ?? []).filter((holder) => holder.cost_center === name).length;
  }

  #edit(one) {
    const form = new CostCenterForm(this.deps, one, {
      saved: () => {
        this.store.refreshSoon();
        this.centers.reload();
      },
      edit: (other) => this.#edit(other),
    });
    this.shell.dialog.open(() => form.describe());
  }
}
