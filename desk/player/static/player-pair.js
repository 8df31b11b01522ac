// Two films side by side: each alone, or in step, when what is done to one is done to the other at the same distance.

export class Pair {
  #views;
  #apart = null; // ns by which the second is ahead of the first, while they are in step
  active = 0;

  constructor(views) {
    this.#views = views;
    views.forEach((view, at) => {
      for (const kind of ["pointerdown", "focusin"]) view.root.addEventListener(kind, () => this.#choose(at), true);
    });
    this.#choose(0);
  }

  get view() {
    return this.#views[this.active];
  }

  get inStep() {
    return this.#apart !== null;
  }

  setInStep(wanted) {
    const [first, second] = this.#views;
    this.#apart = wanted && second ? second.engine.now - first.engine.now : null;
  }

  // Do something to the film that is chosen, and to the other if they are in step.
  do(what) {
    const followed = ["next", "previous", "second-on", "second-back", "play", "pause", "toggle", "reverse"].includes(what);
    const done = this.view.do(what);
    if (followed) this.#follow((other) => other.do(what));
    return done;
  }

  setRate(rate) {
    this.view.setRate(rate);
    this.#follow((other) => other.setRate(rate));
  }

  // Bring the other to where the chosen one was brought.
  align() {
    this.#follow((other) => other.engine.seek(this.view.engine.now + (this.active ? -this.#apart : this.#apart)));
  }

  #follow(act) {
    const other = this.#views[1 - this.active];
    if (this.inStep && other) act(other);
  }

  #choose(at) {
    this.active = at;
    this.#views.forEach((view, number) => (view.root.dataset.active = number === at));
  }
}
