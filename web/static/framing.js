// What the camera sees, a few times a second, while somebody looks.

const picture = document.getElementById("framing");
const every = Number(picture.dataset.every);
let number = 0;

function look() {
  if (document.hidden) setTimeout(look, 1000);
  else picture.src = `${picture.dataset.framing}?n=${++number}`;
}

function seen(there) {
  picture.hidden = !there;
  document.querySelector(".no-picture").hidden = there;
}

picture.addEventListener("load", () => {
  seen(true);
  setTimeout(look, every);
});
picture.addEventListener("error", () => {
  seen(false);
  setTimeout(look, 2000);
});
if (picture.complete) look();
