/** The line that says where a sentence comes from. @param {any} app @param {number} doc @param {number} sentence */
function sourceLine(app, doc, sentence) {
  const { documents, sentences } = app.data;
  const published = documents.first[doc] !== UNDATED ? dayText(documents.first[doc], app.state.lang) : documents.published[doc];
  const number = sentences.number[sentence];
  const parts = [
    el("cite", null, bdi(outletOf(app.data, doc))), documents.author[doc] ? bdi(documents.author[doc]) : null,
    published ? app.say("dated", { d: published }) : null, documents.title[doc] ? el("span", { class: "dl-title", dir: "auto" }, bdi(documents.title[doc], documents.lang[doc])) : null,
    number < 0 ? null : app.say("line", { n: number }),
    link(documents.url[doc], app.say("link")) || (documents.outlet[doc] ? bdi(documents.path[doc]) : null),
  ].filter(Boolean);
  const line = el("p", { class: "dl-source" });
  parts.forEach((part, i) => line.append(i ? " · " : "", part));
  return line;
}

/** A sentence with its mentions marked. @param {any} app @param {number} sentence @param {number[]} mentions */
function quote(app, sentence, mentions) {
  const { sentences, documents, mentions: columns } = app.data;
  const text = sentences.text[sentence];
  const node = el("blockquote", { dir: "auto", lang: documents.lang[sentences.doc[sentence]] || null });
  let done = 0;
  for (const i of [...mentions].sort((a, b) => columns.at[a] - columns.at[b])) {
    if (columns.at[i] < done) continue;
    node.append(plain(slice(text, done, columns.at[i])), el("mark", null, slice(text, columns.at[i], columns.at[i] + columns.length[i])));
    done = columns.at[i] + columns.length[i];
  }
  node.append(plain(slice(text, done, Infinity)));
  return node;
}

/** A text of the interface with an element in its gap. @param {string} text @param {Node} node */
function around(text, node) {
  const [before, after] = text.split("\u0000");
  return [before, node, after || ""];
}

/** A plain object in words, for relations and judgements whose fields we do not know. @param {any} value @returns {Node} */
function inWords(value) {
  if (value === null || typeof value !== "object") return bdi(String(value));
  const list = Array.isArray(value);
  const rows = Object.entries(value).filter(([, v]) => v !== null && v !== "");
  const node = el("span");
  rows.forEach(([key, v], i) => node.append(i ? (list ? ", " : "; ") : "", list ? "" : `${plain(key.replace(/_/g, " "))}: `, inWords(v)));
  return node;
}

const WAYS = new Set(["north", "south", "east", "west", "northeast", "northwest", "southeast", "southwest"]);
/** Relations that one sentence says, without a number or direction. */
const PLAIN = new Set(["near", "outskirts", "countryside", "division", "between", "border", "along", "facility", "coordinates"]);

/** What a phrase makes of a place: "12 km south of here". @param {any} app @param {any} relation @returns {Node | string} */
function relationWords(app, relation) {
  const way = String(relation.direction || "").toLowerCase().replace(/[^a-z]/g, "");
  const room = typeof relation.uncertainty_km === "number" ? app.say("giveOrTake", { km: Math.round(relation.uncertainty_km) }) : "";
  if (relation.kind === "offset" && WAYS.has(way) && typeof relation.km === "number") return app.say("offset", { km: relation.km, way: app.say(way) }) + room;
  const words = { km: relation.km, way: WAYS.has(way) || way === "central" ? app.say(way) : "" };
  if (relation.kind === "distance" && typeof relation.km === "number") return app.say("distance", words) + room;
  if ((relation.kind === "direction" || relation.kind === "part") && words.way) return app.say(relation.kind, words) + room;
  if (PLAIN.has(relation.kind)) return app.say(relation.kind) + room;
  const { geometry, span, lat, lon, ...rest } = relation;
  return inWords(rest);
}

/** Why a name was placed here: steps, features, rivals. @param {any} app @param {number} mention */
function reasons(app, mention) {
  const box = el("details", { class: "dl-why" }, el("summary", null, app.say("why")));
  const build = async () => {
    await app.unpackWhy();
    if (box.childElementCount > 1) return;
    const { match, features, rivals, judgement, margin } = reasonsOf(app.data, mention);
    const list = el("dl");
    const row = (/** @type {string} */ name, /** @type {any} */ ...what) => list.append(el("dt", null, name), el("dd", null, ...what));
    if (judgement) row(app.say("judgement"), inWords(judgement));
    if (match && match.name) row(app.say("matched"), bdi(match.name, match.lang), match.lang ? ` (${match.lang})` : "");
    if (match && (match.steps || []).length) row(app.say("steps"), el("ol", { class: "dl-steps" }, ...match.steps.map((/** @type {string} */ s) => el("li", null, bdi(s)))));
    if (features.length) row(app.say("signs"), el("ul", { class: "dl-signs" }, ...features.map((/** @type {any} */ f) => el("li", { dir: "auto" },
      `${f.says || String(f.name).replace(/_/g, " ")} `, typeof f.value === "number" ? el("span", { class: "dl-num", dir: "ltr", title: f.name }, `${f.value.toFixed(2)}${typeof f.weight === "number" ? ` × ${f.weight.toFixed(2)}` : ""}`) : null))));
    if (rivals.length) row(app.say("rivals"), el("ul", null, ...rivals.map((/** @type {any} */ r) => el("li", null, bdi(r.name), ` ${[featureWords(app.state.lang, r.feature), countryName(app.state.lang, r.country)].filter(Boolean).join(app.say("comma"))}`,
      typeof r.probability === "number" ? el("span", { class: "dl-num" }, ` ${r.probability.toFixed(2)}`) : null))), typeof margin === "number" ? el("p", null, app.say("margin", { n: margin.toFixed(2) })) : null);
    else if (match || features.length) row(app.say("rivals"), app.say("norivals"));
    if (!list.childElementCount) row(app.say("why"), app.say("noReasons"));
    box.append(list);
  };
  box.addEventListener("toggle", build);
  return box;
}

/** How the time of an event is known, where the page has words for it. */
const HOW = new Map([["stated", "stated"], ["inherited", "inherited"], ["published", "publication"]]);

/** One sentence with its source, its mentions, its reasons. @param {any} app @param {number} sentence @param {number[]} mentions @param {HTMLElement[]} copies */
function evidenceItem(app, sentence, mentions, copies) {
  const { mentions: columns, times, relations, sentences } = app.data;
  const doc = sentences.doc[sentence];
  const i = mentions.reduce((best, m) => (columns.confidence[m] > columns.confidence[best] ? m : best), mentions[0]);
  const confidence = confidenceOf(app.data, i);
  const { word, rank } = confidenceWord(confidence);
  const facts = el("p", { class: "dl-facts" }, el("span", { class: `dl-tag dl-tag${rank}` }, confidence === null ? app.say("unknown") : app.say("asOf", { c: app.say(word), w: confidence.toFixed(2) })),
    el("span", { class: "dl-tag" }, app.say(KINDS[columns.kind[i]])), columns.copy[i] ? el("span", { class: "dl-tag" }, app.say("copyOf")) : null);
  const time = columns.time[i] < 0 ? null : times[columns.time[i]];
  const relation = columns.relation[i] < 0 ? null : relations[columns.relation[i]];
  if (time && time.edtf) facts.append(el("span", { class: "dl-tag" }, ...around(app.say("happened", { d: "\u0000" }), bdi(time.edtf)), ...(time.how ? [" (", HOW.has(time.how) ? app.say(HOW.get(time.how) || "") : bdi(time.how), ")"] : [])));
  const item = el("li", { class: "dl-item", "data-sentence": sentence }, quote(app, sentence, mentions), sourceLine(app, doc, sentence), facts, relation ? el("p", { class: "dl-note" }, `${app.say("relation")}: `, relationWords(app, relation)) : null, reasons(app, i));
  if (copies.length) item.append(el("details", { class: "dl-copies" }, el("summary", null, app.say(copies.length === 1 ? "copy1" : "copies", { n: copies.length })), el("ul", { class: "dl-list" }, ...copies)));
  return item;
}

/** Sentences of a place in reading order, copies of a report under the sentence they repeat. @param {any} app @param {number} place */
function grouped(app, place) {
  const { data, shown } = app;
  /** @type {Map<number, number[]>} */
  const bySentence = new Map();
  for (let i = data.first[place]; i < data.first[place + 1]; i++) {
    if (!shown.mask[i]) continue;
    const sentence = data.mentions.sentence[i];
    bySentence.set(sentence, [...(bySentence.get(sentence) || []), i]);
  }
  const one = (/** @type {number} */ s) => (bySentence.get(s) || [])[0];
  const key = (/** @type {number} */ s) => `${data.mentions.voice[one(s)]} ${fold(data.sentences.text[s])}`;
  /** @type {Map<string, {sentence: number, copies: number[]}>} */
  const groups = new Map();
  const order = [...bySentence.keys()].sort((a, b) => data.mentions.copy[one(a)] - data.mentions.copy[one(b)]);
  for (const sentence of order) {
    const known = groups.get(key(sentence));
    if (known && data.mentions.copy[one(sentence)]) known.copies.push(sentence);
    else groups.set(known ? `${key(sentence)} ${sentence}` : key(sentence), { sentence, copies: [] });
  }
  const place_in = new Map([...bySentence.keys()].map((s, i) => [s, i]));
  return { bySentence, groups: [...groups.values()].sort((a, b) => (place_in.get(a.sentence) || 0) - (place_in.get(b.sentence) || 0)) };
}

const PAGE = 50;

/** The view of one place. @param {any} app @param {number} number */
function placeView(app, number) {
  const { data, shown, state } = app;
  const place = data.places[number];
  const heading = el("h2", { class: "dl-place", tabindex: "-1", "data-keep": "heading" }, bdi(app.nameOf(number)));
  const where = [featureWords(state.lang, place.feature), ...(place.admin || []), countryName(state.lang, place.country)].filter(Boolean);
  const head = el("div", { class: "dl-placehead" }, heading);
  const texts = ownFirst((place.names || []).filter((/** @type {any} */ n) => n.text !== place.name), place.country, place.own);
  const own = ownScript(place.country);
  const beside = [place.name, ...(own && texts.length && own.script.test(texts[0].text) ? [texts[0].text] : [])].filter((text) => text !== app.nameOf(number));
  if (beside.length) head.append(el("p", { class: "dl-also" }, ...beside.slice(0, 2).flatMap((text, i) => [i ? " · " : "", bdi(text)])));
  if (where.length) { const line = el("p", { class: "dl-where" }); where.forEach((w, i) => line.append(i ? app.say("comma") : "", bdi(w))); head.append(line); }
  head.append(el("p", { class: "dl-numbers" }, app.countWords(number), shown.sources[number] ? ` · ${app.number(shown.sources[number], "sources")}` : "", place.population ? ` · ${app.say("population", { n: inThousands(place.population) })}` : ""));
  if (!place.at) head.append(el("p", { class: "dl-note" }, app.say("unplacedNote")));
  else if (place.area) head.append(el("p", { class: "dl-note" }, app.say("area")));
  else if (place.km) head.append(el("p", { class: "dl-note" }, app.say("within", { n: place.km })));
  if ((place.spellings || []).length) head.append(names(app, "spellings", place.spellings, true));
  if (texts.length) head.append(names(app, "names", oneOfEachScript(texts), false));
  const { bySentence, groups } = grouped(app, number);
  const list = el("ol", { class: "dl-list" });
  const more = el("button", { type: "button", class: "dl-button" });
  let at = 0;
  const extend = () => {
    for (const { sentence, copies } of groups.slice(at, at + PAGE)) {
      list.append(evidenceItem(app, sentence, bySentence.get(sentence) || [], copies.map((s) => evidenceItem(app, s, bySentence.get(s) || [], []))));
    }
    at += PAGE;
    more.hidden = at >= groups.length;
    more.textContent = app.say("more", { n: groups.length - at });
  };
  more.addEventListener("click", extend);
  extend();
  const held = data.first[number + 1] - data.first[number] - shown.counts[number];
  return el("article", null, el("button", { type: "button", class: "dl-back", "data-keep": "back", onclick: () => app.closePlace() }, app.say("back")), head,
    el("h3", null, app.say("evidence")), groups.length ? list : el("p", { class: "dl-note" }, app.say("noneFilter")), more,
    held ? el("p", { class: "dl-note" }, app.say("held", { n: held })) : null,
    place.held ? el("p", { class: "dl-note" }, app.say("keptBest", { n: inThousands(place.held), k: data.about.keep }), data.about.more ? " " : null, data.about.more ? command(data.about.more, place.id) : null) : null);
}

/** The command that shows what was left out of a place, its id quoted for a shell. @param {string} more @param {string} id */
function command(more, id) {
  return el("code", { dir: "ltr" }, more.replace("{place}", () => (/^[\w:.-]+$/.test(id) ? id : `'${id.replace(/'/g, "'\\''")}'`)));
}

/**
 * The language and the script that a country's own names are mostly written in, as the browser's language data say.
 * @param {string | null} country @returns {{lang: string, script: RegExp} | null}
 */
function ownScript(country) {
  if (!country || !/^[A-Za-z]{2}$/.test(country)) return null;
  const { language, script } = new Intl.Locale(`und-${country}`).maximize();
  const name = { Hans: "Han", Hant: "Han", Jpan: "Han", Kore: "Hangul" }[script || ""] || script;
  try {
    return { lang: language, script: new RegExp(`\\p{Script=${name}}`, "u") };
  } catch {
    return null;
  }
}

/** Names with those of the place's own language and script first. @template {{text: string, lang?: string}} T @param {T[]} rows @param {string | null} country @param {Record<string, string>} known @returns {T[]} */
function ownFirst(rows, country, known) {
  const own = ownScript(country);
  if (!own) return rows;
  const rank = (/** @type {T} */ row) => (!own.script.test(row.text) ? 4 : row.text === known[own.lang] ? 0 : row.lang === own.lang ? 1 : row.lang ? 3 : 2);
  return [...rows].sort((a, b) => rank(a) - rank(b));
}

const SCRIPTS = ["Latin", "Arabic", "Cyrillic", "Hebrew", "Greek", "Armenian", "Georgian", "Han", "Hiragana", "Katakana", "Hangul", "Devanagari", "Ethiopic", "Syriac"].map((name) => new RegExp(`\\p{Script=${name}}`, "u"));

/** Names with one of each script before a second of any, as a reader of any script hopes to find. @template {{text: string}} T @param {T[]} rows @returns {T[]} */
function oneOfEachScript(rows) {
  const seen = new Set();
  const first = [];
  const rest = [];
  for (const row of rows) {
    const script = SCRIPTS.findIndex((pattern) => pattern.test(row.text));
    const mixed = script === 0 && SCRIPTS.slice(1).some((pattern) => pattern.test(row.text)); // half transliterated: for no reader
    if (mixed || seen.has(script)) rest.push(row); else first.push(row);
    if (!mixed) seen.add(script);
  }
  return [...first, ...rest];
}

/** Names or spellings, the first ones in sight. @param {any} app @param {string} title @param {any[]} rows @param {boolean} counted */
function names(app, title, rows, counted) {
  const chip = (/** @type {any} */ row) => el("li", null, bdi(row.text, row.lang), counted && row.count ? el("span", { class: "dl-num" }, ` ${row.count}`) : row.lang ? el("span", { class: "dl-num" }, ` ${row.lang}`) : null);
  const few = counted ? 12 : 6;
  const box = el("div", { class: "dl-names" }, el("h3", null, app.say(title)), el("ul", null, ...rows.slice(0, few).map(chip)));
  if (rows.length > few) box.append(el("details", null, el("summary", null, app.say("more", { n: rows.length - few })), el("ul", null, ...rows.slice(few).map(chip))));
  return box;
}
