// Reports in a real browser: `run` calls this with the synth binary and with the example
// that makes corpora.
"use strict";

const { execFileSync } = require("node:child_process");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { check, test, finish, launch, open } = require("./harness");
const { openings } = require("./openings");
const { grid } = require("./grid");
const { task } = require("./task");
const { hostile } = require("./hostile");
const { looks } = require("./looks");

const [binary, corpora, shots] = process.argv.slice(2);
const TASKS = 240;
// So many tasks of so few families that some answers come too often and are refused.
const FAMILIES = "maze:4,grid-area:4,shortest-path,bar-chart,line-chart,pie-chart";

/** A corpus, and beside it what a training run would have noted.
 * @param {string} folder @returns {string} */
function corpus(folder) {
  const wanted = ["--n", String(TASKS), "--seed", "5", "--families", FAMILIES];
  execFileSync(binary, ["generate", ...wanted, "--out", folder, "-q"], { stdio: "inherit" });
  return run(folder, 60);
}

/** What a training run leaves behind. @param {string} folder @param {number} length in steps @returns {string} */
function run(folder, length) {
  fs.mkdirSync(folder, { recursive: true });
  const steps = Array.from({ length }, (_, step) => ({
    step, "warm-up/loss": 3 / (1 + step), "grpo/solver/reward/mean": step / 70, "grpo/accuracy": 0.2 + step / 100,
    "grpo/kl": 0.0004 * step,
  }));
  fs.writeFileSync(path.join(folder, "metrics.jsonl"), steps.map((step) => JSON.stringify(step) + "\n").join(""));
  const exam = (/** @type {number} */ step, /** @type {number} */ mean) => ({
    step, table: { all: { mean, low: mean - 0.05, high: mean + 0.05, count: 300 }, maze: { mean, low: mean - 0.1, high: mean + 0.1, count: 40 } },
  });
  const exams = [exam(0, 0.21), exam(length / 2, 0.4), exam(length, (length + 2) / 100)];
  fs.writeFileSync(path.join(folder, "exams.jsonl"), exams.map((row) => JSON.stringify(row) + "\n").join(""));
  return folder;
}

/** A corpus that the crate's example makes. @param {string} kind @param {string} folder */
function made(kind, folder) {
  execFileSync(corpora, [kind, folder], { stdio: ["ignore", "ignore", "inherit"] });
}

/** @param {string[]} parts */
const report = (...parts) => execFileSync(binary, ["report", ...parts], { stdio: ["ignore", "ignore", "inherit"] });

(async () => {
  const work = fs.mkdtempSync(path.join(os.tmpdir(), "synth-report-"));
  const inside = (/** @type {string} */ name) => path.join(work, name);
  const browser = await launch();
  try {
    corpus(inside("corpus"));
    report(inside("corpus"), "--out", inside("folder"), "--rejected");
    report(inside("corpus"), "--out", inside("one.html"), "--inline");
    report("--compare", inside("corpus"), run(inside("longer"), 90), "--out", inside("compared"));
    made("many", inside("many"));
    report(inside("many"), "--out", inside("families"));
    const world = { browser, binary, work, corpus: inside("corpus"), folder: inside("folder"), inline: inside("one.html"), compared: inside("compared"), families: inside("families"), made, tasks: TASKS, report, shots };
    for (const part of [openings, grid, task, hostile, looks]) await part(world);
  } catch (error) {
    check("the tests ran", false, String(error));
  } finally {
    await browser.close();
    fs.rmSync(work, { recursive: true, force: true });
  }
  process.exit(finish());
})();
