/** Pixels of the picture for one of the screen. */
const FINER = 2;

/**
 * Draws the map as it stands on the screen: base lines and areas from their canvases, then marks, names and credit. Online tiles are left
 * out, since a browser hands out no picture of another's images. @param {any} app @returns {HTMLCanvasElement}
 */
function picture(app) {
  const container = app.map.getContainer();
  const frame = container.getBoundingClientRect();
  const foot = 44;
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(frame.width * FINER);
  canvas.height = Math.round((frame.height + foot) * FINER);
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  pen.scale(FINER, FINER);
  pen.fillStyle = getComputedStyle(container).backgroundColor;
  pen.fillRect(0, 0, frame.width, frame.height);
  const height = (/** @type {Element} */ node) => Number(getComputedStyle(/** @type {Element} */ (node.closest("[class*='leaflet-dl-'], .leaflet-overlay-pane, .leaflet-tile-pane") || node)).zIndex) || 0;
  for (const layer of [...container.querySelectorAll("canvas")].sort((a, b) => height(a) - height(b))) {
    const box = layer.getBoundingClientRect();
    if (box.width) pen.drawImage(layer, box.left - frame.left, box.top - frame.top, box.width, box.height);
  }
  for (const node of container.querySelectorAll(".dl-mark > span")) drawMark(pen, node, frame);
  for (const node of container.querySelectorAll(".dl-town, .dl-name")) drawName(pen, node, frame);
  drawFoot(pen, app, frame, foot);
  return canvas;
}

/** @param {CanvasRenderingContext2D} pen @param {Element} node @param {DOMRect} frame */
function drawMark(pen, node, frame) {
  const style = getComputedStyle(node);
  const box = node.getBoundingClientRect();
  const line = parseFloat(style.borderTopWidth) || 0;
  const [x, y, side] = [box.left - frame.left + line / 2, box.top - frame.top + line / 2, box.width - line];
  pen.globalAlpha = Number(style.opacity);
  pen.beginPath();
  pen.roundRect(x, y, side, box.height - line, node.classList.contains("dl-wide") ? side * 0.28 : side / 2);
  pen.fillStyle = style.backgroundColor;
  pen.fill();
  pen.lineWidth = line;
  pen.strokeStyle = style.borderTopColor;
  pen.setLineDash(style.borderTopStyle === "dotted" ? [2, 3] : style.borderTopStyle === "dashed" ? [5, 3] : []);
  pen.stroke();
  pen.setLineDash([]);
  write(pen, node.textContent || "", style, box.left - frame.left + box.width / 2, box.top - frame.top + box.height / 2, "");
  pen.globalAlpha = 1;
}

/** A name with its halo, or the point of a town. @param {CanvasRenderingContext2D} pen @param {Element} node @param {DOMRect} frame */
function drawName(pen, node, frame) {
  const style = getComputedStyle(node);
  const box = node.getBoundingClientRect();
  const [x, y] = [box.left - frame.left + box.width / 2, box.top - frame.top + box.height / 2];
  if (node.textContent) { write(pen, node.textContent, style, x, y, getComputedStyle(node).getPropertyValue("--halo")); return; }
  pen.beginPath();
  pen.arc(x, y, box.width / 2, 0, 7);
  pen.fillStyle = style.backgroundColor;
  pen.fill();
}

/** @param {CanvasRenderingContext2D} pen @param {string} text @param {CSSStyleDeclaration} style @param {number} x @param {number} y @param {string} halo */
function write(pen, text, style, x, y, halo) {
  pen.font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.lineJoin = "round";
  if (halo) { pen.lineWidth = 3; pen.strokeStyle = halo; pen.strokeText(text, x, y); }
  pen.fillStyle = style.color;
  pen.fillText(text, x, y);
}

/** Under the map, what it shows and whom it is owed to. @param {CanvasRenderingContext2D} pen @param {any} app @param {DOMRect} frame @param {number} foot */
function drawFoot(pen, app, frame, foot) {
  const style = getComputedStyle(app.count);
  const rtl = RTL.has(app.state.lang);
  const from = rtl ? frame.width - 10 : 10;
  pen.fillStyle = getComputedStyle(app.root).backgroundColor;
  pen.fillRect(0, frame.height, frame.width, foot);
  pen.direction = rtl ? "rtl" : "ltr";
  pen.textAlign = "start";
  pen.textBaseline = "middle";
  const credit = app.map.attributionControl ? app.map.attributionControl.getContainer().textContent : "";
  [`${app.data.about.title || app.say("title")} · ${app.count.textContent}`, credit].forEach((line, i) => {
    pen.font = `${i ? 11 : 13}px ${style.fontFamily}`;
    pen.fillStyle = style.color;
    pen.fillText(line, from, frame.height + (i ? 32 : 14), frame.width - 20);
  });
}

/** @param {any} app */
function savePNG(app) {
  picture(app).toBlob((blob) => { if (blob) offer("places.png", blob); }, "image/png");
}
