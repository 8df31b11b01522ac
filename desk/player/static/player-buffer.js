// Feeds the browser's player by Media Source Extensions: some thirty seconds before and after where it plays, no more.

const AHEAD = 30e9; // ns
const BEHIND = 30e9;
const SECOND = 1e9;

export class Buffer {
  #film;
  #source = new MediaSource();
  #address;
  #buffer = null;
  #appended = new Set();
  #at = 0;
  #running = null;
  #again = false;

  constructor(film, video) {
    this.#film = film;
    video.disableRemotePlayback = true;
    this.#address = URL.createObjectURL(this.#source);
    video.src = this.#address;
    this.opened = new Promise((done) => this.#source.addEventListener("sourceopen", done, { once: true })).then(() => this.#open());
    this.opened.catch(() => {});
  }

  // Move the buffered stretch to around a time. Resolves once the segment at that time is there.
  async around(ns) {
    await this.opened;
    this.#at = ns;
    const wanted = this.#film.segmentAt(ns);
    while (!this.#appended.has(wanted) && this.#film.segmentAt(this.#at) === wanted) await this.#pump();
    this.#pump().catch(() => {});
  }

  async #open() {
    URL.revokeObjectURL(this.#address);
    this.#source.duration = this.#film.length / SECOND;
    this.#buffer = this.#source.addSourceBuffer(this.#film.mime);
    await this.#do(() => this.#buffer.appendBuffer(this.#film.header));
  }

  // One run at a time; what is asked for meanwhile begins a new one with the time that counts then.
  #pump() {
    this.#again = true;
    this.#running ??= this.#run().finally(() => (this.#running = null));
    return this.#running;
  }

  async #run() {
    while (this.#again) {
      this.#again = false;
      await this.#evict();
      const number = this.#missing();
      if (number === null) return;
      const bytes = await this.#film.segment(number);
      if (this.#missing() !== number) this.#again = true; // it plays elsewhere meanwhile
      else await this.#append(number, bytes);
      if (this.#appended.has(this.#film.segmentAt(this.#at))) this.#later();
      else this.#again = true;
    }
  }

  // What comes next is fetched when nobody waits for it.
  #later() {
    if (this.#missing() !== null) setTimeout(() => this.#pump().catch(() => {}));
  }

  #missing() {
    const last = this.#film.segmentAt(Math.min(this.#at + AHEAD, this.#film.length - 1));
    for (let number = this.#film.segmentAt(this.#at); number <= last; number += 1) {
      if (!this.#appended.has(number)) return number;
    }
    return null;
  }

  async #append(number, bytes) {
    try {
      await this.#do(() => this.#buffer.appendBuffer(bytes));
      this.#appended.add(number);
      if (number === this.#film.segments - 1) this.#source.endOfStream(); // else the last frames might not come out
    } catch (error) {
      if (error.name !== "QuotaExceededError") throw error;
      await this.#evict(AHEAD / 3);
    }
  }

  async #evict(reach = AHEAD) {
    const keep = [this.#film.segmentAt(Math.max(0, this.#at - BEHIND)), this.#film.segmentAt(Math.min(this.#at + reach, this.#film.length - 1))];
    const gone = [...this.#appended].filter((number) => number < keep[0] || number > keep[1]).sort((a, b) => a - b);
    while (gone.length) {
      let count = 1;
      while (gone[count] === gone[0] + count) count += 1;
      const [first, last] = [gone[0], gone[count - 1]];
      gone.splice(0, count);
      for (let number = first; number <= last; number += 1) this.#appended.delete(number);
      await this.#do(() => this.#buffer.remove(this.#film.bounds[first] / SECOND, this.#film.bounds[last + 1] / SECOND));
    }
  }

  #do(work) {
    const buffer = this.#buffer;
    return new Promise((done, fail) => {
      const finish = (event) => {
        buffer.removeEventListener("updateend", finish);
        buffer.removeEventListener("error", finish);
        if (event.type === "error") fail(new Error("the browser does not take this film"));
        else done();
      };
      buffer.addEventListener("updateend", finish);
      buffer.addEventListener("error", finish);
      try {
        work();
      } catch (error) {
        buffer.removeEventListener("updateend", finish);
        buffer.removeEventListener("error", finish);
        fail(error);
      }
    });
  }
}
