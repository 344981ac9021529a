const TURNS = /[\u202a-\u202e\u2066-\u2069]/g;

/** A text as it is shown: controls that would turn the words after them about stand as their codes, so that what is read is what is written. @param {string} text */
function plain(text) {
  return text.replace(TURNS, (control) => `[U+${control.charCodeAt(0).toString(16).toUpperCase()}]`);
}

/**
 * Makes an element. Text enters by textContent only; no part of this script writes markup.
 * @param {string} tag @param {Record<string, any> | null} [attributes] @param {...(Node | string | null | false | undefined)} children
 * @returns {any}
 */
function el(tag, attributes, ...children) {
  const node = ["svg", "rect", "path"].includes(tag) ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "text") node.textContent = plain(String(value));
    else if (name === "title" || name === "aria-label") node.setAttribute(name, plain(String(value)));
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children) if (child || child === "") node.append(typeof child === "string" ? plain(child) : child);
  return node;
}

/** A name that keeps its own direction among words of another. @param {string} text @param {string} [lang] */
function bdi(text, lang) {
  return el("bdi", { lang: lang && /^[A-Za-z-]{2,12}$/.test(lang) ? lang : null, text });
}

/** A link for web addresses only; anything else stays words. @param {string} url @param {string} words */
function link(url, words) {
  if (!/^https?:\/\//i.test(url || "")) return url ? el("span", { class: "dl-url" }, bdi(url)) : null;
  return el("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, words);
}

/** Swaps the content of an element. @param {Element} node @param {...(Node | string | null | false)} children */
function fill(node, ...children) {
  node.replaceChildren(.../** @type {any[]} */ (children.filter((c) => c || c === "").map((c) => (typeof c === "string" ? plain(c) : c))));
}

/** A small drawing for a button. @param {string} path */
function icon(path) {
  return el("svg", { viewBox: "0 0 24 24", width: 20, height: 20, "aria-hidden": "true", focusable: "false" }, el("path", { d: path, fill: "none", stroke: "currentColor", "stroke-width": 2, "stroke-linecap": "round", "stroke-linejoin": "round" }));
}
