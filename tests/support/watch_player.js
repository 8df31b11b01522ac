// Evaluated in the page: reads the test card's clock off the screen, and steps and seeks while a stopwatch runs.
// The strip at the bottom: 32 cells, 24 bits of frame number, 8 of checksum (appliance/devices/simulated/test_card.py).
window.watch = {
  root: document.querySelector(".player"),
  paper: new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true }),

  // The number that is seen, whether the canvas or the player shows it; -1 if there is none to read.
  clock() {
    const canvas = this.root.querySelector(".screen canvas");
    const seen = canvas.hidden ? this.root.querySelector("video") : canvas;
    const [width, height] = [canvas.width, canvas.height];
    this.paper.canvas.width = width;
    this.paper.canvas.height = height;
    this.paper.drawImage(seen, 0, 0, width, height);
    const row = this.paper.getImageData(0, height - Math.floor(height / 24), width, 1).data;
    let [number, sum] = [0, 0];
    for (let cell = 0; cell < 32; cell += 1) {
      const bit = row[4 * Math.floor(((2 * cell + 1) * width) / 64) + 1] > 128 ? 1 : 0;
      if (cell < 24) number = number * 2 + bit;
      else sum = sum * 2 + bit;
    }
    return ((number & 255) + ((number >> 8) & 255) + (number >> 16)) % 256 === sum ? number : -1;
  },

  // Do something, and wait for the picture that it brings: { ns, clock, ms }.
  async after(act) {
    const began = performance.now();
    const shown = new Promise((done) => {
      const observer = new MutationObserver(() => {
        observer.disconnect();
        done(performance.now() - began);
      });
      observer.observe(this.root, { attributeFilter: ["data-picture"] });
    });
    await act();
    const ms = await shown;
    return { ns: Number(this.root.dataset.picture), clock: this.clock(), ms };
  },

  press: (key, more = {}) => document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more })),

  // Step by step: 1 for the next frame, -1 for the one before.
  async steps(ways) {
    const seen = [];
    for (const way of ways) seen.push(await this.after(() => this.press(way > 0 ? "ArrowRight" : "ArrowLeft")));
    return seen;
  },

  // Press on the timeline at these shares of the film's length.
  async seeks(shares) {
    const slider = this.root.querySelector("[role=slider]");
    slider.setPointerCapture = () => {}; // a press that no hand made cannot be captured
    const { left, width, top } = slider.getBoundingClientRect();
    const seen = [];
    for (const share of shares) {
      const at = { clientX: left + share * width, clientY: top + 5, bubbles: true };
      seen.push(await this.after(() => slider.dispatchEvent(new PointerEvent("pointerdown", at))));
    }
    return seen;
  },
};
