// A receiver of webhooks: it keeps what comes, says whether that was signed, and answers as it is told.
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { atEnd } from "./harness.ts";

export interface Came {
  id: string;
  type: string;
  text: string | undefined;
  /** Which of the secrets that the receiver was told have signed it. */
  signed: string[];
  status: number;
}

export class Receiver {
  readonly address: string;
  readonly port: number;
  readonly came: Came[] = [];
  readonly secrets: string[] = [];
  /** What it answers from now on. */
  answers: { status: number; text?: string } = { status: 204 };

  private constructor(port: number) {
    this.port = port;
    this.address = `http://127.0.0.1:${port}/hook`;
  }

  static async start() {
    const server = createServer(async (request, response) => {
      const { status, text } = receiver.answers;
      receiver.#keep(request, await bodyOf(request), status);
      response.writeHead(status).end(text);
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    atEnd(async () => void server.close());
    const receiver = new Receiver((server.address() as AddressInfo).port);
    return receiver;
  }

  /** What was taken of messages with that text. */
  taken = (text: string) => this.came.filter((one) => one.text === text && one.status < 300);

  #keep({ headers }: IncomingMessage, body: string, status: number) {
    const { type, data } = JSON.parse(body);
    const given = String(headers["webhook-signature"]).split(" ");
    const signed = this.secrets.filter((secret) => given.includes(`v1,${signature(secret, headers, body)}`));
    this.came.push({ id: String(headers["webhook-id"]), type, text: data?.text, signed, status });
  }
}

/** As standardwebhooks.com has it. */
function signature(secret: string, headers: IncomingMessage["headers"], body: string) {
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  const text = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
  return createHmac("sha256", key).update(text).digest("base64");
}

async function bodyOf(request: IncomingMessage) {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts).toString();
}
