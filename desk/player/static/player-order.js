// Puts a list's items in order: dragged by their handles with mouse, pen or finger, or moved by the arrow keys on a handle.

export class Order {
  #list;
  #changed;
  #dragged = null;

  constructor(list, changed) {
    this.#list = list;
    this.#changed = changed;
    list.addEventListener("pointerdown", (event) => this.#start(event));
    list.addEventListener("pointermove", (event) => this.#move(event));
    for (const kind of ["pointerup", "pointercancel"]) list.addEventListener(kind, () => this.#end());
    list.addEventListener("keydown", (event) => this.#key(event));
  }

  #ids() {
    return [...this.#list.children].map((item) => item.dataset.id);
  }

  #start(event) {
    const handle = event.target.closest(".handle");
    if (!handle) return;
    handle.setPointerCapture(event.pointerId);
    this.#dragged = { item: handle.closest("li"), before: this.#ids().join() };
    this.#dragged.item.dataset.dragged = "yes";
  }

  #move(event) {
    if (!this.#dragged) return;
    const { item } = this.#dragged;
    for (const other of this.#list.children) {
      const { top, height } = other.getBoundingClientRect();
      const above = event.clientY < top + height / 2;
      const follows = item.compareDocumentPosition(other) & 4; // the other comes after it
      if (other !== item && above && !follows) return other.before(item);
      if (other !== item && !above && follows && event.clientY < top + height) return other.after(item);
    }
  }

  #end() {
    if (!this.#dragged) return;
    const { item, before } = this.#dragged;
    this.#dragged = null;
    delete item.dataset.dragged;
    if (this.#ids().join() !== before) this.#changed(this.#ids());
  }

  #key(event) {
    const handle = event.target.closest(".handle");
    const way = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!handle || !way) return;
    event.preventDefault();
    const item = handle.closest("li");
    const other = way < 0 ? item.previousElementSibling : item.nextElementSibling;
    if (!other) return;
    if (way < 0) other.before(item);
    else other.after(item);
    handle.focus();
    this.#changed(this.#ids());
  }
}
