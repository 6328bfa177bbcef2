// The row that has the focus, in a table, a list or a column: what a letter is about.

export function rowInFocus(): string | undefined {
  const row = document.activeElement?.closest<HTMLElement>("[data-row]");
  return row?.dataset.row;
}
