// What a person does to a film's clips, stills and notes: each action is an event, saved before it is shown as saved.

import { json } from "./player-film.js";

export class Log extends EventTarget {
  #address;
  #token;
  #what;
  #last = Promise.resolve();
  state = { clips: [], vetoed: [], stills: [], note: "", undo: false, redo: false };

  // `what`: where its state is, below the address.
  constructor(address, token, what = "clips") {
    super();
    this.#what = what;
    this.#address = address;
    this.#token = token;
  }

  load() {
    return this.#then(() => json(`${this.#address}/${this.#what}`));
  }

  // See what others saved, in another window or by a command: `others`, with the state before. Nothing is said if that fails.
  refresh() {
    this.#last = this.#last.then(async () => {
      const [before, now] = [this.state, await json(`${this.#address}/${this.#what}`).catch(() => this.state)];
      if (now.version === before.version) return true;
      this.state = now;
      this.dispatchEvent(new CustomEvent("others", { detail: before }));
      return true;
    });
    return this.#last;
  }

  // Save an event of desk/cases/events.py. Resolves to whether it was saved; one after the other, in order.
  add(event) {
    return this.#send("events", event);
  }

  undo() {
    return this.#send("undo", {});
  }

  redo() {
    return this.#send("redo", {});
  }

  #send(what, body) {
    const headers = { "Content-Type": "application/json", "X-Attune-Token": this.#token };
    this.dispatchEvent(new CustomEvent("saving"));
    return this.#then(() => json(`${this.#address}/${what}`, { method: "POST", headers, keepalive: true, body: JSON.stringify(body) }));
  }

  #then(ask) {
    this.#last = this.#last.then(async () => {
      try {
        this.state = await ask();
        this.dispatchEvent(new CustomEvent("changed"));
        return true;
      } catch (error) {
        this.dispatchEvent(new CustomEvent("failed", { detail: error }));
        return false;
      }
    });
    return this.#last;
  }
}

// This computer's own day.
export const today = () => {
  const now = new Date();
  return new Date(now - now.getTimezoneOffset() * 60000).toISOString().slice(0, 10);
};

// 16 hex digits that no other event has.
export const newId = () => [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
