// Shows one clip of a film: its first picture, its span once, its last picture held. Nothing before or after it is seen.

import { Engine } from "./player-engine.js";
import { openFilm } from "./player-film.js";

export class Picture extends EventTarget {
  #root;
  #model;
  #film = null; // its address
  #turn = null;
  #last = Promise.resolve();
  #busy = false; // what is shown on the way to what was asked for is no news
  engine = null;

  constructor(root, model) {
    super();
    this.#root = root;
    this.#model = model;
  }

  // Bring the picture to what is asked for. One after the other.
  follow(state) {
    return (this.#last = this.#last.then(() => this.#bring(state)).catch((error) => this.#fail(error)));
  }

  // Take the picture away at once.
  clear() {
    this.engine?.close();
    this.engine = this.#film = this.#turn = null;
    this.#root.replaceChildren();
  }

  async #bring(state) {
    this.#busy = true;
    await this.#follow(state).finally(() => (this.#busy = false));
    if (this.engine && !this.engine.playing) this.#stopped();
  }

  async #follow(state) {
    const first = this.#turn === null;
    if (!state.film) {
      this.clear();
      this.#turn = state.turn;
      return;
    }
    if (this.#film !== state.film) await this.#open(state.film);
    this.engine.setRate(state.slow ? 0.5 : 1);
    if (this.#turn !== state.turn) {
      this.#turn = state.turn;
      await this.#begin(state, first);
    } else if (state.going !== this.engine.playing) {
      await (state.going ? this.engine.play() : this.engine.pause());
    }
  }

  // A window that was just opened plays nothing by itself: it shows the picture on which the film stopped.
  async #begin({ start, end, going, at_ns }, opened) {
    const { engine } = this;
    if (engine.playing) await engine.pause();
    engine.loop = { start, end, once: true };
    const at = opened && at_ns !== null && at_ns >= start && at_ns < end ? at_ns : start;
    await engine.seek(at);
    if (going && !opened) await engine.play();
  }

  async #open(address) {
    this.clear();
    const screen = this.#model.content.firstElementChild.cloneNode(true);
    this.#root.replaceChildren(screen);
    const engine = new Engine(await openFilm(address), screen.querySelector("video"), screen.querySelector("canvas"));
    engine.addEventListener("picture", () => engine === this.engine && !engine.playing && !this.#busy && this.#stopped());
    engine.addEventListener("failed", ({ detail }) => this.#fail(detail));
    this.engine = engine;
    this.#film = address;
  }

  #stopped() {
    this.dispatchEvent(new CustomEvent("stopped", { detail: this.engine.frame.ns }));
  }

  #fail(error) {
    this.engine?.pause();
    this.dispatchEvent(new CustomEvent("failed", { detail: error }));
  }
}
