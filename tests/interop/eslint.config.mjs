// What `make check` asks of the pages' modules, and of the tests' own. Run from the project's folder.
import js from "@eslint/js";

const names = (list, value = "readonly") => Object.fromEntries(list.split(" ").map((name) => [name, value]));
const browser = names(
  "AbortController AbortSignal addEventListener Blob BroadcastChannel caches clearInterval clearTimeout console crypto CSS CustomEvent dispatchEvent document EncodedVideoChunk Event EventSource EventTarget fetch FormData getComputedStyle " +
    "history HTMLElement indexedDB localStorage location MediaSource MutationObserver navigator performance requestAnimationFrame ResizeObserver sessionStorage " +
    "setInterval setTimeout structuredClone URL URLSearchParams VideoDecoder window",
);
const strict = {
  ...js.configs.recommended.rules,
  eqeqeq: "error",
  "no-eval": "error",
  "no-implied-eval": "error",
  "no-var": "error",
  "prefer-const": "error",
};

export default [
  { files: ["web/static/**/*.js", "desk/**/static/*.js"], languageOptions: { globals: browser }, rules: strict },
  {
    // For browsers that know no modules: it says so in words that they understand.
    files: ["web/static/old.js"],
    languageOptions: { sourceType: "script", ecmaVersion: 5, globals: names("document Element window") },
    rules: { ...strict, "no-var": "off", "prefer-const": "off" },
  },
  { files: ["tests/interop/*.mjs"], languageOptions: { globals: names("Buffer console process URL") }, rules: strict },
];
