// Shows a copy as it would be: the program's own MP4, in memory, by Media Source Extensions. It cannot be skipped through.

import { readHeader } from "./player-mp4.js";
import { learn, say } from "./player-words.js";

const page = document.querySelector("#watch");
learn(JSON.parse(page.dataset.words));
const status = page.querySelector(".watch-said");
const done = page.querySelector("[data-watch=done]");
const video = page.querySelector("video");

async function fetchCopy() {
  const answer = await fetch(`${page.dataset.address}/copy`, { cache: "no-store" });
  if (!answer.ok) throw new Error(await answer.text());
  return { digest: answer.headers.get("X-Attune-Digest"), bytes: new Uint8Array(await answer.arrayBuffer()) };
}

function open(bytes) {
  const source = new MediaSource();
  const address = URL.createObjectURL(source);
  return new Promise((ready, fail) => {
    source.addEventListener("sourceopen", () => {
      URL.revokeObjectURL(address);
      const buffer = source.addSourceBuffer(readHeader(bytes).mime);
      buffer.addEventListener("error", () => fail(new Error()));
      buffer.addEventListener("updateend", () => {
        if (source.readyState === "open") source.endOfStream();
        ready();
      }, { once: true });
      buffer.appendBuffer(bytes);
    }, { once: true });
    video.src = address;
  });
}

// Whoever seeks or speeds it up has not watched it: it counts from the beginning again.
function watch() {
  const [toggle, again] = ["toggle", "again"].map((name) => page.querySelector(`[data-watch=${name}]`));
  const bar = page.querySelector("progress");
  let whole = true;
  let from = 0;
  const restart = () => {
    whole = true;
    from = 0;
    video.currentTime = 0;
  };
  toggle.disabled = again.disabled = false;
  toggle.addEventListener("click", () => {
    if (video.ended || !whole) restart();
    if (video.paused) video.play();
    else video.pause();
  });
  again.addEventListener("click", () => {
    restart();
    video.play();
  });
  for (const kind of ["play", "pause"]) video.addEventListener(kind, () => (toggle.textContent = say(video.paused ? "play" : "pause")));
  video.addEventListener("ratechange", () => (whole &&= video.playbackRate <= 1));
  video.addEventListener("seeked", () => {
    if (video.currentTime > 0.05) whole = false;
  });
  video.addEventListener("timeupdate", () => {
    if (!whole) status.textContent = say("restarted");
    from = Math.max(from, video.currentTime);
    bar.value = whole ? from / video.duration : 0;
  });
  video.addEventListener("ended", () => {
    status.textContent = say(whole ? "watched_it" : "restarted");
    bar.value = whole ? 1 : 0;
    if (done) done.disabled = !whole;
  });
}

function failed(error) {
  status.textContent = "";
  const notice = page.querySelector("[role=alert]");
  notice.textContent = `${say("copy_failed")} ${error.message}`;
  notice.hidden = false;
}

try {
  status.textContent = say("loading");
  const { digest, bytes } = await fetchCopy();
  if (page.dataset.kind === "clip") {
    await open(bytes);
    watch();
    status.textContent = say("ready");
  } else {
    page.querySelector("img").src = URL.createObjectURL(new Blob([bytes], { type: "image/jpeg" }));
    status.textContent = "";
    if (done) done.disabled = false;
  }
  done?.addEventListener("click", async () => {
    const headers = { "Content-Type": "application/json", "X-Attune-Token": page.dataset.token };
    const answer = await fetch(`${page.dataset.address}/watched`, { method: "POST", headers, body: JSON.stringify({ digest }) });
    if (answer.ok) location.assign((await answer.json()).page);
    else failed(new Error(await answer.text()));
  });
  page.dataset.ready = "yes";
} catch (error) {
  failed(error);
}
