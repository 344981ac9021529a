/**
 * @typedef {{kinds: Set<string>, confidence: number, sources: Set<string> | null, copies: boolean, axis: string,
 *   since: number | null, until: number | null, words: string, only: boolean}} Filters
 * @typedef {{mask: Uint8Array, mentions: number, places: number, docs: number, undated: number, counts: Int32Array,
 *   families: (Set<number>)[], confidence: Float32Array, byDay: Map<number, number>, families_all: number}} Shown
 */

/** @returns {Filters} the filters with which a map opens: names that stand for the place, copies included */
function openFilters() {
  return { kinds: new Set(["place"]), confidence: 0, sources: null, copies: true, axis: "published", since: null, until: null, words: "", only: false };
}

/**
 * Passes every mention through the filters. Time comes last, so that the histogram shows what a wider time would add.
 * @param {Data} data @param {Filters} filters @param {Uint8Array | null} found mentions that a search found, where only these are asked for
 * @returns {Shown}
 */
function sift(data, filters, found) {
  const { mentions, sentences, documents } = data;
  const count = mentions.place.length;
  const kinds = KINDS.map((kind) => filters.kinds.has(kind));
  const least = Math.round(filters.confidence * 1000);
  const shown = {
    mask: new Uint8Array(count), mentions: 0, places: 0, docs: 0, undated: 0, counts: new Int32Array(data.places.length), families_all: 0,
    families: data.places.map(() => /** @type {Set<number>} */ (new Set())), confidence: new Float32Array(data.places.length).fill(-1), byDay: new Map(),
  };
  const passes = documents.path.map((_, doc) => (filters.copies || documents.copies[doc] < 0) && (!filters.sources || filters.sources.has(outletOf(data, doc))));
  const timed = filters.since !== null || filters.until !== null;
  const since = filters.since ?? -Infinity;
  const until = filters.until ?? Infinity;
  const docs = new Set();
  for (let i = 0; i < count; i++) {
    const doc = sentences.doc[mentions.sentence[i]];
    if (!passes[doc] || !kinds[mentions.kind[i]]) continue;
    if ((least && mentions.confidence[i] < least) || (found && !found[i])) continue;
    const days = daysOf(data, i, filters.axis);
    if (days) shown.byDay.set(days[0], (shown.byDay.get(days[0]) || 0) + 1);
    if (timed && !days) shown.undated++;
    if (timed && (!days || days[1] < since || days[0] > until)) continue;
    const place = mentions.place[i];
    shown.mask[i] = 1;
    shown.mentions++;
    if (!shown.counts[place]++) shown.places++;
    shown.families[place].add(documents.family[doc]);
    docs.add(doc);
    shown.confidence[place] = Math.max(shown.confidence[place], mentions.confidence[i] / 1000);
  }
  shown.docs = docs.size;
  return shown;
}
