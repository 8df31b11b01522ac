// Fields that save what is typed: typing pauses the film, and what was typed is saved when it pauses itself.

const PAUSE = 700; // ms after the last letter

export class Typing {
  #engine;
  #began;
  #waiting = new Map(); // by field, what is to be saved when typing ends

  // `began` is called with each letter that is not saved yet.
  constructor(engine, began) {
    this.#engine = engine;
    this.#began = began;
  }

  saves(field, save) {
    field.addEventListener("input", () => {
      if (this.#engine.playing || this.#engine.reversing) this.#engine.pause();
      clearTimeout(this.#waiting.get(field)?.timer);
      const done = () => {
        clearTimeout(this.#waiting.get(field)?.timer);
        this.#waiting.delete(field);
        return save(field.value);
      };
      this.#waiting.set(field, { timer: setTimeout(done, PAUSE), done });
      this.#began();
    });
    field.addEventListener("change", () => this.#waiting.get(field)?.done());
  }

  // Save now whatever is waiting.
  flush() {
    for (const { done } of this.#waiting.values()) done();
  }

  // A field that is being typed into keeps what was typed.
  show(field, text) {
    if (!this.#waiting.has(field) && field.value !== text) field.value = text;
  }
}
