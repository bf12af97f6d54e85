// What most files of tests in Chromium need: one browser and one product for all of a file's tests, made before the first of them
// and ended after the last.
//
//   import { browser, product, useProduct, visit } from '../support/fixture.mjs';
//   useProduct(async () => { await product.advanceTo('2026-11-20T13:00:00Z'); });

import { after, before } from 'node:test';

import { launch, openPage, settled } from './browser.mjs';
import { startProduct } from './product.mjs';

/** @type {import('playwright-core').Browser} */
export let browser;
/** @type {import('./product.mjs').Product} */
export let product;

/** @param {() => Promise<unknown>} [prepare] with the product, before the first test */
export function useProduct(prepare) {
  before(async () => {
    browser = await launch();
    product = await startProduct();
    await prepare?.();
  });
  after(async () => {
    await browser?.close();
    await product?.close();
  });
}

/** A page of its own at that view, which has nothing to complain of at the end. @param {string} path @param {(page: any) => Promise<unknown>} body */
export async function visit(path, body, how = {}) {
  const page = await openPage(browser, product, { path, ...how });
  await settled(page, path.match(/#\/([\w-]+)/)[1]);
  await body(page);
  page.assertClean();
  await page.context().close();
}
