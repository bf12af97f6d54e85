// What this browser remembers of how a person wants the page. A browser that keeps nothing still works.

const themeKey = 'nsched.theme';
const themes = ['system', 'light', 'dark'];

function stored(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

export class Preferences extends EventTarget {
  #media = matchMedia('(prefers-color-scheme: dark)');

  constructor() {
    super();
    const kept = stored(themeKey);
    this.theme = themes.includes(kept) ? kept : 'system';
    this.#media.addEventListener('change', () => this.#apply());
    this.#apply();
  }

  /** 'light' or 'dark', whatever was chosen. */
  get shownTheme() {
    return this.theme === 'system' ? (this.#media.matches ? 'dark' : 'light') : this.theme;
  }

  /** @param {string} theme */
  useTheme(theme) {
    this.theme = theme;
    this.remember(themeKey, theme);
    this.#apply();
    this.dispatchEvent(new Event('change'));
  }

  /** @param {string} key @param {string} value */
  remember(key, value) {
    try {
      localStorage.setItem(key, value);
    } catch {
      /* nothing is kept, nothing is lost */
    }
  }

  /** @param {string} key */
  recall(key) {
    return stored(key);
  }

  #apply() {
    document.documentElement.dataset.bsTheme = this.shownTheme;
  }
}
