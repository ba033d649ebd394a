// The page of one candidate.

/** What is switched on, kept from task to task. */
const shown = { evidence: false, texts: false, answers: false, large: false };
/** The candidate on the page. @type {any} */
let detail = null;
/** Counts openings, so that a slow one does not overtake a later one. */
let opening = 0;

/** Opens a candidate's page by its permanent address. @param {number} item */
async function open(item) {
  try {
    location.hash = await address(item);
  } catch (error) {
    complain(error);
  }
}

/** @param {number} item @returns {Promise<string>} */
async function address(item) {
  const { columns } = await loadTable("more");
  const id = idOf(columns.ids, item);
  const source = index.columns.source[item];
  const behind = manifest.sources.length > 1 ? `&s=${source}` : "";
  return id ? `t=${id.slice(0, 16)}${behind}` : `r=${index.columns.slot[item]}.${index.columns.attempt[item]}${behind}`;
}

/** The candidate that an address names. @param {string} hash @returns {Promise<number>} -1 if there is none */
async function addressed(hash) {
  const read = new URLSearchParams(hash);
  const source = Number(read.get("s")) || 0;
  const { columns } = index;
  if (read.has("r")) {
    const [slot, attempt] = (read.get("r") ?? "").split(".").map(Number);
    const accepted = index.header.names.gate.indexOf("");
    for (let item = 0; item < manifest.items; item++) {
      if (columns.slot[item] === slot && columns.attempt[item] === attempt && columns.source[item] === source && columns.gate[item] !== accepted) return item;
    }
    return -1;
  }
  const prefix = (read.get("t") ?? "").toLowerCase();
  if (!/^[0-9a-f]{4,64}$/.test(prefix)) return -1;
  if (source > 0) {
    const ids = (await loadTable("more")).columns.ids;
    for (let item = 0; item < manifest.items; item++) {
      if (columns.source[item] === source && idOf(ids, item).startsWith(prefix)) return item;
    }
  }
  return itemOf(prefix);
}

/** @param {number} item */
async function showTask(item) {
  const ticket = ++opening;
  current = item;
  if (likened !== item) {
    likened = item;
    if (wanted.sort === "alike") await refind();
  }
  const loaded = await loadDetail(item);
  if (ticket !== opening) return;
  detail = loaded;
  const page = byId("task");
  page.replaceChildren(...pageOf(loaded).flat(3).filter(Boolean));
  page.hidden = false;
  document.title = `${loaded.family} ${loaded.id ? loaded.id.slice(0, 12) : `${loaded.slot}.${loaded.attempt}`} – synth report`;
  window.scrollTo({ top: 0, behavior: "instant" });
  page.querySelector("h1").focus({ preventScroll: true });
  const row = page.querySelector("#neighbours");
  if (row) await neighbours(loaded, row);
}

/** @param {any} task */
function pageOf(task) {
  const title = task.id ? `${task.family} ${task.id.slice(0, 12)}` : `${task.family}, slot ${task.slot}, attempt ${task.attempt}`;
  return [
    pathOf(task),
    make("h1", { id: "task-title", tabindex: "-1" }, title),
    make("p", { class: "row" }, badges(task)),
    make("div", { class: "two" }, make("div", {}, pictureOf(task)), make("div", {}, questionsOf(task))),
    task.note ? [votesOf(task.note), rewardsOf(task.note)] : null,
    scoresOf(task),
    programOf(task),
    task.id ? [make("h2", {}, "Neighbours, duplicates and twins"), make("div", { id: "neighbours" })] : null,
    originOf(task),
  ];
}

/** @param {any} task */
function pathOf(task) {
  const place = places[task.item];
  const go = (/** @type {number} */ by) => {
    const other = found[place + by];
    return other === undefined || !(place >= 0) ? null : () => open(other);
  };
  const step = (/** @type {string} */ text, /** @type {number} */ by) => make("button", { type: "button", disabled: !go(by), onclick: go(by) ?? undefined }, text);
  const picked = make("button", { type: "button", id: "pick", "aria-pressed": String(chosen.has(task.item)), onclick: pick }, "Select");
  return make("p", { class: "path" },
    make("a", { href: `#tasks${wantedText() ? `?${wantedText()}` : ""}` }, "All found"),
    step("← Previous", -1), step("Next →", 1), picked,
    place >= 0 ? make("span", { class: "count" }, `${whole(place + 1)} of ${whole(found.length)}`) : null);
}

function pick() {
  if (!detail) return;
  const yes = !chosen.has(detail.item);
  choose(detail.item, yes);
  byId("pick")?.setAttribute("aria-pressed", String(yes));
}

/** @param {any} task */
function badges(task) {
  const several = manifest.sources.length > 1 ? manifest.sources[index.columns.source[task.item]].name : null;
  const plain = [several, task.type, task.language, `level ${task.level}`].filter(Boolean);
  const verdict = task.verdict
    ? make("span", { class: "badge bad" }, `refused by ${task.verdict.gate}: ${task.verdict.reason}`)
    : make("span", { class: "badge" }, "accepted");
  const split = task.note?.split ? make("span", { class: "badge" }, `split ${task.note.split}`) : null;
  const pass = typeof task.note?.pass_rate === "number" ? make("span", { class: "badge" }, `pass rate ${(task.note.pass_rate * 100).toFixed(0)} %`) : null;
  return [verdict, ...plain.map((text) => make("span", { class: "badge" }, text)), split, pass];
}

/** @param {any} task */
function pictureOf(task) {
  if (!task.png) {
    const why = task.verdict ? "This candidate was refused before there was a picture, or its picture could not be made again." : "The picture cannot be decoded.";
    return [make("p", { class: "note" }, why), task.verdict ? verdictOf(task) : null];
  }
  const { width, height } = task.picture;
  const image = make("img", { src: task.png, width, height, alt: task.caption ?? "", id: "picture" });
  const overlay = drawn("svg", { viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: "none", "aria-hidden": "true", id: "overlay" });
  const stage = make("div", { class: "stage" }, image, overlay);
  const toggle = (/** @type {keyof typeof shown} */ name, /** @type {string} */ text, /** @type {boolean} */ there) => {
    const box = make("input", { type: "checkbox", id: `switch-${name}`, disabled: !there, onchange: () => { shown[name] = box.checked; frames(task, overlay, stage); } });
    box.checked = shown[name] && there;
    return make("label", { class: "check", title: there ? "" : "not known of this task" }, box, text);
  };
  const evidence = (task.questions ?? []).some((/** @type {any} */ question) => question.evidence?.length);
  frames(task, overlay, stage);
  return [
    stage,
    make("div", { class: "switches" },
      toggle("evidence", "Evidence (easy blue, hard pink dashes)", evidence),
      toggle("texts", `Texts${task.texts?.length ? ` (${task.texts.length})` : ""}`, task.texts?.length > 0),
      toggle("large", "Twice as large", true)),
    make("p", { class: "note" }, `${width} × ${height} pixels. ${task.caption ?? ""}`),
    task.verdict ? verdictOf(task) : null,
  ];
}

/** @param {any} task */
const verdictOf = (task) =>
  make("dl", { class: "pairs" }, pair("Refused by", task.verdict.gate), pair("Reason", task.verdict.reason), pair("Because", task.verdict.message), pair("Place", task.verdict.place), pair("Repeats", task.verdict.cluster));

/** Frames what is switched on. @param {any} task @param {SVGElement} overlay @param {any} stage */
function frames(task, overlay, stage) {
  const frame = (/** @type {number[]} */ [left, top, right, bottom], /** @type {string} */ kind) =>
    drawn("rect", { class: `frame ${kind}`, x: left, y: top, width: Math.max(0, right - left), height: Math.max(0, bottom - top) });
  const all = [];
  if (shown.evidence) {
    for (const question of task.questions ?? []) all.push(...(question.evidence ?? []).map((/** @type {number[]} */ box) => frame(box, question.tier === "easy" ? "easy" : "hard")));
  }
  if (shown.texts) all.push(...(task.texts ?? []).map((/** @type {any} */ text) => frame(text.bbox, "texts")));
  overlay.replaceChildren(...all);
  const image = stage.querySelector("img");
  const factor = shown.large ? 2 : 1;
  stage.classList.toggle("large", shown.large);
  image.width = task.picture.width * factor;
  image.height = task.picture.height * factor;
  overlay.style.width = shown.large ? `${image.width}px` : "";
  overlay.style.height = shown.large ? `${image.height}px` : "";
}

/** @param {any} task */
function questionsOf(task) {
  if (!task.questions) return make("p", { class: "note" }, "The store keeps only why this candidate was refused; its program could not be made again.");
  const button = make("button", { type: "button", id: "reveal", "aria-expanded": String(shown.answers), onclick: () => showAnswers(!shown.answers) }, shown.answers ? "Hide answers (r)" : "Show answers (r)");
  return [...task.questions.map(questionOf), button];
}

/** @param {any} question */
function questionOf(question) {
  const second = question.second;
  const agree = second && second.text === question.answer;
  const typed = question.typed ?? {};
  const options = Array.isArray(typed.options) && typed.options.length
    ? make("ol", { type: "A" }, typed.options.map((/** @type {string} */ option) => make("li", {}, option))) : null;
  const grading = [typed.unit ? `in ${typed.unit}` : "", typed.tolerance ? `within ${typed.tolerance}` : ""].filter(Boolean).join(", ");
  return make("div", { class: "question" },
    make("span", { class: "tier" }, `${question.tier} · ${question.kind}`),
    make("p", {}, question.text),
    options,
    make("dl", { class: "answers", hidden: !shown.answers },
      make("dt", {}, "Answer"), make("dd", {}, make("strong", {}, question.answer), grading ? ` ${grading}` : ""),
      second ? [make("dt", {}, "Second solver"), make("dd", {}, second.text, " ", make("span", { class: agree ? "agree" : "differ" }, agree ? "agrees" : "written otherwise"))] : null));
}

/** @param {boolean} yes */
function showAnswers(yes) {
  shown.answers = yes;
  for (const list of byId("task").querySelectorAll(".answers")) list.hidden = !yes;
  const button = byId("reveal");
  button?.setAttribute("aria-expanded", String(yes));
  if (button) button.textContent = yes ? "Hide answers (r)" : "Show answers (r)";
}

/** @param {any} task */
function scoresOf(task) {
  const limits = manifest.sources[index.columns.source[task.item]]?.limits ?? {};
  const usage = Object.entries(task.usage ?? {}).filter(([, value]) => typeof value === "number").map(([name, value]) => {
    const most = limits?.[name];
    return [name, whole(Number(value)), most ? whole(most) : "–", most ? `${((Number(value) / most) * 100).toFixed(1)} %` : "–"];
  });
  const scores = (task.scores ?? []).map((/** @type {any} */ score) => [score.name, short(score.value), score.evidence, SCORES[score.name] ?? "what holds ÷ what is claimed"]);
  return [
    scores.length ? [make("h2", {}, "Scores of the verifier"), tableOf(["Score", "Value", "What it rests on", "Formula"], scores)] : null,
    usage.length ? [make("h2", {}, "Use of limits"), tableOf(["Limit", "Used", "Allowed", "Share"], usage)] : null,
  ];
}

/** @param {any} task */
function programOf(task) {
  if (typeof task.program !== "string") return null;
  const ending = task.language === "python" ? "py" : "svg";
  return [
    make("h2", {}, `Program (${task.language}, ${whole(task.program.length)} characters)`),
    make("p", { class: "row" },
      make("button", { type: "button", onclick: () => copy(task.program, "Program") }, "Copy program"),
      make("button", { type: "button", onclick: () => save(`program.${ending}`, task.program) }, `Save as program.${ending}`)),
    highlighted(task.program, task.language),
  ];
}

/** @param {any} task */
function originOf(task) {
  const origin = task.provenance?.origin ?? {};
  const refused = (task.refused ?? []).map((/** @type {any} */ one) => [String(one.attempt), `${one.gate}: ${one.reason}`, one.message, one.place ?? "–"]);
  const known = new Set(["votes", "rewards", "split", "pass_rate", "twins"]);
  const others = Object.entries(task.note ?? {}).filter(([name]) => !known.has(name));
  return [
    make("h2", {}, "Where it comes from"),
    task.replay ? [make("p", { class: "note" }, "Makes it again:"), make("div", { class: "command" }, make("pre", { id: "replay", tabindex: "0" }, task.replay), make("button", { type: "button", id: "copy-replay", onclick: () => copy(task.replay, "Command") }, "Copy (c)"))] : null,
    make("dl", { class: "pairs" },
      pair("Id", task.id), pair("Slot", task.slot), pair("Attempt", task.attempt), pair("Candidate", task.candidate),
      Object.entries(origin).map(([name, value]) => pair(name, value)),
      pair("synth", task.provenance?.version), pair("Guest", task.provenance?.guest), pair("Longest side", task.provenance?.max_side),
      pair("Pixels", task.picture?.pixels), others.map(([name, value]) => pair(name, value))),
    refused.length ? [make("h3", {}, "Attempts at the slot that were refused"), tableOf(["Attempt", "Gate", "Because", "Place"], refused)] : null,
    task.scene === undefined ? null : make("details", {}, make("summary", {}, "Scene"), make("pre", { tabindex: "0" }, JSON.stringify(task.scene, null, 1).slice(0, 200_000))),
  ];
}

/** @param {string} name @param {unknown} value */
function pair(name, value) {
  if (value === undefined || value === null || value === "") return null;
  const text = typeof value === "object" ? JSON.stringify(value) : String(value);
  return [make("dt", {}, name), make("dd", {}, text)];
}

/** Fills in whom the task is like. @param {any} task @param {any} home */
async function neighbours(task, home) {
  const { header, columns } = await loadTable("more");
  const near = [];
  for (let at = task.item * header.kept; at < (task.item + 1) * header.kept; at++) {
    if (columns.nearest[at] !== 0xffffffff) near.push({ item: columns.nearest[at], apart: columns.distances[at] / 256, kind: "" });
  }
  for (const id of Array.isArray(task.note?.twins) ? task.note.twins : []) {
    const item = typeof id === "string" ? await itemOf(id) : -1;
    if (item >= 0) near.unshift({ item, apart: NaN, kind: "twin" });
  }
  const cluster = index.columns.cluster[task.item];
  const repeats = index.columns.repeats[task.item];
  const panel = make("div", { id: "comparison" });
  const lines = [
    cluster ? make("p", {}, "It has near-duplicates: ", make("a", { href: `#tasks?cluster=${cluster}` }, "look at all of them"), ".") : null,
    repeats ? make("p", {}, `${whole(repeats)} refused candidates repeat it.`) : null,
    near.length ? null : make("p", { class: "note" }, "No other task of its family is shown."),
  ];
  home.replaceChildren(...lines.filter(Boolean), make("div", { class: "row" }, near.map(({ item, apart, kind }) =>
    make("div", { class: "near" },
      make("a", { href: `#i=${item}`, "aria-label": nameOf(item), onclick: (/** @type {Event} */ event) => { event.preventDefault(); open(item); } }, thumb(item, 112)),
      kind ? "twin " : `${apart.toFixed(1)} levels apart `, `L${index.columns.level[item]} `,
      make("button", { type: "button", "aria-label": `Compare with ${nameOf(item)}`, onclick: () => compare(task, item, panel).catch(complain) }, "Compare")))), panel);
}

/** Two candidates side by side, with what differs. @param {any} task @param {number} item @param {any} panel */
async function compare(task, item, panel) {
  const other = await loadDetail(item);
  if (!task.png || !other.png) {
    panel.replaceChildren(make("p", { class: "note" }, "One of the two has no picture."));
    return;
  }
  const { canvas, differ, all } = await difference(task.png, other.png);
  const side = (/** @type {any} */ one, /** @type {string} */ title) =>
    make("figure", {}, make("figcaption", {}, title), make("img", { src: one.png, alt: one.caption ?? "", class: "plot" }),
      (one.questions ?? []).map((/** @type {any} */ question) => make("p", {}, question.text, make("span", { class: "answers", hidden: !shown.answers }, make("strong", {}, question.answer)))));
  canvas.classList.add("plot");
  panel.replaceChildren(make("div", { class: "trio" },
    side(task, "This task"), side(other, nameOf(item)),
    make("figure", {}, make("figcaption", {}, `${whole(differ)} of ${whole(all)} pixels differ (${((differ / all) * 100).toFixed(2)} %)`), canvas)));
}
