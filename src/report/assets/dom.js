// Elements. Text goes in as text, whoever wrote it: nothing here parses markup.

/**
 * @param {string} id
 * @returns {any}
 */
const byId = (id) => document.getElementById(id);

/**
 * An element with attributes and children; a child that is no element becomes text.
 * @param {string} tag
 * @param {Record<string, any>} [attributes] `on…` listens; `false`, `null` and `undefined` leave out
 * @param {...any} children
 * @returns {any}
 */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on") && typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, String(value));
  }
  element.append(...children.flat(Infinity).filter((child) => child != null && child !== false));
  return element;
}

/**
 * @param {string} tag
 * @param {Record<string, any>} attributes
 * @param {...any} children
 * @returns {SVGElement}
 */
function drawn(tag, attributes, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}

/** @param {number} number @returns {string} */
const whole = (number) => number.toLocaleString("en");

/** @param {unknown} number @returns {string} at most three digits behind the point */
const short = (number) => (typeof number === "number" && Number.isFinite(number) ? String(+number.toFixed(3)) : "–");

let telling = 0;
/** Says something in passing. @param {string} text */
function tell(text) {
  byId("told").textContent = text;
  clearTimeout(telling);
  telling = window.setTimeout(() => (byId("told").textContent = ""), 2500);
}

/** Says what went wrong, and leaves it there. @param {unknown} error */
function complain(error) {
  const line = byId("trouble");
  line.textContent = error instanceof Error ? error.message : String(error);
  line.hidden = false;
}

/** @param {string} text @param {string} what */
async function copy(text, what) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Without the right to the clipboard, as on a disk in some browsers.
    const area = make("textarea", { "aria-hidden": "true" });
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  tell(`${what} copied`);
}

/** @param {string} name @param {string} text */
function save(name, text) {
  const address = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  make("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** Sheets in use, the last ones asked for. @type {Map<number, Promise<ImageBitmap>>} */
const sheets = new Map();
/** How many are kept: unpacked, each holds two megabytes. */
const SHEETS = 12;

/** @param {number} number @returns {Promise<ImageBitmap>} a bitmap, which can be given back at once */
function sheetImage(number) {
  const loading = sheets.get(number) ?? called(`s${number}`).then(([, files]) => createImageBitmap(new Blob([/** @type {any} */ (fromBase64(files[0]))], { type: "image/png" })));
  loading.catch(() => sheets.delete(number));
  sheets.delete(number);
  sheets.set(number, loading);
  for (const [oldest, old] of sheets) {
    if (sheets.size <= SHEETS) break;
    sheets.delete(oldest);
    old.then((bitmap) => bitmap.close(), () => {});
  }
  return loading;
}

/** Thumbnails that wait for their sheet. @type {{element: HTMLElement, item: number}[]} */
let undrawn = [];

/** Thumbnails that went out of sight wait no longer: thousands do while somebody flings through the grid. */
const forgetUnseen = () => { undrawn = undrawn.filter(({ element }) => element.isConnected); };

let drawing = false;
/** Where the grid stood when it last scrolled, when that was, and how fast it went, in pixels a millisecond. */
const scrolling = { top: 0, at: 0, speed: 0 };
/** Faster than this nobody looks at thumbnails, and reading all sheets on the way would fill the memory. */
const GLANCE = 6;

/** Takes note of the grid's scrolling. @param {number} top */
function scrolled(top) {
  const now = performance.now();
  scrolling.speed = Math.abs(top - scrolling.top) / Math.max(1, now - scrolling.at);
  Object.assign(scrolling, { top, at: now });
}

const hurried = () => scrolling.speed > GLANCE && performance.now() - scrolling.at < 120;

/** Draws what waits, the latest first; what has gone out of sight meanwhile is left out. */
async function drawThumbs() {
  if (drawing) return;
  drawing = true;
  // A thumbnail comes into the page only after it was made.
  await new Promise((resolve) => setTimeout(resolve));
  for (let next = undrawn.pop(); next; next = undrawn.pop()) {
    const { element, item } = next;
    while (hurried()) await new Promise((resolve) => setTimeout(resolve, 60));
    if (!element.isConnected) continue;
    const at = item % manifest.sheet;
    const { across, side } = manifest;
    try {
      const image = await sheetImage((item - at) / manifest.sheet);
      if (!element.isConnected) continue;
      const canvas = make("canvas", { width: side, height: side, "aria-hidden": "true" });
      canvas.getContext("2d")?.drawImage(image, (at % across) * side, Math.floor(at / across) * side, side, side, 0, 0, side, side);
      element.append(canvas);
    } catch {
      // Without its sheet a thumbnail stays grey.
    }
  }
  drawing = false;
}

/**
 * The thumbnail of a candidate: a copy of its place on a sheet, since candidates in
 * sight may come from as many sheets as there are, and those do not fit into memory.
 * @param {number} item
 * @param {number} side in pixels of the page
 */
function thumb(item, side) {
  const element = make("span", { class: "thumb" });
  element.style.width = `${side}px`;
  element.style.height = `${side}px`;
  if (index.columns.picture[item] === 0) {
    element.classList.add("blank");
    element.append("no picture");
    return element;
  }
  undrawn.push({ element, item });
  drawThumbs();
  return element;
}
