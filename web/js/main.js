// Puts the page together: the instances that everything else is given.

import { ApiClient } from './api/client.js';
import { Http } from './api/http.js';
import { dictionary } from './i18n/index.js';
import { firstLanguage, Translator } from './lib/i18n.js';
import { Router } from './lib/router.js';
import { HolidayService } from './services/HolidayService.js';
import { NamespaceScheduleService } from './services/NamespaceScheduleService.js';
import { ReportService } from './services/ReportService.js';
import { ClusterStore } from './store/cluster_store.js';
import { LiveStream } from './store/live.js';
import { Preferences } from './store/preferences.js';
import { TaskScheduler } from './TaskScheduler.js';

const i18n = new Translator(dictionary, firstLanguage());
const api = new ApiClient(new Http(() => (i18n.language === 'en' ? 'en' : 'es-CO')));
const store = new ClusterStore(api, new LiveStream());
const services = { schedule: new NamespaceScheduleService(api), holidays: new HolidayService(api), reports: new ReportService(api) };
services.schedule.follow(store);

const root = document.getElementById('app');
if (root) new TaskScheduler(root, { api, store, services, i18n, router: new Router(), preferences: new Preferences() }).start();
