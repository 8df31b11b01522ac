// Which button sent a form, also where a browser does not tell (Safari before 15.4).

let clicked = null;

addEventListener("click", (event) => (clicked = event.target.closest?.("button") ?? null), true);

export function submitterOf(event) {
  if (event.submitter) return event.submitter;
  return clicked?.form === event.target ? clicked : event.target.querySelector("button");
}
