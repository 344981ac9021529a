/** @param {any} app @param {string} title @param {...any} children */
function group(app, title, ...children) {
  return el("fieldset", { class: "dl-group" }, el("legend", null, app.say(title)), ...children);
}

/** @param {any} app @param {string} key @param {string | Node} words @param {boolean} on @param {(on: boolean) => void} change */
function check(app, key, words, on, change) {
  return el("label", { class: "dl-check" }, el("input", { type: "checkbox", checked: on, "data-keep": key, onchange: (/** @type {any} */ e) => change(e.target.checked) }), el("span", null, words));
}

/** Every source with its number of mentions, the largest first. @param {Data} data @returns {[string, number][]} */
function sourcesOf(data) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const s of data.mentions.sentence) { const name = outletOf(data, data.sentences.doc[s]); counts.set(name, (counts.get(name) || 0) + 1); }
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}

/** Kilometres to choose from: a town and its fields, a district, a province. */
const PRECISIONS = [5, 25, 100];

/** The filters. @param {any} app */
function filtersView(app) {
  const { data, state } = app;
  const { filters } = state;
  const counts = [0, 0, 0];
  for (const kind of data.mentions.kind) counts[kind]++;
  const kinds = KINDS.map((kind) => check(app, kind, el("span", null, app.say(kind), el("span", { class: "dl-num" }, ` ${inThousands(counts[KINDS.indexOf(kind)])}`)), filters.kinds.has(kind), (on) => {
    const next = new Set(filters.kinds);
    if (on) next.add(kind); else next.delete(kind);
    app.setFilters({ kinds: next });
  }));
  const all = sourcesOf(data);
  const sources = all.slice(0, 500).map(([name, n]) => check(app, `source-${name}`, el("span", null, bdi(name), el("span", { class: "dl-num" }, ` ${n}`)), !filters.sources || filters.sources.has(name), (on) => {
    const next = new Set(filters.sources || all.map(([s]) => s));
    if (on) next.add(name); else next.delete(name);
    app.setFilters({ sources: next.size === all.length ? null : next });
  }));
  const output = el("output", null, filters.confidence ? app.say("asOf", { c: app.say(confidenceWord(filters.confidence).word), w: filters.confidence.toFixed(2) }) : "0");
  return el("div", { class: "dl-filters" },
    el("p", null, el("button", { type: "button", class: "dl-button", "data-keep": "reset", onclick: () => app.setFilters(openFilters()) }, app.say("reset"))),
    group(app, "time", timeline(app)),
    group(app, "kind", ...kinds),
    group(app, "confidence", el("div", { class: "dl-row" }, el("input", { type: "range", min: 0, max: 1, step: 0.05, value: filters.confidence, "data-keep": "confidence", "aria-label": app.say("confidence"), onchange: (/** @type {any} */ e) => app.setFilters({ confidence: Number(e.target.value) }) }), output)),
    group(app, "precision", el("select", { class: "dl-pick", "data-keep": "precision", "aria-label": app.say("precision"), onchange: (/** @type {any} */ e) => app.setFilters({ precision: e.target.value ? Number(e.target.value) : null }) },
      el("option", { value: "" }, app.say("anyPrecision")), ...PRECISIONS.map((km) => el("option", { value: km, selected: filters.precision === km }, app.say("withinKm", { n: km }))))),
    group(app, "copiesFilter", check(app, "copies", app.say("showCopies"), filters.copies, (on) => app.setFilters({ copies: on }))),
    group(app, "areas", check(app, "areas", app.say("showAreas"), state.areas, (on) => app.set({ areas: on })), check(app, "heat", app.say("showHeat"), state.heat, (on) => app.set({ heat: on }))),
    group(app, "source", el("div", { class: "dl-row" }, el("button", { type: "button", class: "dl-button", "data-keep": "all", onclick: () => app.setFilters({ sources: null }) }, app.say("allSources")), el("button", { type: "button", class: "dl-button", "data-keep": "nosource", onclick: () => app.setFilters({ sources: new Set() }) }, app.say("noSources"))), ...sources));
}
