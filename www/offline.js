// Keeps the visited version for times without a network (see sw.js), and tells the page when a newer one is ready.
// The page answers with `partitura-renew` when the reader agrees. A browser that forbids this loses nothing else.

export function keepForOffline() {
  // There is no service worker where the address is not a secure one.
  navigator.serviceWorker?.register("./sw.js").then(watch, () => {});
}

function watch(registration) {
  const workers = navigator.serviceWorker;
  // Without a controller this page came from the network, and is as new as can be.
  const offer = () => workers.controller && dispatchEvent(new CustomEvent("partitura-update"));
  if (registration.waiting) offer();
  registration.addEventListener("updatefound", () => {
    const next = registration.installing;
    next?.addEventListener("statechange", () => next.state === "installed" && offer());
  });
  addEventListener("partitura-renew", () => {
    // Another tab may have been faster; then there is nothing to wait for.
    if (!registration.waiting) return location.reload();
    workers.addEventListener("controllerchange", () => location.reload(), { once: true });
    registration.waiting.postMessage("take over");
  });
}
