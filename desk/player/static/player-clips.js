// The film's clips: a list to choose from and to put in order, and the form of the one that is chosen.

import { Order } from "./player-order.js";
import { fill } from "./player-list.js";
import { newId, today } from "./player-log.js";
import { Typing } from "./player-typing.js";
import { clock, say } from "./player-words.js";

const MANY = 4; // clips; more are hard to take in at one review
const LONG = 10e9; // ns; a moment is rarely longer

export class Clips {
  #view;
  #log;
  #root;
  #form;
  #draft = { start: null, end: null };
  #chosen = null;
  #typing;

  constructor(root, view, log, film) {
    this.#root = root;
    this.#view = view;
    this.#log = log;
    this.film = film;
    this.#form = root.querySelector("form");
    this.#typing = new Typing(view.engine, () => log.dispatchEvent(new CustomEvent("saving")));
    new Order(root.querySelector(".clips"), (ids) => this.#log.add({ kind: "clips-ordered", film, ids }));
    log.addEventListener("changed", () => this.#show());
    addEventListener("pagehide", () => this.#typing.flush());
    this.#listen();
  }

  // The first frame of the clip that is chosen or begun is the one that is seen.
  markIn() {
    this.#mark("start", this.#view.engine.frame?.ns);
  }

  // The last frame of the clip is the one that is seen.
  markOut() {
    this.#mark("end", this.#view.engine.frame?.end);
  }

  async #mark(edge, ns) {
    const { engine } = this.#view;
    if (engine.playing) {
      await engine.pause();
      ns = edge === "start" ? engine.frame.ns : engine.frame.end;
    }
    const clip = this.#clip();
    if (clip) {
      const other = edge === "start" ? ns < clip.end_ns : ns > clip.start_ns;
      if (other) await this.#change(clip, { [`${edge}_ns`]: ns });
      else this.#view.tell(say("ends_before"));
    } else {
      this.#draft[edge] = ns;
      const { start, end } = this.#draft;
      if (start !== null && end !== null && end <= start) this.#draft[edge === "start" ? "end" : "start"] = null;
    }
    this.#view.tell(say(edge === "start" ? "in_at" : "out_at", { time: clock(ns) }));
    this.#showDraft();
  }

  // A new clip of what was marked, or of the four seconds around what is seen.
  async add() {
    const { engine } = this.#view;
    let { start, end } = this.#draft;
    if (start === null && end === null) [start, end] = [engine.now - 2e9, engine.now + 2e9];
    start ??= end - 4e9;
    end ??= start + 4e9;
    start = (await engine.film.frameAt(Math.max(0, start))).ns;
    end = (await engine.film.frameAt(Math.min(end, engine.film.length) - 1)).end;
    if (!(await this.#typing.flush())) return;
    const id = newId();
    this.#draft = { start: null, end: null };
    this.#chosen = id;
    await this.#log.add({ kind: "clip-added", id, film: this.film, start_ns: start, end_ns: end });
    this.#view.tell(say("clip_added", { from: clock(start), to: clock(end) }));
    this.#form.elements.title.focus();
  }

  // Choose no clip: In and Out begin a new one.
  async leave() {
    if (!(await this.#typing.flush())) return;
    this.#chosen = null;
    this.#show();
  }

  async repeat() {
    const { engine } = this.#view;
    const clip = this.#clip() ?? this.#span();
    if (engine.loop || !clip) return engine.setLoop(null);
    engine.setLoop({ start: clip.start_ns, end: clip.end_ns });
    return engine.play();
  }

  keepStill() {
    const { engine } = this.#view;
    this.#view.tell(say("still_kept", { time: clock(engine.now) }));
    return engine.film.frameNear(engine.now).then(({ ns }) => this.#log.add({ kind: "still-kept", id: newId(), film: this.film, at_ns: ns }));
  }

  #span() {
    const { start, end } = this.#draft;
    return start !== null && end !== null ? { start_ns: start, end_ns: end } : null;
  }

  #clip() {
    return this.#log.state.clips.find((clip) => clip.id === this.#chosen);
  }

  #vetoed(clip) {
    return this.#log.state.vetoed.includes(clip.id);
  }

  // The family said "not this clip", or changed its mind.
  #veto(clip) {
    const kind = this.#vetoed(clip) ? "veto-lifted" : "clip-vetoed";
    return this.#log.add({ kind, clip: clip.id, voice: "parent", day: today() });
  }

  #change(clip, changes) {
    return this.#log.add({ kind: "clip-changed", id: clip.id, changes });
  }

  #listen() {
    const form = this.#form;
    form.addEventListener("submit", (event) => event.preventDefault());
    for (const name of ["title", "note", "questions"]) this.#typing.saves(form.elements[name], (text) => this.#clip() && this.#change(this.#clip(), { [name]: text }));
    const note = this.#root.querySelector("[name=film_note]");
    this.#typing.saves(note, (text) => this.#log.add({ kind: "note-written", film: this.film, text }));
    form.addEventListener("change", ({ target }) => {
      if (target.type !== "checkbox" || !this.#clip()) return;
      const ticked = (name) => [...form.querySelectorAll(`[name=${name}]:checked`)].map((input) => input.value);
      this.#change(this.#clip(), { principles: ticked("principle"), sub_behaviours: ticked("behaviour") });
    });
    this.#root.addEventListener("click", ({ target }) => this.#click(target.closest("[data-clip]")));
  }

  #click(button) {
    if (!button) return;
    const clip = this.#clip();
    const actions = {
      add: () => this.add(),
      in: () => this.markIn(),
      out: () => this.markOut(),
      leave: () => this.leave(),
      repeat: () => this.repeat(),
      still: () => this.keepStill(),
      undo: () => this.#log.undo(),
      redo: () => this.#log.redo(),
      veto: () => clip && this.#veto(clip),
      remove: () => clip && this.#log.add({ kind: "clip-removed", id: clip.id }),
      choose: () => this.#choose(button.closest("li").dataset.id),
      still_at: () => this.#view.engine.seek(Number(button.dataset.at)),
      still_remove: () => this.#log.add({ kind: "still-removed", id: button.closest("li").dataset.id }),
    };
    actions[button.dataset.clip]?.();
  }

  async #choose(id) {
    if (!(await this.#typing.flush())) return; // what was typed of the other clip stays to be seen, and is said
    this.#chosen = id;
    this.#show();
    const clip = this.#clip();
    if (clip) this.#view.engine.seek(clip.start_ns);
  }

  #show() {
    const { clips, stills, note, undo, redo } = this.#log.state;
    const clip = this.#clip();
    if (!clip) this.#chosen = null;
    fill(this.#root.querySelector(".clips"), clips, (item, each, at) => this.#fill(item, each, at, clips.length));
    fill(this.#root.querySelector(".stills"), stills, (item, still) => {
      item.querySelector("[data-clip=still_at]").textContent = clock(still.at_ns);
      item.querySelector("[data-clip=still_at]").dataset.at = still.at_ns;
      item.querySelector("[data-clip=still_remove]").ariaLabel = say("still_remove", { time: clock(still.at_ns) });
    });
    this.#root.querySelector(".no-clips").hidden = clips.length > 0;
    this.#root.querySelector(".no-stills").hidden = stills.length > 0;
    this.#form.hidden = !clip;
    if (clip) this.#fillForm(clip);
    this.#typing.show(this.#root.querySelector("[name=film_note]"), note);
    this.#root.querySelector("[data-clip=undo]").disabled = !undo;
    this.#root.querySelector("[data-clip=redo]").disabled = !redo;
    this.#view.timeline.clips = clips.map((each) => ({ ...each, chosen: each.id === this.#chosen }));
    this.#view.timeline.draw();
    this.#advise(clips);
    this.#showDraft();
  }

  #fill(item, clip, at, count) {
    const title = clip.title || say("untitled");
    const times = `${clock(clip.start_ns)} – ${clock(clip.end_ns)}`;
    const button = item.querySelector("[data-clip=choose]");
    button.querySelector(".title").textContent = title;
    button.querySelector(".times").textContent = times;
    button.querySelector(".vetoed").hidden = !this.#vetoed(clip);
    button.setAttribute("aria-pressed", clip.id === this.#chosen);
    item.querySelector(".handle").ariaLabel = say("move", { title, at: at + 1, count });
  }

  #fillForm(clip) {
    this.#typing.show(this.#form.elements.title, clip.title);
    this.#typing.show(this.#form.elements.note, clip.note);
    this.#typing.show(this.#form.elements.questions, clip.questions);
    this.#form.querySelector("[data-clip=veto]").textContent = say(this.#vetoed(clip) ? "veto_lift" : "veto");
    this.#form.querySelector(".times").textContent = `${clock(clip.start_ns)} – ${clock(clip.end_ns)}`;
    for (const input of this.#form.querySelectorAll("[name=principle]")) input.checked = clip.principles.includes(input.value);
    for (const input of this.#form.querySelectorAll("[name=behaviour]")) input.checked = clip.sub_behaviours.includes(input.value);
  }

  #showDraft() {
    const { start, end } = this.#draft;
    const known = (ns) => (ns === null ? "…" : clock(ns));
    const place = this.#root.querySelector(".draft");
    place.hidden = Boolean(this.#clip()) || (start === null && end === null);
    place.textContent = say("draft", { from: known(start), to: known(end) });
  }

  // Advice, never a limit.
  #advise(clips) {
    const advice = [];
    if (clips.length > MANY) advice.push(say("many_clips", { count: clips.length }));
    if (clips.some((clip) => clip.end_ns - clip.start_ns > LONG)) advice.push(say("long_clip"));
    const place = this.#root.querySelector(".advice");
    if (place.textContent !== advice.join(" ")) place.textContent = advice.join(" ");
    place.hidden = !advice.length;
  }
}
