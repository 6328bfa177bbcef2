// What the server has sent and captured (`/outbox` on the admin port), as whoever reads the mail follows it.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Server, until } from "./harness.ts";

interface Mail {
  to: string;
  subject: string;
  text: string;
}

export async function mailsTo(server: Server, address: string): Promise<Mail[]> {
  const admin = new URL(server.address);
  admin.port = String(Number(admin.port) + 1);
  const token = readFileSync(join(server.directory, "run/admin.token"), "utf8").trim();
  const response = await fetch(`${admin.origin}/outbox`, { headers: { Authorization: `Bearer ${token}` } });
  const { items } = (await response.json()) as { items: Mail[] };
  return items.filter(({ to }) => to === address);
}

/** The path of the newest link of that kind (`pr`, `ev`, `ec`, `en`) that was sent there, other than that one. */
export function linkTo(server: Server, address: string, kind: string, not = "") {
  const link = new RegExp(`/app/[a-z-]+\\?token=${kind}_\\w+`);
  return until(`a link ${kind} is sent to ${address}`, async () => {
    const found = (await mailsTo(server, address)).flatMap(({ text }) => link.exec(text)?.[0] ?? []);
    return found.find((path) => path !== not);
  });
}
