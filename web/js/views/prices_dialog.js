// What a core and a GiB cost an hour: with it, avoided hours are shown as money.

import { textField } from '../components/fields.js';
import { sentenceOf } from '../components/states.js';
import { h } from '../lib/html.js';

/** A price as a person types it, comma or point; null for none, NaN for what is no price. @param {string} words */
export function priceOf(words) {
  const plain = words.trim().replace(',', '.');
  if (plain === '') return null;
  return /^\d+(\.\d+)?$/.test(plain) ? Number(plain) : Number.NaN;
}

/** @param {any} deps @param {() => void} saved */
export function openPrices({ store, api, shell, i18n }, saved) {
  const t = (key, params) => i18n.t(key, params);
  const shown = (name) => {
    const value = store.setting(name);
    return value === null ? '' : String(value);
  };
  const fixed = ['price_cpu_hour', 'price_gib_hour', 'currency']
    .map((name) => store.settings?.[name]?.source)
    .find((source) => source && !['default', 'stored'].includes(source));
  const form = { cpu: shown('price_cpu_hour'), memory: shown('price_gib_hour'), currency: store.setting('currency', 'USD') };
  let busy = false;
  let error = null;
  const submit = async (event) => {
    event.preventDefault();
    if (busy) return;
    const prices = {
      price_cpu_hour: priceOf(form.cpu),
      price_gib_hour: priceOf(form.memory),
      currency: form.currency.trim().toUpperCase(),
    };
    if (Object.values(prices).some((value) => Number.isNaN(value))) error = new Error(t('prices.notANumber'));
    else {
      busy = true;
      error = null;
      try {
        const { message } = await api.changeSettings(prices, store.settings?.etag);
        await store.refresh();
        shell.dialog.close();
        shell.say(message);
        saved();
        return;
      } catch (refusal) {
        error = refusal;
        if (refusal.status === 412) await store.refresh();
      }
      busy = false;
    }
    shell.dialog.redraw();
  };
  const input = (name) => ({
    value: form[name],
    disabled: Boolean(fixed),
    inputmode: name === 'currency' ? null : 'decimal',
    oninput: (event) => {
      form[name] = event.target.value;
    },
  });
  shell.dialog.open(() => ({
    title: t('prices.title'),
    testid: 'prices-dialog',
    onsubmit: submit,
    body: [
      h('p', { class: 'dialog-lead' }, t('prices.explain')),
      fixed ? h('p', { class: 'form-text' }, t('holidays.fixedBy', { source: fixed })) : null,
      h(
        'div',
        { class: 'field-row' },
        textField({ id: 'price-cpu', label: t('prices.cpu') }, input('cpu')),
        textField({ id: 'price-memory', label: t('prices.memory') }, input('memory')),
        textField(
          { id: 'price-currency', label: t('prices.currency'), hint: t('prices.currencyHint') },
          { maxlength: 3, ...input('currency') },
        ),
      ),
      error ? h('p', { class: 'form-problem', role: 'alert' }, sentenceOf(t, error)) : null,
    ],
    footer: [
      h('button', { type: 'button', class: 'btn btn-outline-secondary', onclick: () => shell.dialog.close() }, t('common.cancel')),
      fixed
        ? null
        : h(
            'button',
            { type: 'submit', class: 'btn btn-primary', 'aria-disabled': busy || null, 'data-testid': 'prices-save' },
            t(busy ? 'common.working' : 'common.save'),
          ),
    ],
  }));
}
