// Light and dark, wide and narrow, and what axe finds; pictures of it all if asked for.
"use strict";

const fs = require("node:fs");
const path = require("node:path");
const { check, test, open } = require("./harness");

const AXE = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

/** Serious findings. @param {any} page @returns {Promise<string[]>} */
async function serious(page) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => /** @type {any} */ (window).axe.run());
  return violations.filter((/** @type {any} */ one) => ["serious", "critical"].includes(one.impact))
    .map((/** @type {any} */ one) => `${one.id} (${one.nodes.length}): ${one.nodes[0].html.slice(0, 160)} ${one.nodes[0].failureSummary?.slice(0, 200)}`);
}

/** How bright the page's ground is, 0 to 255. @param {any} page */
const ground = (page) => page.evaluate(() => {
  const [r, g, b] = (getComputedStyle(document.body).backgroundColor.match(/\d+/g) ?? []).map(Number);
  return (r + g + b) / 3;
});

/** Views by name: which report, and how to get there. @type {[string, string, string, (page: any) => Promise<any>][]} */
const VIEWS = [
  ["overview", "folder", "#overview", async () => {}],
  ["comparison", "compared", "#overview", (page) => page.getByRole("region", { name: "The last exams" }).waitFor()],
  ["families", "families", "#tasks?family=pie-odd", async (page) => {
    await page.locator("#grid [role=listitem]").first().waitFor();
    const box = page.locator('#facets label[data-text="pie-odd"] input');
    check("a chosen family is shown among dozens", await box.isChecked());
    await page.goto(page.url().replace(/#.*/, "#overview"));
    await page.getByRole("region", { name: /^Families of/ }).waitFor();
  }],
  ["grid", "folder", "#tasks", (page) => page.locator("#grid [role=listitem]").first().waitFor()],
  ["task", "folder", "#tasks?verdict=accepted", async (page) => {
    await page.locator("#grid [role=listitem] a").first().click();
    await page.locator("#picture").waitFor();
    await page.locator("#switch-evidence").check();
    await page.locator("#reveal").click();
    await page.locator("#neighbours .thumb, #neighbours .note").first().waitFor();
  }],
];

/** @param {any} world */
async function looks(world) {
  const { browser, folder, shots } = world;
  for (const scheme of /** @type {const} */ (["light", "dark"])) {
    for (const [size, width, height] of /** @type {[string, number, number][]} */ ([["wide", 1280, 860], ["narrow", 390, 844]])) {
      for (const [view, which, hash, arrive] of VIEWS) {
        const name = `${view}, ${scheme}, ${size}`;
        await test(name, async () => {
          const { page, context, errors, address } = await open(browser, world[which], { colorScheme: scheme, viewport: { width, height } });
          await page.goto(address + hash);
          await arrive(page);
          const bright = await ground(page);
          check(`${name}: the ground is ${scheme}`, scheme === "dark" ? bright < 60 : bright > 200, bright);
          const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
          check(`${name}: nothing is wider than the window`, over <= 0, over);
          const found = await serious(page);
          check(`${name}: axe finds nothing serious`, found.length === 0, found.join("\n"));
          check(`${name}: no error on the console`, errors.length === 0, errors);
          if (shots) {
            await page.evaluate(() => window.scrollTo(0, 0));
            await page.screenshot({ path: path.join(shots, `${view}-${scheme}-${size}.png`) });
          }
          await context.close();
        });
      }
    }
  }
  await test("switching", async () => {
    const { page, context, address } = await open(browser, folder, { colorScheme: "light" });
    await page.goto(address);
    await page.locator("#theme").click();
    check("a button turns it dark", (await ground(page)) < 60);
    await page.keyboard.press("d");
    check("a key turns it light", (await ground(page)) > 200);
    await page.keyboard.press("?");
    const found = await serious(page);
    check("axe finds nothing serious in the list of keys", found.length === 0, found.join("\n"));
    await context.close();
  });
}

module.exports = { looks };
