/**
 * The columns of the table: the key of its heading, what a row is sorted by, and what it shows.
 * @param {any} app @returns {[string, (i: number) => any, (i: number) => any][]}
 */
function columnsOf(app) {
  const { data, shown, state } = app;
  const sure = (/** @type {number} */ i) => shown.confidence[i];
  const days = (/** @type {number} */ i) => {
    let [from, to] = [Infinity, -Infinity];
    for (let m = data.first[i]; m < data.first[i + 1]; m++) {
      const span = shown.mask[m] ? daysOf(data, m, "published") : null;
      if (span) [from, to] = [Math.min(from, span[0]), Math.max(to, span[1])];
    }
    return [from, to];
  };
  return [
    ["columnPlace", (i) => fold(app.nameOf(i)), (i) => el("button", { type: "button", class: "dl-rowbutton dl-cell", "data-keep": `row${i}`, onclick: () => app.openPlace(i, true) }, bdi(app.nameOf(i)))],
    ["columnKind", (i) => featureWords(state.lang, data.places[i].feature), (i) => (data.places[i].at ? featureWords(state.lang, data.places[i].feature) : app.say("unplaced"))],
    ["columnCountry", (i) => countryName(state.lang, data.places[i].country), (i) => countryName(state.lang, data.places[i].country)],
    ["columnMentions", (i) => shown.counts[i], (i) => inThousands(shown.counts[i])],
    ["columnSources", (i) => shown.sources[i], (i) => inThousands(shown.sources[i])],
    ["columnSure", (i) => sure(i), (i) => (sure(i) < 0 ? app.say("unknown") : app.say("asOf", { c: app.say(confidenceWord(sure(i)).word), w: sure(i).toFixed(2) }))],
    ["columnKm", (i) => data.places[i].km ?? Infinity, (i) => (data.places[i].km === null ? "" : inThousands(data.places[i].km))],
    ["columnDates", (i) => days(i)[0], (i) => {
      const [from, to] = days(i);
      return from === Infinity ? "" : from === to ? isoDay(from) : `${isoDay(from)} – ${isoDay(to)}`;
    }],
  ];
}

const TABLE_PAGE = 100;
/** Columns whose largest values a reader wants to see first. */
const LARGEST_FIRST = ["columnMentions", "columnSources", "columnSure"];

/** Everything that is shown as a table, for readers of tables and of screens. @param {any} app @param {number[]} rows the numbers of its places */
function tableOf(app, rows) {
  const columns = columnsOf(app);
  app.sorted = app.sorted || { column: 3, back: true };
  const body = el("tbody");
  const more = el("button", { type: "button", class: "dl-button" });
  const sorted = () => {
    const key = columns[app.sorted.column][1];
    const keys = new Map(rows.map((i) => [i, key(i)]));
    const order = [...rows].sort((a, b) => { const [x, y] = [keys.get(a), keys.get(b)]; return (x < y ? -1 : x > y ? 1 : 0) * (app.sorted.back ? -1 : 1) || a - b; });
    return order;
  };
  let order = sorted();
  let at = 0;
  const extend = () => {
    body.append(...order.slice(at, at + TABLE_PAGE).map((i) => el("tr", null, ...columns.map(([, , show], k) => el(k ? "td" : "th", k ? null : { scope: "row" }, show(i))))));
    at += TABLE_PAGE;
    more.hidden = at >= order.length;
    more.textContent = app.say("more", { n: inThousands(order.length - at) });
  };
  const heads = columns.map(([title], k) => el("th", { scope: "col" }, el("button", { type: "button", class: "dl-sort", "data-keep": `sort${k}`, onclick: () => {
    app.sorted = { column: k, back: app.sorted.column === k ? !app.sorted.back : LARGEST_FIRST.includes(title) };
    order = sorted();
    at = 0;
    body.replaceChildren();
    extend();
    mark();
  } }, app.say(title))));
  const mark = () => heads.forEach((head, k) => head.setAttribute("aria-sort", app.sorted.column !== k ? "none" : app.sorted.back ? "descending" : "ascending"));
  more.addEventListener("click", extend);
  extend();
  mark();
  return el("div", null, el("p", { class: "dl-note" }, app.say("tableOf")), el("div", { class: "dl-tableroom", role: "region", tabindex: "0", "aria-label": app.say("tableOf") },
    el("table", { class: "dl-table" }, el("thead", null, el("tr", null, ...heads)), body)), more);
}
