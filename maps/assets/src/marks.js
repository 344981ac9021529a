const SMALLEST = 12;
const LARGEST = 44;
/** Areas of phrases drawn at once. */
const MOST_RELATIONS = 300;

/** Whether a relation's geometry is one that can be drawn; nobody has checked it before. @param {any} geometry */
function isGeometry(geometry) {
  const numbers = (/** @type {any} */ part) => Array.isArray(part) && part.length > 0 && (typeof part[0] === "number" ? part.length > 1 && part.every(Number.isFinite) : part.every(numbers));
  return /^(Multi)?(Point|LineString|Polygon)$/.test(geometry.type) && numbers(geometry.coordinates);
}

/** Diameter of a mark in pixels; grows with the root, so that its area tells the number. @param {number} value @param {number} most */
function diameter(value, most) {
  return Math.round(SMALLEST + (LARGEST - SMALLEST) * Math.sqrt(Math.max(0, value - 1) / Math.max(8, most - 1)));
}

/**
 * The marks: one a place, gathered by supercluster; those that stand for wide areas are kept apart, so that no number
 * on a town counts a country.
 * @param {any} app
 */
function marks(app) {
  const { map, data } = app;
  const layer = L.layerGroup().addTo(map);
  const shapes = L.layerGroup();
  const heat = L.layerGroup();
  const pane = map.createPane("dl-areas");
  pane.style.zIndex = 350;
  const renderer = L.canvas({ pane: "dl-areas", padding: 0.2 });
  const heatPane = map.createPane("dl-heat");
  heatPane.style.zIndex = 340;
  const heatRenderer = L.canvas({ pane: "dl-heat", padding: 0.2 });
  const deepest = Number.isFinite(map.getMaxZoom()) ? map.getMaxZoom() : 18;
  /** Points of towns, and of wide areas. @type {any[][]} */
  let features = [];
  /** Clusters of both at the zooms that were seen: a tree of all zooms at once would hold up the first picture. @type {Map<number, any[]>} */
  let clusters = new Map();
  let most = 1;
  /** Marks on the map, and those of the last picture that this one has not taken yet. @type {any[]} */
  let used = [];
  /** @type {any[]} */
  let spare = [];

  /** Whether a place is too vague to be counted with the towns around it. @param {Place} place */
  const wide = (place) => (place.km || 0) > 60 || (place.feature || "").startsWith("A.PCL");
  /** @param {number} i */
  const weight = (i) => (app.state.size === "sources" ? app.shown.sources[i] : app.shown.counts[i]);

  function refresh() {
    features = [[], []];
    clusters = new Map();
    most = 1;
    data.places.forEach((/** @type {Place} */ place, /** @type {number} */ i) => {
      if (!place.at || !app.shown.counts[i]) return;
      most = Math.max(most, weight(i));
      const lon = drawn(data, place.at[0]) - data.shift;
      features[wide(place) ? 1 : 0].push({ type: "Feature", properties: { i, n: app.shown.counts[i] }, geometry: { type: "Point", coordinates: [lon, place.at[1]] } });
    });
    repaint();
  }

  /** The clusters of towns and of wide areas at a zoom. @param {number} zoom @returns {any[]} */
  function clustersAt(zoom) {
    const known = clusters.get(zoom) || features.map((list) => new Supercluster({
      radius: 44, extent: 256, minZoom: zoom, maxZoom: zoom, map: (/** @type {any} */ p) => ({ n: p.n }), reduce: (/** @type {any} */ a, /** @type {any} */ b) => { a.n += b.n; },
    }).load(list));
    clusters.set(zoom, known);
    return known;
  }

  function repaint() {
    if (!features.length) return; // the map still looks for its first view
    const focused = document.activeElement && document.activeElement.getAttribute("data-mark");
    const controls = app.measureControls();
    spare = used.reverse(); // the first is taken first, so that a mark mostly stays the same element
    used = [];
    shapes.clearLayers();
    heat.clearLayers();
    app.spots = [];
    const box = map.getBounds().pad(0.25);
    const west = Math.max(-180, box.getWest() - data.shift);
    const east = Math.min(180, box.getEast() - data.shift);
    const zoom = Math.round(map.getZoom());
    clustersAt(zoom).forEach((index, kind) => {
      for (const spot of index.getClusters([west, Math.max(-90, box.getSouth()), east, Math.min(90, box.getNorth())], zoom)) {
        if (spot.properties.cluster) paintCluster(index, spot, kind); else paintPlace(spot.properties.i, kind);
      }
    });
    if (app.state.heat) paintHeat();
    if (app.state.areas) paintAllRelations();
    if (app.state.place >= 0) {
      if (data.places[app.state.place].at) paintShape(app.state.place, true);
      paintRelations(app.state.place);
    }
    if (!map.hasLayer(shapes)) shapes.addTo(map);
    if (!map.hasLayer(heat)) heat.addTo(map);
    for (const marker of spare) layer.removeLayer(marker);
    if (focused) layer.eachLayer((/** @type {any} */ m) => { const node = m.getElement(); if (node && node.getAttribute("data-mark") === focused) node.focus({ preventScroll: true }); });
    app.drawLabels(controls);
  }

  /** A mark that stands for nothing yet. Marks are used again: to make one takes longer than to change it. */
  function fresh() {
    const marker = L.marker([0, 0], { icon: L.divIcon({ className: "dl-mark", html: el("span"), iconSize: [LARGEST, LARGEST] }), keyboard: true, riseOnHover: true });
    marker.on("click", () => marker.open());
    marker.addTo(layer);
    marker.getElement().addEventListener("keydown", (/** @type {KeyboardEvent} */ e) => { if (e.key === "Enter" || e.key === " ") { e.preventDefault(); e.stopPropagation(); marker.open(); } });
    return marker;
  }

  /** @param {number} lat @param {number} lon @param {string} className @param {number} size @param {string} words @param {string} key @param {string} number @param {() => void} open */
  function put(lat, lon, className, size, words, key, number, open) {
    const target = Math.max(26, size);
    if (className.includes("dl-wide")) [lat, lon] = beside(lat, lon, size);
    const marker = spare.pop() || fresh();
    used.push(marker);
    marker.open = open;
    marker.setLatLng([lat, lon]).setZIndexOffset(className.includes("dl-wide") ? -1000 : 0);
    const node = marker.getElement();
    Object.assign(node.style, { width: `${target}px`, height: `${target}px`, marginLeft: `${-target / 2}px`, marginTop: `${-target / 2}px` });
    const inner = node.firstChild;
    inner.className = className;
    Object.assign(inner.style, { width: `${size}px`, height: `${size}px` });
    inner.textContent = number;
    node.removeAttribute("title");
    node.removeAttribute("aria-current");
    node.setAttribute("data-mark", key);
    node.setAttribute("aria-label", plain(words));
    app.spots.push({ lat, lon, size, key });
    return node;
  }

  /** Room for the mark of a country or wide region, which stands for no one spot, beside the marks of its towns. @param {number} lat @param {number} lon @param {number} size @returns {[number, number]} */
  function beside(lat, lon, size) {
    const at = map.latLngToContainerPoint([lat, lon]);
    const covers = (/** @type {any} */ p) => app.spots.some((/** @type {any} */ s) => {
      const other = map.latLngToContainerPoint([s.lat, s.lon]);
      const room = (s.size + size) / 2 - 2;
      return Math.abs(other.x - p.x) < room && Math.abs(other.y - p.y) < room;
    });
    for (const far of [0, 22, 34, 46, 58, 70]) {
      for (let k = 0; k < (far ? 12 : 1); k++) {
        const p = L.point(at.x + far * Math.cos((k * Math.PI) / 6), at.y + far * Math.sin((k * Math.PI) / 6));
        if (covers(p)) continue;
        const free = map.containerPointToLatLng(p);
        if (!far) return [lat, lon];
        const tone = TONES[isDark(app.state) ? "dark" : "light"].area;
        shapes.addLayer(L.polyline([[lat, lon], free], { renderer, interactive: false, color: tone, weight: 1.2, opacity: 0.8 })); // leads back to where it belongs
        shapes.addLayer(L.circleMarker([lat, lon], { renderer, interactive: false, stroke: false, fill: true, fillColor: tone, fillOpacity: 1, radius: 2 }));
        return [free.lat, free.lng];
      }
    }
    return [lat, lon];
  }

  /** @param {number} i @param {number} kind */
  function paintPlace(i, kind) {
    const place = data.places[i];
    const rank = confidenceWord(app.shown.confidence[i] < 0 ? null : app.shown.confidence[i]).rank;
    const size = Math.max(kind ? 20 : 0, diameter(weight(i), most));
    const chosen = app.state.place === i;
    const side = app.side(i);
    const words = app.say("openPlace", { name: app.nameOf(i), n: app.countWords(i) });
    const node = put(place.at[1], drawn(data, place.at[0]), `dl-dot dl-sure${rank}${kind ? " dl-wide" : ""}${chosen ? " dl-chosen" : ""}${side ? ` dl-side-${side}` : ""}`, size, words, `p${i}`, size >= 22 && weight(i) > 1 ? String(weight(i)) : "", () => app.openPlace(i));
    node.setAttribute("title", plain(app.nameOf(i)));
    app.spots[app.spots.length - 1].name = app.nameOf(i);
    app.spots[app.spots.length - 1].weight = weight(i) + (kind ? 0 : 1000);
    if (chosen) node.setAttribute("aria-current", "true");
    if (app.state.areas && !chosen) paintShape(i, false);
  }

  /** @param {any} index @param {any} spot @param {number} kind */
  function paintCluster(index, spot, kind) {
    const [lon, lat] = spot.geometry.coordinates;
    /** @returns {number[]} the places gathered here; thousands, so asked for only where needed */
    const leaves = () => index.getLeaves(spot.id, Infinity).map((/** @type {any} */ leaf) => leaf.properties.i);
    const comparing = app.state.tab === "compare" && app.state.compare.every(Boolean);
    let value = spot.properties.n;
    if (app.state.size === "sources") {
      const families = new Set();
      for (const i of leaves()) addFamilies(data, app.shown, i, families);
      value = families.size;
    }
    const size = Math.max(28, Math.min(LARGEST + 4, diameter(value, Math.max(most, value))));
    const words = app.say("cluster", { p: spot.properties.point_count, n: app.number(value, app.state.size === "sources" ? "sources" : "mentions") });
    const key = `c${spot.id}-${kind}`;
    const text = value > 9999 ? `${Math.round(value / 1000)}k` : String(value);
    const sides = new Set(comparing ? leaves().map(app.side).join("").replace(/none/g, "") : "");
    const chosen = app.state.place >= 0 && leaves().includes(app.state.place);
    put(lat, lon + data.shift, `dl-ring${sides.size ? ` dl-side-${[...sides].sort().join("")}` : ""}${kind ? " dl-wide" : ""}${chosen ? " dl-chosen" : ""}`, size, words, key, text, () => {
      const within = L.latLngBounds(leaves().map((i) => [data.places[i].at[1], drawn(data, data.places[i].at[0])]));
      const zoom = Math.max(map.getZoom() + 1, Math.min(map.getBoundsZoom(within.pad(0.15)), deepest));
      if (zoom > deepest || within.getSouthWest().equals(within.getNorthEast())) app.listPlaces(leaves());
      else map.flyTo(within.getCenter(), zoom, { duration: 0.35, animate: app.moves() });
    });
  }

  /** The ground within which an imprecise place lies. @param {number} i @param {boolean} chosen */
  function paintShape(i, chosen) {
    const place = data.places[i];
    const tone = TONES[isDark(app.state) ? "dark" : "light"].area;
    const line = place.area && /LineString/.test(place.area.type);
    const style = { renderer, interactive: false, color: tone, weight: chosen ? 2 : 1, dashArray: "6 5", opacity: chosen ? 0.95 : 0.55, fill: !line, fillColor: tone, fillOpacity: chosen ? 0.12 : 0.05 };
    if (place.area) {
      L.geoJSON(place.area, { style: () => style, interactive: false, renderer, coordsToLatLng: (/** @type {number[]} */ c) => L.latLng(c[1], drawn(data, c[0])), pointToLayer: (/** @type {any} */ _, /** @type {any} */ at) => L.circleMarker(at, { ...style, radius: 4 }) })
        .eachLayer((/** @type {any} */ part) => shapes.addLayer(part));
    } else if ((place.km || 0) > 10 && Math.abs(place.at[1]) < 85) {
      if (!chosen && ((place.km || 0) > 600 || (place.feature || "").startsWith("A.PCL"))) return; // such a circle says little and covers the towns
      shapes.addLayer(L.circle([place.at[1], drawn(data, place.at[0])], { ...style, radius: (place.km || 0) * 1000 }));
    }
  }

  /** Where phrases such as "12 km south of" or "eastern" lead from the chosen place. @param {number} place */
  function paintRelations(place) {
    const { mentions, relations } = data;
    if (!mentions.relation) return; // not read yet
    for (let i = data.first[place]; i < data.first[place + 1]; i++) {
      const relation = app.shown.mask[i] && mentions.relation[i] >= 0 ? relations[mentions.relation[i]] : null;
      if (relation) paintRelation(relation, { weight: 2, opacity: 0.95, fillOpacity: 0.15 });
    }
  }

  /** The same of all places, faintly; where they are too many none, since they would cover the map. */
  function paintAllRelations() {
    const { mentions, relations } = data;
    if (!mentions.relation) return;
    const met = new Set();
    for (let i = 0; i < app.shown.mask.length && met.size <= MOST_RELATIONS; i++) if (mentions.relation[i] >= 0 && app.shown.mask[i]) met.add(mentions.relation[i]);
    if (met.size <= MOST_RELATIONS) for (const number of met) paintRelation(relations[number], { weight: 1, opacity: 0.55, fillOpacity: 0.05 });
  }

  /** The ground that a phrase speaks of: its own outline, or a circle. @param {any} relation @param {any} look */
  function paintRelation(relation, look) {
    const tone = TONES[isDark(app.state) ? "dark" : "light"].area;
    const style = { renderer, interactive: false, color: tone, dashArray: "2 5", fill: true, fillColor: tone, ...look };
    if (relation.geometry && isGeometry(relation.geometry)) {
      L.geoJSON(relation.geometry, { style: () => style, interactive: false, renderer, coordsToLatLng: (/** @type {number[]} */ c) => L.latLng(c[1], drawn(data, c[0])), pointToLayer: (/** @type {any} */ _, /** @type {any} */ at) => L.circleMarker(at, { ...style, radius: 4 }) })
        .eachLayer((/** @type {any} */ part) => shapes.addLayer(part));
    } else if (typeof relation.lat === "number" && typeof relation.lon === "number" && Math.abs(relation.lat) <= 85) {
      shapes.addLayer(L.circle([relation.lat, drawn(data, relation.lon)], { ...style, radius: 1000 * Math.max(1, Number(relation.uncertainty_km) || 1) }));
    }
  }

  function paintHeat() {
    const tone = TONES[isDark(app.state) ? "dark" : "light"].area;
    data.places.forEach((/** @type {Place} */ place, /** @type {number} */ i) => {
      if (!place.at || !app.shown.counts[i] || wide(place)) return;
      for (const share of [1, 0.85, 0.7, 0.55, 0.4, 0.25]) {
        heat.addLayer(L.circleMarker([place.at[1], drawn(data, place.at[0])], { renderer: heatRenderer, pane: "dl-heat", interactive: false, stroke: false, fill: true, fillColor: tone, fillOpacity: Math.min(0.2, 0.03 * (1 + Math.log2(app.shown.counts[i]))), radius: 46 * share }));
      }
    });
  }

  map.on("moveend", repaint);
  return { refresh, repaint };
}
