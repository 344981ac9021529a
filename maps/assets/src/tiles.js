/**
 * What a layer of vector tiles is drawn as, by its name, in the order of drawing; names of the schemas in use: Protomaps, OpenMapTiles, Shortbread.
 * Points and names are left out: towns are named by the gazetteer.
 * @type {[RegExp, string][]}
 */
const TILE_LAYERS = [
  [/^(earth|land)$/, "land"], [/landuse|landcover|park|wood|natural|^sites$/, "green"], [/^(ocean|water$|water_polygons$)/, "sea"],
  [/waterway|water_lines|river/, "river"], [/building/, "building"], [/road|transport|street|highway|rail|ferr|aeroway/, "road"], [/bound|admin/, "border"],
];

/** Reads a Protocol Buffers message: calls back with the number of each field, and its value or its bytes. @param {Uint8Array} bytes @param {(field: number, value: any) => void} each */
function eachField(bytes, each) {
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let power = 1; at < bytes.length; power *= 128) {
      const byte = bytes[at++];
      value += (byte & 127) * power;
      if (byte < 128) break;
    }
    return value;
  };
  while (at < bytes.length) {
    const key = varint();
    const kind = key & 7;
    if (kind === 0) each(key >>> 3, varint());
    else if (kind === 2) { const size = varint(); each(key >>> 3, bytes.subarray(at, at + size)); at += size; }
    else if (kind === 1 || kind === 5) { at += kind === 1 ? 8 : 4; each(key >>> 3, true); }
    else return; // no kind that such tiles have: leave the rest
  }
}

/** The whole numbers of a packed field. @param {Uint8Array} bytes */
function packedNumbers(bytes) {
  const out = [];
  for (let at = 0; at < bytes.length;) {
    let value = 0;
    for (let power = 1; at < bytes.length; power *= 128) { const byte = bytes[at++]; value += (byte & 127) * power; if (byte < 128) break; }
    out.push(value);
  }
  return out;
}

/** Lines of a feature in the units of its tile; a ring ends where it began. @param {Uint8Array} bytes @returns {number[][]} */
function tileLines(bytes) {
  const given = packedNumbers(bytes);
  const lines = [];
  /** @type {number[]} */
  let line = [];
  for (let at = 0, x = 0, y = 0; at < given.length;) {
    const command = given[at] & 7;
    const times = given[at++] >>> 3;
    if (command === 7) { line.push(line[0], line[1]); continue; }
    for (let k = 0; k < times && at + 1 < given.length; k++, at += 2) {
      x += (given[at] >>> 1) ^ -(given[at] & 1);
      y += (given[at + 1] >>> 1) ^ -(given[at + 1] & 1);
      if (command === 1) lines.push((line = []));
      line.push(x, y);
    }
  }
  return lines;
}

/**
 * A vector tile: its layers with what each is drawn as, its lines and areas.
 * @param {Uint8Array} bytes @returns {{look: string, extent: number, features: {area: boolean, disputed: boolean, lines: number[][]}[]}[]}
 */
function vectorTile(bytes) {
  /** @type {{rank: number, look: string, extent: number, features: any[]}[]} */
  const layers = [];
  const words = new TextDecoder();
  eachField(bytes, (field, body) => {
    if (field !== 3) return;
    let name = "";
    let extent = 4096;
    /** @type {string[]} */
    const keys = [];
    /** @type {any[]} */
    const values = [];
    /** @type {Uint8Array[]} */
    const raw = [];
    eachField(body, (part, value) => {
      if (part === 1) name = words.decode(value);
      else if (part === 2) raw.push(value);
      else if (part === 3) keys.push(words.decode(value));
      else if (part === 4) { let found; eachField(value, (_, v) => { found = v instanceof Uint8Array ? words.decode(v) : v; }); values.push(found); }
      else if (part === 5) extent = value;
    });
    const rank = TILE_LAYERS.findIndex(([pattern]) => pattern.test(name));
    if (rank < 0) return;
    const features = raw.map((one) => {
      const feature = { kind: 0, disputed: false, lines: /** @type {number[][]} */ ([]) };
      eachField(one, (part, value) => {
        if (part === 2) {
          const tags = packedNumbers(value);
          for (let k = 0; k + 1 < tags.length; k += 2) if (/disputed/.test(keys[tags[k]]) && values[tags[k + 1]] && values[tags[k + 1]] !== "no") feature.disputed = true;
        } else if (part === 3) feature.kind = value;
        else if (part === 4) feature.lines = tileLines(value);
      });
      return { area: feature.kind === 3, disputed: feature.disputed, lines: feature.kind === 1 ? [] : feature.lines };
    });
    layers.push({ rank, look: TILE_LAYERS[rank][1], extent, features });
  });
  return layers.sort((a, b) => a.rank - b.rank);
}

const DRAWN_AREAS = new Set(["land", "green", "sea", "building"]);
const DRAWN_LINES = new Set(["sea", "river", "road", "border"]);

/**
 * Draws a vector tile. @param {CanvasRenderingContext2D} pen @param {any[]} layers @param {number} size pixels of the tile @param {any} tones
 * @param {number} zoom @param {boolean} land whether land is drawn, or else water @param {number} finer pixels of the canvas for one of the page
 */
function paintVector(pen, layers, size, tones, zoom, land, finer) {
  pen.fillStyle = land ? tones.sea : tones.land;
  pen.fillRect(0, 0, size, size);
  for (const { look, extent, features } of layers) {
    const scale = size / extent;
    for (const { area, disputed, lines } of features) {
      if (!(area ? DRAWN_AREAS : DRAWN_LINES).has(look)) continue;
      pen.beginPath();
      for (const line of lines) for (let k = 0; k < line.length; k += 2) { if (k) pen.lineTo(line[k] * scale, line[k + 1] * scale); else pen.moveTo(line[k] * scale, line[k + 1] * scale); }
      if (area) {
        pen.globalAlpha = look === "green" ? 0.16 : look === "building" ? 0.4 : 1;
        pen.fillStyle = look === "sea" ? tones.sea : look === "land" ? tones.land : look === "green" ? tones.river : tones.shore;
        pen.fill("evenodd");
        pen.globalAlpha = 1;
        continue;
      }
      const width = look === "road" ? Math.max(0.5, Math.min(3, (zoom - 8) * 0.4)) : look === "border" ? 0.9 : 1;
      pen.lineWidth = width * finer;
      pen.setLineDash(look === "border" && disputed ? [5 * pen.lineWidth, 4 * pen.lineWidth] : []);
      pen.strokeStyle = look === "border" ? (disputed ? tones.dispute : tones.line) : look === "road" ? tones.shore : tones.river;
      pen.stroke();
    }
  }
  pen.setLineDash([]);
}

/**
 * The tiles of a local base map as a layer over the embedded one. A tile that is not there is cut out of the nearest coarser one.
 * @param {any} app @param {any} given
 */
function drawTiles(app, given) {
  if (!given) return null;
  const { kind, land } = app.data.about.local;
  /** @type {Map<string, number>} */
  const rows = new Map();
  for (let i = 0; i < given.zoom.length; i++) rows.set(`${given.zoom[i]}/${given.x[i]}/${given.y[i]}`, i);
  const body = (/** @type {number} */ row) => given.bodies.subarray(given.start[row], given.start[row] + given.length[row]);
  /** @type {Map<number, any>} */
  const read = new Map();
  const tileOf = (/** @type {number} */ row) => {
    if (!read.has(row)) read.set(row, kind === "vector" ? vectorTile(body(row)) : createImageBitmap(new Blob([body(row)], { type: kind })));
    return read.get(row);
  };
  const pane = app.map.createPane("dl-tiles");
  pane.style.zIndex = 160;
  pane.style.pointerEvents = "none";
  const Layer = L.GridLayer.extend({
    createTile(/** @type {any} */ coords, /** @type {(error: any, tile: any) => void} */ done) {
      const canvas = el("canvas");
      const side = 256 * Math.min(2, Math.ceil(window.devicePixelRatio || 1));
      canvas.width = canvas.height = side;
      let up = 0;
      while (up <= coords.z && !rows.has(`${coords.z - up}/${coords.x >> up}/${coords.y >> up}`)) up++;
      const row = rows.get(`${coords.z - up}/${coords.x >> up}/${coords.y >> up}`);
      const pen = canvas.getContext("2d");
      const paint = (/** @type {any} */ tile) => {
        const large = side * 2 ** up; // pixels of the tile that this one is a part of
        const [left, top] = [(coords.x % 2 ** up) * side, (coords.y % 2 ** up) * side];
        if (kind === "vector") {
          pen.translate(-left, -top);
          paintVector(pen, tile, large, TONES[isDark(app.state) ? "dark" : "light"], coords.z, land, side / 256);
        } else pen.drawImage(tile, -left, -top, large, large);
        done(null, canvas);
      };
      if (row === undefined) setTimeout(() => done(null, canvas), 0);
      else Promise.resolve(tileOf(row)).then(paint, () => done(null, canvas));
      return canvas;
    },
  });
  return new Layer({ pane: "dl-tiles", keepBuffer: 1, attribution: "" }).addTo(app.map);
}
