// A real server, its public API, and what a program says of its stories: `ok - …` and `not ok - …`.
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createInterface, type Interface } from "node:readline";

export const top = join(import.meta.dirname, "../..");
export const built = process.env.MILLRACE_DASHBOARD ?? join(top, "build/dashboard");
export const password = "correct horse";

interface Where {
  port: number;
  directory: string;
}

/** Runs until the program ends; killed and started again as it is told (server.py). */
export class Server {
  readonly #process: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  #where: Where = { port: 0, directory: "" };

  private constructor(args: readonly string[]) {
    const program = join(import.meta.dirname, "server.py");
    this.#process = spawn(program, args, { stdio: ["pipe", "pipe", "inherit"] });
    const { stdout } = this.#process;
    assert(stdout);
    const lines: Interface = createInterface({ input: stdout });
    this.#lines = lines[Symbol.asyncIterator]();
  }

  /** With the built dashboard, or the one in that directory, and room for as many sign-ins as tests make. */
  static async start({ dashboard = built, args = [] as readonly string[] } = {}) {
    assert(
      existsSync(join(dashboard, "index.html")),
      `${dashboard} holds no built dashboard: infra/dashboard makes it`,
    );
    // Nothing goes to a provider but where a test plays one.
    const nowhere = args.includes("--provider-endpoint") ? [] : ["--provider-endpoint", "telegram=http://127.0.0.1:9"];
    const server = new Server(["--dashboard", dashboard, "--anonymous-per-minute", "0", ...nowhere, ...args]);
    await server.#answer();
    return server;
  }

  get address() {
    return `http://127.0.0.1:${this.#where.port}`;
  }

  get directory() {
    return this.#where.directory;
  }

  /** As a crash does it. */
  kill = () => this.#tell("kill");
  stop = () => this.#tell("stop");
  start = () => this.#tell("start");

  async end() {
    this.#process.stdin?.end();
    await new Promise((ended) => this.#process.once("exit", ended));
  }

  async #tell(command: string) {
    this.#process.stdin?.write(`${command}\n`);
    await this.#answer();
  }

  async #answer() {
    const { value, done } = await this.#lines.next();
    assert(!done, "the server ended");
    this.#where = JSON.parse(value);
  }
}

// biome-ignore lint/suspicious/noExplicitAny: what the server answers is whatever a story reads of it
type Answer = any;

/** The public API with somebody's token, and the business that they work in. */
export class Caller {
  readonly server: Server;
  readonly token: string | undefined;
  readonly business: string | undefined;

  constructor(server: Server, token?: string, business?: string) {
    this.server = server;
    this.token = token;
    this.business = business;
  }

  async ask(method: string, path: string, body?: unknown, key?: string): Promise<{ status: number; answer: Answer }> {
    const headers: Record<string, string> = {};
    if (body !== undefined) headers["Content-Type"] = "application/json";
    if (method === "POST") headers["Idempotency-Key"] = key ?? randomUUID();
    if (this.token) headers.Authorization = `Bearer ${this.token}`;
    if (this.business) headers["Business-Id"] = this.business;
    const given = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(this.server.address + path, { method, headers, ...given });
    return { status: response.status, answer: response.status === 204 ? undefined : await response.json() };
  }

  async #done(method: string, path: string, body?: unknown): Promise<Answer> {
    const { status, answer } = await this.ask(method, path, body);
    assert(status < 300, `${method} ${path}: ${status} ${JSON.stringify(answer)}`);
    return answer;
  }

  get = (path: string) => this.#done("GET", path);
  post = (path: string, body: unknown = {}) => this.#done("POST", path, body);
  patch = (path: string, body: unknown) => this.#done("PATCH", path, body);
  remove = (path: string) => this.#done("DELETE", path);
}

export interface Business {
  id: string;
  slug: string;
  widget_key: string;
  member_id: string;
}

export interface Person extends Caller {
  email: string;
}

export async function signedUp(server: Server, name: string): Promise<Person> {
  const email = `${randomUUID().slice(0, 8)}@example.org`;
  const { access_token } = await new Caller(server).post("/auth/signup", { email, password, name });
  return Object.assign(new Caller(server, access_token), { email });
}

/** Somebody with a business of their own. */
export async function founded(server: Server, name = "Ann Owner", called = "Harbour Coffee") {
  const person = await signedUp(server, name);
  const business: Business = await person.post("/businesses", { name: called });
  const owner: Person = Object.assign(new Caller(server, person.token, business.id), { email: person.email });
  return { owner, business };
}

/** Somebody whom the owner has invited, and who has come. */
export async function joined(owner: Person, name: string, role = "agent"): Promise<Person & { member: string }> {
  const person = await signedUp(owner.server, name);
  const invited = await owner.post(`/businesses/${owner.business}/team`, { email: person.email, role });
  const { id: member } = await person.post(`/invitations/${invited.invitation_token}/accept`);
  return Object.assign(new Caller(owner.server, person.token, owner.business), { email: person.email, member });
}

/** Somebody who writes on the web site of the business. */
export class Visitor {
  readonly #caller: Caller;
  readonly #path: string;

  private constructor(caller: Caller, path: string) {
    this.#caller = caller;
    this.#path = path;
  }

  static async come(server: Server, business: Business, given: { name?: string; email?: string }) {
    const path = `/widget/${business.widget_key}`;
    const { visitor_token } = await new Caller(server).post(`${path}/visitors`, given);
    return new Visitor(new Caller(server, visitor_token), path);
  }

  /** The conversation it has become part of. */
  async write(text: string): Promise<string> {
    return (await this.#caller.post(`${this.#path}/messages`, { text })).conversation_id;
  }

  /** What the visitor sees, oldest first. */
  async read(): Promise<string[]> {
    const { items } = await this.#caller.get(`${this.#path}/messages`);
    return items.map((message: { text: string }) => message.text);
  }
}

/** Asks again until it holds; how long that takes is not what a test is about. */
export async function until<T>(what: string, look: () => Promise<T | undefined | false> | T | undefined | false) {
  const patience_ms = 60_000;
  const pause_ms = 50;
  for (const began = Date.now(); Date.now() - began < patience_ms; ) {
    const found = await look();
    if (found) return found;
    await new Promise((later) => setTimeout(later, pause_ms));
  }
  throw new Error(`it never came to this: ${what}`);
}

const ends: (() => Promise<unknown>)[] = [];
let failed = 0;

/** Done when the program ends, the last first. */
export function atEnd(what: () => Promise<unknown>) {
  ends.unshift(what);
}

/** Called with the name of what has failed, while all is as it was then. */
export const onFailure: ((story: string) => Promise<unknown>)[] = [];

/** Says whether it holds. */
export async function check(name: string, look: () => Promise<unknown> | unknown): Promise<boolean> {
  try {
    await look();
    console.log(`ok - ${name}`);
    return true;
  } catch (error) {
    failed += 1;
    console.log(`not ok - ${name}: ${error instanceof Error ? error.stack : error}`);
    for (const look of onFailure) await look(name).catch(() => undefined);
    return false;
  }
}

class Broken extends Error {}

/** A check that what comes after builds on: when it fails, that is not told. */
export async function story(name: string, tell: () => Promise<unknown>) {
  if (!(await check(name, tell))) throw new Broken();
}

/** Runs the stories of a program, and ends it. */
export async function program(tell: () => Promise<unknown>) {
  try {
    await tell();
  } catch (error) {
    if (!(error instanceof Broken)) await check("it could be told to its end", () => Promise.reject(error));
  }
  for (const end of ends) await end().catch((error: unknown) => console.log(`# at the end: ${error}`));
  process.exit(failed === 0 ? 0 : 1);
}
