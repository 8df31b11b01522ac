// What does not hold in the look that a page has, a line each: each control can be reached, lies within the page and under
// nothing; no text is cut off; and it is the look asked for.
(look) => {
  const wrong = [];
  const root = document.documentElement;
  const name = (node) => node.outerHTML.replace(/\s+/g, " ").slice(0, 90);
  const shown = (node) => node.checkVisibility({ visibilityProperty: true }) && !node.closest(".hidden, .skip");
  if (innerWidth !== look.width || innerHeight !== look.height) wrong.push(`it is ${innerWidth} by ${innerHeight}`);
  if (matchMedia("(prefers-color-scheme: dark)").matches !== look.dark) wrong.push("it has the other scheme");
  if (matchMedia("(prefers-reduced-motion: reduce)").matches !== look.still) wrong.push("it has the other motion");
  if (look.still && document.getAnimations().some((each) => each.playState === "running")) wrong.push("it moves");
  if (root.scrollWidth > root.clientWidth) wrong.push("it scrolls sideways");
  for (const node of document.querySelectorAll("a[href], button, summary, input:not([type=hidden]), textarea")) {
    if (!shown(node)) continue;
    const target = (node.matches("input") && node.closest("label")) || node;
    target.scrollIntoView({ block: "center", behavior: "instant" });
    const { left, right, top, bottom } = target.getClientRects()[0];
    if (left < -0.5 || right > innerWidth + 0.5) wrong.push(`outside the page: ${name(node)}`);
    const there = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
    if (!there || !target.contains(there)) wrong.push(`under ${there ? name(there) : "nothing"}: ${name(node)}`);
  }
  for (const node of document.querySelectorAll("*")) if (node.scrollTop) node.scrollTop = 0;
  const texts = "h1, h2, p, li, dt, dd, a, button, legend, label, summary, .mark-word, .mark-hint";
  for (const node of document.querySelectorAll(texts)) {
    if (!shown(node) || node.clientWidth <= 1) continue; // not shown, within a line, or only spoken
    const { overflowX, overflowY } = getComputedStyle(node);
    const hides = ["hidden", "clip"].includes(overflowY);
    if (node.scrollWidth > node.clientWidth + 1 && overflowX !== "auto") wrong.push(`wider than its place: ${name(node)}`);
    if (node.scrollHeight > node.clientHeight + 2 && hides) wrong.push(`cut off: ${name(node)}`);
  }
  return wrong;
}
