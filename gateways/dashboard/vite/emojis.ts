// What the emoji picker knows of a language, cut down from emojibase's data to what it shows and finds: `virtual:emojis/de`.
import { readFile } from "node:fs/promises";
import type { Plugin } from "vite";

const prefix = "virtual:emojis/";
const languages = ["en", "de"];
const component = 2; // skin tones and hair by themselves

interface Known {
  unicode: string;
  label: string;
  tags?: string[];
  group?: number;
}

export function emojis(): Plugin {
  return {
    name: "emojis",
    resolveId: (id) => (languages.includes(id.slice(prefix.length)) && id.startsWith(prefix) ? `\0${id}` : undefined),
    async load(id) {
      if (!id.startsWith(`\0${prefix}`)) return undefined;
      const file = import.meta.resolve(`emojibase-data/${id.slice(prefix.length + 1)}/compact.json`);
      const all: Known[] = JSON.parse(await readFile(new URL(file), "utf8"));
      const shown = all
        .filter(({ group }) => group !== undefined && group !== component)
        .map(({ unicode, label, tags, group }) => [unicode, group, label, (tags ?? []).join(" ")]);
      return `export default JSON.parse(${JSON.stringify(JSON.stringify(shown))});`;
    },
  };
}
