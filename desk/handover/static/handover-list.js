// Fills a list from the template that stands behind it; whoever has the focus in a row keeps it.

export function fill(place, items, draw) {
  const held = [...place.children].findIndex((row) => row.contains(document.activeElement));
  const nth = held < 0 ? -1 : [...place.children[held].querySelectorAll("button")].indexOf(document.activeElement);
  const template = place.nextElementSibling;
  place.replaceChildren(
    ...items.map((item) => {
      const row = template.content.firstElementChild.cloneNode(true);
      draw(row, item);
      return row;
    }),
  );
  if (held >= 0) place.children[Math.min(held, items.length - 1)]?.querySelectorAll("button")[nth]?.focus();
}
