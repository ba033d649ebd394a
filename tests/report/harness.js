// A browser, and a count of what held.
"use strict";

const path = require("node:path");
const { pathToFileURL } = require("node:url");
const { chromium } = require("playwright-core");

let [passed, failed] = [0, 0];

/** Says whether something holds. @param {string} what @param {boolean} holds @param {any} [detail] */
function check(what, holds, detail = "") {
  if (holds) passed++;
  else failed++;
  const more = holds || detail === "" ? "" : `: ${typeof detail === "string" ? detail : JSON.stringify(detail)}`;
  console.log(`${holds ? "ok    " : "FAILED"} ${what}${more}`);
}

/** Runs one test; what it throws is a failure. @param {string} name @param {() => Promise<void>} body */
async function test(name, body) {
  try {
    await body();
  } catch (error) {
    check(name, false, String(error?.message ?? error).split("\n").slice(0, 4).join(" | "));
  }
}

/** Prints the count. @returns {number} the exit code */
function finish() {
  console.log(`${passed} passed, ${failed} failed`);
  return failed > 0 || passed === 0 ? 1 : 0;
}

/** Debian's Chromium. Root has no sandbox of its own in a container. */
const launch = () => chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: process.getuid?.() === 0 ? ["--no-sandbox", "--js-flags=--expose-gc"] : ["--js-flags=--expose-gc"],
});

/** A page that notes what it must not do.
 * @param {import("playwright-core").Browser} browser @param {string} report folder or file
 * @param {object} [options] of the context */
async function open(browser, report, options = {}) {
  const file = report.endsWith(".html") ? report : path.join(report, "index.html");
  const root = pathToFileURL(report.endsWith(".html") ? report : report + path.sep).href;
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, ...options });
  await context.addInitScript(() => { /** @type {any} */ (window).ran = []; });
  const page = await context.newPage();
  /** @type {string[]} */
  const errors = [];
  /** @type {string[]} */
  const outside = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) errors.push(message.text());
  });
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("dialog", (dialog) => (errors.push(`dialog: ${dialog.message()}`), dialog.dismiss()));
  page.on("request", (request) => {
    const address = request.url();
    const own = address.startsWith(root) || /^(data|blob):/.test(address);
    if (!own) outside.push(address);
  });
  return { page, context, errors, outside, address: pathToFileURL(file).href };
}

module.exports = { check, test, finish, launch, open };
