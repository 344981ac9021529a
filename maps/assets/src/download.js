/** One mention with everything known of it. @param {Data} data @param {number} i */
function mentionRecord(data, i) {
  const { mentions, sentences, documents, times, relations } = data;
  const { id, margin, match, features, rivals, judgement } = reasonsOf(data, i);
  const ids = data.why.documents;
  const s = mentions.sentence[i];
  const doc = sentences.doc[s];
  const time = mentions.time[i] < 0 ? null : times[mentions.time[i]];
  return {
    id, document: ids[doc], start: sentences.start[s] + mentions.at[i], end: sentences.start[s] + mentions.at[i] + mentions.length[i],
    text: slice(sentences.text[s], mentions.at[i], mentions.at[i] + mentions.length[i]), kind: KINDS[mentions.kind[i]], confidence: confidenceOf(data, i), margin,
    sentence: { text: sentences.text[s], start: sentences.start[s], end: sentences.start[s] + Array.from(sentences.text[s]).length, number: sentences.number[s] < 0 ? null : sentences.number[s] },
    source: { path: documents.path[doc], outlet: documents.outlet[doc], title: documents.title[doc], author: documents.author[doc], url: documents.url[doc], published: documents.published[doc], lang: documents.lang[doc],
      family: ids[documents.family[doc]], original: documents.copies[doc] < 0 ? true : ids[documents.copies[doc]] },
    time: time ? { edtf: time.edtf, how: time.how } : null, relation: mentions.relation[i] < 0 ? null : relations[mentions.relation[i]], match, features, rivals, judgement,
  };
}

/** The collection as the filters leave it. @param {any} app */
function shownCollection(app) {
  const { data, shown } = app;
  /** @type {any[]} */
  const features = [];
  data.places.forEach((/** @type {Place} */ place, /** @type {number} */ p) => {
    if (!shown.counts[p]) return;
    const mentions = [];
    for (let i = data.first[p]; i < data.first[p + 1]; i++) if (shown.mask[i]) mentions.push(mentionRecord(data, i));
    features.push({ type: "Feature", id: place.id, geometry: place.area || (place.at ? { type: "Point", coordinates: place.at } : null), properties: {
      name: place.name, country: place.country, feature: place.feature, admin: place.admin || [], uncertainty_km: place.km, population: place.population, names: place.names || [], spellings: place.spellings || [],
      counts: { mentions: mentions.length, documents: new Set(mentions.map((m) => m.document)).size, sources: shown.sources[p] }, mentions } });
  });
  const about = data.about.collection || {};
  return { type: "FeatureCollection", features, dateline: { ...about, withheld: (about.withheld || 0) + data.mentions.place.length - shown.mentions, filters: { ...(about.filters || {}), page: toHash({ ...app.state, view: null }, data) } } };
}

/** A cell of a table. A leading = + - @ would be run as a formula by a spreadsheet, so it gets an apostrophe. @param {any} value */
function cell(value) {
  const text = value === null || value === undefined ? "" : typeof value === "number" ? String(value) : String(value).replace(/^(?=[=+\-@\t\r])/, "'");
  return /[",\n\r]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}

/** @param {any} app */
function shownTable(app) {
  const rows = [["place_id", "place", "country", "latitude", "longitude", "uncertainty_km", "mention", "kind", "confidence", "event", "sentence", "outlet", "title", "author", "published", "url", "document", "start", "end", "copy"]];
  for (const feature of shownCollection(app).features) {
    const place = app.data.places[app.data.places.findIndex((/** @type {Place} */ p) => p.id === feature.id)];
    for (const m of feature.properties.mentions) {
      rows.push([feature.id, place.name, place.country, place.at ? place.at[1] : null, place.at ? place.at[0] : null, place.km, m.text, m.kind, m.confidence, m.time && m.time.edtf, m.sentence.text, m.source.outlet, m.source.title, m.source.author, m.source.published, m.source.url, m.document, m.start, m.end, m.source.original === true ? "" : "copy"]);
    }
  }
  return `\ufeff${rows.map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
}

/** @param {string} name @param {Blob} blob */
function offer(name, blob) {
  const url = URL.createObjectURL(blob);
  const anchor = el("a", { href: url, download: name });
  document.body.append(anchor);
  anchor.click();
  anchor.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}

/** @param {any} app */
async function saveGeoJSON(app) {
  await Promise.all([app.texts, app.unpackWhy()]);
  offer("places.geojson", new Blob([JSON.stringify(shownCollection(app))], { type: "application/geo+json" }));
}

/** @param {any} app */
async function saveCSV(app) {
  await Promise.all([app.texts, app.unpackWhy()]);
  offer("places.csv", new Blob([shownTable(app)], { type: "text/csv;charset=utf-8" }));
}
