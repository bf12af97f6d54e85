// Colombian holidays by year, read once a year's worth: the name a day carries, and whether it is one.

export class HolidayService {
  #years = new Map();
  #asked = new Map();

  /** @param {any} [apiClient] without one only what was put into the cache is known */
  constructor(apiClient = null) {
    this.apiClient = apiClient;
  }

  /** @param {number} year @returns {Promise<any[]>} */
  async getColombianHolidays(year) {
    const cached = this.getCachedHolidays(year);
    if (cached) return cached;
    // Several views ask at once: one request answers them all.
    if (!this.#asked.has(year)) {
      this.#asked.set(
        year,
        this.apiClient
          .holidays(year)
          .then(({ holidays }) => {
            this.cacheHolidays(year, holidays);
            return holidays;
          })
          .finally(() => this.#asked.delete(year)),
      );
    }
    return this.#asked.get(year);
  }

  /** Whether the day is a holiday, as far as its year was read. @param {string|Date} date */
  isHoliday(date) {
    return this.getHolidayInfo(date) !== null;
  }

  /** @param {string|Date} date @returns {any|null} */
  getHolidayInfo(date) {
    const day = typeof date === 'string' ? date.slice(0, 10) : date.toISOString().slice(0, 10);
    return this.getCachedHolidays(Number(day.slice(0, 4)))?.find((holiday) => holiday.date === day) ?? null;
  }

  /** @param {number} year @param {any[]} holidays */
  cacheHolidays(year, holidays) {
    this.#years.set(year, holidays);
  }

  /** @param {number} year @returns {any[]|null} */
  getCachedHolidays(year) {
    return this.#years.get(year) ?? null;
  }

  /** After a local day came or went. */
  clearCache() {
    this.#years.clear();
  }
}
