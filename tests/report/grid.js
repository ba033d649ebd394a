// Virtual scrolling, facets, search, sorting, selection.
"use strict";

const fs = require("node:fs");
const { check, test, open } = require("./harness");

/** How many were found. @param {any} page */
const count = async (page) => Number((await page.locator("#found").innerText()).replace(/,/g, "").match(/\d+/)?.[0]);

/** Does something and waits until what was found has been counted anew.
 * @param {any} page @param {() => Promise<any>} act */
async function after(page, act) {
  await page.evaluate(() => { document.documentElement.dataset.filter = ""; });
  await act();
  await page.waitForFunction(() => document.documentElement.dataset.filter !== "");
  return count(page);
}

/** A facet's value. @param {any} page @param {string} facet @param {string} value */
const box = (page, facet, value) =>
  page.locator(`#facets label.value[data-facet=${facet}]`).filter({ has: page.getByText(value, { exact: true }) });

/** @param {any} world */
async function grid({ browser, folder, tasks }) {
  const { page, context, errors, address } = await open(browser, folder, { acceptDownloads: true });
  await page.goto(`${address}#tasks`);
  await page.locator("#grid [role=listitem]").first().waitFor();
  const all = await count(page);

  await test("scrolling", async () => {
    const cards = await page.locator("#grid [role=listitem]").count();
    check("only rows in sight are elements", cards > 5 && cards < 100, cards);
    const size = await page.locator("#grid [role=listitem]").first().getAttribute("aria-setsize");
    check("a screen reader hears how many there are", Number(size) === all, size);
    await page.locator("#scroller").evaluate((/** @type {any} */ box) => { box.scrollTop = box.scrollHeight; });
    await page.locator(`#grid [aria-posinset="${all}"]`).waitFor();
    check("the last one is reached by scrolling", true);
    await page.locator("#grid .thumb canvas").first().waitFor();
    const painted = await page.waitForFunction(() => {
      const thumbs = [...document.querySelectorAll("#grid .thumb:not(.blank)")];
      const inked = (/** @type {any} */ canvas) => canvas?.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.some((/** @type {number} */ value) => value > 0);
      return thumbs.length > 3 && thumbs.every((thumb) => inked(thumb.querySelector("canvas")));
    });
    check("every thumbnail in sight is drawn from its sheet", Boolean(painted));
  });

  await test("facets", async () => {
    const told = Number(await box(page, "verdict", "refused").locator(".count").innerText());
    check("refused candidates are there", told > 0 && told === all - tasks, [told, all]);
    const left = await after(page, () => box(page, "verdict", "accepted").click());
    check("a facet leaves what it says", left === tasks, left);
    const family = await page.locator("#facets label.value[data-facet=family]").first();
    const says = Number(await family.locator(".count").innerText());
    const both = await after(page, () => family.click());
    check("two facets meet", both === says && both < tasks, [both, says]);
    const other = page.locator("#facets label.value[data-facet=family]").nth(1);
    const more = Number(await other.locator(".count").innerText());
    const joined = await after(page, () => other.click());
    check("two values of a facet add up", joined === both + more, [joined, both, more]);
    check("the address keeps the choice", page.url().includes("family=") && page.url().includes("verdict=accepted"));
    await page.reload();
    await page.locator("#grid [role=listitem]").first().waitFor();
    check("and brings it back", (await count(page)) === joined);
    check("clearing brings all back", (await after(page, () => page.locator("#reset").click())) === all);
  });

  await test("search", async () => {
    await after(page, () => page.locator("#query").fill("shortest"));
    const some = await count(page);
    check("a word finds some", some > 0 && some < all, some);
    await page.locator("#grid [role=listitem]:not(.refused) a").first().click();
    await page.locator("#task .question").first().waitFor();
    check("what is found holds the word", /shortest/i.test(await page.locator("#task").innerText()));
    await page.keyboard.press("Escape");
    await page.locator("#grid [role=listitem]").first().waitFor();
    check("nothing is found for nonsense", (await after(page, () => page.locator("#query").fill("qqzzqq"))) === 0);
    check("and that is said", await page.locator("#nothing").isVisible());
    const bare = await after(page, () => page.locator("#query").fill("import"));
    const inside = await after(page, () => page.locator("#in-program").check());
    check("programs are searched when asked for", inside > bare, [bare, inside]);
    await after(page, () => page.locator("#reset").click());
  });

  await test("sorting", async () => {
    await after(page, () => page.locator("#sort").selectOption("program"));
    const sizes = async () => (await page.locator("#grid [role=listitem]:not(.refused) .second").allInnerTexts())
      .map((/** @type {string} */ text) => Number(text.split("·").pop()?.replace(/[^\d.]/g, "")));
    const rising = await sizes();
    check("upwards", rising.length > 5 && rising.every((size, at) => at === 0 || size >= rising[at - 1]), rising);
    await after(page, () => page.locator("#direction").click());
    const falling = await sizes();
    check("downwards", falling.every((size, at) => at === 0 || size <= falling[at - 1]) && falling[0] > rising[0], falling);
    await after(page, () => page.locator("#reset").click());
  });

  await test("selection", async () => {
    await after(page, () => box(page, "verdict", "accepted").click());
    await page.locator("#grid [role=listitem] input").nth(0).check();
    await page.locator("#grid [role=listitem] input").nth(2).check();
    check("two are selected", (await page.locator("#found").innerText()).includes("2 selected"));
    const file = await Promise.all([page.waitForEvent("download"), page.locator("#save-ids").click()]);
    const ids = fs.readFileSync(await file[0].path(), "utf8").trim().split("\n");
    check("their ids are exported", ids.length === 2 && ids.every((id) => /^[0-9a-f]{64}$/.test(id)), ids);
    await page.locator("#select-none").click();
    const whole = await Promise.all([page.waitForEvent("download"), page.locator("#save-ids").click()]);
    const lines = fs.readFileSync(await whole[0].path(), "utf8").trim().split("\n");
    check("without a selection all found are", new Set(lines).size === tasks, lines.length);
  });
  check("grid: no error on the console", errors.length === 0, errors);
  await context.close();
}

module.exports = { grid };
