// Repeats a stretch of film, or plays it once: its last frame is held on the canvas, so nothing past it is seen.

const NEAR = 2e6; // ns by which a browser's rounded time may be off

export class Loop {
  #engine;
  #last = null; // the last frame of the stretch
  #timer = null;
  covering = null;

  constructor(engine) {
    this.#engine = engine;
  }

  // Know the last frame, and have its picture at hand, before the film runs.
  async prepare() {
    const { film, frames, loop } = this.#engine;
    this.#last = loop ? await film.frameAt(loop.end - 1) : null;
    if (this.#last) await frames?.picture(this.#last).catch(() => {});
  }

  follow(ns) {
    const last = this.#last;
    if (!last || this.covering || ns < last.ns - NEAR) return;
    this.covering = last;
    const { loop, rate, video } = this.#engine;
    this.#cover(last, ns);
    this.#timer = setTimeout(() => this.#again(loop), Math.max(0, last.end - ns) / 1e6 / rate);
    if (ns >= last.end - NEAR) video.pause();
  }

  stop() {
    clearTimeout(this.#timer);
    this.covering = null;
  }

  async #cover(last, ns) {
    const { frames, video } = this.#engine;
    if (ns < last.end - NEAR) this.#engine.draw(video);
    else if (frames) this.#engine.draw(await frames.picture(last));
  }

  async #again(loop) {
    if (loop.once) return this.#engine.pause();
    this.#engine.video.pause();
    await this.#engine.start(loop.start);
    this.covering = null;
  }
}
