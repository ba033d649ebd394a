// Chunks: data as scripts that call `synthChunk`, or, in a report of one file, as
// elements of the page. Nothing else is ever loaded.

/**
 * @typedef {Uint8Array | Uint16Array | Uint32Array | Float32Array} Column
 * @typedef {{header: any, columns: Record<string, Column>}} Table
 */

/** What the page knows from the start. @type {any} */
const manifest = JSON.parse(document.getElementById("manifest")?.textContent ?? "{}");

/** Chunks whose scripts are on their way. @type {Map<string, (call: [string, string[]]) => void>} */
const awaited = new Map();

Object.defineProperty(window, "synthChunk", {
  value: (/** @type {string} */ name, /** @type {string} */ packed, /** @type {string[]} */ files) => {
    awaited.get(name)?.([packed, files]);
    awaited.delete(name);
  },
});

/** @param {string} name @returns {Promise<[string, string[]]>} base64 of gzip, base64 of files */
function called(name) {
  const kept = document.getElementById(`chunk-${name}`)?.textContent;
  if (kept) {
    const values = kept.slice(kept.indexOf("(") + 1, kept.lastIndexOf(")"));
    return Promise.resolve(JSON.parse(`[${values}]`).slice(1));
  }
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    awaited.set(name, (call) => {
      script.remove();
      resolve(call);
    });
    script.onerror = () => {
      script.remove();
      awaited.delete(name);
      reject(new Error(`data/${name}.js cannot be read: is the folder data still beside the page?`));
    };
    script.src = `data/${name}.js`;
    document.head.append(script);
  });
}

/** @param {string} text @returns {Uint8Array} */
function fromBase64(text) {
  const native = /** @type {any} */ (Uint8Array).fromBase64;
  if (native) return native.call(Uint8Array, text);
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at);
  return bytes;
}

/** @param {string} name @returns {Promise<{bytes: ArrayBuffer, files: string[]}>} */
async function chunk(name) {
  if (typeof DecompressionStream === "undefined") {
    throw new Error("This browser is too old to unpack the report: it needs DecompressionStream, there since 2023.");
  }
  const [packed, files] = await called(name);
  const stream = new Blob([/** @type {any} */ (fromBase64(packed))]).stream();
  const unpacked = stream.pipeThrough(new DecompressionStream("gzip"));
  return { bytes: await new Response(unpacked).arrayBuffer(), files };
}

/** @type {Map<string, Promise<Table>>} */
const tables = new Map();

/** Columns, as columns.rs writes them, loaded once. @param {string} name @returns {Promise<Table>} */
function loadTable(name) {
  const loading = tables.get(name) ?? chunk(name).then(({ bytes }) => readTable(bytes));
  tables.set(name, loading);
  loading.catch(() => tables.delete(name));
  return loading;
}

/** @param {ArrayBuffer} bytes @returns {Table} */
function readTable(bytes) {
  const length = new DataView(bytes).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 4, length)));
  const kinds = { u8: Uint8Array, u16: Uint16Array, u32: Uint32Array, f32: Float32Array };
  /** @type {Record<string, Column>} */
  const columns = {};
  for (const { name, type, at, length: count } of header.columns) {
    columns[name] = new kinds[/** @type {keyof typeof kinds} */ (type)](bytes, 4 + length + at, count);
  }
  return { header, columns };
}

/** Blocks of details that were looked at last. @type {Map<number, Promise<{details: any[], files: string[]}>>} */
const blocks = new Map();
/** How many of them are kept. */
const BLOCKS = 6;

/** @param {number} number @returns {Promise<{details: any[], files: string[]}>} */
function loadBlock(number) {
  const loading = blocks.get(number) ?? chunk(`d${number}`).then(({ bytes, files }) => ({
    details: JSON.parse(new TextDecoder().decode(bytes)),
    files,
  }));
  blocks.delete(number);
  blocks.set(number, loading);
  loading.catch(() => blocks.delete(number));
  for (const oldest of blocks.keys()) if (blocks.size > BLOCKS) blocks.delete(oldest);
  return loading;
}

/**
 * What the page of a candidate shows, with its number as `item` and the address of its
 * picture, "" without one, as `png`.
 * @param {number} item
 * @returns {Promise<any>}
 */
async function loadDetail(item) {
  const at = item % manifest.sheet;
  const { details, files } = await loadBlock((item - at) / manifest.sheet);
  return { ...details[at], item, png: files[at] ? `data:image/png;base64,${files[at]}` : "" };
}
