// Serves one whole version of Partitura, with or without a network. `cargo xtask build` writes two constants above:
// VERSION, and FILES with the address of each file and the hash of what it holds.
//
// A newer version is fetched in the background and checked by its hashes, so that files of two versions never meet, not
// even in the middle of a deployment. It takes over when no page is left of the old one, or when the reader says so.

// Other sites may lie beside this one, and other Partituras too: the scope tells whose cache it is.
const OURS = `partitura ${registration.scope} `;
const CACHE = OURS + VERSION;

addEventListener("install", (event) => {
  const requests = Object.entries(FILES).map(([file, integrity]) => new Request(file, { integrity, cache: "no-cache" }));
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(requests)));
});

addEventListener("activate", (event) => {
  const isOld = (name) => name.startsWith(OURS) && name !== CACHE;
  event.waitUntil(caches.keys().then((names) => Promise.all(names.filter(isOld).map((name) => caches.delete(name)))));
});

addEventListener("message", (event) => {
  if (event.data === "take over") skipWaiting();
});

addEventListener("fetch", (event) => {
  const file = fileOf(event.request);
  if (file) event.respondWith(kept(file).then((response) => response ?? fetch(event.request)));
});

// The file that a request asks for, if it is one of ours; a query does not matter.
function fileOf({ method, url }) {
  const { origin, pathname } = new URL(url);
  const address = origin + pathname;
  if (method !== "GET" || !address.startsWith(registration.scope)) return undefined;
  const file = "./" + address.slice(registration.scope.length);
  return file === "./index.html" ? "./" : Object.hasOwn(FILES, file) ? file : undefined;
}

async function kept(file) {
  const cache = await caches.open(CACHE);
  return cache.match(file);
}
