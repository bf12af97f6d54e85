// Form fields with their label, hint and what is wrong with them, tied together for assistive technology.

import { h } from '../lib/html.js';
import { icon } from './icons.js';

/**
 * @param {{id: string, label: string, hint?: any, error?: string|null, class?: string}} about
 * @param {(attributes: Record<string, any>) => any} control
 */
export function field({ id, label, hint, error, class: className = '' }, control) {
  const described = [hint ? `${id}-hint` : null, error ? `${id}-error` : null].filter(Boolean).join(' ');
  const attributes = { id, name: id, 'aria-describedby': described || null, 'aria-invalid': error ? 'true' : null };
  return h(
    'div',
    { class: `field ${className}`, key: `field-${id}` },
    h('label', { for: id, class: 'form-label' }, label),
    control(attributes),
    error ? h('p', { class: 'field-error', id: `${id}-error` }, error) : null,
    hint ? h('p', { class: 'form-text', id: `${id}-hint` }, hint) : null,
  );
}

/** @param {any} about @param {Record<string, any>} [attributes] */
export const textField = (about, attributes = {}) =>
  field(about, (own) =>
    h('input', {
      type: 'text',
      autocomplete: 'off',
      spellcheck: 'false',
      ...own,
      ...attributes,
      class: `form-control ${about.error ? 'is-invalid' : ''} ${attributes.class ?? ''}`,
    }),
  );

/** @param {any} about @param {[string, string][]} options @param {Record<string, any>} [attributes] */
export const selectField = (about, options, attributes = {}) =>
  field(about, (own) =>
    h(
      'select',
      { ...own, ...attributes, class: `form-select ${about.error ? 'is-invalid' : ''}` },
      options.map(([value, label]) => h('option', { value, key: value, selected: value === attributes.value }, label)),
    ),
  );

/** One of a few, as buttons. @param {{name: string, legend: string, testid?: string, hideLegend?: boolean, value: string, options: [string, string][], onchange: (value: string) => void}} about */
export const choice = ({ name, legend, testid, hideLegend = false, value, options, onchange }) =>
  h(
    'fieldset',
    { class: 'choice', key: `choice-${name}`, 'data-testid': testid },
    h('legend', { class: hideLegend ? 'visually-hidden' : 'form-label' }, legend),
    h(
      'div.choice-row',
      null,
      options.map(([option, label]) =>
        h(
          'label',
          { class: 'choice-option', key: option },
          h('input', { type: 'radio', name, value: option, checked: option === value, onchange: () => onchange(option) }),
          h('span', null, label),
        ),
      ),
    ),
  );

/** A view's search, which `/` goes to. @param {{label: string, value: string, testid?: string, oninput: (text: string) => void}} about */
export const searchBox = ({ label, value, testid, oninput }) =>
  h(
    'div',
    { class: 'search-box' },
    icon('search'),
    h('input', {
      type: 'search',
      class: 'form-control',
      'data-search': '',
      'data-testid': testid,
      'aria-label': label,
      placeholder: label,
      autocomplete: 'off',
      spellcheck: 'false',
      value,
      oninput: (event) => oninput(event.target.value),
    }),
  );

/** The refusal's sentence for one member of the body. @param {any} error @param {string} pointer */
export const errorAt = (error, pointer) => error?.problem?.errors?.find((one) => one.pointer === pointer) ?? null;
