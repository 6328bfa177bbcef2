// The dashboard as it is released: a copy of what is built, and the release after it.
import { cpSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { built } from "./harness.ts";

const text = /\.(css|html|js|webmanifest)$/;

/** A copy that tests may change. */
export function copyOfDashboard(): string {
  const directory = join(tmpdir(), "dashboard");
  cpSync(built, directory, { recursive: true });
  return directory;
}

export function releaseOf(directory: string): string {
  const [, name] =
    /<meta name="release" content="([^"]+)"/.exec(readFileSync(join(directory, "index.html"), "utf8")) ?? [];
  if (!name) throw new Error(`${directory} names no release`);
  return name;
}

/** As if every script and style had changed: all of them have other names, the old ones are gone, and so is the name of the release. */
export function releaseNext(directory: string) {
  const names = new Map([[releaseOf(directory), `${releaseOf(directory)}x`]]);
  const files = readdirSync(directory, { recursive: true, encoding: "utf8" });
  for (const file of files) {
    if (/\.(br|gz)$/.test(file)) rmSync(join(directory, file));
    else if (/^assets\/.*\.(css|js)$/.test(file))
      names.set(file.slice("assets/".length), file.slice("assets/".length).replace(/\.(\w+)$/, "x.$1"));
  }
  for (const file of files.filter((name) => text.test(name))) {
    let content = readFileSync(join(directory, file), "utf8");
    for (const [before, after] of names) content = content.replaceAll(before, after);
    writeFileSync(join(directory, file), content);
  }
  for (const [before, after] of names)
    if (text.test(before)) renameSync(join(directory, "assets", before), join(directory, "assets", after));
}
