// The grid: only the rows in sight are there, however many were found.

/** Least width of a card, and what it holds besides its thumbnail, in pixels. */
const CARD = 132;
const LABEL = 46;
/** Facet values that are shown before one asks for more. */
const SHOWN = 9;

/** Chosen candidates. @type {Set<number>} */
const chosen = new Set();
/** The candidate that keys act on. */
let current = -1;
/** Facets whose values are all shown. @type {Set<string>} */
const opened = new Set();
/** What puts the values of each facet there anew. @type {Map<string, () => void>} */
const redraws = new Map();

/** @returns {{columns: number, width: number, height: number}} */
function measures() {
  const room = Math.max(CARD, byId("grid").clientWidth);
  // A phone has three in a row, so that thumbnails stay about as large as they are.
  const columns = Math.max(3, Math.floor(room / CARD));
  const width = Math.floor(room / columns);
  return { columns, width, height: width + LABEL };
}

/** Draws the rows in sight. */
function paint() {
  const scroller = byId("scroller");
  const grid = byId("grid");
  const { columns, width, height } = measures();
  grid.style.height = `${Math.ceil(found.length / columns) * height}px`;
  const first = Math.max(0, Math.floor(scroller.scrollTop / height) - 1) * columns;
  const last = Math.min(found.length, (Math.ceil((scroller.scrollTop + scroller.clientHeight) / height) + 1) * columns);
  /** @type {Map<number, any>} */
  const had = new Map([...grid.children].map((card) => [Number(card.dataset.item), card]));
  const now = [];
  for (let place = first; place < last; place++) {
    const item = found[place];
    let card = had.get(item);
    if (!card || card.dataset.width !== String(width) || card.dataset.sort !== wanted.sort) card = cardOf(item, width);
    card.style.transform = `translate(${(place % columns) * width}px, ${Math.floor(place / columns) * height}px)`;
    card.setAttribute("aria-posinset", place + 1);
    card.setAttribute("aria-setsize", found.length);
    card.classList.toggle("current", item === current);
    card.classList.toggle("chosen", chosen.has(item));
    card.querySelector("input").checked = chosen.has(item);
    now.push(card);
  }
  // Replacing all children would take the focus away from a card that stays.
  const stay = new Set(now);
  for (const card of had.values()) if (!stay.has(card)) discard(card);
  now.forEach((card, at) => {
    if (grid.children[at] !== card) grid.insertBefore(card, grid.children[at] ?? null);
  });
  forgetUnseen();
}

/** Cards out of use, for those that come next: thousands a second would fill the memory. @type {any[]} */
const spare = [];
/** How many are kept. */
const SPARE = 80;

/** Takes a card out of the page, and its pixels out of memory, at once. @param {any} card */
function discard(card) {
  card.remove();
  const canvas = card.querySelector("canvas");
  if (canvas) canvas.width = canvas.height = 0;
  if (spare.length < SPARE) spare.push(card);
}

/** @param {number} item @returns {string} */
const nameOf = (item) => {
  const { header, columns } = index;
  return `${header.names.family[columns.family[item]]}, level ${columns.level[item]}, slot ${columns.slot[item]}`;
};

/** @param {number} item @param {number} width */
function cardOf(item, width) {
  const { header, columns } = index;
  const gate = header.names.gate[columns.gate[item]];
  const name = (/** @type {string} */ facet) => header.names[facet][columns[facet][item]];
  const second = gate ? `${gate}: ${name("reason")}` : [`L${columns.level[item]}`, name("kind"), figureOf(item)].filter(Boolean).join(" · ");
  const card = spare.pop() ?? emptyCard();
  Object.assign(card.dataset, { item, width, sort: wanted.sort });
  card.classList.toggle("refused", gate !== "");
  card.style.width = `${width}px`;
  card.style.height = `${width + LABEL}px`;
  const [link, pick] = card.children;
  link.href = `#i=${item}`;
  const [picture, label] = link.children;
  picture.replaceWith(thumb(item, width - 12));
  label.children[0].textContent = name("family");
  label.children[1].textContent = second;
  pick.setAttribute("aria-label", `Select ${nameOf(item)}`);
  return card;
}

/** A card of no candidate yet. @returns {any} */
function emptyCard() {
  const item = () => Number(card.dataset.item);
  const link = make(
    "a", { onclick: (/** @type {Event} */ event) => { event.preventDefault(); open(item()); } },
    make("span"), make("span", { class: "label" }, make("span"), make("span", { class: "second" })),
  );
  const pick = make("input", { type: "checkbox", tabindex: "-1", onchange: () => choose(item(), pick.checked) });
  const card = make("div", { class: "card", role: "listitem" }, link, pick);
  return card;
}

/** What the order goes by, if it is a number that the card would not tell. @param {number} item */
function figureOf(item) {
  const sort = wanted.sort;
  if (["slot", "family", "level", "alike"].includes(sort)) return "";
  const value = index.columns[sort]?.[item];
  return value === undefined || Number.isNaN(value) ? "" : value >= 1e6 ? `${(value / 1e6).toFixed(1)} M` : short(value);
}

/** @param {number} item @param {boolean} yes */
function choose(item, yes) {
  if (yes) chosen.add(item);
  else chosen.delete(item);
  paint();
  tellFound();
}

function tellFound() {
  const some = found.length === manifest.items ? whole(manifest.items) : `${whole(found.length)} of ${whole(manifest.items)}`;
  const cluster = wanted.cluster ? `, near-duplicates no. ${wanted.cluster}` : "";
  byId("found").textContent = `${some} found${cluster}${chosen.size ? `, ${whole(chosen.size)} selected` : ""}`;
  byId("nothing").hidden = found.length > 0;
  byId("select-none").hidden = chosen.size === 0;
  byId("reset").hidden = wantedText() === "";
}

/** Puts the facets' boxes there, once, and their counts, every time. */
function paintFacets() {
  const home = byId("facets");
  if (!home.childElementCount) {
    home.append(...facets.filter((facet) => used(facet).length > 1).map(facetOf), ...RANGES.filter(([name]) => spread(name)).map(rangeOf));
  }
  for (const [name, redraw] of redraws) {
    const shown = new Set([...home.querySelectorAll(`label.value[data-facet=${name}]`)].map((label) => label.dataset.text));
    if ([...(wanted.facets[name] ?? [])].some((value) => !shown.has(value))) redraw();
  }
  for (const label of home.querySelectorAll("label.value")) {
    const facet = facets.find(({ name }) => name === label.dataset.facet);
    if (!facet) continue;
    const at = Number(label.dataset.value);
    const count = counts[facet.name][at];
    label.querySelector(".count").textContent = whole(count);
    label.classList.toggle("none", count === 0);
    label.querySelector("input").checked = wanted.facets[facet.name]?.has(facet.values[at]) ?? false;
  }
  for (const input of home.querySelectorAll(".range input")) {
    const ends = wanted.ranges[input.dataset.range];
    if (document.activeElement !== input) input.value = ends && Number.isFinite(ends[input.dataset.end]) ? ends[input.dataset.end] : "";
  }
}

/** Values that any candidate has, by their number. @param {Facet} facet @returns {number[]} */
function used({ values, column }) {
  const seen = new Uint32Array(values.length);
  for (const value of column) seen[value]++;
  return values.map((_, at) => at).filter((at) => seen[at]);
}

/** @param {Facet} facet */
function facetOf(facet) {
  const box = make("fieldset", {}, make("legend", {}, facet.title));
  const all = used(facet);
  const show = () => {
    for (const old of box.querySelectorAll("label, button")) old.remove();
    // What is chosen is in sight, wherever it stands.
    const wants = wanted.facets[facet.name];
    const some = opened.has(facet.name) ? all : all.filter((at, place) => place < SHOWN || wants?.has(facet.values[at]));
    box.append(...some.map((at) => valueOf(facet, at)));
    if (opened.has(facet.name) || some.length < all.length) {
      const more = opened.has(facet.name) ? "fewer" : `${all.length - some.length} more`;
      box.append(make("button", { type: "button", class: "more", "aria-label": `${facet.title}: ${more}`, onclick: () => {
        if (!opened.delete(facet.name)) opened.add(facet.name);
        show();
        paintFacets();
      } }, more));
    }
  };
  show();
  redraws.set(facet.name, show);
  return box;
}

/** @param {Facet} facet @param {number} at */
function valueOf(facet, at) {
  const value = facet.values[at];
  const box = make("input", { type: "checkbox", onchange: () => {
    const set = (wanted.facets[facet.name] ??= new Set());
    if (box.checked) set.add(value);
    else set.delete(value);
    if (!set.size) delete wanted.facets[facet.name];
    refresh();
  } });
  return make("label", { class: "value", "data-facet": facet.name, "data-value": at, "data-text": value }, box, make("span", {}, value || "none"), make("span", { class: "count" }));
}

/** @param {string} name */
const spread = (name) => index.columns[name].some((value) => !Number.isNaN(value));

/** @param {[string, string]} range */
function rangeOf([name, title]) {
  const end = (/** @type {0 | 1} */ which) =>
    make("input", {
      type: "number", step: "any", "data-range": name, "data-end": which, "aria-label": `${title}, ${which ? "at most" : "at least"}`,
      placeholder: which ? "to" : "from",
      oninput: (/** @type {any} */ event) => {
        const ends = wanted.ranges[name] ?? [-Infinity, Infinity];
        ends[which] = event.target.value === "" ? (which ? Infinity : -Infinity) : Number(event.target.value);
        if (ends.some(Number.isFinite)) wanted.ranges[name] = ends;
        else delete wanted.ranges[name];
        refresh();
      },
    });
  return make("fieldset", {}, make("legend", {}, title), make("div", { class: "range" }, end(0), "–", end(1)));
}

/** Scrolls until a candidate is in sight. @param {number} item */
function reveal(item) {
  const place = places[item];
  if (!(place >= 0)) return;
  const { columns, height } = measures();
  const scroller = byId("scroller");
  const top = Math.floor(place / columns) * height;
  if (top < scroller.scrollTop) scroller.scrollTop = top;
  if (top + height > scroller.scrollTop + scroller.clientHeight) scroller.scrollTop = top + height - scroller.clientHeight;
}

/** Moves the current candidate on. @param {number} by */
function move(by) {
  if (!found.length) return;
  const place = places[current] >= 0 ? places[current] + by : 0;
  current = found[Math.min(found.length - 1, Math.max(0, place))];
  reveal(current);
  paint();
  byId("grid").querySelector(".current > a")?.focus({ preventScroll: true });
}

/** The ids of what is selected, or else of all that was found. @returns {Promise<string[]>} */
async function ids() {
  const { columns } = await loadTable("more");
  const items = chosen.size ? [...chosen].sort((a, b) => a - b) : [...found];
  return items.map((item) => idOf(columns.ids, item)).filter(Boolean);
}
