// Bring a list to what it should hold, keeping the elements (and the focus) of what stays.
// An item's element is made of the template whose `data-for` is the list's selector, and filled by `fill(element, entry, at)`.
export function bringList(root, selector, entries, fill) {
  const list = root.querySelector(selector);
  const old = new Map([...list.children].map((item) => [item.dataset.id, item]));
  const model = root.querySelector(`template[data-for="${selector}"]`);
  const focus = document.activeElement;
  entries.forEach((entry, at) => {
    const item = old.get(entry.id) ?? model.content.firstElementChild.cloneNode(true);
    old.delete(entry.id);
    item.dataset.id = entry.id;
    fill(item, entry, at);
    if (list.children[at] !== item) list.insertBefore(item, list.children[at] ?? null);
  });
  for (const item of old.values()) item.remove();
  if (focus?.isConnected && focus !== document.activeElement) focus.focus();
}
