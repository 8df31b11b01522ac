// The clips of a review: in what order, which of them, and those that the family does not want.

import { fill } from "./player-list.js";
import { Order } from "./player-order.js";
import { say } from "./player-words.js";

export class ClipList {
  #list;
  #log;
  #stage;
  #review;

  constructor(page, log, stage, review) {
    this.#list = page.querySelector(".review-clips");
    this.#log = log;
    this.#stage = stage;
    this.#review = review;
    new Order(this.#list, (ids) => this.#save(ids.filter((id) => this.#clip(id).chosen)).then(() => stage.say("changed")));
  }

  // A clip was ticked, or is no longer.
  choose(box) {
    const { id } = box.closest("li").dataset;
    return this.#save(this.#log.state.clips.filter((clip) => (clip.id === id ? box.checked : clip.chosen)).map((clip) => clip.id));
  }

  show() {
    const { clips } = this.#log.state;
    fill(this.#list, clips, (item, clip, at) => {
      const title = clip.title || say("untitled");
      item.querySelector(".title").textContent = clip.vetoed ? `${title} – ${say("not_this")}` : title;
      item.dataset.vetoed = clip.vetoed;
      item.toggleAttribute("aria-current", clip.id === this.#stage.state.clip);
      item.querySelector("input").checked = clip.chosen;
      item.querySelector("input").disabled = clip.vetoed;
      item.querySelector("[data-do=show]").hidden = clip.vetoed || !clip.chosen;
      item.querySelector("[data-do=show]").ariaLabel = say("watch", { title });
      item.querySelector("[data-do=lift]").hidden = !clip.vetoed;
      item.querySelector(".handle").ariaLabel = say("move", { title, at: at + 1, count: clips.length });
    });
  }

  #clip(id) {
    return this.#log.state.clips.find((clip) => clip.id === id);
  }

  #save(clips) {
    return this.#log.add({ kind: "review-clips-chosen", review: this.#review, clips });
  }
}
