// The net below the page. When the wasm has trapped, nothing in it can run again; what remains to be said and done is
// done here: the reason, the session as a file, a reload or a fresh start. src/page/shell.rs is the other end.

const dialog = document.getElementById("fault");
const part = (name) => dialog.querySelector(`[data-part="${name}"]`);

// Where the session was kept last, and what was kept there: beside the wasm, and beside a storage that may be full.
let [place, session] = ["", ""];
// What a panic said, which the trap that follows does not repeat.
let said = "";
let over = false;

addEventListener("partitura-kept", ({ detail }) => ([place, session] = detail));
addEventListener("partitura-panic", ({ detail }) => {
  console.error(detail);
  said ||= detail;
  // The trap comes next; a script that called the wasm may catch it, and the page is as broken.
  setTimeout(() => stop(detail));
});
addEventListener("error", ({ error }) => isFatal(error) && stop(error));
addEventListener("unhandledrejection", ({ reason }) => isFatal(reason) && stop(reason));

// Errors that the script interface throws pass through wasm too and break nothing.
function isFatal(error) {
  const isTrap = error instanceof WebAssembly.RuntimeError;
  return isTrap || (error instanceof RangeError && /wasm/.test(error.stack));
}

export function stop(error) {
  if (over) return;
  over = true;
  // No frame and no event may reach what is broken: it could write over what is whole.
  window.requestAnimationFrame = () => 0;
  for (const kind of ["keydown", "pagehide", "resize", "hashchange"]) {
    addEventListener(kind, (event) => event.stopImmediatePropagation(), true);
  }
  session ||= remembered();
  part("reason").textContent = said || String(error);
  part("save").hidden = !session;
  part("save").onclick = save;
  part("reload").onclick = () => location.reload();
  part("afresh").onclick = startAfresh;
  dialog.onclose = () => dialog.showModal();
  dialog.showModal();
  part("reload").focus();
}

// A page that broke before it kept anything still has what was there when it began.
function remembered() {
  try {
    return sessionStorage.getItem("partitura.copy") ?? localStorage.getItem("partitura.session") ?? "";
  } catch {
    return "";
  }
}

function save() {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([JSON.parse(session).document], { type: "application/json" }));
  link.download = "partitura.json";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

// Only the session that broke is let go: a visit leaves the reader's own as it is, a copy leaves the other tab's.
function startAfresh() {
  try {
    sessionStorage.removeItem("partitura.visit");
    if (place === "partitura.copy") sessionStorage.setItem("partitura.copy", "{}");
    else if (place === "partitura.session" || (!place && !location.hash)) localStorage.removeItem("partitura.session");
  } catch {
    // What is forbidden to be kept need not be forgotten.
  }
  location.replace(location.pathname + location.search);
}
