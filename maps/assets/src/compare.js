/** Which of two sources reports a place: "a", "b", "ab" or "" for neither. @param {any} app @param {number} place */
function sideOf(app, place) {
  const [a, b] = app.state.compare;
  if (app.state.tab !== "compare" || !a || !b) return "";
  const { data, shown } = app;
  let left = false;
  let right = false;
  for (let i = data.first[place]; i < data.first[place + 1]; i++) {
    if (!shown.mask[i]) continue;
    const name = outletOf(data, data.sentences.doc[data.mentions.sentence[i]]);
    left = left || name === a;
    right = right || name === b;
  }
  return `${left ? "a" : ""}${right ? "b" : ""}` || "none";
}

/** Two sources side by side. @param {any} app */
function compareView(app) {
  const { data, state, shown } = app;
  const names = sourcesOf(data).map(([name]) => name);
  const pick = (/** @type {0 | 1} */ side) => el("select", { "data-keep": `compare${side}`, "aria-label": `${app.say("source")} ${side + 1}`, class: `dl-pick dl-pick-${"ab"[side]}`, onchange: (/** @type {any} */ e) => {
    const next = [...state.compare];
    next[side] = e.target.value;
    app.set({ compare: next });
  } }, el("option", { value: "" }, "—"), ...names.map((name) => el("option", { value: name, selected: state.compare[side] === name }, name)));
  const out = el("div", null, el("p", { class: "dl-note" }, app.say("chooseTwo")), el("div", { class: "dl-row" }, pick(0), pick(1)));
  const [a, b] = state.compare;
  if (!a || !b) return out;
  /** @type {Record<string, number[]>} */
  const by = { a: [], ab: [], b: [] };
  data.places.forEach((/** @type {any} */ _, /** @type {number} */ i) => { const side = sideOf(app, i); if (by[side]) by[side].push(i); });
  for (const [side, title] of [["ab", app.say("both")], ["a", app.say("only", { s: a })], ["b", app.say("only", { s: b })]]) {
    by[side].sort((x, y) => shown.counts[y] - shown.counts[x]);
    out.append(el("section", null, el("h2", { class: `dl-sidehead dl-sidehead-${side}` }, `${title} (${by[side].length})`), growing(app, by[side], (i) => placeRow(app, i), 30)));
  }
  return out;
}
