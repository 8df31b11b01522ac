// Brings a list on the page to what it should hold, keeping the elements (and the focus) of what stays.

export function fill(list, entries, show) {
  const old = new Map([...list.children].map((item) => [item.dataset.id, item]));
  const model = document.querySelector(`template[data-for=".${list.classList[0]}"]`);
  const focus = document.activeElement;
  entries.forEach((entry, at) => {
    const item = old.get(entry.id) ?? model.content.firstElementChild.cloneNode(true);
    old.delete(entry.id);
    item.dataset.id = entry.id;
    show(item, entry, at);
    if (list.children[at] !== item) list.insertBefore(item, list.children[at] ?? null);
  });
  for (const item of old.values()) item.remove();
  if (focus?.isConnected && focus !== document.activeElement) focus.focus();
}
