// How quick a large report is: node measure.js REPORT, with NODE_PATH as in `run`.
//
// Prints one line a figure. Memory is what the page's process alone holds, by /proc.
"use strict";

const fs = require("node:fs");
const { launch, open } = require("./harness");

/** Private bytes of the largest renderer. @param {number[]} ids of processes */
function privateBytes(ids) {
  const sizes = ids.map((id) => {
    const text = fs.readFileSync(`/proc/${id}/smaps_rollup`, "utf8");
    return [...text.matchAll(/^Private_\w+: +(\d+) kB/gm)].reduce((sum, hit) => sum + Number(hit[1]), 0) * 1024;
  });
  return Math.max(0, ...sizes);
}

/** Processes of pages. @param {import("playwright-core").Browser} browser */
async function renderers(browser) {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  await session.detach();
  return processInfo.filter((one) => one.type === "renderer").map(({ id }) => id);
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
  const paints = [];
  for (let round = 0; round < 3; round++) {
    const { page, context, address } = await open(browser, report);
    await page.goto(address);
    const paint = await page.waitForFunction(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime);
    paints.push(Number(await paint.jsonValue()));
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
  say("memory, before scrolling", mb(privateBytes(await renderers(browser))));
  const ids = await renderers(browser);
  let most = 0;
  const watch = setInterval(() => { most = Math.max(most, privateBytes(ids)); }, 100);
  for (const step of [60, 400]) {
    const frames = /** @type {number[]} */ (await page.evaluate((/** @type {number} */ by) => new Promise((resolve) => {
      const box = /** @type {HTMLElement} */ (document.getElementById("scroller"));
      const times = /** @type {number[]} */ ([]);
      let last = performance.now();
      const go = () => {
        const now = performance.now();
        times.push(now - last);
        last = now;
        box.scrollTop += by;
        if (times.length < 240) requestAnimationFrame(go);
        else resolve(times.slice(1));
      };
      requestAnimationFrame(go);
    }), step));
    say(`scrolling ${step} px a frame, median and slowest`, `${ms(median(frames))}, ${ms(Math.max(...frames))}`);
    say("memory, most meanwhile", mb(most));
  }
  clearInterval(watch);
  await page.locator("#grid [role=listitem] a").first().click();
  await page.locator("#task img").first().waitFor();
  const session = await context.newCDPSession(page);
  for (let round = 0; round < 5; round++) {
    await session.send("HeapProfiler.collectGarbage");
    await page.waitForTimeout(400);
  }
  say("memory at the end, on a task", mb(privateBytes(ids)));
  await browser.close();
})();
