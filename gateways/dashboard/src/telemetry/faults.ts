// What is told of an error: what it says and where, without what may be about somebody.
import { Problem, Unreachable } from "@/api/problem";
import type { components } from "@/api/schema";

export type Fault = components["schemas"]["operations.fault"];

const longest_message = 500; // characters: the server keeps fewer
const longest_stack = 4000;

/** Nothing of what is an answer, or the lack of one, and is told to whoever asked. */
export function faultOf(error: unknown, route: string): Fault | undefined {
  if (error instanceof Problem || error instanceof Unreachable) return undefined;
  if (error instanceof DOMException && (error.name === "AbortError" || error.name === "TimeoutError")) return undefined;
  const said = error instanceof Error ? `${error.name}: ${error.message}` : typeof error === "string" ? error : "";
  const message = withoutNames(said.slice(0, longest_message));
  if (message.trim() === "") return undefined;
  const stack = error instanceof Error ? withoutNames((error.stack ?? "").slice(0, longest_stack)) : "";
  return { message, route, ...(stack ? { stack } : {}) };
}

const email = /[^\s"'`<>@]+@[^\s"'`<>@]+\.\p{L}+/gu;
const id = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;
const query = /\?[^\s)"'`]*/g;
/** An apostrophe stands beside letters, a quote does not. */
const quoted =
  /(?<![\p{L}\p{N}])(["'`])(?:(?!\1)[^\n]|\1(?=[\p{L}\p{N}]))*?(?:\s|[^\n]{40})(?:(?!\1)[^\n]|\1(?=[\p{L}\p{N}]))*?\1(?![\p{L}\p{N}])/gu;

/** The server does the same again, and more: this is so that nothing leaves the page. */
export function withoutNames(text: string) {
  return text.replace(quoted, "<text>").replace(email, "<email>").replace(id, "<id>").replace(query, "?");
}
