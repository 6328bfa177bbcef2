interface Rendered {
  fromLocation?: unknown;
  pathChanged: boolean;
}

/** A page that goes takes the focus with it: then what has come in its place has it, at its beginning. */
export function keepFocus({ fromLocation, pathChanged }: Rendered) {
  if (!fromLocation || !pathChanged || document.activeElement !== document.body) return; // the first page leaves it where the browser has it
  document.getElementById("content")?.focus({ preventScroll: true });
}
