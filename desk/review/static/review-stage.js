// What the family's window shows, as the program keeps it. Windows say to each other only that it changed.

import { json } from "./player-film.js";

const SOON = 1_000; // ms: within this what another program saves in the case is heard
const AWAKE = 60_000; // ms
const LONGEST = 2 * 3600_000; // ms; after that a desk that nobody uses locks itself as ever

export class Stage extends EventTarget {
  #address;
  #headers;
  #channel = new BroadcastChannel("attune-review");
  #last = Promise.resolve();
  state = { clip: null, turn: 0, going: false, slow: false, at_ns: null, trouble: "" };

  constructor(address, token) {
    super();
    this.#address = address;
    this.#headers = { "Content-Type": "application/json", "X-Attune-Token": token };
    this.#channel.onmessage = ({ data }) => (data === "changed" ? this.load() : this.dispatchEvent(new CustomEvent(data)));
  }

  load() {
    return this.#then(() => json(this.#address), false);
  }

  // Ask for something; resolves once the program has it. One after the other.
  wish(wish) {
    const asked = { method: "POST", headers: this.#headers, body: JSON.stringify(wish) };
    return this.#then(() => json(this.#address, asked), true);
  }

  // Say a word to the other windows; `changed` is said by itself.
  say(word) {
    this.#channel.postMessage(word);
  }

  #then(ask, tell) {
    this.#last = this.#last.then(async () => {
      try {
        this.state = await ask();
        if (tell) this.say("changed");
        this.dispatchEvent(new CustomEvent("changed"));
      } catch (error) {
        this.dispatchEvent(new CustomEvent("failed", { detail: error }));
      }
    });
    return this.#last;
  }
}

// Calls `changed` with the case's version once, and again when anything was saved in it, by a command too.
export function watchCase(address, changed) {
  let version = null;
  setInterval(async () => {
    const answer = await fetch(address, { cache: "no-store" }).catch(() => null);
    const now = answer?.ok ? (await answer.json().catch(() => ({}))).version : null;
    if (!now || now === version) return;
    await changed(now);
    version = now;
  }, SOON);
}

// While a review lasts the desk stays open, though nobody may touch it for long: they talk.
export function keepAwake(address, token) {
  const began = performance.now();
  const timer = setInterval(() => {
    if (performance.now() - began > LONGEST) clearInterval(timer);
    else fetch(address, { method: "POST", headers: { "X-Attune-Token": token }, cache: "no-store" }).catch(() => {});
  }, AWAKE);
}
