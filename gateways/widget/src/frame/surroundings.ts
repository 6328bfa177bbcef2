// The page around the frame: whether it may show it, how it wants it to look, and whether the panel is open. Without one the frame is
// a page by itself.
import { type Hello, isOurs, namesOrigin, type ToButton } from "../protocol";

export interface Around {
  hello: (hello: Partial<Hello>) => void; // once, before anything is shown
  denied: () => void;
  opened: () => void;
  closed: () => void;
}

const patience_ms = 2_000; // for a page that says nothing

export class Surroundings {
  readonly framed: boolean;
  // Its origin, once it has said that it is one of those that may; "" for our own pages and by itself.
  embedder = "";
  private origin = "";
  private greeted = false;

  constructor(
    private readonly named: readonly string[],
    private readonly around: Around,
    private readonly page: Window = window,
  ) {
    this.framed = page.parent !== page;
    page.addEventListener("message", this.heard);
    if (this.framed) page.setTimeout(() => this.greet({}), patience_ms);
    else page.setTimeout(() => this.greet({ open: true })); // whoever makes this has it by then
  }

  tell(what: ToButton) {
    if (this.origin) this.page.parent.postMessage(what, this.origin);
  }

  private may(origin: string) {
    return this.named.length === 0 || origin === this.page.location.origin || namesOrigin(this.named, origin);
  }

  private heard = (event: MessageEvent) => {
    if (!this.framed || event.source !== this.page.parent || event.origin === "null" || !isOurs(event.data)) return;
    if (this.origin && event.origin !== this.origin) return;
    const what = event.data.millrace;
    if (what === "hello") {
      this.origin = event.origin;
      if (!this.may(event.origin)) {
        this.tell({ millrace: "denied" });
        return this.around.denied();
      }
      if (event.origin !== this.page.location.origin) this.embedder = event.origin;
      this.tell({ millrace: "ready" });
      this.greet(event.data as unknown as Hello);
      (event.data.open === true ? this.around.opened : this.around.closed)();
    } else if (this.origin && what === "opened") this.around.opened();
    else if (this.origin && what === "closed") this.around.closed();
  };

  private greet(hello: Partial<Hello>) {
    if (this.greeted) return;
    this.greeted = true;
    this.around.hello(hello);
  }
}
