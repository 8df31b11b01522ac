// Single frames by WebCodecs: decoded from the key frame on, a segment at a time, the last three segments kept.

const KEPT = 3; // decoded segments: some 100 MB at 720p, however long the film

export const supported = () => typeof VideoDecoder === "function" && typeof EncodedVideoChunk === "function";

export class Frames {
  #film;
  #groups = new Map(); // by segment
  #decoder = null;
  #decoding = null;
  #count = 0;

  constructor(film) {
    this.#film = film;
  }

  // The picture of a frame. Whoever asks draws it before asking again: it may be let go of then.
  async picture(frame) {
    const group = this.#groups.get(frame.segment) ?? this.#decode(frame.segment);
    this.#groups.delete(frame.segment);
    this.#groups.set(frame.segment, group);
    this.#evict();
    return group.picture(frame.number);
  }

  // Decode a segment that will soon be asked for, if nothing else is being decoded.
  prepare(segment) {
    if (this.#decoding || this.#groups.has(segment) || segment < 0 || segment >= this.#film.segments) return;
    this.#decode(segment);
    this.#evict();
  }

  close() {
    for (const group of this.#groups.values()) group.close();
    this.#groups.clear();
    if (this.#decoder?.state !== "closed") this.#decoder?.close();
  }

  #decode(segment) {
    this.#abandon();
    const group = new Group(segment);
    this.#groups.set(segment, group);
    this.#decoding = group;
    this.#feed(group).catch((error) => this.#fail(group, error));
    return group;
  }

  async #feed(group) {
    const frames = await this.#film.frames(group.segment);
    if (this.#decoding !== group) return;
    const decoder = this.#ready();
    group.first = this.#count;
    group.size = frames.length;
    for (const [number, { data }] of frames.entries()) {
      decoder.decode(new EncodedVideoChunk({ type: number ? "delta" : "key", timestamp: this.#count, data }));
      this.#count += 1;
    }
    await decoder.flush();
    if (this.#decoding === group) this.#decoding = null;
    if (!group.whole) throw new Error("the decoder gave fewer frames than it was given");
  }

  // What is being decoded is no longer wanted: what is asked for now must not wait behind it.
  #abandon() {
    const group = this.#decoding;
    if (!group) return;
    this.#decoding = null;
    this.#groups.delete(group.segment);
    group.close();
    if (this.#decoder?.state === "configured") this.#decoder.reset();
  }

  #fail(group, error) {
    if (this.#decoding === group) this.#decoding = null;
    if (this.#groups.get(group.segment) === group) this.#groups.delete(group.segment);
    group.close(error);
  }

  #ready() {
    if (!this.#decoder || this.#decoder.state === "closed") {
      this.#decoder = new VideoDecoder({ output: (picture) => this.#take(picture), error: () => {} });
    }
    if (this.#decoder.state === "unconfigured") {
      const { codec, description, width, height } = this.#film.video;
      // By software: a hardware decoder may stall when many of its pictures are kept, or hold some back.
      const hardwareAcceleration = "prefer-software";
      const size = { codedWidth: width, codedHeight: height };
      this.#decoder.configure({ codec, description, ...size, hardwareAcceleration, optimizeForLatency: true });
    }
    return this.#decoder;
  }

  #take(picture) {
    const group = this.#decoding;
    if (group && picture.timestamp >= group.first) group.take(picture.timestamp - group.first, picture);
    else picture.close();
  }

  #evict() {
    for (const [segment, group] of this.#groups) {
      if (this.#groups.size <= KEPT) break;
      if (group === this.#decoding) continue;
      this.#groups.delete(segment);
      group.close();
    }
  }
}

// The pictures of one segment, as they come out of the decoder.
class Group {
  #pictures = [];
  #waiting = [];
  #error = null;
  size = Infinity;
  first = Infinity;

  constructor(segment) {
    this.segment = segment;
  }

  get whole() {
    return this.#pictures.length === this.size;
  }

  picture(number) {
    if (this.#error) return Promise.reject(this.#error);
    if (this.#pictures[number]) return Promise.resolve(this.#pictures[number]);
    return new Promise((done, fail) => this.#waiting.push({ number, done, fail }));
  }

  take(number, picture) {
    this.#pictures[number] = picture;
    this.#waiting = this.#waiting.filter((each) => each.number !== number || each.done(picture));
  }

  close(error = new Error("no longer wanted")) {
    this.#error = error;
    for (const picture of this.#pictures) picture?.close();
    for (const { fail } of this.#waiting) fail(error);
    this.#pictures = [];
    this.#waiting = [];
  }
}
