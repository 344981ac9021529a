/** @typedef {{place: number, score: number, sounds: boolean}} PlaceHit */

/** Answers searches over places, sentences and reports. @param {Data} data */
function searcher(data) {
  /** @type {{folded: string[], squashed: string[], bones: Set<string>}[] | null} */
  let names = null;
  const foldedNames = () => data.places.map((place) => {
    const texts = [place.name, ...(place.names || []).map((n) => n.text), ...(place.spellings || []).map((s) => s.text)];
    const folded = [...new Set(texts.map(fold))].filter(Boolean);
    return { folded, squashed: folded.map((t) => t.replace(/ /g, "")), bones: new Set(texts.map(skeleton).filter((b) => b.length > 1)) };
  });
  /** @type {string[] | null} */
  let sentences = null;

  /** @param {string} query @returns {PlaceHit[]} */
  function places(query) {
    const folded = fold(query);
    const squashed = folded.replace(/ /g, "");
    const bones = skeleton(query);
    const hits = [];
    if (!squashed) return [];
    const folds = names || (names = foldedNames()); // on the first question, so that the first picture need not wait
    for (let i = 0; i < folds.length; i++) {
      const { folded: texts, squashed: tight, bones: known } = folds[i];
      let score = 0;
      if (tight.includes(squashed)) score = 4;
      else if (tight.some((t) => t.startsWith(squashed))) score = 3;
      else if (texts.some((t) => t.includes(folded))) score = 2;
      else if (known.has(bones) && (bones.length > 2 || tight.some((t) => t[0] === squashed[0]))) score = 1; // two sounds alone say too little
      if (score) hits.push({ place: i, score, sounds: score === 1 });
    }
    const size = (/** @type {PlaceHit} */ h) => data.first[h.place + 1] - data.first[h.place];
    return hits.sort((a, b) => b.score - a.score || size(b) - size(a) || a.place - b.place);
  }

  /** Sentences that hold every word. @param {string} query @returns {number[]} */
  function inSentences(query) {
    const words = fold(query).split(" ").filter(Boolean);
    if (!words.length || !data.sentences.text) return [];
    /** @type {string[]} */
    const texts = sentences || (sentences = data.sentences.text.map(fold));
    const hits = [];
    for (let i = 0; i < texts.length; i++) if (words.every((w) => texts[i].includes(w))) hits.push(i);
    return hits;
  }

  /** @param {string} query @returns {number[]} */
  function inReports(query) {
    const words = fold(query).split(" ").filter(Boolean);
    const { path, outlet, title, author } = data.documents;
    return words.length && title ? path.flatMap((/** @type {string} */ p, /** @type {number} */ i) => (words.every((w) => fold(`${outlet[i]} ${title[i]} ${author[i]} ${p}`).includes(w)) ? [i] : [])) : [];
  }

  /** Every mention that a query touches by its place, its sentence or its report. @param {string} query */
  function mentions(query) {
    const found = new Uint8Array(data.mentions.place.length);
    const byPlace = new Set(places(query).map((h) => h.place));
    const bySentence = new Set(inSentences(query));
    const byReport = new Set(inReports(query));
    for (let i = 0; i < found.length; i++) {
      const sentence = data.mentions.sentence[i];
      found[i] = byPlace.has(data.mentions.place[i]) || bySentence.has(sentence) || byReport.has(data.sentences.doc[sentence]) ? 1 : 0;
    }
    return found;
  }
  /** Reads the names again: more have come. */
  function forget() {
    names = null;
  }
  return { places, inSentences, inReports, mentions, forget };
}
