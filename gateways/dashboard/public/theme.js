// Before anything is painted: the theme that was chosen here, and the language of the page.
(() => {
  const chosen = localStorage.getItem("millrace.theme");
  const dark = chosen === "dark" || (chosen !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.theme = dark ? "dark" : "light";
})();
