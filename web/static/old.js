/* Old JavaScript on purpose: tells whoever pairs a phone that its browser is too old for the live pages. */

(function () {
  var there = [window.fetch, window.EventSource, window.Promise, window.URLSearchParams, Element.prototype.replaceChildren];
  var modules = "noModule" in document.createElement("script");
  for (var each = 0; each < there.length; each++) if (!there[each]) modules = false;
  if (!modules) document.getElementById("old").removeAttribute("hidden");
})();
