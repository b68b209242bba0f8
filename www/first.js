// Before the first paint: the theme that was chosen, so that the page never flashes in the other one.
// The rest of the page is Rust; see src/page/storage.rs for the key.
(function () {
  var wish = /[#&]theme=(dark|light)/.exec(location.hash);
  var theme = wish && wish[1];
  try {
    theme = theme || localStorage.getItem("partitura.theme");
  } catch (refused) {
    // A browser that keeps nothing still has a preference.
  }
  if (theme !== "dark" && theme !== "light") {
    theme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  }
  document.documentElement.dataset.theme = theme;
  // In a frame there is no bar of the whole page, not even for a moment; see src/page/embed.rs.
  document.documentElement.toggleAttribute("data-embed", /[#&]embed=1(&|$)/.test(location.hash));
})();
