// Fields that save what is typed: typing pauses the film, and what was typed is saved when it pauses itself.

const PAUSE = 700; // ms after the last letter
const AGAIN = 3000; // ms after what could not be saved

export class Typing {
  #engine;
  #began;
  #waiting = new Map(); // by field, what is to be saved when typing ends

  // `began` is called with each letter that is not saved yet.
  constructor(engine, began) {
    this.#engine = engine;
    this.#began = began;
  }

  // `save` resolves to whether it was saved. What was not stays in its field, and is tried again.
  saves(field, save) {
    const done = async () => {
      const waiting = this.#waiting.get(field);
      if (!waiting) return true;
      clearTimeout(waiting.timer);
      waiting.saving ??= save(field.value);
      const saved = (await waiting.saving) !== false;
      waiting.saving = null;
      if (this.#waiting.get(field) !== waiting) return saved; // more was typed since
      if (saved) this.#waiting.delete(field);
      else waiting.timer = setTimeout(done, AGAIN);
      return saved;
    };
    field.addEventListener("input", () => {
      if (this.#engine.playing || this.#engine.reversing) this.#engine.pause();
      clearTimeout(this.#waiting.get(field)?.timer);
      this.#waiting.set(field, { timer: setTimeout(done, PAUSE), done });
      this.#began();
    });
    field.addEventListener("change", done);
  }

  // Save now whatever is waiting. Resolves to whether all of it was saved.
  async flush() {
    const saved = await Promise.all([...this.#waiting.values()].map(({ done }) => done()));
    return saved.every(Boolean);
  }

  // A field that is being typed into, or whose text was not saved, keeps what was typed.
  show(field, text) {
    if (!this.#waiting.has(field) && field.value !== text) field.value = text;
  }
}
