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

/**
 * The thumbnail of a candidate.
 * @param {number} item
 * @param {number} side in pixels of the page
 */
function thumb(item, side) {
  const element = make("span", { class: "thumb" });
  const at = item % manifest.sheet;
  const { across } = manifest;
  const rows = Math.ceil(Math.min(manifest.sheet, manifest.items - (item - at)) / across);
  element.style.width = `${side}px`;
  element.style.height = `${side}px`;
  if (index.columns.picture[item] === 0) {
    element.classList.add("blank");
    element.append("no picture");
    return element;
  }
  element.style.backgroundImage = `url("${sheet((item - at) / manifest.sheet)}")`;
  element.style.backgroundSize = `${across * side}px ${rows * side}px`;
  element.style.backgroundPosition = `${-(at % across) * side}px ${-Math.floor(at / across) * side}px`;
  return element;
}
