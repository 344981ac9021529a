/** What the marks mean, in words. @param {any} app */
function legend(app) {
  const sample = (/** @type {string} */ className, /** @type {string} */ number, /** @type {string} */ words) => el("li", null, el("span", { class: `dl-sample ${className}`, "aria-hidden": "true" }, number), el("span", null, words));
  const least = (/** @type {string} */ key, /** @type {string} */ bound) => app.say("asOf", { c: app.say(key), w: `\u200e${bound}+\u200e` }); // marks of direction: the sign stays behind its number
  return el("ul", { class: "dl-legend" },
    sample("dl-dot dl-sure3", "", `${app.say("legendSize", { what: app.say(app.state.size === "sources" ? "bySourcesLong" : "byMentionsLong") })} ${app.say("legendSure", { w: least("certain", "0.90") })}`),
    sample("dl-dot dl-sure2", "", app.say("legendPale", { w: least("likely", "0.70") })),
    sample("dl-dot dl-sure1", "", app.say("legendHollow", { w: least("doubtful", "0.50") })),
    sample("dl-dot dl-sure0", "", app.say("legendDotted", { w: app.say("guess") })),
    sample("dl-ring", "7", app.say("legendCluster")),
    sample("dl-dot dl-wide", "", app.say("legendWide")),
    sample("dl-areasample", "", app.say("legendArea")),
    sample("dl-linesample", "", app.say("legendDisputed")));
}

/** A filter that was on when the file was made. @param {any} app @param {string} name @param {any} value */
function filterWords(app, name, value) {
  if (name === "kinds" && Array.isArray(value) && value.every((kind) => KINDS.includes(kind))) return [`${app.say("kind")}: ${value.map((kind) => app.say(kind)).join(app.say("comma"))}`];
  return [bdi(name), ": ", inWords(value)];
}

/** Legend, sources of the data, downloads. @param {any} app */
function aboutView(app) {
  const { about } = app.data;
  const collection = about.collection || {};
  const from = [...(collection.attribution || []), ...(app.base ? [app.base.source] : []), ...(about.tiles ? [about.tiles.attribution] : []), ...(about.local ? [about.local.attribution] : [])];
  const disputes = app.base ? app.base.fine.boundaries.map((/** @type {any} */ b) => b.says).filter(Boolean) : [];
  const missing = app.data.places.reduce((/** @type {number} */ sum, /** @type {Place} */ p) => sum + p.held, 0);
  const filters = Object.entries(collection.filters || {});
  return el("div", { class: "dl-about" }, el("p", null, app.say("aboutText")), missing ? el("p", null, app.say("keptBest", { n: inThousands(missing), k: about.keep })) : null, missing && about.more ? el("p", null, el("code", { dir: "ltr" }, about.more.replace("{place}", "PLACE"))) : null, el("h2", null, app.say("legend")), legend(app),
    el("h2", null, app.say("download")), el("div", { class: "dl-row" },
      el("button", { type: "button", class: "dl-button", onclick: () => saveGeoJSON(app) }, "GeoJSON"), el("button", { type: "button", class: "dl-button", onclick: () => saveCSV(app) }, "CSV"),
      el("button", { type: "button", class: "dl-button", onclick: () => savePNG(app) }, "PNG"),
      el("button", { type: "button", class: "dl-button", onclick: () => window.print() }, app.say("print"))),
    filters.length ? el("h2", null, app.say("filtersOn")) : null, filters.length ? el("ul", null, ...filters.map(([k, v]) => el("li", null, ...filterWords(app, k, v)))) : null,
    disputes.length ? el("h2", null, app.say("disputes")) : null, disputes.length ? el("ul", null, ...disputes.map((/** @type {string} */ words) => el("li", { lang: "en" }, bdi(words)))) : null,
    from.length ? el("h2", null, app.say("data")) : null, from.length ? el("ul", null, ...from.map((line) => el("li", null, bdi(String(line))))) : null,
    el("p", { class: "dl-note" }, about.tiles ? app.say("online", { host: about.tiles.url.split("/")[2] }) : app.say("offline"), collection.version ? ` · Dateline ${collection.version}` : ""));
}
