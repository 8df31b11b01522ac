// What they say: typed while they talk, which stops the clip, and kept with who said it. What is not saved stays in its field.

import { fill } from "./player-list.js";
import { newId } from "./player-log.js";
import { say } from "./player-words.js";

export class Words {
  #list;
  #form;
  #log;
  #stage;
  #review;
  #id = null; // of the words in the field
  #clip = null; // what they are about, since typing began
  #kept = ""; // what was saved of them

  constructor(page, log, stage, review) {
    this.#list = page.querySelector(".said-words");
    this.#form = page.querySelector("form.words");
    this.#log = log;
    this.#stage = stage;
    this.#review = review;
    const { text } = this.#form.elements;
    text.addEventListener("input", () => this.#typed());
    text.addEventListener("change", () => this.#save());
    text.addEventListener("keydown", (event) => event.key === "Enter" && (event.ctrlKey || event.metaKey) && this.#form.requestSubmit());
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#keep();
    });
    addEventListener("beforeunload", (event) => this.#unsaved && event.preventDefault());
  }

  // Who speaks, as the form says.
  get voice() {
    return this.#form.elements.voice.value;
  }

  // Take words back into the field.
  async change(id) {
    if (!(await this.#save())) return;
    const words = this.#log.state.words.find((each) => each.id === id);
    const { elements } = this.#form;
    [this.#id, this.#clip, this.#kept] = [id, words.clip, words.text];
    elements.text.value = words.text;
    elements.sort.value = words.sort;
    elements.voice.value = words.voice;
    elements.about.value = words.clip ? "clip" : "review";
    elements.text.focus();
  }

  show() {
    fill(this.#list, [...this.#log.state.words].reverse(), (item, words) => {
      const clip = this.#log.state.clips.find((each) => each.id === words.clip);
      const about = clip ? say("to_clip", { title: clip.title || say("untitled") }) : say("to_all");
      item.querySelector(".about").textContent = `${say(words.sort)} · ${say(words.voice)} · ${about}`;
      item.querySelector(".text").textContent = words.text;
      item.querySelector("[data-do=change]").ariaLabel = say("change", { text: words.text.slice(0, 60) });
      item.querySelector("[data-do=remove]").ariaLabel = say("remove", { text: words.text.slice(0, 60) });
    });
  }

  get #unsaved() {
    return this.#form.elements.text.value.trim() !== this.#kept;
  }

  // Typing stops the clip; the words are about what is shown when it begins.
  #typed() {
    if (this.#stage.state.going) this.#stage.wish({ going: false });
    if (this.#id === null) [this.#id, this.#clip] = [newId(), this.#stage.state.clip];
  }

  async #keep() {
    if (!(await this.#save())) return;
    [this.#id, this.#clip, this.#kept] = [null, null, ""];
    this.#form.elements.text.value = "";
    this.#form.elements.text.focus();
  }

  async #save() {
    const { text, sort, voice, about } = this.#form.elements;
    const said = text.value.trim();
    const place = this.#form.querySelector(".refused");
    if (this.#id === null || !said) return true;
    const clip = about.value === "clip" ? (this.#clip ?? this.#stage.state.clip) : null;
    const words = { kind: "words-received", id: this.#id, review: this.#review, clip, sort: sort.value, voice: voice.value, text: said };
    const known = this.#log.state.words.find((each) => each.id === this.#id);
    if (known && ["clip", "sort", "voice", "text"].every((name) => known[name] === words[name])) return true;
    const saved = await this.#log.add(words);
    if (saved) this.#kept = said;
    place.textContent = saved ? "" : say("not_saved");
    return saved;
  }
}
