// The cover over the picture: seen where it is at this time; mouse, finger, pen and keyboard draw, move and resize it.
//
// Events: "moving" (while it is dragged) and "moved" (let go, or moved by a key); `place` is where it is then.

import { say } from "./player-words.js";

const STEP = 0.01; // of the frame, for a key
const SMALLEST = 0.02;

// Where a cover is at a time: straight from keyframe to keyframe, and at the nearest one outside of them.
export function placeAt({ keyframes }, ns) {
  const before = keyframes.findLast((frame) => frame.at_ns <= ns) ?? keyframes[0];
  const after = keyframes.find((frame) => frame.at_ns >= ns) ?? keyframes.at(-1);
  if (before.at_ns >= after.at_ns) return sides(before);
  const share = (ns - before.at_ns) / (after.at_ns - before.at_ns);
  return map((side) => before[side] + (after[side] - before[side]) * share);
}

const map = (of) => Object.fromEntries(["x", "y", "width", "height"].map((side) => [side, of(side)]));
const sides = (frame) => map((side) => frame[side]);
const clamp = (value, low, high) => Math.min(Math.max(value, low), high);
const round = (share) => Math.round(share * 10000) / 10000;

// Inside the frame, and large enough to be seen.
export function fitted({ x, y, width, height }) {
  const [wide, high] = [clamp(width, SMALLEST, 1), clamp(height, SMALLEST, 1)];
  return { x: round(clamp(x, 0, 1 - wide)), y: round(clamp(y, 0, 1 - high)), width: round(wide), height: round(high) };
}

export class Cover extends EventTarget {
  place = null;
  armed = false; // the next drag over the picture draws the cover
  #paper;
  #cover;
  #drag = null;

  constructor(stage, { width, height }) {
    super();
    this.stage = stage;
    this.shape = width / height;
    this.#paper = document.createElement("div");
    this.#paper.className = "covers";
    this.#cover = document.createElement("div");
    this.#cover.className = "cover";
    this.#cover.tabIndex = 0;
    this.#cover.setAttribute("role", "application"); // so that a screen reader leaves the arrow keys to it
    this.#cover.dataset.arrows = "";
    this.#cover.append(Object.assign(document.createElement("span"), { className: "corner" }));
    this.#cover.hidden = true;
    this.#paper.append(this.#cover);
    stage.querySelector(".screen").append(this.#paper);
    this.#paper.addEventListener("pointerdown", (event) => this.#down(event));
    this.#paper.addEventListener("pointermove", (event) => this.#move(event));
    for (const kind of ["pointerup", "pointercancel"]) this.#paper.addEventListener(kind, (event) => this.#up(event));
    this.#cover.addEventListener("keydown", (event) => this.#key(event));
    new ResizeObserver(() => this.#fit()).observe(stage);
    this.#fit();
  }

  // Show the cover at a place, or no cover (null).
  show(place) {
    this.place = place;
    this.#cover.hidden = !place;
    this.#paper.dataset.armed = this.armed;
    if (!place) return;
    const { style } = this.#cover;
    style.left = `${place.x * 100}%`;
    style.top = `${place.y * 100}%`;
    style.width = `${place.width * 100}%`;
    style.height = `${place.height * 100}%`;
    this.#cover.setAttribute("aria-label", this.words);
  }

  get words() {
    return say("cover_at", map((side) => Math.round(this.place[side] * 100)));
  }

  focus() {
    this.#cover.focus();
  }

  // Over the picture itself, not over the black beside it.
  #fit() {
    const { clientWidth: width, clientHeight: height } = this.stage;
    const wide = Math.min(width, height * this.shape);
    const high = Math.min(height, width / this.shape);
    const { style } = this.#paper;
    [style.width, style.height] = [`${wide}px`, `${high}px`];
    [style.left, style.top] = [`${(width - wide) / 2}px`, `${(height - high) / 2}px`];
  }

  #at({ clientX, clientY }) {
    const { left, top, width, height } = this.#paper.getBoundingClientRect();
    return [clamp((clientX - left) / width, 0, 1), clamp((clientY - top) / height, 0, 1)];
  }

  #down(event) {
    const onCover = this.#cover.contains(event.target);
    if (!onCover && !this.armed) return;
    event.stopPropagation(); // the picture is not dragged about
    if (!onCover) event.preventDefault();
    (onCover ? this.#cover : this.#paper).setPointerCapture(event.pointerId);
    const kind = onCover ? (event.target.className === "corner" ? "resize" : "move") : "draw";
    this.#drag = { kind, from: this.#at(event), place: this.place };
  }

  #move(event) {
    if (!this.#drag) return;
    event.stopPropagation();
    const { kind, from, place } = this.#drag;
    const to = this.#at(event);
    const [right, down] = [to[0] - from[0], to[1] - from[1]];
    if (kind === "move") this.#go({ ...place, x: place.x + right, y: place.y + down }, "moving");
    if (kind === "resize") this.#go({ ...place, width: Math.min(place.width + right, 1 - place.x), height: Math.min(place.height + down, 1 - place.y) }, "moving");
    if (kind === "draw") this.#go({ x: Math.min(from[0], to[0]), y: Math.min(from[1], to[1]), width: Math.abs(right), height: Math.abs(down) }, "moving");
  }

  #up(event) {
    if (!this.#drag) return;
    event.stopPropagation();
    const drew = this.#drag.kind === "draw";
    this.#drag = null;
    if (drew) this.armed = false;
    this.#go(this.place, "moved");
  }

  #key(event) {
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!way || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const [right, down] = way.map((each) => each * STEP);
    const { x, y, width, height } = this.place;
    if (event.shiftKey) this.#go({ x, y, width: width + right, height: height + down }, "moved");
    else this.#go({ x: x + right, y: y + down, width, height }, "moved");
  }

  #go(place, kind) {
    this.show(fitted(place));
    this.dispatchEvent(new CustomEvent(kind));
  }
}
