/**
 * @typedef {{name: string, country: string|null, feature: string|null, admin: string[]|null, names: {text: string, lang?: string}[]|null,
 *   spellings: {text: string, count: number}[]|null, id: string, km: number|null, population: number|null, held: number, count: number,
 *   at?: [number, number], area?: any}} Place
 * @typedef {{places: Place[], documents: Record<string, any[]>, sentences: Record<string, any[]>, mentions: Record<string, any[]>,
 *   tables: Record<string, any[]>, about: any}} Columns
 * @typedef {Columns & {first: Int32Array, shift: number, why: any}} Data mentions of place i are first[i] to first[i + 1]
 */

const KINDS = ["place", "actor", "demonym"];

/** Reads a block of the page: base64, gzip, JSON. @param {string} id @returns {Promise<any>} */
async function unpack(id) {
  const block = document.getElementById(id);
  const text = block ? (block.textContent || "").trim() : "";
  if (!block || !text) return null;
  block.textContent = "";
  const stream = new Blob([bytesOf(text)]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text());
}

/** @param {string} text base64 @returns {any} */
function bytesOf(text) {
  const native = /** @type {any} */ (Uint8Array).fromBase64;
  if (native) return native.call(Uint8Array, text);
  const packed = atob(text);
  const bytes = new Uint8Array(packed.length);
  for (let i = 0; i < packed.length; i++) bytes[i] = packed.charCodeAt(i);
  return bytes;
}

/** Finds where each place's mentions begin, and the meridian behind which no data lies. @param {Columns} columns @returns {Data} */
function indexed(columns) {
  const { places, mentions, sentences } = columns;
  for (const name of Object.keys(mentions)) mentions[name] = /** @type {any} */ (Int32Array.from(mentions[name]));
  sentences.doc = /** @type {any} */ (Int32Array.from(sentences.doc));
  const first = new Int32Array(places.length + 1);
  mentions.place = /** @type {any} */ (new Int32Array(mentions.sentence.length));
  places.forEach((place, i) => {
    first[i + 1] = first[i] + place.count;
    mentions.place.fill(i, first[i], first[i + 1]);
  });
  const lons = places.flatMap((p) => (p.at ? [p.at[0]] : [])).sort((a, b) => a - b);
  let shift = 0;
  let widest = lons.length ? lons[0] + 360 - lons[lons.length - 1] : 360;
  for (let i = 1; i < lons.length; i++) {
    if (lons[i] - lons[i - 1] > Math.max(widest, 180)) {
      widest = lons[i] - lons[i - 1];
      shift = 180; // the data lies on both sides of the antimeridian: draw the world around it
    }
  }
  return { ...columns, first, shift, why: null };
}

/** Confidence of a mention from 0 to 1, null where none is stated. @param {Data} data @param {number} mention */
function confidenceOf(data, mention) {
  const value = data.mentions.confidence[mention];
  return value < 0 ? null : value / 1000;
}

/** What was recorded of a mention's reasons, once they are unpacked. @param {Data} data @param {number} i */
function reasonsOf(data, i) {
  const { rows, tables } = data.why;
  const one = (/** @type {string} */ name) => (rows[name][i] < 0 ? null : tables[name][rows[name][i]]);
  const pairs = (/** @type {string} */ column, /** @type {string} */ table, /** @type {(row: any[], value: number | null) => any} */ make) => {
    const out = [];
    for (let k = 0; k < rows[column][i].length; k += 2) out.push(make(tables[table][rows[column][i][k]], rows[column][i][k + 1]));
    return out;
  };
  return {
    id: rows.id[i], margin: rows.margin[i] === null ? null : rows.margin[i] / 1000, match: one("match"), judgement: one("judgement"),
    features: pairs("features", "feature", ([name, weight, says], value) => ({ name, value, weight, says })),
    rivals: pairs("rivals", "rival", ([id, name, country, feature, lat, lon], probability) => ({ id, name, country, feature, lat, lon, probability })),
  };
}

/** A longitude as this map draws it: all data side by side. @param {Data} data @param {number} lon */
function drawn(data, lon) {
  return data.shift && lon < 0 ? lon + 360 : lon;
}

/** Day number as a date. @param {number} day @param {string} lang */
function dayText(day, lang) {
  return new Date(day * 864e5).toLocaleDateString(lang === "ar" ? "ar-u-nu-latn" : "en-GB", { timeZone: "UTC", year: "numeric", month: "short", day: "numeric" });
}

/** First and last day of a mention on a time axis, null where it has none. @param {Data} data @param {number} mention @param {string} axis @returns {[number, number] | null} */
function daysOf(data, mention, axis) {
  const { mentions, sentences, documents, tables } = data;
  if (axis === "event") return mentions.time[mention] < 0 ? null : tables.time[mentions.time[mention]].days;
  return documents.days[sentences.doc[mentions.sentence[mention]]];
}

/** Name of the source of a document: its outlet, or else its path. @param {Data} data @param {number} doc */
function outletOf(data, doc) {
  return data.documents.outlet[doc] || data.documents.path[doc];
}
