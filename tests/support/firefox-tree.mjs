// Runs with the browser's own rights, in one of its windows: every name and text of a page's accessibility tree, as JSON.
export const TREE = async (address) => {
  const service = Cc["@mozilla.org/accessibilityService;1"].getService(Ci.nsIAccessibilityService);
  const found = globalThis.gBrowser?.browsers.find((each) => each.currentURI.spec === address);
  if (!found) return null;
  const texts = new Set();
  const read = (node) => {
    for (const field of ["name", "description", "value"]) texts.add(node[field] ?? "");
    for (let child = node.firstChild; child; child = child.nextSibling) read(child);
  };
  // The page's own process sends its tree after the service was asked for the first time.
  for (const until = Date.now() + 30000; Date.now() < until; await new Promise((done) => globalThis.setTimeout(done, 100))) {
    texts.clear();
    const root = service.getAccessibleFor(found);
    if (root) read(root);
    if (texts.size > 1) return JSON.stringify([...texts]);
  }
  return JSON.stringify([...texts]);
};
