/** Wraps the map in the page: a panel beside it, or under it where the room is narrow. @param {any} map @param {string} name */
function frame(map, name) {
  const container = map.getContainer();
  const root = el(document.querySelector("main") ? "div" : "main", { class: "dl", id: name });
  const around = container.parentElement;
  for (const [side, inner, outer] of [["width", container.offsetWidth, around.clientWidth], ["height", container.offsetHeight, around.clientHeight]]) {
    if (Math.abs(inner - outer) > 2) root.style[side] = `${inner}px`; // a map that does not fill its room keeps its size
  }
  container.parentNode.insertBefore(root, container);
  const stage = el("div", { class: "dl-stage" }, container);
  const panel = el("section", { class: "dl-panel" });
  root.append(panel, stage);
  container.classList.add("dl-map");
  return { root, panel, stage };
}

/** Waits until the first picture is on the screen, so that the sentences do not hold it up; a hidden page draws none. */
function pictureSeen() {
  return new Promise((go) => { requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(go, 0))); setTimeout(go, 400); });
}

/** Waits for a moment without work, two seconds at most. */
function quiet() {
  return new Promise((go) => { if ("requestIdleCallback" in window) requestIdleCallback(go, { timeout: 2000 }); else setTimeout(go, 50); });
}

/** Opens the evidence on a Leaflet map. Called by the page once. @param {any} map @param {string} name */
async function start(map, name) {
  const { root, panel, stage } = frame(map, name);
  /** @type {Data} */
  let data;
  let base;
  try {
    const [columns, map_] = await Promise.all([unpack(`${name}_data`), unpack(`${name}_base`)]);
    data = indexed(columns);
    base = map_;
  } catch (error) {
    panel.append(el("p", { class: "dl-note", role: "alert" }, say("en", "tooOld")));
    throw error;
  }
  const app = /** @type {any} */ ({ map, data, base, root, name, spots: [], listed: null, playing: 0, state: fromHash(location.hash, data), search: searcher(data) });
  app.say = (/** @type {string} */ key, /** @type {any} */ parts) => say(app.state.lang, key, parts);
  app.number = (/** @type {number} */ n, /** @type {string} */ what) => app.say(n === 1 ? `${what.replace(/s$/, "")}1` : what, { n: inThousands(n) });
  app.countWords = (/** @type {number} */ i) => app.number(app.shown.counts[i], "mentions");
  app.moves = () => !window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  app.nameOf = (/** @type {number} */ i) => {
    const place = data.places[i];
    return (app.state.lang !== "en" && place.own[app.state.lang]) || place.name;
  };
  app.side = (/** @type {number} */ i) => sideOf(app, i);
  if (!Number.isFinite(map.getMaxZoom())) map.options.maxZoom = 18;
  build(app, panel, stage);
  const colour = base ? drawBase(map, base, data.shift > 0) : () => {};
  const painted = marks(app);
  app.drawLabels = labels(app, base);

  app.siftAll = () => {
    app.found = app.state.filters.only && app.state.query.trim() ? app.search.mentions(app.state.query) : null;
    app.shown = sift(data, app.state.filters, app.found);
  };
  app.look = () => {
    root.setAttribute("data-theme", isDark(app.state) ? "dark" : "light");
    root.setAttribute("lang", app.state.lang);
    root.setAttribute("dir", RTL.has(app.state.lang) ? "rtl" : "ltr");
    colour(isDark(app.state));
    if (app.tiles) app.tiles.redraw();
  };
  app.keep = () => {
    const centre = map.getCenter();
    app.state.view = [Number(centre.lat.toFixed(4)), Number(centre.lng.toFixed(4)), map.getZoom()];
    try { history.replaceState(null, "", `#${toHash(app.state, data)}`); } catch { /* a frame without an address of its own */ }
  };
  app.set = (/** @type {any} */ change) => {
    Object.assign(app.state, change);
    if ("lang" in change || "theme" in change) app.look();
    if ("lang" in change) app.rebuild();
    if ("size" in change) app.drawKey();
    painted.refresh();
    app.refreshPanel();
    app.keep();
  };
  app.setFilters = (/** @type {any} */ change) => {
    Object.assign(app.state.filters, change);
    app.siftAll();
    painted.refresh();
    app.refreshPanel();
    app.keep();
  };
  /** Brings a place into sight: nearer when asked, otherwise only as far as needed. @param {Place} place @param {boolean} nearer */
  const bring = (place, nearer) => {
    if (!place.at) return;
    const spot = [Math.max(-85, Math.min(85, place.at[1])), drawn(data, place.at[0])];
    if (nearer) map.setView(spot, Math.max(map.getZoom(), (place.km || 0) > 60 ? 5 : 8), { animate: app.moves() });
    else if (!map.getBounds().pad(-0.1).contains(spot)) map.panTo(spot, { animate: app.moves() });
  };
  app.openPlace = (/** @type {number} */ i, /** @type {boolean} */ move) => {
    app.opener = document.activeElement && document.activeElement.getAttribute("data-keep");
    app.state.place = i;
    app.state.tab = app.state.tab === "compare" ? "compare" : "places";
    const place = data.places[i];
    root.classList.add("dl-open");
    map.invalidateSize({ animate: false, pan: false });
    bring(place, move);
    painted.repaint();
    app.refreshPanel();
    app.body.scrollTop = app.scrolled = 0;
    const heading = app.body.querySelector(".dl-place");
    if (heading) heading.focus({ preventScroll: true });
    app.keep();
  };
  app.closePlace = () => {
    const was = app.state.place;
    app.state.place = -1;
    painted.repaint();
    app.refreshPanel();
    app.keep();
    const row = app.body.querySelector(`[data-keep="row${was}"]`);
    if (row) row.focus();
  };
  app.listPlaces = (/** @type {number[] | null} */ list) => {
    app.listed = list && new Set(list);
    app.state.tab = "places";
    app.state.query = "";
    root.classList.add("dl-open");
    if (app.state.place >= 0) app.closePlace(); else app.refreshPanel();
  };
  /** Shows every place, or those around the middle of the evidence that hold three quarters of it. @param {boolean} all */
  app.fit = (all) => {
    const spots = data.places.flatMap((p, i) => (p.at && (app.shown.counts[i] || !app.shown.mentions) ? [{ p, n: app.shown.counts[i] || 1, lat: Math.max(-80, Math.min(80, p.at[1])), lon: drawn(data, p.at[0]) }] : []));
    const near = all ? spots : spots.filter(({ p }) => (p.km || 0) <= 100 && !(p.feature || "").startsWith("A.PCL"));
    const points = (near.length > 1 || all ? core(near, all ? 1 : 0.75) : spots).map(({ lat, lon }) => [lat, lon]);
    if (points.length) map.fitBounds(points, { padding: [48, 48], maxZoom: 9, animate: false }); else map.setView([25, data.shift], 2, { animate: false });
  };
  app.play = (/** @type {any[]} */ rows) => {
    if (app.playing) { clearInterval(app.playing); app.playing = 0; app.refreshPanel(); return; }
    const { since, until } = app.state.filters; // what was brushed is played, and stands again at the end
    const chosen = rows.filter((row) => row.last >= (since ?? -Infinity) && row.first <= (until ?? Infinity));
    const steps = chosen.length > 1 ? chosen : rows;
    let at = -1;
    app.playing = setInterval(() => {
      at += 1;
      if (at >= steps.length) { clearInterval(app.playing); app.playing = 0; app.setFilters({ since, until }); return; }
      app.setFilters({ since: steps[0].first, until: steps[at].last });
    }, 500);
  };
  let unpacked = () => {};
  app.texts = new Promise((go) => { unpacked = () => go(null); });
  const unpackTexts = async () => {
    await wholeFile();
    if (app.state.place < 0 && !app.state.query) await quiet(); // else its reader waits for them
    const { sentences, mentions, documents, relations, names, spellings } = await unpack(`${name}_text`);
    data.places.forEach((place, i) => { place.names = names[i]; place.spellings = spellings[i]; });
    app.search.forget();
    Object.assign(data.sentences, sentences);
    Object.assign(data.mentions, mentions);
    Object.assign(data.documents, documents);
    data.relations = relations;
    unpacked();
    if (app.state.filters.only) {
      app.siftAll();
      painted.refresh();
    } else if (app.state.place >= 0 || relations.length) painted.repaint();
    if (app.state.place >= 0 || app.state.query || app.found) app.refreshPanel();
    if (data.about.local) app.tiles = drawTiles(app, await unpack(`${name}_tiles`));
    root.setAttribute("data-complete", "true");
  };
  /** @type {Promise<any> | null} */
  let whys = null;
  app.unpackWhy = () => {
    whys = whys || app.texts.then(() => unpack(`${name}_why`)).then((/** @type {any} */ why) => { data.why = indexedWhy(why); });
    return whys;
  };
  if (data.about.tiles) L.tileLayer(data.about.tiles.url, { maxZoom: data.about.tiles.maxZoom, attribution: "" }).addTo(map);
  if (map.attributionControl) map.attributionControl.setPrefix("Leaflet");
  credit(app);
  app.siftAll();
  if (app.state.place >= 0) root.classList.add("dl-open");
  map.invalidateSize({ animate: false });
  if (app.state.view) map.setView([app.state.view[0], app.state.view[1]], app.state.view[2], { animate: false }); else app.fit(false);
  if (app.state.place >= 0 && !app.state.view) bring(data.places[app.state.place], false);
  app.look();
  app.rebuild();
  painted.refresh();
  app.refreshPanel();
  map.on("moveend", app.keep);
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { app.look(); painted.repaint(); });
  new ResizeObserver(() => map.invalidateSize({ animate: false, pan: false })).observe(stage);
  root.setAttribute("data-ready", "true");
  map.dateline = app;
  await pictureSeen();
  unpackTexts();
}

/**
 * The places nearest the weighted middle that hold a share of all mentions.
 * @param {{lat: number, lon: number, n: number}[]} spots @param {number} share
 */
function core(spots, share) {
  const total = spots.reduce((sum, s) => sum + s.n, 0);
  const middle = (/** @type {"lat" | "lon"} */ axis) => {
    let sum = 0;
    const sorted = [...spots].sort((a, b) => a[axis] - b[axis]);
    return (sorted.find((s) => (sum += s.n) >= total / 2) || sorted[0])[axis];
  };
  if (share >= 1 || !spots.length) return spots;
  const [lat, lon] = [middle("lat"), middle("lon")];
  const narrow = Math.cos((lat * Math.PI) / 180);
  const far = spots.map((s) => ({ s, d: (s.lat - lat) ** 2 + ((s.lon - lon) * narrow) ** 2 }));
  let sum = 0;
  return far.sort((a, b) => a.d - b.d).filter(({ s }) => { const within = sum < share * total; sum += s.n; return within; }).map(({ s }) => s);
}

/** Names the sources of places, base map and tiles in Leaflet's corner, as text. @param {any} app */
function credit(app) {
  const corner = app.map.attributionControl && app.map.attributionControl.getContainer();
  if (!corner) return;
  const collection = app.data.about.collection || {};
  const words = [...(Array.isArray(collection.attribution) ? collection.attribution : []), app.base && app.base.source, app.data.about.tiles && app.data.about.tiles.attribution, app.data.about.local && app.data.about.local.attribution].filter(Boolean);
  if (words.length) corner.append(el("span", { class: "dl-credit" }, ` | ${words.join(" · ")}`));
}

/** The lasting parts of the page: head, search, tabs, body, buttons on the map. @param {any} app @param {HTMLElement} panel @param {HTMLElement} stage */
function build(app, panel, stage) {
  const { data } = app;
  app.body = el("div", { class: "dl-body", tabindex: "-1" });
  app.scrolled = 0; // remembered, since to ask the page while it is being changed makes it lay itself out once more
  app.body.addEventListener("scroll", () => { app.scrolled = app.body.scrollTop; }, { passive: true });
  const head = el("div", { class: "dl-head" });
  const over = el("div", { class: "dl-over" });
  panel.append(head, app.body);
  const key = el("details", { class: "dl-key" });
  key.open = stage.offsetWidth >= 1000 && stage.offsetHeight >= 700;
  stage.append(over, key);
  L.DomEvent.disableClickPropagation(key);
  L.DomEvent.disableScrollPropagation(key);
  L.DomEvent.disableClickPropagation(over);
  L.DomEvent.disableScrollPropagation(over);

  app.rebuild = () => {
    panel.setAttribute("aria-label", app.say("panel"));
    app.map.getContainer().setAttribute("aria-label", app.say("map"));
    app.map.getContainer().setAttribute("role", "region");
    const button = (/** @type {string} */ words, /** @type {string} */ path, /** @type {() => void} */ press) => el("button", { type: "button", class: "dl-icon", "aria-label": words, title: words, onclick: press }, icon(path));
    app.count = el("p", { class: "dl-count", role: "status" });
    app.input = el("input", { type: "search", class: "dl-search", dir: "auto", placeholder: app.say("search"), "aria-label": `${app.say("search")}. ${app.say("searchHint")}`, value: app.state.query, autocomplete: "off", spellcheck: "false" });
    let wait = 0;
    app.input.addEventListener("input", () => {
      clearTimeout(wait);
      wait = window.setTimeout(() => {
        const was = app.state.query;
        app.state.query = app.input.value;
        app.state.tab = "places";
        app.state.place = -1;
        app.listed = null;
        if (app.state.query && !was) app.root.classList.add("dl-open");
        if (app.state.filters.only) app.setFilters({ only: Boolean(app.state.query.trim()) }); else app.set({});
      }, 150);
    });
    app.input.addEventListener("keydown", (/** @type {KeyboardEvent} */ e) => {
      if (e.key !== "ArrowDown" && e.key !== "Enter") return;
      const first = app.body.querySelector("button.dl-rowbutton");
      if (first) { e.preventDefault(); first.focus(); }
    });
    app.tabs = el("div", { class: "dl-tabs", role: "tablist" }, ...["places", "filters", "compare", "about"].map((tab) => el("button", { type: "button", role: "tab", class: "dl-tab", "data-tab": tab, onclick: () => app.openTab(tab) }, app.say(tab))));
    app.tabs.addEventListener("keydown", (/** @type {KeyboardEvent} */ e) => {
      const step = e.key === "ArrowRight" ? 1 : e.key === "ArrowLeft" ? -1 : 0;
      if (!step) return;
      const all = [...app.tabs.children];
      const next = all[(all.indexOf(document.activeElement) + step * (RTL.has(app.state.lang) ? -1 : 1) + all.length) % all.length];
      next.focus();
      next.click();
    });
    const other = app.state.lang === "ar" ? "en" : "ar";
    fill(head, el("button", { type: "button", class: "dl-grip", "aria-label": app.say("sheet"), onclick: () => app.root.classList.toggle("dl-open") }),
      el("div", { class: "dl-bar-top" }, el("h1", null, bdi(data.about.title || app.say("title"))),
        el("button", { type: "button", class: "dl-icon dl-lang", lang: other, onclick: () => app.set({ lang: other }) }, app.say("language")),
        button(app.say("theme"), "M12 3a9 9 0 1 0 9 9 7 7 0 0 1-9-9z", () => app.set({ theme: isDark(app.state) ? "light" : "dark" }))),
      app.count, el("div", { role: "search" }, app.input), app.tabs);
    fill(over, button(app.say("zoomIn"), "M12 5v14M5 12h14", () => app.map.zoomIn()), button(app.say("zoomOut"), "M5 12h14", () => app.map.zoomOut()),
      button(app.say("fit"), "M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5", () => app.fit(true)));
    app.drawKey = () => fill(key, el("summary", null, app.say("legend")), legend(app));
    app.drawKey();
  };
  app.openTab = (/** @type {string} */ tab) => {
    app.root.classList.add("dl-open");
    app.listed = null;
    app.set({ tab, place: -1 });
    app.body.scrollTop = app.scrolled = 0;
  };
  app.refreshPanel = () => {
    const { shown, state } = app;
    app.root.classList.toggle("dl-tabular", state.form === "table" && state.tab === "places" && state.place < 0 && !state.query);
    const held = data.mentions.place.length - shown.mentions;
    const about = data.about.collection || {};
    const missing = data.places.reduce((/** @type {number} */ sum, /** @type {Place} */ p) => sum + p.held, 0);
    fill(app.count, el("strong", null, app.say("shown", { m: inThousands(shown.mentions), p: inThousands(shown.places), d: inThousands(shown.docs) })), held ? ` · ${app.say("held", { n: inThousands(held) })}` : about.withheld || missing ? "" : ` · ${app.say("nothingHeld")}`,
      about.withheld ? ` · ${app.say("withheld", { n: inThousands(about.withheld), about: app.say("about") })}` : "", missing ? ` · ${app.say("keptBest", { n: inThousands(missing), k: data.about.keep })}` : "");
    for (const tab of app.tabs.children) {
      const on = tab.getAttribute("data-tab") === state.tab && state.place < 0;
      tab.setAttribute("aria-selected", String(on));
      tab.tabIndex = tab.getAttribute("data-tab") === state.tab ? 0 : -1;
    }
    if (app.input.value !== state.query && document.activeElement !== app.input) app.input.value = state.query;
    const active = document.activeElement;
    const kept = active && app.body.contains(active) ? active.getAttribute("data-keep") : null;
    const views = /** @type {Record<string, (app: any) => Node>} */ ({ places: placesView, filters: filtersView, compare: compareView, about: aboutView });
    fill(app.body, state.place >= 0 && !data.sentences.text ? el("p", { class: "dl-note", role: "status" }, app.say("loading")) : state.place >= 0 ? placeView(app, state.place) : views[state.tab](app));
    if (app.scrolled) app.body.scrollTop = app.scrolled;
    if (kept) for (const node of app.body.querySelectorAll("[data-keep]")) if (node.getAttribute("data-keep") === kept) { node.focus({ preventScroll: true }); break; }
  };
  app.root.addEventListener("keydown", (/** @type {KeyboardEvent} */ e) => {
    if (e.key === "Escape" && app.state.place >= 0) { e.preventDefault(); app.closePlace(); }
  });
}
