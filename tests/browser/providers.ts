// The services that customers write over, as the simulator plays them (tests/providers/simulator.py).
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { atEnd, top } from "./harness.ts";

interface Thread {
  vendor: string;
  account: string;
  who: string | number;
  lines: [by: string, text: string][];
}

export class Providers {
  readonly address: string;
  /** What the server is started with, to find them. */
  readonly arguments: readonly string[];

  private constructor(address: string, args: readonly string[]) {
    this.address = address;
    this.arguments = args;
  }

  static async start() {
    const program = spawn(join(top, "tests/providers/simulator.py"), ["--port", "0"], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    atEnd(async () => program.kill());
    const [line] = await once(createInterface({ input: program.stdout }), "line");
    const [address = "", ...args] = String(line).split(" ");
    return new Providers(address, args);
  }

  async #ask(path: string, body?: Record<string, string>) {
    const answer = await fetch(this.address + path, {
      ...(body ? { method: "POST", body: new URLSearchParams(body) } : {}),
      redirect: "manual",
    });
    assert(answer.status < 400, `${path}: ${answer.status}`);
    return answer;
  }

  async accounts(): Promise<Record<string, { account: string; credentials: Record<string, string> }>> {
    return (await this.#ask("/accounts")).json();
  }

  say = (vendor: string, account: string, who: string, text: string) =>
    this.#ask("/say", { vendor, account, who, text });

  revoke = (vendor: string, account: string, revoked: boolean) =>
    this.#ask("/revoke", { vendor, account, revoked: revoked ? "yes" : "no" });

  /** What that customer sees. */
  async seenBy(vendor: string, who: string): Promise<string[]> {
    const threads: Thread[] = await (await this.#ask("/threads")).json();
    return threads
      .filter((t) => t.vendor === vendor && String(t.who) === who)
      .flatMap(({ lines }) => lines.map(([, text]) => text));
  }
}
