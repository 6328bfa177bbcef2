import { cleanup, screen } from "@testing-library/react";
import { useEffect, useState } from "react";
import { afterEach, expect, it, vi } from "vitest";
import { Combobox, type ComboboxProps } from "./combobox";
import { Field } from "./field";
import { show } from "./test_render";
import { useToast } from "./toast";

afterEach(cleanup);

const options = [
  { value: "m1", label: "Inês Duarte" },
  { value: "m2", label: "Jörg Müller" },
  { value: "m3", label: "Siobhán O’Rourke" },
];

function Assign({ told, ...rest }: { told: (values: string[]) => void } & Partial<ComboboxProps>) {
  const [values, setValues] = useState<readonly string[]>(rest.values ?? []);
  return (
    <Field label="Assigned to">
      <Combobox
        label="Assigned to"
        empty="Nobody"
        options={options}
        {...rest}
        values={values}
        onChange={(next) => {
          setValues(next);
          told(next);
        }}
      />
    </Field>
  );
}

const field = () => screen.getByLabelText<HTMLButtonElement>("Assigned to", { selector: "button" });

it("finds by a part of the name, without its accents, and gives the focus back", async () => {
  const told = vi.fn();
  const { user } = show(<Assign told={told} />);
  await user.tab();
  expect(document.activeElement).toBe(field());
  await user.keyboard("{Enter}");
  expect(document.activeElement).toBe(screen.getByRole("combobox"));
  await user.keyboard("muller");
  expect(screen.getAllByRole("option").map((option) => option.textContent)).toEqual(["Jörg Müller"]);
  await user.keyboard("{Enter}");
  expect(told.mock.calls).toEqual([[["m2"]]]);
  expect(screen.queryByRole("combobox")).toBeNull();
  expect(field().textContent).toBe("Jörg Müller");
  expect(document.activeElement).toBe(field());
});

it("chooses several, and stays open meanwhile", async () => {
  const told = vi.fn();
  const { user } = show(<Assign told={told} multiple values={["m1"]} />);
  await user.click(field());
  await user.keyboard("{ArrowDown}{Enter}{ArrowUp}{Enter}");
  expect(told.mock.calls).toEqual([[["m1", "m2"]], [["m2"]]]);
  const checked = screen.getAllByRole("option").filter((option) => option.getAttribute("aria-checked") === "true");
  expect(checked.map((option) => option.textContent)).toEqual(["Jörg Müller"]);
});

it("asks the server and does not search the answer again", async () => {
  const search = vi.fn();
  const { user } = show(<Assign told={vi.fn()} onSearch={search} />);
  await user.click(field());
  await user.keyboard("zz");
  expect(search.mock.calls).toEqual([["z"], ["zz"]]);
  expect(screen.getAllByRole("option")).toHaveLength(3);
});

it("takes nothing by Enter that the letters do not fit while the server still looks, and makes nothing new", async () => {
  const [told, create] = [vi.fn(), vi.fn()];
  const onCreate = { label: (name: string) => `New: ${name}`, create };
  const { user } = show(<Assign told={told} onSearch={vi.fn()} searching onCreate={onCreate} />);
  await user.click(field());
  await user.keyboard("zoe{Enter}");
  expect(create).not.toHaveBeenCalled();
  await user.keyboard("{Backspace}{Backspace}{Backspace}sio{Enter}");
  expect(told.mock.calls).toEqual([[["m3"]]]);
});

function Found({ told }: { told: (values: string[]) => void }) {
  const [words, setWords] = useState("");
  const [found, setFound] = useState(options);
  useEffect(() => {
    const timer = setTimeout(() => setFound(words ? [{ value: "m9", label: "Zoë Quist" }] : options), 20);
    return () => clearTimeout(timer);
  }, [words]);
  return <Assign told={told} options={found} onSearch={setWords} />;
}

it("takes by Enter the first of what the server has found", async () => {
  const told = vi.fn();
  const { user } = show(<Found told={told} />);
  await user.click(field());
  await user.keyboard("zo");
  await screen.findByRole("option", { name: "Zoë Quist" });
  await user.keyboard("{Enter}");
  expect(told).toHaveBeenCalledWith(["m9"]);
});

it("offers to create what is not there, and only that", async () => {
  const create = vi.fn();
  const { user } = show(<Assign told={vi.fn()} onCreate={{ label: (words) => `Create “${words}”`, create }} />);
  await user.click(field());
  await user.keyboard("jorg muller");
  expect(screen.getAllByRole("option")).toHaveLength(1);
  await user.keyboard("s");
  await user.click(screen.getByRole("option", { name: "Create “jorg mullers”" }));
  expect(create).toHaveBeenCalledWith("jorg mullers");
});

it("says when nothing matches", async () => {
  const { user } = show(<Assign told={vi.fn()} />);
  await user.click(field());
  await user.keyboard("zzz");
  expect(screen.getByText("Nothing matches")).toBeTruthy();
});

function Telling() {
  const toast = useToast();
  return <Assign told={() => toast({ text: "Saved" })} multiple />;
}

it("closes by Escape, whatever toast has come meanwhile", async () => {
  const { user } = show(<Telling />);
  await user.click(field());
  await user.keyboard("jorg{Enter}");
  expect(await screen.findByText("Saved")).toBeTruthy();
  await user.keyboard("{Escape}");
  expect(screen.queryByRole("option")).toBeNull();
});
