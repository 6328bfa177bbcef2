import { cleanup, screen } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { Avatar } from "./avatar";
import { Button } from "./button";
import { Confirm } from "./confirm";
import { Field } from "./field";
import { FilterBar } from "./filter_bar";
import { Menu } from "./menu";
import { Tabs } from "./tabs";
import { Tag } from "./tag";
import { show } from "./test_render";
import { TextInput } from "./text_input";
import { useToast } from "./toast";

afterEach(cleanup);

describe("a button that works", () => {
  it("keeps its name and the focus, and does not hear a second press", async () => {
    const press = vi.fn();
    const { user, rerender } = show(<Button onClick={press}>Resolve</Button>);
    await user.click(screen.getByRole("button", { name: "Resolve" }));
    rerender(
      <Button onClick={press} working>
        Resolve
      </Button>,
    );
    await user.keyboard("{Enter}");
    await user.click(screen.getByRole("button", { name: "Resolve" }));
    expect(press).toHaveBeenCalledOnce();
    expect(document.activeElement).toBe(screen.getByRole("button", { name: "Resolve", busy: true }));
  });

  it("does not submit its form again", async () => {
    const submit = vi.fn((event) => event.preventDefault());
    const { user } = show(
      <form onSubmit={submit}>
        <Button type="submit" working>
          Save
        </Button>
      </form>,
    );
    await user.click(screen.getByRole("button", { name: "Save" }));
    expect(submit).not.toHaveBeenCalled();
  });
});

describe("a field", () => {
  const field = (error?: string) => (
    <Field label="E-mail" hint="Where we write to" error={error}>
      <TextInput />
    </Field>
  );

  it("says its error in place of its hint, and keeps what was written", async () => {
    const { user, rerender } = show(field());
    const input = screen.getByLabelText<HTMLInputElement>("E-mail");
    const said = () => document.getElementById(input.getAttribute("aria-describedby") ?? "")?.textContent;
    await user.type(input, "ines@");
    expect(said()).toBe("Where we write to");
    rerender(field("Write it as name@example.org"));
    expect(said()).toBe("Write it as name@example.org");
    expect(input.getAttribute("aria-invalid")).toBe("true");
    expect(input.value).toBe("ines@");
  });
});

function Resolve({ undo }: { undo: () => void }) {
  const toast = useToast();
  return <Button onClick={() => toast({ text: "Conversation resolved", undo })}>Resolve</Button>;
}

describe("a toast", () => {
  it("offers undo, and goes once it is taken", async () => {
    const undo = vi.fn();
    const { user } = show(<Resolve undo={undo} />);
    await user.click(screen.getByRole("button", { name: "Resolve" }));
    await user.click(screen.getByRole("button", { name: "Undo" }));
    expect(undo).toHaveBeenCalledOnce();
    expect(screen.queryByText("Conversation resolved")).toBeNull();
  });

  it("shows three at most", async () => {
    const { user } = show(<Resolve undo={vi.fn()} />);
    for (let press = 0; press < 5; press++) await user.click(screen.getByRole("button", { name: "Resolve" }));
    expect(screen.getAllByRole("button", { name: "Undo" })).toHaveLength(3);
  });
});

describe("what cannot be undone", () => {
  const ask = (onConfirm: () => void) => (
    <Confirm
      open
      onOpenChange={vi.fn()}
      title="Delete this business?"
      text="All is erased."
      deed="Delete business"
      typed={{ name: "Mill & Sons", label: "Write the name" }}
      onConfirm={onConfirm}
    />
  );

  it("wants the name written before", async () => {
    const confirm = vi.fn();
    const { user } = show(ask(confirm));
    await user.type(screen.getByLabelText("Write the name"), "Mill & Son{Enter}");
    expect(confirm).not.toHaveBeenCalled();
    await user.type(screen.getByLabelText("Write the name"), "s{Enter}");
    expect(confirm).toHaveBeenCalledOnce();
  });
});

it("a menu gives the focus back to what opened it", async () => {
  const archive = vi.fn();
  const { user } = show(
    <Menu
      trigger={<Button>More</Button>}
      entries={[
        { label: "Assign", onSelect: vi.fn() },
        { label: "Archive", onSelect: archive },
      ]}
    />,
  );
  await user.tab();
  await user.keyboard("{Enter}{ArrowDown}{Enter}");
  expect(archive).toHaveBeenCalledOnce();
  expect(document.activeElement).toBe(screen.getByRole("button", { name: "More" }));
});

it("tabs name the panel of the chosen one", async () => {
  const change = vi.fn();
  const { user } = show(
    <Tabs
      label="Conversations"
      value="mine"
      onChange={change}
      tabs={[
        { value: "mine", label: "Mine" },
        { value: "all", label: "All" },
      ]}
    >
      two conversations
    </Tabs>,
  );
  const panel = screen.getByRole("tabpanel", { name: "Mine" });
  expect(panel.textContent).toBe("two conversations");
  expect(screen.getByRole("tab", { name: "Mine" }).getAttribute("aria-controls")).toBe(panel.id);
  await user.tab();
  await user.keyboard("{ArrowRight}");
  expect(change).toHaveBeenCalledWith("all");
});

it("a tag is taken off by a press anywhere on it", async () => {
  const remove = vi.fn();
  const { user } = show(<Tag name="billing" onRemove={remove} />);
  await user.click(screen.getByText("billing"));
  expect(remove).toHaveBeenCalledOnce();
  expect(screen.getByRole("button", { name: "Remove billing" })).toBeTruthy();
});

it("an avatar says who it is and whether they are here", () => {
  show(<Avatar name="Ines Duarte" presence="away" />);
  expect(screen.getByRole("img", { name: "Ines Duarte, Away" }).textContent).toBe("ID");
});

it("a filter is added by field and value, changed by its chip, and taken off by its cross", async () => {
  const told = vi.fn();
  const fields = [
    {
      id: "status",
      label: "Status",
      options: [
        { value: "open", label: "Open" },
        { value: "pending", label: "Pending" },
      ],
    },
  ];
  const { user, rerender } = show(<FilterBar fields={fields} filters={{}} onFilters={told} />);
  await user.click(screen.getByRole("button", { name: "Filter" }));
  await user.keyboard("{Enter}{ArrowDown}{Enter}");
  expect(told).toHaveBeenLastCalledWith({ status: ["pending"] });
  await user.keyboard("{Escape}");
  rerender(<FilterBar fields={fields} filters={{ status: ["pending"] }} onFilters={told} />);
  await user.click(screen.getByRole("button", { name: "StatusPending" }));
  await user.keyboard("{Enter}");
  expect(told).toHaveBeenLastCalledWith({ status: ["pending", "open"] });
  await user.keyboard("{Escape}");
  await user.click(screen.getByRole("button", { name: "Remove Status" }));
  expect(told).toHaveBeenLastCalledWith({});
});
