// A corpus whose every text is an attack on the page: none of it may run.
"use strict";

const fs = require("node:fs");
const path = require("node:path");
const { check, test, open } = require("./harness");

/** What the attacks would do is to leave a mark on the window, to talk, or to load.
 * @param {any} page */
const harmed = (page) => page.evaluate(() => {
  const own = new Set(["", "manifest"]);
  const odd = [...document.querySelectorAll("script")].filter((script) => !own.has(script.id) && !script.id.startsWith("chunk-"));
  const loaded = [...document.querySelectorAll("iframe, object, embed, base, form[action], link[href], use, image, foreignObject, animate, video, audio")];
  const handlers = [...document.querySelectorAll("*")].filter((element) => element.getAttributeNames().some((name) => name.startsWith("on")));
  const links = [...document.querySelectorAll("a[href]")].filter((link) => !(link.getAttribute("href") ?? "").startsWith("#"));
  return {
    marks: /** @type {any} */ (window).ran?.length || Object.keys(window).filter((name) => /pwned|hacked|owned/i.test(name)).length,
    odd: odd.map((script) => script.outerHTML.slice(0, 90)),
    elements: [...loaded, ...handlers, ...links].map((element) => element.outerHTML.slice(0, 90)),
    title: document.title,
  };
});

/** @param {any} world */
async function hostile({ browser, work, report, made }) {
  const folder = path.join(work, "hostile");
  made("hostile", folder);
  report(folder, "--out", path.join(work, "hostile-report"), "--rejected");
  report(folder, "--out", path.join(work, "hostile.html"), "--rejected", "--inline");
  for (const [form, where] of [["folder", "hostile-report"], ["one file", "hostile.html"]]) {
    await test(`attacks, ${form}`, async () => {
      const { page, context, errors, outside, address } = await open(browser, path.join(work, where));
      await page.goto(address);
      await page.locator("#overview table").first().waitFor();
      const seen = [await harmed(page)];
      await page.goto(`${address}#tasks`);
      await page.locator("#grid [role=listitem]").first().waitFor();
      seen.push(await harmed(page));
      const cards = await page.locator("#grid [role=listitem]").count();
      let texts = "";
      for (let at = 0; at < cards; at++) {
        await page.goto(`${address}#tasks`);
        await page.locator("#grid [role=listitem] a").nth(at).click();
        await page.locator("#task h1").waitFor();
        await page.evaluate(() => document.querySelectorAll("details").forEach((details) => { details.open = true; }));
        texts += await page.locator("#task").innerText();
        seen.push(await harmed(page));
      }
      check(`${form}: there are attacks`, cards > 3 && /<script/i.test(texts) && /onerror/i.test(texts), cards);
      check(`${form}: none of them ran`, seen.every((one) => !one.marks), seen.filter((one) => one.marks));
      check(`${form}: none of them is an element`, seen.every((one) => !one.elements.length), seen.find((one) => one.elements.length)?.elements);
      check(`${form}: no script but ours`, seen.every((one) => !one.odd.length), seen.find((one) => one.odd.length)?.odd);
      check(`${form}: nothing was loaded for them`, outside.length === 0, outside);
      check(`${form}: the policy had nothing to forbid`, errors.length === 0, errors);
      await context.close();
    });
  }
  const page = fs.readFileSync(path.join(work, "hostile-report", "index.html"), "utf8");
  check("the page holds one script of its own", (page.match(/<script>/g) ?? []).length === 1);
}

module.exports = { hostile };
