// The weeks: read from the API once, kept for a while, and turned into what the grid draws.

const most = 12; // weeks that are kept
const freshMs = 60000;
export const days = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
export const hours = Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, '0'));

export class NamespaceScheduleService {
  #weeks = new Map();
  #asked = new Map();

  /** @param {any} apiClient */
  constructor(apiClient) {
    this.apiClient = apiClient;
  }

  /**
   * Drops what the store's news make old, whoever looks at a week now: a task or a namespace changed, events were missed, or
   * holidays count in another way, of which no event tells.
   * @param {EventTarget & {setting: (name: string) => any}} store
   */
  follow(store) {
    for (const type of ['task', 'namespace', 'resync']) store.addEventListener(type, () => this.clearCache());
    let holidays = null;
    store.addEventListener('change', () => {
      const now = store.setting('holidays');
      if (holidays !== null && now !== holidays) this.clearCache();
      holidays = now ?? holidays;
    });
  }

  /** The week, from the cache when it is fresh; several askers share one request. @param {string} weekStartDate */
  async getWeeklySchedule(weekStartDate) {
    const cached = this.getCachedWeekData(weekStartDate);
    if (cached) return cached;
    const under = this.#asked.get(weekStartDate);
    if (under) return under;
    const asked = this.apiClient
      .weeklySchedule(weekStartDate)
      .then((raw) => {
        const week = this.processScheduleData(raw);
        // An answer to a question from before the cache was emptied may be as old as what was in it.
        if (this.#asked.get(weekStartDate) === asked) this.cacheWeekData(weekStartDate, week);
        return week;
      })
      .finally(() => {
        if (this.#asked.get(weekStartDate) === asked) this.#asked.delete(weekStartDate);
      });
    this.#asked.set(weekStartDate, asked);
    return asked;
  }

  /** How the namespace is now, with its workloads. @param {string} namespaceId */
  async getNamespaceDetails(namespaceId) {
    return this.apiClient.namespace(namespaceId);
  }

  /** The answer with every day and hour present, entries in order, and the namespaces and cost centres that appear. @param {any} rawData */
  processScheduleData(rawData) {
    const slots = this.groupByTimeSlots(rawData);
    const names = new Map();
    const costCenters = new Set();
    for (const day of slots) {
      for (const slot of day) {
        for (const entry of slot) {
          names.set(entry.namespaceId, entry.namespaceName);
          costCenters.add(entry.costCenter);
        }
      }
    }
    return {
      weekStartDate: rawData.weekStartDate,
      weekEndDate: rawData.weekEndDate,
      timezone: rawData.timezone ?? null,
      holidays: rawData.holidays ?? [],
      slots,
      namespaces: [...names].map(([id, name]) => ({ id, name })),
      costCenters: [...costCenters].sort(),
    };
  }

  /** slots[day][hour] = entries, Monday = 0; names of a slot in one order. @param {any} scheduleData */
  groupByTimeSlots(scheduleData) {
    return days.map((day) =>
      hours.map((hour) =>
        [...(scheduleData.timeSlots?.[day]?.[hour] ?? [])].sort((a, b) =>
          a.namespaceId < b.namespaceId ? -1 : a.namespaceId > b.namespaceId ? 1 : 0,
        ),
      ),
    );
  }

  /** @param {string} weekStartDate @param {any} data */
  cacheWeekData(weekStartDate, data) {
    this.#weeks.delete(weekStartDate);
    this.#weeks.set(weekStartDate, { data, at: performance.now() });
    // The week that was looked at longest ago goes first.
    while (this.#weeks.size > most) this.#weeks.delete(this.#weeks.keys().next().value);
  }

  /** @param {string} weekStartDate @returns {any|null} */
  getCachedWeekData(weekStartDate) {
    const kept = this.#weeks.get(weekStartDate);
    if (!kept || performance.now() - kept.at > freshMs) return null;
    return kept.data;
  }

  /** All weeks, or one. @param {string} [weekStartDate] */
  clearCache(weekStartDate) {
    for (const kept of [this.#weeks, this.#asked]) {
      if (weekStartDate) kept.delete(weekStartDate);
      else kept.clear();
    }
  }
}
