// The product as `make run` starts it, for a test: its own folder, port and simulated Thursday, 19 November 2026, 15:00 in Bogotá
// (a working day, the Monday before it is a holiday: 16 November). The clock moves only when a test moves it.
//
//   const product = await startProduct();            waits until it is ready
//   await product.advanceTo('2026-11-20T01:00:00Z')  everything due until then was done
//   await product.api('POST', '/api/…', body)        its answer; throws when it is a refusal
//   await product.kill(); await product.start();     the same address and data
//   await product.close();

import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createWriteStream, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { until } from './until.mjs';

const checkout = join(dirname(fileURLToPath(import.meta.url)), '../../..');

function binary() {
  const path = join(process.env.NSS_TEST_BUILD_DIR ?? join(checkout, 'build/release'), 'namespace-scheduler');
  if (!existsSync(path)) throw new Error(`no ${path}: build it first (make test does)`);
  return path;
}

export class Product {
  #process = null;
  #ended = null;
  #folder;
  #settings;
  #log;

  /** @param {string} folder @param {Record<string, string>} settings */
  constructor(folder, settings) {
    this.#folder = folder;
    this.#settings = settings;
    this.#log = join(folder, 'log');
    this.port = 0;
  }

  get url() {
    return `http://127.0.0.1:${this.port}`;
  }

  async start() {
    const env = {
      PATH: process.env.PATH, HOME: this.#folder, LANG: 'C.UTF-8', TZ: 'Pacific/Auckland',
      NSCHED_LISTEN: `127.0.0.1:${this.port}`, NSCHED_CLUSTER: 'simulated', NSCHED_SIMULATED_TIME: '2026-11-19T20:00:00Z',
      NSCHED_SIMULATED_SPEED: '1', NSCHED_SQLITE_PATH: join(this.#folder, 'store.db'), NSCHED_LOG_FORMAT: 'json',
      NSCHED_RATE_READS_PER_MINUTE: '0', NSCHED_RATE_WRITES_PER_MINUTE: '0', ...this.#settings,
    };
    const begin = existsSync(this.#log) ? (await readFile(this.#log, 'utf8')).length : 0;
    const log = createWriteStream(this.#log, { flags: 'a' });
    const child = spawn(binary(), ['serve'], { env, cwd: this.#folder, stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.pipe(log, { end: false });
    child.stderr.pipe(log, { end: false });
    this.#process = child;
    this.#ended = new Promise((resolve) => child.once('exit', (code, signal) => resolve(signal ?? code)));
    await until(async () => {
      const said = (await readFile(this.#log, 'utf8').catch(() => '')).slice(begin);
      if (child.exitCode !== null) throw new Error(`the product ended at its start with ${child.exitCode}:\n${said}`);
      const line = said.split('\n').find((text) => text.includes('"serving"'));
      if (!line) return false;
      this.port = Number(JSON.parse(line).address.split(':').pop());
      const ready = await fetch(`${this.url}/readyz`).catch(() => null);
      return ready?.ok === true;
    }, 'the product ready');
    return this;
  }

  /** Ends it as a machine that fails would. */
  async kill() {
    this.#process.kill('SIGKILL');
    await this.#ended;
  }

  async close() {
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      this.#process.kill('SIGTERM');
      const code = await this.#ended;
      if (code !== 0) throw new Error(`the product ended with ${code}:\n${(await readFile(this.#log, 'utf8')).slice(-3000)}`);
    }
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** @param {string} method @param {string} path @param {any} [body] @param {Record<string, string>} [headers] */
  async api(method, path, body, headers = {}) {
    const response = await fetch(this.url + path, {
      method,
      headers: { Accept: 'application/json', ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    const answer = text.startsWith('{') ? JSON.parse(text) : text;
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return answer.data ?? answer;
  }

  /** @param {string} instant RFC 3339 */
  advanceTo(instant) {
    return this.api('POST', '/api/simulation/advance', { to: instant });
  }

  async namespace(name) {
    return (await this.api('GET', '/api/namespaces?limit=500')).items.find((item) => item.namespace === name);
  }
}

/** @param {Record<string, string>} [settings] */
export async function startProduct(settings = {}) {
  return new Product(await mkdtemp(join(tmpdir(), 'nsched-page-')), settings).start();
}
