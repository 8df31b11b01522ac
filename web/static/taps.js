// Finds out when the thumb touched Mark: with the pointer where there is one, by the click elsewhere.

export function watchTaps(tap) {
  let down = null;
  let done = -Infinity;
  const onMark = (event) => event.target.closest?.("#mark");
  addEventListener("pointerdown", (event) => {
    if (onMark(event) && event.isPrimary && !event.button) down = { at: stampOf(event), pointer: event.pointerId };
  });
  addEventListener("pointerup", (event) => {
    if (down?.pointer !== event.pointerId) return;
    const { at } = down;
    down = null;
    if (!onMark(event)) return;
    done = performance.now();
    tap(at);
  });
  addEventListener("pointercancel", () => (down = null));
  addEventListener("contextmenu", (event) => onMark(event) && event.preventDefault());
  addEventListener("click", (event) => {
    if (!onMark(event)) return;
    event.preventDefault();
    // A click without a touch before it comes from a keyboard or a screen reader.
    if (performance.now() - done > 700) tap(stampOf(event));
    done = -Infinity;
  });
}

// On performance.now()'s scale; some browsers stamp events on another.
function stampOf({ timeStamp }) {
  const now = performance.now();
  return timeStamp > now - 10000 && timeStamp <= now ? timeStamp : now;
}
