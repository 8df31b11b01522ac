// While filming: that pictures arrive, and how far it is to the ten minutes that a film usually takes.

import { all, minutes, setText, words } from "./page.js";
import { say } from "./say.js";

const TEN = 600; // seconds
const STILL = 4; // seconds without a new picture

let frames = 0;
let arrived = 0; // the film's time, in seconds, of the newest picture that was told of
let shown = null; // whether pictures arrived when it was last said
let before = null;

export function reassure({ elapsed, frames: told }) {
  if (elapsed === null || elapsed === undefined) {
    before = null;
    shown = null;
    frames = 0;
    return;
  }
  if (told !== frames || before === null) arrived = elapsed;
  frames = told;
  const arriving = elapsed - arrived < STILL;
  if (arriving !== shown && shown !== null) say(arriving ? words.picture : words.no_picture, arriving ? "heard" : "urgent");
  shown = arriving;
  for (const place of all("[data-picture]")) {
    place.classList.toggle("arriving", arriving);
    setText(place, arriving ? words.picture : words.no_picture);
  }
  const left = TEN - elapsed;
  for (const place of all("[data-countdown]")) setText(place, left > 0 ? words.to_ten.replace("{}", minutes(Math.ceil(left))) : words.past_ten);
  if (before !== null && before < TEN && elapsed >= TEN) say(words.past_ten, "heard");
  before = elapsed;
}
