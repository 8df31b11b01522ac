// Zoom into the picture: buttons and keys, the wheel with Ctrl, two fingers; then drag it about.

const MOST = 8;

export class Zoom {
  #stage;
  #screen;
  #pointers = new Map();
  scale = 1;
  #x = 0;
  #y = 0;

  constructor(stage) {
    this.#stage = stage;
    this.#screen = stage.querySelector(".screen");
    stage.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    stage.addEventListener("pointerdown", (event) => this.#down(event));
    stage.addEventListener("pointermove", (event) => this.#drag(event));
    for (const kind of ["pointerup", "pointercancel"]) stage.addEventListener(kind, (event) => this.#pointers.delete(event.pointerId));
  }

  by(factor, x = this.#stage.clientWidth / 2, y = this.#stage.clientHeight / 2) {
    const scale = Math.min(Math.max(this.scale * factor, 1), MOST);
    const change = scale / this.scale;
    this.#x = x - (x - this.#x) * change;
    this.#y = y - (y - this.#y) * change;
    this.scale = scale;
    this.#place();
  }

  reset() {
    this.by(0);
  }

  #wheel(event) {
    if (!event.ctrlKey) return;
    event.preventDefault();
    const { left, top } = this.#stage.getBoundingClientRect();
    this.by(event.deltaY < 0 ? 1.25 : 0.8, event.clientX - left, event.clientY - top);
  }

  #down(event) {
    this.#pointers.set(event.pointerId, [event.clientX, event.clientY]);
    if (this.scale > 1) this.#stage.setPointerCapture(event.pointerId);
  }

  #drag(event) {
    const before = this.#pointers.get(event.pointerId);
    if (!before) return;
    const others = [...this.#pointers].filter(([id]) => id !== event.pointerId).map(([, at]) => at);
    const now = [event.clientX, event.clientY];
    this.#pointers.set(event.pointerId, now);
    if (others.length) {
      const apart = ([x, y]) => Math.hypot(x - others[0][0], y - others[0][1]) || 1;
      const { left, top } = this.#stage.getBoundingClientRect();
      this.by(apart(now) / apart(before), (now[0] + others[0][0]) / 2 - left, (now[1] + others[0][1]) / 2 - top);
    } else if (this.scale > 1) {
      this.#x += now[0] - before[0];
      this.#y += now[1] - before[1];
      this.#place();
    }
  }

  // The picture always fills the stage.
  #place() {
    const { clientWidth: width, clientHeight: height } = this.#stage;
    this.#x = Math.min(0, Math.max(this.#x, width * (1 - this.scale)));
    this.#y = Math.min(0, Math.max(this.#y, height * (1 - this.scale)));
    this.#screen.style.transform = this.scale > 1 ? `translate(${this.#x}px, ${this.#y}px) scale(${this.scale})` : "";
    this.#stage.dataset.zoomed = this.scale > 1;
  }
}
