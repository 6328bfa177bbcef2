// Which columns of the table this browser leaves out.

const key = "millrace.tickets.hidden_columns";
const usual = ["created_at"];

export function keptHidden(): string[] {
  const kept = localStorage.getItem(key);
  return kept === null ? usual : kept.split(" ").filter(Boolean);
}

export function keepHidden(columns: readonly string[]) {
  localStorage.setItem(key, columns.join(" "));
}
