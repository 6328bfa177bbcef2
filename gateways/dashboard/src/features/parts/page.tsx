import { useState } from "react";
import { Segmented } from "@/components/segmented";
import { Buttons } from "./buttons";
import { Data } from "./data";
import { Fields } from "./fields";
import { FloatingParts } from "./floating";
import { Lists } from "./lists";
import { States } from "./states";
import { Writing } from "./writing";

/** Every part in all its states, for the eye and for the tests that photograph them. */
export function PartsPage() {
  const [theme, setTheme] = useState(() => document.documentElement.dataset.theme ?? "light");
  return (
    <main className="mx-auto w-full max-w-page px-4 pt-8 pb-32 sm:px-8">
      <header className="flex flex-wrap items-end justify-between gap-4">
        <div>
          <h1 className="text-page font-semibold">Parts</h1>
          <p className="text-body text-soft">What every screen is made of, in all states.</p>
        </div>
        <Segmented
          label="Theme"
          value={theme}
          onChange={(chosen) => {
            document.documentElement.dataset.theme = chosen;
            setTheme(chosen);
          }}
          options={[
            { value: "light", label: "Light" },
            { value: "dark", label: "Dark" },
          ]}
        />
      </header>
      <Buttons />
      <Fields />
      <Lists />
      <Writing />
      <FloatingParts />
      <States />
      <Data />
    </main>
  );
}
