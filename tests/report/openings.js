// Both forms open from a disk and load nothing that is not theirs.
"use strict";

const fs = require("node:fs");
const path = require("node:path");
const { check, test, open } = require("./harness");

/** @param {any} world */
async function openings({ browser, folder, inline, tasks }) {
  for (const [form, report] of [["folder", folder], ["one file", inline]]) {
    await test(`the ${form} opens`, async () => {
      const { page, context, errors, outside, address } = await open(browser, report);
      await page.goto(address);
      check(`${form}: the address is a file`, page.url().startsWith("file://"));
      check(`${form}: the overview stands there`, (await page.locator("#overview table").count()) >= 3);
      check(`${form}: the funnel begins with all`, (await page.locator("table.funnel tbody tr").first().innerText()).includes("100 %"));
      const plots = await page.locator("#overview svg.plot").count();
      check(`${form}: curves of the run are plotted`, plots >= 5, plots);
      const exams = await page.locator("#overview").innerText();
      check(`${form}: exams have their intervals`, exams.includes("62.0 %") && exams.includes("67.0 %"));
      await page.locator("nav [data-view=tasks]").click();
      await page.locator("#grid [role=listitem]").first().waitFor();
      const found = await page.locator("#found").innerText();
      const least = form === "folder" ? tasks : tasks;
      check(`${form}: the grid has them all`, Number(found.replace(/\D+/g, " ").trim().split(" ")[0]) >= least, found);
      await page.locator("#grid [role=listitem]:not(.refused) a").first().click();
      await page.locator("#task img#picture").waitFor();
      const width = await page.locator("#picture").evaluate((/** @type {HTMLImageElement} */ image) => image.decode().then(() => image.naturalWidth));
      check(`${form}: a task's picture is drawn`, width > 100, width);
      check(`${form}: no error on the console`, errors.length === 0, errors);
      check(`${form}: no request outside`, outside.length === 0, outside);
      await context.close();
    });
  }
  const size = fs.statSync(path.join(folder, "index.html")).size;
  check("the page is under 2 MB", size < 2_000_000, size);
  await test("without its data the page says what is missing", async () => {
    const { page, context, address } = await open(browser, folder);
    await page.route("**/data/index.js", (route) => route.abort());
    await page.goto(`${address}#tasks`);
    await page.locator("#trouble").waitFor();
    check("a missing chunk is named", (await page.locator("#trouble").innerText()).includes("data/index.js"));
    await context.close();
  });
}

module.exports = { openings };
