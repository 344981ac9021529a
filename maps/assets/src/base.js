/** Colours that a canvas needs by value; the rest stand in evidence.css. */
const TONES = {
  light: { sea: "#d3dde2", land: "#f3f0e9", shore: "#a9b8c0", line: "#9c948a", river: "#a9bdc8", dispute: "#7d746a", area: "#1f5673" },
  dark: { sea: "#12171b", land: "#22292f", shore: "#39454d", line: "#5d6770", river: "#33434e", dispute: "#89939b", area: "#8cc1da" },
};

/** Whether the page is dark: as chosen, or else as the reader's system is. @param {State} state */
function isDark(state) {
  return state.theme ? state.theme === "dark" : window.matchMedia("(prefers-color-scheme: dark)").matches;
}

/** Whole steps back to [latitude, longitude], which is Leaflet's order. @param {number[]} row @param {number} steps @param {number} offset */
function unroll(row, steps, offset) {
  const line = new Array(row.length / 2);
  for (let i = 0, x = 0, y = 0; i < row.length; i += 2) {
    x += row[i];
    y += row[i + 1];
    line[i / 2] = [y / steps, x / steps + offset];
  }
  return line;
}

/**
 * Draws the embedded base map: a coarse world, over it fine lines near the data. Returns a function that colours it.
 * @param {any} map @param {any} base @param {boolean} copyEast whether data stand beyond the antimeridian
 */
function drawBase(map, base, copyEast) {
  const pane = map.createPane("dl-base");
  pane.style.zIndex = 150;
  pane.style.pointerEvents = "none";
  const renderer = L.canvas({ pane: "dl-base", padding: 0.25 });
  /** @type {[any, (t: any) => any][]} */
  const parts = [];
  const put = (/** @type {any} */ layer, /** @type {(t: any) => any} */ style) => parts.push([layer, style]);
  const common = { renderer, interactive: false, smoothFactor: 0.8 };
  const lines = (/** @type {number[][]} */ rows, /** @type {any} */ level, /** @type {number} */ offset) => rows.map((r) => unroll(r, level.steps, offset));
  const group = L.layerGroup();
  let tones = TONES.light;
  /** One world of the map; those to its left and right are drawn when they come into sight. @param {number} offset */
  const world = (offset) => {
    const from = parts.length;
    for (const level of [base.coarse, base.fine]) {
      const fine = level === base.fine;
      if (fine && offset && !copyEast) continue;
      if (fine && level.region.length) put(L.polygon(lines(level.region, level, offset), common), (t) => ({ stroke: false, fill: true, fillColor: t.sea, fillOpacity: 1 }));
      put(L.polygon(lines(level.coast, level, offset), common), (t) => ({ stroke: false, fill: true, fillColor: t.land, fillOpacity: 1 }));
      put(L.polygon(lines(level.lakes, level, offset), common), (t) => ({ stroke: false, fill: true, fillColor: t.sea, fillOpacity: 1 }));
      put(L.polyline(lines(level.rivers, level, offset), common), (t) => ({ color: t.river, weight: fine ? 1.3 : 0.8, opacity: 1 }));
      for (const { says, lines: rows } of level.boundaries) {
        put(L.polyline(lines(rows, level, offset), common), (t) => (says ? { color: t.dispute, weight: 1.2, dashArray: "5 4", opacity: 1 } : { color: t.line, weight: 0.9, opacity: 0.9 }));
      }
    }
    for (const [layer, style] of parts.slice(from)) { layer.setStyle(style(tones)); group.addLayer(layer); }
  };
  const drawnWorlds = new Set();
  const extend = () => {
    const bounds = map.getBounds().pad(0.25); // as far as the canvas reaches
    for (const offset of [-360, 0, 360]) {
      if (drawnWorlds.has(offset) || bounds.getWest() > 180 + offset || bounds.getEast() < offset - 180) continue;
      drawnWorlds.add(offset);
      world(offset);
    }
  };
  return (/** @type {boolean} */ dark) => {
    tones = dark ? TONES.dark : TONES.light;
    map.getContainer().style.background = tones.sea;
    if (!drawnWorlds.size) map.on("moveend", extend); // from the first view on
    extend();
    for (const [layer, style] of parts) layer.setStyle(style(tones));
    if (!map.hasLayer(group)) group.addTo(map);
  };
}
