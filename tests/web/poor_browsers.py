"""Browser functions that old or troubled phones lack, or that never answer there: scripts that make it so."""

NEVER = "new Promise(() => {})"


def lacks(owner: str, name: str) -> str:
    """The function is not there."""
    return f"Object.defineProperty({owner}, '{name}', {{value: undefined, configurable: true}});"


def throws(owner: str, name: str) -> str:
    """It is there, and refuses."""
    return f"Object.defineProperty({owner}, '{name}', {{get() {{ throw new Error('refused'); }}, configurable: true}});"


POOR = {
    "no IndexedDB": lacks("window", "indexedDB"),
    "IndexedDB refused": throws("window", "indexedDB"),
    "IndexedDB never opens": "IDBFactory.prototype.open = () => ({});",
    "IndexedDB never answers": """IDBDatabase.prototype.transaction = () => ({objectStore: () => new Proxy({}, {
        get: () => () => ({})})});""",
    "IndexedDB is full": "IDBObjectStore.prototype.put = () => { throw new DOMException('', 'QuotaExceededError'); };",
    "no AbortSignal.timeout": "delete AbortSignal.timeout;",
    "no AbortController": lacks("window", "AbortController") + lacks("window", "AbortSignal"),
    "no requestSubmit": "delete HTMLFormElement.prototype.requestSubmit;",
    "no submitter": lacks("SubmitEvent.prototype", "submitter"),
    "no localStorage": throws("window", "localStorage"),
    "no random values": lacks("Crypto.prototype", "getRandomValues"),
    "no CSS.escape": lacks("window", "CSS"),
    "events never come": "window.EventSource = class { close() {} addEventListener() {} };",
    "no EventSource": lacks("window", "EventSource"),
    "no Intl formats": "Intl.DateTimeFormat = class { constructor() { throw new RangeError(); } };",
    "no animation frames": "window.requestAnimationFrame = () => 0;",
    "no pointer events": """const add = EventTarget.prototype.addEventListener;
        EventTarget.prototype.addEventListener = function (kind, ...rest) {
          if (!String(kind).startsWith('pointer')) add.call(this, kind, ...rest); };""",
    "no service worker": lacks("Navigator.prototype", "serviceWorker"),
    "service worker never registers": f"ServiceWorkerContainer.prototype.register = () => {NEVER};",
    "no wake lock": lacks("Navigator.prototype", "wakeLock"),
    "wake lock never answers": f"WakeLock.prototype.request = () => {NEVER};",
    "no vibration": lacks("Navigator.prototype", "vibrate"),
    "vibration refused": "Navigator.prototype.vibrate = () => { throw new Error('refused'); };",
    "always hidden": "Object.defineProperty(Document.prototype, 'hidden', {get: () => true});",
    "events stamped since 1970": "Object.defineProperty(Event.prototype, 'timeStamp', {get: () => Date.now()});",
    "the clock cannot be asked": f"""const ask = window.fetch;
        window.fetch = (where, ...rest) => String(where).endsWith('/time') ? {NEVER} : ask(where, ...rest);""",
}
