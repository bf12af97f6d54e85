// Words by key. A dictionary holds, for each key, the Spanish and the English text: [es, en]. `{name}` is filled from the
// parameters; a text with "|" has a singular and a plural, chosen by `count`.

const remembered = 'nsched.language';
const locales = { es: 'es-CO', en: 'en' };

/** @typedef {Record<string, [string, string]>} Dictionary */

/** A value that brings its own stop, as "8:00 p. m." does, ends the sentence with it. @param {string} template @param {Record<string, any>} params */
export function fill(template, params) {
  return template.replace(/\{(\w+)\}(\.?)/g, (whole, name, stop) => {
    if (!(name in params)) return whole;
    const value = String(params[name]);
    return value.endsWith('.') ? value : value + stop;
  });
}

export class Translator extends EventTarget {
  #numbers = new Map();

  /** @param {Dictionary} dictionary @param {'es'|'en'} language */
  constructor(dictionary, language) {
    super();
    this.dictionary = dictionary;
    /** @type {'es'|'en'} */
    this.language = language;
  }

  // Intl objects are dear to make: one of the language that is used, and none for what both languages write alike.
  #number(count) {
    if (Number.isInteger(count) && Math.abs(count) < 1000) return String(count);
    if (!this.#numbers.has(this.language)) this.#numbers.set(this.language, new Intl.NumberFormat(locales[this.language]));
    return this.#numbers.get(this.language).format(count);
  }

  /** @param {string} key */
  has(key) {
    return Object.hasOwn(this.dictionary, key);
  }

  /** @param {string} key @param {Record<string, any>} [params] @returns {string} */
  t(key, params = {}) {
    const pair = this.dictionary[key];
    if (!pair) return key;
    let template = this.language === 'en' ? pair[1] : pair[0];
    if ('count' in params && template.includes('|')) {
      const [one, other] = template.split('|');
      template = Number(params.count) === 1 ? one : other; // the whole rule of both languages
    }
    const shown = typeof params.count === 'number' ? { ...params, count: this.#number(params.count) } : params;
    return fill(template, shown);
  }

  /** @param {'es'|'en'} language */
  use(language) {
    if (language === this.language) return;
    this.language = language;
    try {
      localStorage.setItem(remembered, language);
    } catch {
      /* a browser that keeps nothing still shows the page */
    }
    this.dispatchEvent(new Event('change'));
  }
}

/** What was chosen before, else the first language of the browser that we speak, else Spanish. @returns {'es'|'en'} */
export function firstLanguage() {
  let chosen = null;
  try {
    chosen = localStorage.getItem(remembered);
  } catch {
    /* as above */
  }
  if (chosen === 'es' || chosen === 'en') return chosen;
  const wanted = (navigator.languages ?? [navigator.language]).find((tag) => /^(es|en)\b/i.test(tag));
  return wanted?.toLowerCase().startsWith('en') ? 'en' : 'es';
}
