// How quick a large report is: node measure.js REPORT, with NODE_PATH as in `run`.
//
// Prints one line a figure. Memory is what the page's process alone holds, by
// /proc, after a collection; that of an empty page is printed beside it.
"use strict";

const fs = require("node:fs");
const { launch, open } = require("./harness");

/** Private bytes of the newest renderer. @param {import("playwright-core").Browser} browser */
async function privateBytes(browser) {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  const sizes = processInfo.filter((one) => one.type === "renderer").map(({ id }) => {
    const text = fs.readFileSync(`/proc/${id}/smaps_rollup`, "utf8");
    return [...text.matchAll(/^Private_\w+: +(\d+) kB/gm)].reduce((sum, hit) => sum + Number(hit[1]), 0) * 1024;
  });
  return Math.max(...sizes);
}

/** @param {number[]} values */
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** @param {string} what @param {string | number} value */
const say = (what, value) => console.log(`${what.padEnd(44)}${value}`);
const ms = (/** @type {number} */ value) => `${value.toFixed(0)} ms`;
const mb = (/** @type {number} */ value) => `${(value / 1e6).toFixed(0)} MB`;

/** Milliseconds from an action to the next frame after what was found has changed. */
const CHANGED = (/** @type {[string, string]} */ [kind, value]) => new Promise((resolve) => {
  const found = /** @type {HTMLElement} */ (document.getElementById("found"));
  const begun = performance.now();
  new MutationObserver((_, seen) => {
    seen.disconnect();
    requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - begun)));
  }).observe(found, { childList: true, characterData: true, subtree: true });
  if (kind === "query") {
    const box = /** @type {HTMLInputElement} */ (document.getElementById("query"));
    box.value = value;
    box.dispatchEvent(new Event("input", { bubbles: true }));
  } else if (kind === "sort") {
    const box = /** @type {HTMLSelectElement} */ (document.getElementById("sort"));
    box.value = value;
    box.dispatchEvent(new Event("change", { bubbles: true }));
  } else {
    const boxes = document.querySelectorAll(kind);
    /** @type {HTMLElement} */ (boxes[Number(value)]).click();
  }
});

(async () => {
  const report = process.argv[2];
  const browser = await launch();
  const empty = await browser.newPage();
  await empty.goto("about:blank");
  say("memory of an empty page", mb(await privateBytes(browser)));
  await empty.close();

  const paints = [];
  for (let round = 0; round < 3; round++) {
    const { page, context, address } = await open(browser, report);
    await page.goto(address);
    paints.push(await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? NaN));
    await context.close();
  }
  say("first paint of the overview, median of 3", ms(median(paints)));

  const { page, context, address } = await open(browser, report);
  const begun = Date.now();
  await page.goto(`${address}#tasks`);
  await page.locator("#grid [role=listitem]").first().waitFor();
  say("first tasks in the grid", ms(Date.now() - begun));
  const facet = "#facets input[type=checkbox]";
  const filters = [];
  for (const at of [0, 1, 2, 3, 3, 2, 1, 0]) {
    filters.push(await page.evaluate(CHANGED, /** @type {[string, string]} */ ([facet, String(at)])));
  }
  say("a filter, median and slowest of 8", `${ms(median(filters))}, ${ms(Math.max(...filters))}`);
  const searches = [];
  for (const text of ["triangle", "how many", "red", "zzz"]) {
    searches.push(await page.evaluate(CHANGED, /** @type {[string, string]} */ (["query", text])));
  }
  say("a search, the first (loads words)", ms(searches[0]));
  say("a search, slowest of the others", ms(Math.max(...searches.slice(1))));
  await page.evaluate(CHANGED, /** @type {[string, string]} */ (["query", ""]));
  const sorts = [];
  for (const key of ["fuel", "level", "program"]) {
    sorts.push(await page.evaluate(CHANGED, /** @type {[string, string]} */ (["sort", key])));
  }
  say("sorting by another key, slowest of 3", ms(Math.max(...sorts)));
  const frames = await page.evaluate(() => new Promise((resolve) => {
    const box = /** @type {HTMLElement} */ (document.getElementById("scroller"));
    const times = /** @type {number[]} */ ([]);
    let last = performance.now();
    const step = () => {
      const now = performance.now();
      times.push(now - last);
      last = now;
      box.scrollTop += 400;
      if (times.length < 120) requestAnimationFrame(step);
      else resolve(times.slice(1));
    };
    requestAnimationFrame(step);
  }));
  say("scrolling, median and slowest frame of 119", `${ms(median(frames))}, ${ms(Math.max(...frames))}`);
  await page.locator("#grid [role=listitem] button, #grid [role=listitem] a").first().click();
  await page.locator("#task img").first().waitFor();
  const session = await context.newCDPSession(page);
  await session.send("HeapProfiler.collectGarbage");
  say("memory of the page, after all this", mb(await privateBytes(browser)));
  const heap = await session.send("Runtime.getHeapUsage");
  say("of that, JavaScript objects", mb(heap.usedSize));
  await browser.close();
})();
