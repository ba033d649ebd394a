// The page of a task: overlay, answers, addresses, keys, the command that makes it again.
"use strict";

const { execFileSync } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const { check, test, open } = require("./harness");

/** Where the page stands. @param {any} page */
const title = (page) => page.locator("#task-title").innerText();

/** Waits for another task than this. @param {any} page @param {string} before */
const other = (page, before) =>
  page.waitForFunction((/** @type {string} */ text) => {
    const line = document.querySelector("#task:not([hidden]) #task-title");
    return line && line.textContent !== text;
  }, before);

/** @param {any} world */
async function task({ browser, binary, work, folder }) {
  const { page, context, errors, address } = await open(browser, folder);
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.goto(`${address}#tasks?verdict=accepted`);
  await page.locator("#grid [role=listitem] a").first().click();
  await page.locator("#picture").waitFor();
  const first = await title(page);
  const link = page.url();

  await test("overlay", async () => {
    check("nothing is framed at first", (await page.locator("#overlay rect").count()) === 0);
    await page.locator("#switch-evidence").check();
    const frames = await page.locator("#overlay rect").count();
    const picture = await page.locator("#picture").boundingBox();
    const all = await page.locator("#overlay rect").evaluateAll((/** @type {any[]} */ rects) => rects.map((rect) => rect.getBoundingClientRect().toJSON()));
    const within = all.every((box) => picture && box.left >= picture.x - 3 && box.top >= picture.y - 3 &&
      box.right <= picture.x + picture.width + 3 && box.bottom <= picture.y + picture.height + 3);
    check("evidence is framed, within the picture", frames > 0 && within, all);
    await page.keyboard.press("e");
    check("a key takes the frames away", (await page.locator("#overlay rect").count()) === 0);
  });

  await test("answers", async () => {
    check("they are hidden at first", (await page.locator("#task .answers:visible").count()) === 0);
    await page.locator("#reveal").click();
    check("both are revealed", (await page.locator("#task .question .answers:visible").count()) === 2);
    const text = await page.locator("#task .question").first().innerText();
    check("with the second solver's", /second solver/i.test(text), text);
    await page.keyboard.press("r");
    check("a key hides them", (await page.locator("#task .answers:visible").count()) === 0);
  });

  await test("program", async () => {
    const source = page.locator("#task pre.source");
    check("its source stands there", (await source.innerText()).length > 200);
    check("in colours", (await source.locator("span[class^=s-]").count()) > 10);
  });

  await test("addresses", async () => {
    const fresh = await context.newPage();
    await fresh.goto(link);
    await fresh.locator("#picture").waitFor();
    check("the same task opens in a new window", (await title(fresh)) === first);
    await fresh.goto(`${address}#t=ffffffffffffffff`);
    await fresh.locator("#trouble").waitFor();
    check("an unknown address is named", (await fresh.locator("#trouble").innerText()).includes("ffffffff"));
    await fresh.goto(`${address}#t=%E0%A4%A`);
    await fresh.locator("#trouble, #overview").first().waitFor();
    await fresh.close();
  });

  await test("keys", async () => {
    await page.keyboard.press("j");
    await other(page, first);
    const second = await title(page);
    check("j goes on", second !== first);
    await page.keyboard.press("k");
    await other(page, second);
    check("k goes back", (await title(page)) === first);
    await page.keyboard.press("Escape");
    await page.locator("#scroller").waitFor();
    await page.keyboard.press("j");
    await page.keyboard.press("x");
    check("x selects", (await page.locator("#found").innerText()).includes("1 selected"));
    await page.keyboard.press("o");
    await page.locator("#picture").waitFor();
    check("o opens the next one", (await title(page)) === second);
    await page.keyboard.press("/");
    await page.waitForFunction(() => document.activeElement?.id === "query");
    check("/ searches", true);
    await page.keyboard.type("jjj?");
    check("letters in the search are letters", (await page.locator("#query").inputValue()) === "jjj?");
    await page.keyboard.press("Escape");
    await page.keyboard.press("?");
    check("? lists the keys", await page.locator("dialog#keys").isVisible());
    await page.keyboard.press("Escape");
    check("Escape closes them", !(await page.locator("dialog#keys").isVisible()));
  });

  await test("replay", async () => {
    await page.goto(link);
    await page.locator("#copy-replay").click();
    const command = await page.evaluate(() => navigator.clipboard.readText());
    check("the command is copied", command === (await page.locator("#replay").innerText()), command);
    const env = { ...process.env, PATH: `${path.dirname(binary)}:${process.env.PATH}` };
    const folder = fs.mkdtempSync(path.join(work, "replay-"));
    const out = execFileSync("bash", ["-c", command], { cwd: folder, env, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
    const id = new URLSearchParams(new URL(link).hash.slice(1)).get("t") ?? "none";
    check("and makes the same task", out.includes(id), out.slice(0, 300));
  });

  await test("neighbours", async () => {
    await page.locator("#neighbours .near button").first().click();
    await page.locator("#comparison canvas").waitFor();
    check("a neighbour is compared pixel by pixel", /pixels differ/.test(await page.locator("#comparison").innerText()));
  });

  await test("a refused candidate", async () => {
    await page.goto(`${address}#tasks?verdict=refused`);
    await page.reload();
    await page.locator("#grid [role=listitem] a").first().click();
    await page.locator("#task h1").waitFor();
    check("says why", /refused by/.test(await page.locator("#task").innerText()));
  });
  check("task: no error on the console", errors.length === 0, errors);
  await context.close();
}

module.exports = { task };
