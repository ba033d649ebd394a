// Search: every word of the query must stand in a task, as a word or as part of one.

/** @param {string} query @returns {string[]} */
const wordsOf = (query) => query.toLowerCase().split(/[^\p{L}\p{N}_]+/u).filter(Boolean);

/**
 * Marks the candidates that hold all words of a query.
 * @param {string[]} words
 * @param {Table[]} tables a word may stand in any of them
 * @returns {Uint8Array}
 */
function searched(words, tables) {
  const found = new Uint8Array(manifest.items).fill(1);
  for (const word of words) {
    const one = new Uint8Array(manifest.items);
    for (const { header, columns } of tables) {
      const hits = new Uint8Array(header.words.length);
      let any = false;
      for (let at = 0; at < hits.length; at++) {
        if (header.words[at].includes(word)) any = Boolean((hits[at] = 1));
      }
      if (any) holders(hits, columns.ends, columns.held, one);
    }
    for (let item = 0; item < found.length; item++) found[item] &= one[item];
  }
  return found;
}

/**
 * @param {Uint8Array} hits by word
 * @param {Column} ends
 * @param {Column} held
 * @param {Uint8Array} out by candidate
 */
function holders(hits, ends, held, out) {
  let at = 0;
  for (let item = 0; item < ends.length; item++) {
    const end = ends[item];
    for (; at < end; at++) {
      if (hits[held[at]]) {
        out[item] = 1;
        at = end;
      }
    }
  }
}
