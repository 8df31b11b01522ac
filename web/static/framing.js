// What the camera sees, a few times a second, while somebody looks.

const picture = document.getElementById("framing");
const missing = document.querySelector(".no-picture");
let number = 0;

function look() {
  if (document.hidden) setTimeout(look, 1000);
  else picture.src = `${picture.dataset.framing}?n=${++number}`;
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
    seen(false);
    setTimeout(look, 2000);
  });
  if (picture.complete) look();
}
