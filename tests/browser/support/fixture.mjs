// What most tests of the page begin with: the built site on a host of its own, and a browser.
//
// A file of tests has a process to itself, so there is one of each, which whoever imports it finds here.

import { after, before } from "node:test";
import { launch } from "./browser.mjs";
import { startSite } from "./site.mjs";

/** As the browser, there in every test and in what `siteAndBrowser` is given. */
export let site;
export let browser;

/**
 * Starts both before this file's tests, and ends them after the last. What else is to be there before the tests is
 * `prepare`'s: hooks of one file do not wait for each other.
 */
export function siteAndBrowser(prepare) {
  before(async () => {
    site = await startSite();
    browser = await launch();
    await prepare?.();
  });
  after(async () => {
    await browser?.close();
    await site?.stop();
  });
}
