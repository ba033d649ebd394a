// Views, addresses and keys.

const VIEWS = ["overview", "tasks", "task"];
let view = "overview";

/** @param {string} name */
function show(name) {
  view = name;
  for (const other of VIEWS) byId(other).hidden = other !== name;
  for (const link of document.querySelectorAll("nav [data-view]")) {
    const here = link.getAttribute("data-view") === (name === "task" ? "tasks" : name);
    if (here) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

/** Finds anew and draws it; the address says what is wanted. @param {boolean} [keep] leaves the scrolling as it is */
async function refresh(keep = false) {
  try {
    const started = performance.now();
    await refind();
    paintFacets();
    tellFound();
    if (!keep) byId("scroller").scrollTop = 0;
    paint();
    document.documentElement.dataset.filter = (performance.now() - started).toFixed(1);
    const text = wantedText();
    // Meanwhile somebody may have gone elsewhere, and the address says where.
    if (view === "tasks" && location.hash.startsWith("#tasks")) history.replaceState(null, "", `#tasks${text ? `?${text}` : ""}`);
  } catch (error) {
    complain(error);
  }
}

/** Puts what is wanted into the controls. */
function fillControls() {
  byId("query").value = wanted.query;
  byId("in-program").checked = wanted.program;
  byId("sort").value = wanted.sort;
  byId("direction").setAttribute("aria-pressed", String(wanted.down));
  byId("direction").textContent = wanted.down ? "↓" : "↑";
}

/** Shows what the address names. */
async function route() {
  byId("trouble").hidden = true;
  const hash = decodeURI(location.hash.slice(1));
  const [name, query] = [hash.split("?")[0], location.hash.split("?").slice(1).join("?")];
  if (!manifest.items || name === "" || name === "overview") {
    document.title = document.title.replace(/^.* – /, `${manifest.sources.map((/** @type {any} */ source) => source.name).join(" and ")} – `);
    show("overview");
    if (name) byId("overview-title").focus({ preventScroll: true });
    return;
  }
  await ready;
  if (name === "tasks") {
    readWanted(query);
    fillControls();
    show("tasks");
    await refresh(true);
    reveal(current);
    paint();
    return;
  }
  const item = await addressed(hash);
  if (item < 0) {
    show("tasks");
    complain(`This report holds nothing under ${JSON.stringify(hash)}.`);
    return refresh();
  }
  show("task");
  await showTask(item);
}

/** The columns, and the first finding. */
const ready = (async () => {
  if (!manifest.items) return;
  index = await loadTable("index");
  prepareFacets();
  await refind();
})();

/** @type {Record<string, (event: KeyboardEvent) => void>} */
const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  o: () => { if (view === "tasks" && current >= 0) open(current); },
  x: () => { if (view === "task") pick(); else if (current >= 0) choose(current, !chosen.has(current)); },
  "/": (event) => {
    event.preventDefault();
    if (view !== "tasks") location.hash = `#tasks${wantedText() ? `?${wantedText()}` : ""}`;
    setTimeout(() => byId("query").select(), view === "tasks" ? 0 : 150);
  },
  "?": () => byId("keys").showModal(),
  r: () => { if (view === "task") showAnswers(!shown.answers); },
  e: () => byId("switch-evidence")?.click(),
  t: () => byId("switch-texts")?.click(),
  c: () => { if (view === "task" && detail?.replay) copy(detail.replay, "Command"); },
  d: () => turn(),
  g: () => { location.hash = "#overview"; },
  Escape: () => { if (view === "task") location.hash = `#tasks${wantedText() ? `?${wantedText()}` : ""}`; },
};

/** @param {number} by */
function step(by) {
  if (view === "tasks") return move(by);
  if (view !== "task") return;
  const next = found[places[current] + by];
  if (places[current] >= 0 && next !== undefined) open(next);
}

document.addEventListener("keydown", (event) => {
  const target = /** @type {HTMLElement} */ (event.target);
  if (event.ctrlKey || event.metaKey || event.altKey || byId("keys").open) return;
  if (target.matches?.("input[type=search], input[type=number], select, textarea")) {
    if (event.key === "Escape") byId("scroller").focus();
    return;
  }
  if (Object.hasOwn(KEYS, event.key)) KEYS[event.key](event);
});

/** Light or dark, remembered where a browser lets a page do that. */
function turn() {
  const dark = document.documentElement.dataset.theme
    ? document.documentElement.dataset.theme === "dark"
    : matchMedia("(prefers-color-scheme: dark)").matches;
  setTheme(dark ? "light" : "dark");
}

/** @param {string | null} theme */
function setTheme(theme) {
  if (theme) document.documentElement.dataset.theme = theme;
  const dark = theme ? theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  byId("theme").textContent = dark ? "Light" : "Dark";
  try {
    if (theme) localStorage.setItem("synth-report-theme", theme);
  } catch {
    // Not remembered, then.
  }
}

/** @returns {string | null} */
function remembered() {
  try {
    const theme = localStorage.getItem("synth-report-theme");
    return theme === "dark" || theme === "light" ? theme : null;
  } catch {
    return null;
  }
}

function start() {
  setTheme(remembered());
  byId("theme").addEventListener("click", turn);
  byId("help").addEventListener("click", () => byId("keys").showModal());
  const sorts = Object.entries(SORTS).map(([name, title]) => make("option", { value: name }, title));
  byId("sort").append(...sorts);
  let waiting = 0;
  byId("query").addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = window.setTimeout(() => { wanted.query = byId("query").value; refresh(); }, 80);
  });
  byId("in-program").addEventListener("change", () => { wanted.program = byId("in-program").checked; refresh(); });
  byId("sort").addEventListener("change", () => { wanted.sort = byId("sort").value; refresh(); });
  byId("direction").addEventListener("click", () => { wanted.down = !wanted.down; fillControls(); refresh(); });
  byId("reset").addEventListener("click", () => { wanted = nothingWanted(); fillControls(); refresh(); });
  byId("select-all").addEventListener("click", () => { found.forEach((item) => chosen.add(item)); paint(); tellFound(); });
  byId("select-none").addEventListener("click", () => { chosen.clear(); paint(); tellFound(); });
  byId("copy-ids").addEventListener("click", async () => { const all = await ids(); copy(all.join("\n"), `${whole(all.length)} ids`); });
  byId("save-ids").addEventListener("click", async () => save("ids.txt", (await ids()).map((id) => `${id}\n`).join("")));
  let painting = 0;
  const later = () => { painting ||= requestAnimationFrame(() => { painting = 0; if (view === "tasks") paint(); }); };
  byId("scroller").addEventListener("scroll", () => { scrolled(byId("scroller").scrollTop); later(); }, { passive: true });
  window.addEventListener("resize", later);
  window.addEventListener("hashchange", () => route().catch(complain));
  if (matchMedia("(max-width: 52rem)").matches) byId("filters").open = false;
  ready.catch(complain);
  route().catch(complain);
}

start();
