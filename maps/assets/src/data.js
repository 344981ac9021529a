/**
 * @typedef {{name: string, country: string|null, feature: string|null, admin: string[]|null, own: Record<string, string>, names?: {text: string, lang?: string}[]|null,
 *   spellings?: {text: string, count: number}[]|null, id: string, km: number|null, population: number|null, held: number, count: number,
 *   at?: [number, number], area?: any}} Place
 * @typedef {{places: any, documents: Record<string, any>, sentences: Record<string, any>, mentions: Record<string, Int32Array>, times: any[], about: any}} Columns
 * @typedef {Omit<Columns, "places"> & {places: Place[], first: Int32Array, shift: number, relations: any[], why: any}} Data mentions of place i are first[i] to first[i + 1]
 */

const KINDS = ["place", "actor", "demonym"];

/** The day of a report without a date. */
const UNDATED = -(2 ** 29);
/** The longitude of a place without one. */
const NOWHERE = 2 ** 29;
/** A margin that is not stated. */
const UNSTATED = -(10 ** 6);
/** Stands where a column says whether it keeps steps, and means plain bytes. */
const AS_IT_IS = 2;
/** Characters of a document's id with which the usual id of a mention begins. */
const ID_LENGTH = 16;

/** Waits until the whole file has been read: the sentences stand at its end, so that the first picture need not wait. */
function wholeFile() {
  return document.readyState === "loading" ? new Promise((go) => document.addEventListener("DOMContentLoaded", go, { once: true })) : Promise.resolve(null);
}

/** Reads a part of the data: letters in one element or several, gzip, a line of JSON, columns of numbers. @param {string} name @returns {Promise<any>} */
async function unpack(name) {
  const blocks = [...document.getElementsByClassName(name)];
  const text = blocks.map((block) => (block.textContent || "").trim()).join("");
  if (!text) return null;
  for (const block of blocks) block.remove();
  return unbundled(await inflated(bytesOf(text)));
}

/** Bytes unpacked at a stretch, some ten milliseconds; between two of them the page answers its reader. */
const STRETCH = 400000;

/** Feeds a stream by stretches. @param {WritableStreamDefaultWriter<any>} writer @param {Uint8Array} bytes */
async function feed(writer, bytes) {
  for (let at = 0; at < bytes.length; at += STRETCH) {
    if (at) await new Promise((go) => setTimeout(go, 0));
    await writer.write(bytes.subarray(at, at + STRETCH));
  }
  await writer.close();
}

/** Unpacks gzip. Blob and Response would do it too, but send every piece through another process. @param {Uint8Array} bytes */
async function inflated(bytes) {
  const { readable, writable } = new DecompressionStream("gzip");
  feed(writable.getWriter(), bytes).catch(() => {}); // what goes wrong is told to the reader below
  const parts = [];
  let size = 0;
  for (const reader = readable.getReader(); ;) {
    const { done, value } = await reader.read();
    if (done) break;
    parts.push(value);
    size += value.length;
  }
  const out = new Uint8Array(size);
  let at = 0;
  for (const part of parts) { out.set(part, at); at += part.length; }
  return out;
}

/** A line of JSON, and the columns behind it, each put where the line says. @param {Uint8Array} bytes @returns {any} */
function unbundled(bytes) {
  const end = bytes.indexOf(10);
  const { data, numbers } = JSON.parse(new TextDecoder().decode(bytes.subarray(0, end)));
  let at = end + 1;
  for (const [path, count, width, least, steps] of numbers) {
    const node = path.slice(0, -1).reduce((/** @type {any} */ n, /** @type {string} */ key) => n[key], data);
    node[path[path.length - 1]] = steps === AS_IT_IS ? bytes.slice(at, at + count) : column(bytes.subarray(at, at + count * width), count, width, least, steps);
    at += count * width;
  }
  return data;
}

/** A column of whole numbers: first all low bytes, then the higher ones. @param {Uint8Array} bytes @param {number} count @param {number} width @param {number} least @param {number} steps */
function column(bytes, count, width, least, steps) {
  const out = new Int32Array(count);
  for (let plane = 0; plane < width; plane++) {
    for (let i = 0, from = plane * count; i < count; i++) out[i] |= bytes[from + i] << (8 * plane);
  }
  if (steps) for (let i = 0, last = 0; i < count; i++) out[i] = last += (out[i] >>> 1) ^ -(out[i] & 1);
  if (least) for (let i = 0; i < count; i++) out[i] += least;
  return out;
}

/** The letters in which bytes stand in the page, as maps/letters.py writes them: 13 bits in two. */
const LETTERS = Array.from({ length: 94 }, (_, i) => String.fromCharCode(33 + i)).join("").replace(/["&<]/g, "");

/** Letters back to bytes; the first says how many bytes at the end only filled the last group. @param {string} text @returns {Uint8Array} */
function bytesOf(text) {
  const codes = new Uint8Array(128);
  for (let i = 0; i < LETTERS.length; i++) codes[LETTERS.charCodeAt(i)] = i;
  const bytes = new Uint8Array(((text.length - 1) / 16) * 13 - codes[text.charCodeAt(0)]);
  for (let from = 1, at = 0, held = 0, bits = 0; from < text.length; from += 2) {
    held = (held << 13) | (codes[text.charCodeAt(from)] * 91 + codes[text.charCodeAt(from + 1)]);
    for (bits += 13; bits >= 8 && at < bytes.length;) bytes[at++] = held >> (bits -= 8);
    held &= (1 << bits) - 1;
  }
  return bytes;
}

/** Places out of their columns. @param {any} columns @returns {Place[]} */
function placesOf(columns) {
  const { id, name, country, feature, admin, km, population, own, held, count, lon, lat, areas } = columns;
  return name.map((/** @type {string} */ text, /** @type {number} */ i) => {
    /** @type {Place} */
    const place = { id: id[i], name: text, country: country[i], feature: feature[i], admin: admin[i], km: km[i], population: population[i], own: own[i] || {}, held: held[i], count: count[i] };
    if (lon[i] !== NOWHERE) place.at = [lon[i] / 1e5, lat[i] / 1e5];
    if (i in areas) place.area = areas[i];
    return place;
  });
}

/** Finds where each place's mentions begin, and the meridian behind which no data lies. @param {Columns} columns @returns {Data} */
function indexed(columns) {
  const { mentions } = columns;
  const places = placesOf(columns.places);
  const first = new Int32Array(places.length + 1);
  mentions.place = new Int32Array(mentions.sentence.length);
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
  return { ...columns, places, first, shift, relations: [], why: null };
}

/** Confidence of a mention from 0 to 1, null where none is stated. @param {Data} data @param {number} mention */
function confidenceOf(data, mention) {
  const value = data.mentions.confidence[mention];
  return value < 0 ? null : value / 1000;
}

/** The reasons as they were packed, and where each mention's values and rivals begin. @param {any} why */
function indexedWhy(why) {
  const { signs, rivals } = why.rows;
  const value = new Int32Array(signs.length + 1);
  const rival = new Int32Array(signs.length + 1);
  for (let i = 0; i < signs.length; i++) {
    value[i + 1] = value[i] + (signs[i] < 0 ? 0 : why.tables.signs[signs[i]].length);
    rival[i + 1] = rival[i] + rivals[i];
  }
  return { ...why, begins: { value, rival } };
}

/** What was recorded of a mention's reasons, once they are unpacked. @param {Data} data @param {number} i */
function reasonsOf(data, i) {
  const { rows, runs, tables, rivals, begins, documents, id } = data.why;
  const { mentions, sentences } = data;
  const one = (/** @type {string} */ name) => (rows[name][i] < 0 ? null : tables[name][rows[name][i]]);
  const start = sentences.start[mentions.sentence[i]] + mentions.at[i];
  const rival = (/** @type {number} */ row) => Object.fromEntries(Object.entries(rivals).map(([key, column]) => [key, column.table[column.row[row]]]));
  const lost = [];
  for (let k = begins.rival[i]; k < begins.rival[i + 1]; k++) lost.push({ ...rival(runs.rival[k]), probability: tables.probability[runs.probability[k]] });
  return {
    id: id.length && id[i] !== null ? id[i] : `${Array.from(documents[sentences.doc[mentions.sentence[i]]]).slice(0, ID_LENGTH).join("")}:${start}-${start + mentions.length[i]}`,
    margin: rows.margin[i] === UNSTATED ? null : rows.margin[i] / 1000, match: one("match"), judgement: one("judgement"),
    features: (one("signs") || []).map((/** @type {any[]} */ [name, weight, says], /** @type {number} */ k) => ({ name, value: tables.value[runs.value[begins.value[i] + k]], weight, says })),
    rivals: /** @type {any[]} */ (lost),
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
  const { mentions, sentences, documents, times } = data;
  if (axis === "event") return mentions.time[mention] < 0 ? null : times[mentions.time[mention]].days;
  const doc = sentences.doc[mentions.sentence[mention]];
  return documents.first[doc] === UNDATED ? null : [documents.first[doc], documents.last[doc]];
}

/** Name of the source of a document: its outlet, or else its path. @param {Data} data @param {number} doc */
function outletOf(data, doc) {
  return data.documents.outlet[doc] || data.documents.path[doc];
}
