// One film as the program serves it: its header, its segments (the last few kept), and which segment holds a time.

import { readFrames, readHeader } from "./player-mp4.js";
import { fetched } from "./player-prefetch.js";

const KEPT = 12; // encoded segments in memory: some 3 MB

export async function openFilm(address) {
  const [about, header] = await Promise.all([fetched(`${address}/about`), bytes(`${address}/init`)]);
  return new Film(address, await read(about, "json"), header);
}

export class Film {
  #kept = new Map();

  constructor(address, about, header) {
    this.address = address;
    this.bounds = about.bounds; // where each segment begins, and where the last ends (ns)
    this.marks = about.marks;
    this.length = this.bounds.at(-1);
    this.segments = this.bounds.length - 1;
    this.header = header;
    Object.assign(this, readHeader(header));
  }

  // The number of the segment in which a time lies.
  segmentAt(ns) {
    let [low, high] = [0, this.segments - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.bounds[middle] <= ns) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  // A segment's bytes (moof, mdat).
  segment(number) {
    let found = this.#kept.get(number);
    this.#kept.delete(number);
    found ??= bytes(`${this.address}/segment/${number}`);
    this.#kept.set(number, found); // the last asked for is the last to go
    found.catch(() => this.#kept.delete(number));
    while (this.#kept.size > KEPT) this.#kept.delete(this.#kept.keys().next().value);
    return found;
  }

  // A segment's frames, in order: { ns, end, data }.
  async frames(number) {
    return readFrames(await this.segment(number), this.video);
  }

  // The frame that is seen at a time: its segment, its number in it, and when it begins and ends.
  async frameAt(ns) {
    const segment = this.segmentAt(ns);
    const frames = await this.frames(segment);
    const after = frames.findIndex((frame) => frame.ns > ns);
    const number = Math.max(0, (after < 0 ? frames.length : after) - 1);
    return place(segment, number, frames);
  }

  // The frame that begins closest to a time: what a player shows is named by a time that was rounded.
  async frameNear(ns) {
    const segment = this.segmentAt(ns);
    const near = [segment - 1, segment, segment + 1].filter((n) => n >= 0 && n < this.segments);
    const all = await Promise.all(near.map(async (n) => (await this.frames(n)).map((_, k, frames) => place(n, k, frames))));
    return all.flat().reduce((best, frame) => (Math.abs(frame.ns - ns) < Math.abs(best.ns - ns) ? frame : best));
  }

  // The frame `by` frames further, or further back; the first or the last if there are not so many.
  async frameBeside(frame, by) {
    let [segment, number] = [frame.segment, frame.number + by];
    let frames = await this.frames(segment);
    while (number < 0 && segment > 0) {
      frames = await this.frames((segment -= 1));
      number += frames.length;
    }
    while (number >= frames.length && segment < this.segments - 1) {
      number -= frames.length;
      frames = await this.frames((segment += 1));
    }
    return place(segment, Math.min(Math.max(number, 0), frames.length - 1), frames);
  }
}

const place = (segment, number, frames) => ({ segment, number, ns: frames[number].ns, end: frames[number].end });

export async function json(address, options = {}) {
  const headers = { Accept: "application/json", ...options.headers }; // a refusal is a sentence then, not a page
  return read(await fetch(address, { cache: "no-store", ...options, headers }), "json");
}

const bytes = async (address) => new Uint8Array(await read(await fetched(address), "arrayBuffer"));

async function read(answer, as) {
  if (!answer.ok) throw new Error(await answer.text());
  return answer[as]();
}
