// The keyboard: one letter does one thing, by what the key says in any layout, and by nothing that laptops lack.

export class Keys {
  #actions;
  on = true;

  constructor(actions) {
    this.#actions = actions;
    document.addEventListener("keydown", (event) => this.#press(event));
  }

  #press(event) {
    const { target } = event;
    if (event.defaultPrevented || event.isComposing || document.querySelector("dialog[open]")) return;
    const typing = target.isContentEditable || target.matches("textarea, select, input:not([type=checkbox], [type=radio])");
    if (typing || event.altKey) return;
    const name = nameOf(event);
    const command = name.startsWith("Ctrl+");
    // Space and the arrows belong to what has the focus, if that is a control that uses them.
    if (event.key === " " && target.closest("button, summary, a, input")) return;
    if (event.key.startsWith("Arrow") && target.closest("[type=radio], [data-arrows]")) return;
    if (!command && !this.on && event.key.length === 1 && event.key !== " ") return;
    const action = this.#actions[name];
    if (!action) return;
    event.preventDefault();
    action();
  }
}

function nameOf(event) {
  const letter = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const shifted = event.shiftKey && (event.key.length > 1 || event.ctrlKey || event.metaKey);
  return `${event.ctrlKey || event.metaKey ? "Ctrl+" : ""}${shifted ? "Shift+" : ""}${letter === " " ? "Space" : letter}`;
}
