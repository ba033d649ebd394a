// Source with its parts in colour. The parts are cut with regular expressions and put in
// as text.

/** Longest source that is coloured; beyond it colours cost more than they tell. */
const COLOURED = 60_000;

/** @type {Record<string, RegExp>} */
const GRAMMARS = {
  svg: /(?<comment><!--[^]*?(?:-->|$))|(?<key><\/?[\w:-]+|\/?>)|(?<text>"[^"]*"|'[^']*')|(?<number>\b\d+(?:\.\d+)?\b)/g,
  python: /(?<comment>#[^\n]*)|(?<text>"""[^]*?(?:"""|$)|'''[^]*?(?:'''|$)|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')|(?<key>\b(?:False|None|True|and|as|assert|break|class|continue|def|del|elif|else|except|finally|for|from|global|if|import|in|is|lambda|nonlocal|not|or|pass|raise|return|try|while|with|yield)\b)|(?<number>\b\d+(?:\.\d+)?\b)/g,
};

/** @param {string} source @param {string} language */
function highlighted(source, language) {
  const code = make("code");
  const next = () => {
    const line = make("span", { class: "line" });
    code.append(line);
    return line;
  };
  let line = next();
  /** A part may go over several lines. @param {string} text @param {string} [kind] */
  const put = (text, kind) => text.split("\n").forEach((piece, at) => {
    if (at > 0) line = next();
    if (piece) line.append(kind ? make("span", { class: `s-${kind}` }, piece) : piece);
  });
  const grammar = GRAMMARS[language];
  let last = 0;
  if (grammar && source.length <= COLOURED) {
    for (const match of source.matchAll(grammar)) {
      const [kind] = Object.entries(match.groups ?? {}).find(([, text]) => text !== undefined) ?? ["text"];
      put(source.slice(last, match.index));
      put(match[0], kind);
      last = match.index + match[0].length;
    }
  }
  put(source.slice(last));
  return make("pre", { class: "source", tabindex: "0", role: "region", "aria-label": "Source of the program" }, code);
}
