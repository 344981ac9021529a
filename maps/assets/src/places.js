/** One row of a list of places. @param {any} app @param {number} i @param {string} [note] */
function placeRow(app, i, note) {
  const place = app.data.places[i];
  const rank = confidenceWord(app.shown.confidence[i] < 0 ? null : app.shown.confidence[i]).rank;
  const value = app.state.size === "sources" ? app.shown.sources[i] : app.shown.counts[i];
  const where = [featureWords(app.state.lang, place.feature), countryName(app.state.lang, place.country)].filter(Boolean).join(app.say("comma"));
  return el("li", null, el("button", { type: "button", class: "dl-rowbutton", "data-keep": `row${i}`, onclick: () => app.openPlace(i, true) },
    el("span", { class: `dl-dot dl-small ${place.at ? `dl-sure${rank}` : "dl-nowhere"}`, "aria-hidden": "true" }),
    el("span", { class: "dl-rowname" }, bdi(app.nameOf(i)), where || note ? el("small", null, [where, note].filter(Boolean).join(" · ")) : null),
    el("span", { class: "dl-num", "aria-label": app.number(value, app.state.size) }, String(value))));
}

/** A list that grows by pages. @param {any} app @param {any[]} rows @param {(row: any) => Node} make @param {number} [size] */
function growing(app, rows, make, size = 200) {
  const first = Math.min(size, 50); // what fits the panel and a little more: the first picture waits for it
  const list = el("ul", { class: "dl-rows" });
  const more = el("button", { type: "button", class: "dl-button" });
  let at = 0;
  const extend = () => {
    const next = at + (at ? size : first);
    list.append(...rows.slice(at, next).map(make));
    at = next;
    more.hidden = at >= rows.length;
    more.textContent = app.say("more", { n: rows.length - at });
  };
  more.addEventListener("click", extend);
  extend();
  return el("div", null, list, more);
}

/** The list of all places that pass the filters, unplaced names after them. @param {any} app */
function placesView(app) {
  const { data, shown, state } = app;
  if (!data.places.length) return el("p", { class: "dl-note" }, app.say("empty"));
  if (state.query.trim()) return resultsView(app);
  const value = (/** @type {number} */ i) => (state.size === "sources" ? shown.sources[i] : shown.counts[i]);
  const all = data.places.map((/** @type {any} */ _, /** @type {number} */ i) => i).filter((/** @type {number} */ i) => shown.counts[i] && (!app.listed || app.listed.has(i)));
  all.sort((/** @type {number} */ a, /** @type {number} */ b) => value(b) - value(a) || a - b);
  const placed = all.filter((/** @type {number} */ i) => data.places[i].at);
  const unplaced = all.filter((/** @type {number} */ i) => !data.places[i].at);
  const size = el("div", { class: "dl-choice", role: "radiogroup", "aria-label": app.say("sizeBy") }, el("span", null, app.say("sizeBy")), ...["mentions", "sources"].map((name) => el("label", null,
    el("input", { type: "radio", name: `${app.name}-size`, checked: state.size === name, "data-keep": `size-${name}`, onchange: () => app.set({ size: name }) }), app.say(name === "sources" ? "bySources" : "byMentions"))));
  const form = el("div", { class: "dl-choice", role: "radiogroup", "aria-label": app.say("form") }, el("span", null, app.say("form")), ...["list", "table"].map((name) => el("label", null,
    el("input", { type: "radio", name: `${app.name}-form`, checked: state.form === name, "data-keep": `form-${name}`, onchange: () => app.set({ form: name }) }), app.say(name === "list" ? "asList" : "asTable"))));
  const top = el("div", null, app.listed ? el("p", null, el("button", { type: "button", class: "dl-back", onclick: () => app.listPlaces(null) }, app.say("back"))) : null, size, form);
  if (state.form === "table" && all.length) { top.append(tableOf(app, all)); return top; }
  return el("div", null, top,
    all.length ? growing(app, placed, (i) => placeRow(app, i)) : el("p", { class: "dl-note" }, app.say("noneFilter")),
    unplaced.length ? el("section", null, el("h2", null, app.say("unplaced")), el("p", { class: "dl-note" }, app.say("unplacedNote")), growing(app, unplaced, (i) => placeRow(app, i))) : null);
}

/** What a search found. @param {any} app */
function resultsView(app) {
  const { data, state, shown } = app;
  const places = app.search.places(state.query);
  const sentences = app.search.inSentences(state.query);
  const reports = app.search.inReports(state.query);
  const out = el("div", null, el("p", { role: "status", class: "dl-note" }, places.length + sentences.length + reports.length ? app.say("results", { n: places.length + sentences.length + reports.length }) : app.say("noResults", { q: state.query })));
  if (places.length + sentences.length + reports.length) {
    out.append(el("label", { class: "dl-check" }, el("input", { type: "checkbox", checked: state.filters.only, "data-keep": "only", onchange: (/** @type {any} */ e) => app.setFilters({ only: e.target.checked }) }), app.say("onlyThese")));
  }
  const section = (/** @type {string} */ title, /** @type {any[]} */ rows, /** @type {(row: any) => Node} */ make) => rows.length && out.append(el("section", null, el("h2", null, `${app.say(title)} (${rows.length})`), growing(app, rows, make, 30)));
  section("inPlaces", places, (h) => placeRow(app, h.place, [h.sounds ? app.say("sounds") : "", shown.counts[h.place] ? "" : app.say("held", { n: data.first[h.place + 1] - data.first[h.place] })].filter(Boolean).join(" · ")));
  if (sentences.length) {
    /** @type {Map<number, number[]>} */
    const by = new Map();
    const wanted = new Set(sentences);
    data.mentions.sentence.forEach((/** @type {number} */ s, /** @type {number} */ i) => { if (wanted.has(s)) by.set(s, [...(by.get(s) || []), i]); });
    section("inSentences", sentences, (s) => el("li", { class: "dl-item" }, quote(app, s, by.get(s) || []), sourceLine(app, data.sentences.doc[s], s),
      el("p", { class: "dl-facts" }, ...[...new Set((by.get(s) || []).map((i) => data.mentions.place[i]))].map((p) => el("button", { type: "button", class: "dl-tag", onclick: () => app.openPlace(p, true) }, bdi(app.nameOf(p)))))));
  }
  section("inSources", reports, (d) => el("li", { class: "dl-item" }, el("p", { dir: "auto" }, bdi(data.documents.title[d] || data.documents.path[d])), el("p", { class: "dl-source" }, bdi(outletOf(data, d)), " ", link(data.documents.url[d], app.say("link")))));
  return out;
}
