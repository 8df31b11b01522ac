// What the camera sees, a few times a second, while somebody looks.

const picture = document.getElementById("framing");
const missing = document.querySelector(".no-picture");
const ENDS = 119_000; // ms: the box ends a view of the room after two minutes
let number = 0;
let began = 0;
let looked = 0;

function look() {
  if (document.hidden) return setTimeout(look, 1000);
  const now = Date.now();
  if (now - looked > 2500) began = now;
  looked = now;
  picture.src = `${picture.dataset.framing}?n=${++number}`;
}

// The room is not watched by a page that somebody left open.
function ended() {
  seen(false);
  missing.textContent = missing.dataset.ended;
}

// There is none while a film is made, on a box with a real camera: that is no fault of the camera.
function seen(there) {
  const filming = ["filming", "sealing"].includes(document.body.dataset.state);
  missing.textContent = filming ? missing.dataset.filming : missing.dataset.missing;
  picture.hidden = !there;
  missing.hidden = there;
}

if (picture) {
  picture.addEventListener("load", () => {
    seen(true);
    setTimeout(look, Number(picture.dataset.every));
  });
  picture.addEventListener("error", () => {
    if (missing.dataset.ended && began && Date.now() - began >= ENDS) return ended();
    seen(false);
    setTimeout(look, 2000);
  });
  if (picture.complete) look();
}
