/**
 * @typedef {{kinds: Set<string>, confidence: number, precision: number | null, sources: Set<string> | null, copies: boolean, axis: string,
 *   since: number | null, until: number | null, words: string, only: boolean}} Filters
 * @typedef {{mask: Uint8Array, mentions: number, places: number, docs: number, undated: number, counts: Int32Array,
 *   sources: Int32Array, confidence: Float32Array, byDay: Map<number, number>}} Shown
 */

/** @returns {Filters} the filters with which a map opens: names that stand for the place, copies included */
function openFilters() {
  return { kinds: new Set(["place"]), confidence: 0, precision: null, sources: null, copies: true, axis: "published", since: null, until: null, words: "", only: false };
}

/**
 * Passes every mention through the filters. Time comes last, so that the histogram shows what a wider time would add.
 * @param {Data} data @param {Filters} filters @param {Uint8Array | null} found mentions that a search found, where only these are asked for
 * @returns {Shown}
 */
function sift(data, filters, found) {
  const { mentions, sentences, documents, times } = data;
  const count = mentions.place.length;
  const kinds = KINDS.map((kind) => filters.kinds.has(kind));
  const least = Math.round(filters.confidence * 1000);
  const event = filters.axis === "event";
  const first = event ? Int32Array.from(times, (t) => (t.days ? t.days[0] : UNDATED)) : documents.first;
  const last = event ? Int32Array.from(times, (t) => (t.days ? t.days[1] : UNDATED)) : documents.last;
  const dated = new Int32Array(first.length); // mentions by report or by time, before the choice of a time
  const shown = {
    mask: new Uint8Array(count), mentions: 0, places: 0, docs: 0, undated: 0, counts: new Int32Array(data.places.length),
    sources: new Int32Array(data.places.length), confidence: new Float32Array(data.places.length).fill(-1), byDay: new Map(),
  };
  const passes = Uint8Array.from(documents.path, (/** @type {string} */ _, /** @type {number} */ doc) => Number(!filters.sources || filters.sources.has(outletOf(data, doc))));
  const near = Uint8Array.from(data.places, (place) => Number(filters.precision === null || (Boolean(place.at) && vagueness(place) <= filters.precision)));
  const timed = filters.since !== null || filters.until !== null;
  const since = filters.since ?? -Infinity;
  const until = filters.until ?? Infinity;
  const docs = new Uint8Array(documents.path.length);
  const met = new Int32Array(mentions.voice.reduce((most, voice) => Math.max(most, voice + 1), 0)).fill(-1); // the last place at which a voice was counted
  for (let i = 0; i < count; i++) {
    const place = mentions.place[i];
    if (!near[place]) continue;
    const doc = sentences.doc[mentions.sentence[i]];
    const confidence = mentions.confidence[i];
    if (!passes[doc] || (!filters.copies && mentions.copy[i]) || !kinds[mentions.kind[i]] || (least && confidence < least) || (found && !found[i])) continue;
    const row = event ? mentions.time[i] : doc;
    const known = row >= 0 && first[row] !== UNDATED;
    if (known) dated[row]++;
    if (timed && !known) shown.undated++;
    if (timed && (!known || last[row] < since || first[row] > until)) continue;
    const voice = mentions.voice[i];
    shown.mask[i] = 1;
    shown.mentions++;
    if (!shown.counts[place]++) shown.places++;
    if (met[voice] !== place) shown.sources[place]++;
    met[voice] = place;
    if (!docs[doc]) shown.docs++;
    docs[doc] = 1;
    if (confidence > shown.confidence[place] * 1000) shown.confidence[place] = confidence / 1000;
  }
  dated.forEach((n, row) => n && shown.byDay.set(first[row], (shown.byDay.get(first[row]) || 0) + n));
  return shown;
}

/** Kilometres within which a place lies: 0 for a point of which nothing is said, endless for an area of which nothing is. @param {Place} place */
function vagueness(place) {
  return place.km === null ? (place.area || (place.feature || "").startsWith("A.PCL") ? Infinity : 0) : place.km;
}

/** Adds the independent sources of what is shown of a place. @param {Data} data @param {Shown} shown @param {number} place @param {Set<number>} families */
function addFamilies(data, shown, place, families) {
  for (let i = data.first[place]; i < data.first[place + 1]; i++) if (shown.mask[i]) families.add(data.mentions.voice[i]);
}
