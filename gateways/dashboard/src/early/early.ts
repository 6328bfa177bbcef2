// Runs before anything else of a page (vite/early_script.ts), and is small: while the application comes, what its first screen needs comes too.
import { hasSession } from "@/api/csrf";
import { idOfBusiness } from "@/features/shell/last_business";
import { askEarly } from "./answers";
import { firstAsked } from "./asked";

/** Put in by vite/early_script.ts: files of every screen that needs a person. */
declare const millraceWork: readonly string[];

const { pathname, search } = location;

if (hasSession() && /^\/app\/(b\/|$)/.test(pathname)) {
  askEarly(firstAsked(pathname, search, idOfBusiness));
  for (const href of millraceWork) {
    const link = document.createElement("link");
    link.rel = "modulepreload";
    link.href = href;
    document.head.append(link);
  }
  const page = document.documentElement.dataset;
  const [, inbox, conversation] = /^\/app\/b\/[^/]+\/(inbox)(\/.)?/.exec(pathname) ?? [];
  page.opening = conversation ? "thread" : inbox ? "list" : "page"; // index.html shows it
  if (localStorage.getItem("millrace.navigation_folded") === "yes") page.folded = "yes";
}
