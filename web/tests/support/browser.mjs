// Debian's Chromium, and pages that tell what should never happen: an error on the console, an exception, a violation of the
// Content-Security-Policy, a request to another origin, an answer of 400 and above that the test did not expect.
//
//   const browser = await launch();
//   const page = await openPage(browser, product, { path: '#/week', width: 360, theme: 'dark', language: 'en' });
//   page.allow(409);                                 this test wants one
//   page.assertClean();                              at its end

import assert from 'node:assert/strict';

import AxeBuilder from '@axe-core/playwright';
import { chromium } from 'playwright-core';

export const deadlineMs = 60000;

export function launch() {
  return chromium.launch({
    executablePath: process.env.NSS_CHROMIUM ?? '/usr/bin/chromium',
    headless: true,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
    timeout: deadlineMs,
  });
}

function watch(page, origin) {
  const found = [];
  const allowed = new Set();
  let offline = false;   // a test that takes the server away expects requests to fail
  page.on('console', (message) => {
    const text = message.text();
    // The browser's own line about an answer of 400 and above, or none: judged below, by its status.
    if (/^Failed to load resource/.test(text)) return;
    if (message.type() === 'error' || message.type() === 'warning' || /Content.Security.Policy/i.test(text)) found.push(`console ${message.type()}: ${text}`);
  });
  page.on('pageerror', (error) => found.push(`exception: ${error.stack ?? error}`));
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (['http:', 'https:', 'ws:', 'wss:'].includes(url.protocol) && url.origin !== origin) found.push(`foreign request: ${request.url()}`);
  });
  page.on('response', (response) => {
    if (response.status() < 400 || allowed.has(response.status())) return;
    found.push(`answer ${response.status()}: ${response.request().method()} ${response.url()}`);
  });
  page.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText ?? '';
    // Given up by the page itself: a view that was left, a download, the event stream at the end.
    if (offline || /ERR_ABORTED/.test(reason)) return;
    found.push(`no answer: ${request.method()} ${request.url()}: ${reason}`);
  });
  page.allow = (...statuses) => statuses.forEach((status) => allowed.add(status));
  page.expectOffline = () => {
    offline = true;
  };
  page.findings = found;
  page.assertClean = () => assert.deepEqual(found, []);
}

/** @param {import('playwright-core').Browser} browser @param {import('./product.mjs').Product} product @param {any} [how] */
export async function openPage(browser, product, how = {}) {
  const { path = '', width = 1440, height = width < 600 ? 780 : 900, theme = 'light', language = 'es', context: given = null, ...rest } = how;
  const context = given ?? await browser.newContext({
    viewport: { width, height }, colorScheme: theme, locale: language === 'en' ? 'en-GB' : 'es-CO', timezoneId: 'Pacific/Auckland',
    reducedMotion: 'reduce', ...rest,
  });
  context.setDefaultTimeout(deadlineMs);
  const page = await context.newPage();
  watch(page, product.url);
  await page.addInitScript(({ language, theme }) => {
    if (!localStorage.getItem('nsched.language')) localStorage.setItem('nsched.language', language);
    if (!localStorage.getItem('nsched.theme')) localStorage.setItem('nsched.theme', theme);
    document.addEventListener('securitypolicyviolation', (event) => console.error(`Content-Security-Policy: ${event.violatedDirective} ${event.blockedURI}`));
  }, { language, theme });
  await page.goto(`${product.url}/${path}`, { timeout: deadlineMs });
  return page;
}

/** The view is there and has its data: no skeleton is left, nothing is busy. */
export async function settled(page, view) {
  await page.getByTestId(`view-${view}`).waitFor();
  await page.waitForFunction(() => !document.querySelector('.skeleton, [aria-busy="true"]'));
  // FullCalendar shows what it has drawn once it has measured it: until then its events have no visible text.
  if (view === 'calendar') await page.waitForFunction(() => [...document.querySelectorAll('[data-testid="calendar"] [role="button"]')].every((event) => event.innerText.trim() !== ''));
}

/** @param {import('playwright-core').Page} page @param {string} where */
export async function assertAccessible(page, where) {
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']).analyze();
  const told = violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.slice(0, 3).map((node) => `${node.target.join(' ')} ${node.any[0]?.message ?? node.html.slice(0, 120)}`).join(' | ')}`);
  assert.deepEqual(told, [], `axe, ${where}`);
}
