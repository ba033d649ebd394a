// What is found: facets, ranges, search and order.

/**
 * @typedef {{name: string, title: string, values: string[], column: Column}} Facet
 * @typedef {{
 *   facets: Record<string, Set<string>>, ranges: Record<string, [number, number]>,
 *   query: string, program: boolean, cluster: number, sort: string, down: boolean,
 * }} Wanted
 */

/** The columns of all candidates, once they are there. @type {Table} */
let index;
/** @type {Facet[]} */
let facets = [];

/** Facets with their titles, in the order of the page. @type {[string, string][]} */
const FACETS = [
  ["source", "Corpus"], ["verdict", "Verdict"], ["gate", "Refused by"], ["reason", "Reason"], ["family", "Family"],
  ["level", "Level"], ["content", "Content"], ["language", "Language"], ["kind", "Answer"], ["author", "Written by"],
  ["split", "Split"], ["alike", "Duplicates"],
];

/** @type {[string, string][]} */
const RANGES = [["score", "Least score"], ["reward", "Reward"], ["pass", "Pass rate"]];

/** @type {Record<string, string>} */
const SORTS = {
  slot: "slot", family: "family", level: "level", score: "score", reward: "reward", pass: "pass rate", fuel: "fuel",
  attempt: "attempts", program: "program size", picture: "picture size", repeats: "repeats refused",
  alike: "likeness to the task opened last",
};

/** @returns {Wanted} */
const nothingWanted = () => ({
  facets: {}, ranges: {}, query: "", program: false, cluster: 0, sort: "slot", down: false,
});

/** @type {Wanted} */
let wanted = nothingWanted();
/** The candidates found, in order. @type {Uint32Array} */
let found = new Uint32Array(0);
/** Where each candidate stands among those found; -1 if it does not. @type {Int32Array} */
let places = new Int32Array(0);
/** Found candidates by facet and value. @type {Record<string, Uint32Array>} */
let counts = {};

/** Puts facets together from columns. */
function prepareFacets() {
  const { header, columns } = index;
  const items = manifest.items;
  const verdict = new Uint8Array(items);
  const alike = new Uint8Array(items);
  const accepted = header.names.gate.indexOf("");
  for (let item = 0; item < items; item++) {
    verdict[item] = columns.gate[item] === accepted ? 0 : 1;
    alike[item] = columns.cluster[item] > 0 ? 1 : columns.repeats[item] > 0 ? 2 : 0;
  }
  const own = {
    source: { values: manifest.sources.map((/** @type {any} */ source) => source.name), column: columns.source },
    verdict: { values: ["accepted", "refused"], column: verdict },
    level: { values: ["0", "1", "2", "3", "4", "5"], column: columns.level },
    alike: { values: ["no other like it", "near-duplicates", "repeats refused"], column: alike },
  };
  facets = FACETS.map(([name, title]) => {
    const { values, column } = own[/** @type {keyof typeof own} */ (name)] ?? { values: header.names[name], column: columns[name] };
    return { name, title, values, column };
  });
}

/** @type {Map<string, Uint32Array>} */
const orders = new Map();
/** Whom others are like when sorted by likeness. */
let likened = 0;

/**
 * All candidates in an order, worked out once.
 * @param {string} sort
 * @returns {Promise<Uint32Array>}
 */
async function order(sort) {
  const key = sort === "alike" ? `alike ${likened}` : sort;
  const had = orders.get(key);
  if (had) return had;
  const keys = await sortKeys(sort);
  const all = new Uint32Array(manifest.items).map((_, at) => at);
  if (sort !== "slot" || manifest.sources.length > 1 || manifest.rejected) {
    all.sort((a, b) => keys[a] - keys[b] || a - b);
  }
  orders.set(key, all);
  return all;
}

/** @param {string} sort @returns {Promise<Float64Array>} */
async function sortKeys(sort) {
  const keys = new Float64Array(manifest.items);
  if (sort === "alike") {
    const { header, columns } = await loadTable("more");
    const cells = header.cells;
    for (let item = 0; item < keys.length; item++) {
      for (let cell = 0; cell < cells; cell++) {
        keys[item] += Math.abs(columns.looks[item * cells + cell] - columns.looks[likened * cells + cell]);
      }
    }
    return keys;
  }
  const column = index.columns[sort] ?? index.columns.slot;
  // What has no value comes last, upwards and downwards.
  for (let item = 0; item < keys.length; item++) keys[item] = Number.isNaN(column[item]) ? Infinity : column[item];
  return keys;
}

/** @returns {Promise<Uint8Array | null>} what the search leaves; `null` for all */
async function searchMask() {
  const words = wordsOf(wanted.query);
  if (!words.length) return null;
  const names = wanted.program ? ["asked", "written"] : ["asked"];
  const mask = searched(words, await Promise.all(names.map(loadTable)));
  const prefix = wanted.query.trim().toLowerCase();
  if (/^[0-9a-f]{6,64}$/.test(prefix)) {
    const item = await itemOf(prefix);
    if (item >= 0) mask[item] = 1;
  }
  return mask;
}

/** @param {string} prefix of an id @returns {Promise<number>} the candidate, or -1 */
async function itemOf(prefix) {
  const ids = (await loadTable("more")).columns.ids;
  const bytes = (prefix.match(/../g) ?? []).map((pair) => parseInt(pair, 16));
  const last = prefix.length % 2 ? parseInt(prefix.slice(-1), 16) : -1;
  for (let item = 0; item < manifest.items; item++) {
    const from = item * 32;
    let at = 0;
    while (at < bytes.length && ids[from + at] === bytes[at]) at++;
    if (at === bytes.length && (last < 0 || ids[from + at] >> 4 === last)) return item;
  }
  return -1;
}

/** @param {Column} ids @param {number} item @returns {string} "" for a refused candidate */
function idOf(ids, item) {
  let text = "";
  let any = 0;
  for (let at = item * 32; at < item * 32 + 32; at++) {
    any |= ids[at];
    text += ids[at].toString(16).padStart(2, "0");
  }
  return any ? text : "";
}

/** Finds anew. A facet counts what would be found without its own choice. */
async function refind() {
  const mask = await searchMask();
  const all = await order(wanted.sort);
  const started = performance.now();
  const items = manifest.items;
  const failed = new Uint8Array(items);
  const blame = new Uint8Array(items);
  const fail = (/** @type {number} */ item, /** @type {number} */ who) => {
    failed[item]++;
    blame[item] = who;
  };
  const NOBODY = 255;
  if (mask) for (let item = 0; item < items; item++) if (!mask[item]) fail(item, NOBODY);
  if (wanted.cluster) {
    const { cluster } = index.columns;
    for (let item = 0; item < items; item++) if (cluster[item] !== wanted.cluster) fail(item, NOBODY);
  }
  for (const [name, [low, high]] of Object.entries(wanted.ranges)) {
    const column = index.columns[name];
    for (let item = 0; item < items; item++) {
      if (!(column[item] >= low - 1e-6 && column[item] <= high + 1e-6)) fail(item, NOBODY);
    }
  }
  facets.forEach(({ name, values, column }, who) => {
    const chosen = wanted.facets[name];
    if (!chosen?.size) return;
    const allowed = Uint8Array.from(values, (value) => (chosen.has(value) ? 1 : 0));
    for (let item = 0; item < items; item++) if (!allowed[column[item]]) fail(item, who);
  });
  countFacets(failed, blame);
  collect(all, failed);
  return performance.now() - started;
}

/** @param {Uint8Array} failed @param {Uint8Array} blame */
function countFacets(failed, blame) {
  counts = {};
  facets.forEach(({ name, values, column }, who) => {
    const count = new Uint32Array(values.length);
    for (let item = 0; item < failed.length; item++) {
      if (failed[item] === 0 || (failed[item] === 1 && blame[item] === who)) count[column[item]]++;
    }
    counts[name] = count;
  });
}

/** @param {Uint32Array} all @param {Uint8Array} failed */
function collect(all, failed) {
  let length = 0;
  for (let item = 0; item < failed.length; item++) if (!failed[item]) length++;
  found = new Uint32Array(length);
  places = new Int32Array(failed.length).fill(-1);
  let at = 0;
  for (const item of all) if (!failed[item]) found[at++] = item;
  if (wanted.down) found.reverse();
  found.forEach((item, place) => (places[item] = place));
}

/** @returns {string} what is wanted, as it stands behind `#tasks?` */
function wantedText() {
  const text = new URLSearchParams();
  for (const [name, chosen] of Object.entries(wanted.facets)) for (const value of chosen) text.append(name, value);
  for (const [name, [low, high]] of Object.entries(wanted.ranges)) text.set(`${name}-range`, `${low}..${high}`);
  if (wanted.query) text.set("q", wanted.query);
  if (wanted.program) text.set("in", "programs");
  if (wanted.cluster) text.set("cluster", String(wanted.cluster));
  if (wanted.sort !== "slot") text.set("sort", wanted.sort);
  if (wanted.down) text.set("down", "1");
  return text.toString();
}

/** @param {string} text */
function readWanted(text) {
  const read = new URLSearchParams(text);
  wanted = nothingWanted();
  for (const [name] of FACETS) {
    let values = read.getAll(name);
    if (name === "source") values = values.map((value) => manifest.sources[Number(value)]?.name ?? value);
    if (values.length) wanted.facets[name] = new Set(values);
  }
  for (const [name] of RANGES) {
    const ends = (read.get(`${name}-range`) ?? "").split("..").map(Number);
    if (ends.length === 2 && ends.every(Number.isFinite)) wanted.ranges[name] = [ends[0], ends[1]];
  }
  wanted.query = read.get("q") ?? "";
  wanted.program = read.get("in") === "programs";
  wanted.cluster = Number(read.get("cluster")) || 0;
  const sort = read.get("sort") ?? "slot";
  wanted.sort = Object.hasOwn(SORTS, sort) ? sort : "slot";
  wanted.down = read.get("down") === "1";
}
