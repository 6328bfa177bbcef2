/** Gives the browser a file to keep, as if it had been downloaded. */
export function saveFile(name: string, what: Blob) {
  const address = URL.createObjectURL(what);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000); // once the browser has begun to read it
}
