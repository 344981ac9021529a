/**
 * What the reader has chosen. All of it stands in the address, so that a link shows what its sender saw.
 * @typedef {{filters: Filters, size: string, form: string, areas: boolean, heat: boolean, theme: string, lang: string, tab: string, place: number,
 *   query: string, compare: [string, string], view: [number, number, number] | null}} State
 */

/** @param {State} state @param {Data} data */
function toHash(state, data) {
  const { filters } = state;
  const out = new URLSearchParams();
  const kinds = [...filters.kinds].sort().join(".");
  const set = (/** @type {string} */ key, /** @type {any} */ value, /** @type {any} */ usual) => value !== usual && value !== null && out.set(key, String(value));
  set("place", state.place >= 0 ? data.places[state.place].id : null, null);
  set("q", state.query, "");
  set("only", filters.only ? 1 : 0, 0);
  set("kinds", kinds, "place");
  set("confidence", filters.confidence, 0);
  set("precision", filters.precision, null);
  if (filters.sources) for (const source of [...filters.sources].sort()) out.append("source", source);
  if (filters.sources && !filters.sources.size) out.append("source", "");
  set("copies", filters.copies ? 1 : 0, 1);
  set("axis", filters.axis, "published");
  set("since", filters.since, null);
  set("until", filters.until, null);
  set("size", state.size, "mentions");
  set("form", state.form, "list");
  set("areas", state.areas ? 1 : 0, 1);
  set("heat", state.heat ? 1 : 0, 0);
  set("theme", state.theme, "");
  set("lang", state.lang, data.about.lang);
  set("tab", state.tab, "places");
  if (state.compare[0] || state.compare[1]) { out.append("compare", state.compare[0]); out.append("compare", state.compare[1]); }
  if (state.view) out.set("view", state.view.join(","));
  return out.toString();
}

/** @param {string} hash @param {Data} data @returns {State} */
function fromHash(hash, data) {
  const given = new URLSearchParams(hash.replace(/^#/, ""));
  const number = (/** @type {string} */ key) => (given.get(key) && Number.isFinite(Number(given.get(key))) ? Number(given.get(key)) : null);
  const one = (/** @type {string} */ key, /** @type {string[]} */ allowed) => (allowed.includes(given.get(key) || "") ? /** @type {string} */ (given.get(key)) : allowed[0]);
  const filters = openFilters();
  if (given.has("kinds")) filters.kinds = new Set((given.get("kinds") || "").split(".").filter((k) => ["place", "actor", "demonym"].includes(k)));
  filters.confidence = Math.min(1, Math.max(0, number("confidence") || 0));
  filters.precision = PRECISIONS.includes(number("precision") || 0) ? number("precision") : null;
  if (given.has("source")) filters.sources = new Set(given.getAll("source").filter(Boolean));
  filters.copies = given.get("copies") !== "0";
  filters.axis = one("axis", ["published", "event"]);
  filters.since = number("since");
  filters.until = number("until");
  filters.only = given.get("only") === "1";
  const view = (given.get("view") || "").split(",").map(Number);
  const pair = given.getAll("compare");
  return {
    filters, size: one("size", ["mentions", "sources"]), form: one("form", ["list", "table"]), areas: given.get("areas") !== "0", heat: given.get("heat") === "1", theme: one("theme", ["", "light", "dark"]),
    lang: one("lang", [data.about.lang, ...Object.keys(STRINGS)]), tab: one("tab", ["places", "filters", "compare", "about"]),
    place: data.places.findIndex((p) => p.id === given.get("place")), query: given.get("q") || "", compare: [pair[0] || "", pair[1] || ""],
    view: view.length === 3 && view.every(Number.isFinite) ? [view[0], view[1], view[2]] : null,
  };
}
