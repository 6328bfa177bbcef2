// Who is signed in lies in cookies that no script can read. When the access cookie has run out, one tab renews it for all of them.
import { problemOf } from "./problem";

export interface SessionPorts {
  fetch: (request: Request) => Promise<Response>;
  /** Runs while no other tab does. */
  alone: <T>(work: () => Promise<T>) => Promise<T>;
  /** When a tab has last renewed; all tabs read the same. */
  renewedAt: { read: () => number; write: (at: number) => void };
  now: () => number;
  csrfToken: () => string | undefined;
  /** Asks the person to show again who they are; whether they have. */
  stepUp: () => Promise<boolean>;
}

/** What changes something came without the token of the cookie. */
export const csrf_rule = "auth.csrf_token";

export type Renewal = "renewed" | "signed_out";

export class Session {
  readonly #ports: SessionPorts;
  readonly #ends = new Set<() => void>();

  constructor(ports: SessionPorts) {
    this.#ports = ports;
  }

  /** Called when the server no longer knows who this is. */
  onEnd(listener: () => void) {
    this.#ends.add(listener);
    return () => void this.#ends.delete(listener);
  }

  /** Sends with the cookies. What wants its person to show who they are is sent again, as it is, once they have. */
  send = async (request: Request): Promise<Response> => {
    const again = request.clone();
    const response = await this.#signedIn(request);
    const wantsPerson = response.status === 403 && (await ruleOf(response)) === "auth.step_up_required";
    return wantsPerson && (await this.#ports.stepUp()) ? this.#signedIn(again) : response;
  };

  /** Renews the cookies once when they have run out, or the one that scripts read is lost, and sends again. */
  #signedIn = async (request: Request): Promise<Response> => {
    const again = request.clone();
    const sentAt = this.#ports.now();
    const response = await this.#ports.fetch(this.#withCsrf(request));
    if (isSignIn(request) || !(await wantsCookies(response))) return response;
    if ((await this.#renew(sentAt)) === "signed_out") return this.#ended(response);
    const second = await this.#ports.fetch(this.#withCsrf(again));
    return (await hasLostCsrf(second)) ? this.#ended(second) : second;
  };

  #ended(response: Response) {
    for (const end of this.#ends) end();
    return response;
  }

  #renew(since: number): Promise<Renewal> {
    return this.#ports.alone(async () => {
      if (this.#ports.renewedAt.read() > since) return "renewed"; // by another request, or another tab
      const response = await this.#ports.fetch(
        new Request(new URL("/auth/refresh", location.origin), {
          method: "POST",
          headers: { "Content-Type": "application/json", "Millrace-Session": "cookie" },
          body: "{}",
        }),
      );
      const refused = response.status >= 400 && response.status < 500 && response.status !== 429;
      if (refused) return "signed_out"; // with the cookies gone, the token is missing in what was asked
      if (!response.ok) throw new TypeError(`the session could not be renewed: ${response.status}`); // as if out of reach
      this.#ports.renewedAt.write(this.#ports.now());
      return "renewed";
    });
  }

  #withCsrf(request: Request) {
    const token = this.#ports.csrfToken();
    if (token && request.method !== "GET" && request.method !== "HEAD") request.headers.set("X-CSRF-Token", token);
    return request;
  }
}

async function ruleOf(response: Response) {
  return (await problemOf(response.clone())).rule;
}

/** Refused for its cookies alone. */
async function wantsCookies(response: Response) {
  return response.status === 401 ? !(await isWrongPassword(response)) : hasLostCsrf(response);
}

async function hasLostCsrf(response: Response) {
  return response.status === 403 && (await ruleOf(response)) === csrf_rule;
}

/** It says nothing about the session, and asked again it would be a second wrong one. */
async function isWrongPassword(response: Response) {
  const rule = await ruleOf(response);
  return rule === "auth.failed" || rule.startsWith("auth.second_factor");
}

function isSignIn(request: Request) {
  return request.headers.get("Millrace-Session") === "cookie";
}
