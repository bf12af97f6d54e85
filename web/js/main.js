// Puts the page together: one object with its hooks, one store, the views.

import { Api } from './api.js';
import { firstLanguage, rememberLanguage, wordsOf } from './i18n.js';
import { setText } from './lib/dom.js';
import { ClusterStore } from './store.js';
import { mountBanners } from './views/banners.js';
import { mountNamespaceTable } from './views/namespace_table.js';
import { mountSwitchDialog } from './views/switch_dialog.js';

// Language and the line that says what just happened: what every view needs of the page.
class Page extends EventTarget {
  language = firstLanguage();

  get words() {
    return wordsOf(this.language);
  }

  toggleLanguage() {
    this.language = this.language === 'en' ? 'es-CO' : 'en';
    rememberLanguage(this.language);
    this.dispatchEvent(new Event('language'));
  }

  say(sentence) {
    setText(hooks.notice, sentence);
  }
}

const hooks = {};
for (const id of ['banners', 'summary', 'notice', 'list', 'switch', 'language', 'link', 'cluster', 'footer']) hooks[id] = document.getElementById(id);

const page = new Page();
const api = new Api(page.language);
const store = new ClusterStore(api);

function drawFrame() {
  const { words } = page;
  document.documentElement.lang = page.language;
  for (const node of document.querySelectorAll('[data-text]')) setText(node, words[node.dataset.text]);
  setText(hooks.language, words.otherLanguage);
  hooks.language.lang = words.otherLang;
  hooks.link.dataset.state = store.reached === false ? 'lost' : 'live';
  setText(hooks.link, store.reached === null ? words.connecting : store.reached ? words.live : words.lost);
  const health = store.health;
  setText(hooks.cluster, health?.cluster_name ?? '');
  setText(hooks.footer, health ? words.footer({ version: health.version, mode: words.mode[health.cluster_mode] ?? health.cluster_mode, zone: health.timezone }) : '');
}

store.addEventListener('change', drawFrame);
page.addEventListener('language', () => {
  api.language = page.language;
  page.say('');   // it was said in the other language
  drawFrame();
  store.refresh();
});
hooks.language.addEventListener('click', () => page.toggleLanguage());

const openDialog = mountSwitchDialog(hooks.switch, { store, api, page });
mountBanners(hooks.banners, { store, api, page });
mountNamespaceTable(hooks.list, { store, page, summary: hooks.summary, onSwitch: openDialog });
drawFrame();
store.refresh();
