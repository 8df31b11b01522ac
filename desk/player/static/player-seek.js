// Without WebCodecs: the browser's own player brought to one frame, and made sure that it shows that one.

const SECOND = 1e9;
const NEAR = 2e6; // ns
const TRIES = 5;
const PATIENCE = 400; // ms for a frame to be shown

// Put the player on a frame. "seeked" alone may come while the frame before is still on the screen.
export async function seekExactly(video, frame, unwanted) {
  const middle = (frame.ns + frame.end) / 2 / SECOND;
  for (let left = TRIES; left && !unwanted(); left -= 1) {
    const shown = nextShown(video);
    video.currentTime = middle + (left % 2 ? 0 : 1e-5); // the same time again would be no seek
    const seen = await shown;
    if (seen === null || Math.abs(seen - frame.ns) < NEAR) return;
  }
}

// The time (ns) of the frame that is on the screen, as far as can be known.
export const shownAt = (video, last) => (video.requestVideoFrameCallback && last !== undefined ? last : video.currentTime * SECOND);

// The time (ns) of the next frame that the player shows; null if it does not say.
function nextShown(video) {
  return new Promise((done) => {
    const late = setTimeout(done, PATIENCE, null);
    const tell = (ns) => {
      clearTimeout(late);
      done(ns);
    };
    if (video.requestVideoFrameCallback) video.requestVideoFrameCallback((_, { mediaTime }) => tell(mediaTime * SECOND));
    else video.addEventListener("seeked", () => tell(null), { once: true });
  });
}
