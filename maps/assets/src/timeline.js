/** Bars for the histogram: days, months or years, at most about sixty. @param {Map<number, number>} byDay */
function bars(byDay) {
  const days = [...byDay.keys()].sort((a, b) => a - b);
  if (!days.length) return { unit: "days", rows: [] };
  const span = days[days.length - 1] - days[0];
  const unit = span <= 62 ? "days" : span <= 1900 ? "months" : "years";
  const begin = (/** @type {number} */ day) => {
    const d = new Date(day * 864e5);
    return unit === "days" ? day : Date.UTC(d.getUTCFullYear(), unit === "months" ? d.getUTCMonth() : 0, 1) / 864e5;
  };
  const next = (/** @type {number} */ day) => {
    const d = new Date(day * 864e5);
    return unit === "days" ? day + 1 : Date.UTC(d.getUTCFullYear() + (unit === "years" ? 1 : 0), unit === "months" ? d.getUTCMonth() + 1 : 0, 1) / 864e5;
  };
  /** @type {Map<number, number>} */
  const sums = new Map();
  for (const [day, n] of byDay) sums.set(begin(day), (sums.get(begin(day)) || 0) + n);
  const rows = [];
  for (let at = begin(days[0]); at <= days[days.length - 1] && rows.length < 400; at = next(at)) rows.push({ first: at, last: next(at) - 1, n: sums.get(at) || 0 });
  return { unit, rows };
}

/** @param {number | null} day */
function isoDay(day) {
  return day === null ? "" : new Date(day * 864e5).toISOString().slice(0, 10);
}

/** @param {string} text @returns {number | null} */
function dayOf(text) {
  const time = Date.parse(`${text}T00:00:00Z`);
  return Number.isFinite(time) ? Math.floor(time / 864e5) : null;
}

/** The histogram with its brush, its two dates and play. @param {any} app */
function timeline(app) {
  const { filters } = app.state;
  const { unit, rows } = bars(app.shown.byDay);
  const most = Math.max(1, ...rows.map((r) => r.n));
  const width = 320;
  const step = width / Math.max(1, rows.length);
  const svg = el("svg", { class: "dl-bars", viewBox: `0 0 ${width} 64`, preserveAspectRatio: "none", role: "img", "aria-label": app.say("histogram", { unit: app.say(unit) }) });
  rows.forEach((row, i) => {
    const inside = (filters.since === null || row.last >= filters.since) && (filters.until === null || row.first <= filters.until);
    const high = row.n ? Math.max(2, (row.n / most) * 60) : 0;
    svg.append(el("rect", { x: (i * step + 0.5).toFixed(2), y: (62 - high).toFixed(2), width: Math.max(0.8, step - 1).toFixed(2), height: high.toFixed(2), class: inside ? "dl-bar" : "dl-bar dl-out" }));
  });
  svg.append(el("rect", { x: 0, y: 62, width, height: 1, class: "dl-axis" }));
  let begun = -1;
  const at = (/** @type {PointerEvent} */ e) => {
    const box = svg.getBoundingClientRect();
    return Math.max(0, Math.min(rows.length - 1, Math.floor(((e.clientX - box.left) / box.width) * rows.length)));
  };
  const choose = (/** @type {number} */ a, /** @type {number} */ b) => app.setFilters({ since: rows[Math.min(a, b)].first, until: rows[Math.max(a, b)].last });
  svg.addEventListener("pointerdown", (/** @type {PointerEvent} */ e) => { if (rows.length) { begun = at(e); svg.setPointerCapture(e.pointerId); e.preventDefault(); } });
  svg.addEventListener("pointermove", (/** @type {PointerEvent} */ e) => {
    if (begun < 0) return;
    const [a, b] = [Math.min(begun, at(e)), Math.max(begun, at(e))];
    svg.querySelectorAll(".dl-bar").forEach((/** @type {Element} */ bar, /** @type {number} */ i) => bar.classList.toggle("dl-out", i < a || i > b));
  });
  svg.addEventListener("pointerup", (/** @type {PointerEvent} */ e) => { if (begun >= 0) { const from = begun; begun = -1; choose(from, at(e)); } });
  svg.addEventListener("pointercancel", () => { begun = -1; app.refreshPanel(); });

  const date = (/** @type {"since" | "until"} */ key) => el("label", { class: "dl-date" }, el("span", null, app.say(key === "since" ? "from" : "to")),
    el("input", { type: "date", value: isoDay(filters[key]), "data-keep": key, onchange: (/** @type {any} */ e) => app.setFilters({ [key]: e.target.value ? dayOf(e.target.value) : null }) }));
  const axis = el("div", { class: "dl-choice", role: "radiogroup", "aria-label": app.say("time") }, ...["published", "event"].map((name) => el("label", null,
    el("input", { type: "radio", name: `${app.name}-axis`, checked: filters.axis === name, "data-keep": name, onchange: () => app.setFilters({ axis: name, since: null, until: null }) }), app.say(name))));
  const timed = filters.since !== null || filters.until !== null;
  const ends = rows.length ? el("div", { class: "dl-ends", "aria-hidden": "true" }, bdi(dayText(rows[0].first, app.state.lang)), bdi(dayText(rows[rows.length - 1].last, app.state.lang))) : null;
  const play = el("button", { type: "button", class: "dl-button", "data-keep": "play", onclick: () => app.play(rows) }, app.say(app.playing ? "pause" : "play"));
  if (!rows.length && !timed) return el("div", null, axis, el("p", { class: "dl-note" }, app.say("noDates")));
  return el("div", null, axis, svg, ends, el("div", { class: "dl-row" }, date("since"), date("until"), rows.length > 1 ? play : null),
    el("p", { class: "dl-note" }, timed && app.shown.undated ? app.say("undatedOut", { n: app.shown.undated }) : app.say("undated")));
}
