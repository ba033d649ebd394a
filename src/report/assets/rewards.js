// What scores and rewards mean, for notes that do not say it themselves.

/** Formulas of the sound rewards, by role. @type {Record<string, string>} */
const FORMULAS = {
  proposer: "form + (1 − form) · mean[validity · (base + (1 − base) · frontier)] + copy",
  questioner: "form + (1 − form) · mean[validity · (base + (1 − base) · frontier)] + copy",
  searcher: "the questioner's, with a share of it for relevance",
  coder: "rendered + verified · score + read · rate of right answers",
  solver: "(1 − form) · confidence in the label, if right + form, if in form",
};

/** What the verifier's scores are shares of. @type {Record<string, string>} */
const SCORES = {
  present: "1 if anything is drawn",
  inside: "texts within the canvas ÷ texts",
  legible: "texts large and clear enough ÷ texts",
  visible: "texts and shapes that can be seen ÷ all",
  overlap: "texts clear of other texts ÷ texts",
  needed: "1 − values printed in the question ÷ values shown",
  unprinted: "1 if the picture does not print the answer",
  labels: "texts of the scene that are printed ÷ texts of the scene",
  marks: "colours with their marks ÷ colours claimed",
  evidence: "boxes of evidence that hold something ÷ boxes",
  named: "1 if every text is claimed by itself",
  coloured: "1 if colours in the caption are in the picture",
  counted: "1 if counts in the caption are claimed and hold",
  readable: "1 if the easy answer can be read off the picture",
  scene: "marks where the scene has them ÷ marks",
};

/** @param {any} note */
function rewardsOf(note) {
  return Object.entries(note.rewards ?? {}).map(([role, reward]) => {
    const terms = Array.isArray(reward?.terms) ? reward.terms : [];
    const total = typeof reward === "number" ? reward : terms.reduce((/** @type {number} */ sum, /** @type {any} */ term) => sum + (Number(term.value) || 0), 0);
    const formula = typeof reward?.formula === "string" ? reward.formula : FORMULAS[role];
    return [
      make("h3", {}, `Reward of the ${role}: ${short(total)}`),
      formula ? make("p", { class: "note" }, make("code", {}, formula)) : null,
      terms.length
        ? tableOf(["Part", "Adds"], [...terms.map((/** @type {any} */ term) => [String(term.name), short(term.value)]), ["sum", short(total)]])
        : null,
    ];
  });
}

/** @param {any} note */
function votesOf(note) {
  if (!Array.isArray(note.votes) || !note.votes.length) return null;
  /** @type {Map<string, number>} */
  const votes = new Map();
  for (const vote of note.votes) {
    const [answer, count] = typeof vote === "object" && vote ? [String(vote.answer), Number(vote.count) || 1] : [String(vote), 1];
    votes.set(answer, (votes.get(answer) ?? 0) + count);
  }
  const all = [...votes.values()].reduce((sum, count) => sum + count, 0);
  const rows = [...votes].sort((a, b) => b[1] - a[1]).map(([answer, count]) => [answer, String(count), `${((count / all) * 100).toFixed(0)} %`]);
  return [make("h3", {}, "Votes of the Solver"), tableOf(["Answer", "Votes", "Share"], rows)];
}

/** @param {string[]} head @param {any[][]} rows */
function tableOf(head, rows) {
  return make(
    "div", { class: "wide", tabindex: "0", role: "region", "aria-label": head.join(", ") },
    make("table", {},
      make("thead", {}, make("tr", {}, head.map((text) => make("th", { scope: "col" }, text)))),
      make("tbody", {}, rows.map((row) => make("tr", {}, row.map((cell, at) => (at ? make("td", {}, cell) : make("th", { scope: "row" }, cell))))))),
  );
}
