/** From which zoom a country of that many square degrees is named. @param {number} area */
function countryZoom(area) {
  return area > 150 ? 2 : area > 40 ? 4 : area > 12 ? 5 : area > 1 ? 6 : area > 0.4 ? 7 : 8;
}

/**
 * Names on the map: the places of the collection first, then disputed areas, countries and towns that the caller named.
 * None covers a mark or another name.
 * @param {any} app @param {any} base
 */
function labels(app, base) {
  const { map, data } = app;
  const pane = map.createPane("dl-names");
  pane.style.zIndex = 590;
  pane.style.pointerEvents = "none";
  const holder = el("div", { "aria-hidden": "true" });
  pane.append(holder);
  const measure = document.createElement("canvas").getContext("2d");

  /** Where the buttons over the map stand. Asked before the marks change, since otherwise the page is laid out twice. */
  app.measureControls = () => {
    const corner = map.getContainer().getBoundingClientRect();
    return [...app.root.querySelectorAll(".dl-over, .dl-key, .leaflet-control-attribution")].map((node) => node.getBoundingClientRect())
      .filter((b) => b.width).map((b) => [b.left - corner.left, b.top - corner.top, b.right - corner.left, b.bottom - corner.top]);
  };

  return (/** @type {number[][]} */ controls) => {
    const zoom = map.getZoom();
    const size = map.getSize();
    /** @type {number[][]} */
    const taken = [...controls];
    /** @type {Node[]} */
    const nodes = [];
    const free = (/** @type {number[]} */ b) => b[0] >= 0 && b[1] >= 0 && b[2] <= size.x && b[3] <= size.y && taken.every((t) => b[0] > t[2] || b[2] < t[0] || b[1] > t[3] || b[3] < t[1]);
    const point = (/** @type {number} */ lat, /** @type {number} */ lon) => map.latLngToContainerPoint([Math.max(-85, Math.min(85, lat)), lon]);
    for (const spot of app.spots) {
      const p = point(spot.lat, spot.lon);
      taken.push([p.x - spot.size / 2 - 1, p.y - spot.size / 2 - 1, p.x + spot.size / 2 + 1, p.y + spot.size / 2 + 1]);
    }
    const put = (/** @type {string} */ text, /** @type {number} */ lat, /** @type {number} */ lon, /** @type {string} */ kind, /** @type {number} */ beside) => {
      const p = point(lat, lon);
      if (kind === "town" && !free([p.x - 3, p.y - 3, p.x + 3, p.y + 3])) return;
      if (measure) measure.font = kind === "country" ? "600 13px system-ui, 'Noto Sans Arabic'" : "600 12.5px system-ui, 'Noto Sans Arabic'";
      const width = (measure ? measure.measureText(text).width : text.length * 7) * (kind === "country" ? 1.16 : 1.02) + 8;
      const spots = beside ? [[p.x + beside + 2, p.y - 9], [p.x - beside - 2 - width, p.y - 9], [p.x - width / 2, p.y + beside + 1], [p.x - width / 2, p.y - beside - 19]] : [0, 20, -20, 40, -40].slice(0, kind === "dispute" ? 5 : 1).map((dy) => [p.x - width / 2, p.y - 9 + dy]);
      for (const [x, y] of spots) {
        const box = [x, y, x + width, y + 18];
        if (!free(box)) continue;
        taken.push(box);
        if (kind === "town") taken.push([p.x - 3, p.y - 3, p.x + 3, p.y + 3]);
        const at = map.containerPointToLayerPoint([x, y]);
        if (kind === "town") { const spot = map.containerPointToLayerPoint(p); nodes.push(el("div", { class: "dl-town", style: `transform:translate(${Math.round(spot.x) - 2}px,${Math.round(spot.y) - 2}px)` })); }
        nodes.push(el("div", { class: `dl-name dl-name-${kind}`, dir: "auto", style: `transform:translate(${Math.round(at.x)}px,${Math.round(at.y)}px);width:${Math.ceil(width)}px` }, text));
        return;
      }
    };
    for (const spot of app.spots.filter((/** @type {any} */ s) => s.name).sort((/** @type {any} */ a, /** @type {any} */ b) => b.weight - a.weight)) put(spot.name, spot.lat, spot.lon, "place", spot.size / 2);
    const shift = (/** @type {number} */ lon) => drawn(data, lon);
    if (base && zoom >= 5) for (const area of base.areas) put(area[app.state.lang] || area.en, area.lat, shift(area.lon), "dispute", 0);
    if (base) for (const [code, lon, lat, area] of base.labels) if (code !== "EH" && zoom >= countryZoom(area) && zoom < 9) put(countryName(app.state.lang, code), lat, shift(lon), "country", 0);
    for (const [name, lat, lon, rank, own] of data.about.labels) if (zoom >= 5 + Math.min(rank, 4)) put((own && own[app.state.lang]) || name, lat, shift(lon), "town", 3);
    holder.replaceChildren(...nodes);
  };
}
