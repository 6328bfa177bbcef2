import { act, renderHook } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { Problem } from "@/api/problem";
import { useEdit } from "./use_edit";

interface Fields {
  name: string;
  email: string;
}
type Thing = { theirs: Fields; version: number };

const start: Thing = { theirs: { name: "Ann", email: "a@a.example" }, version: 3 };
const stale = (version: number) => new Problem(412, { type: "/problems/version.stale", version });

/** A form, and a server on which others write. */
function open() {
  let server = start;
  const send = vi.fn(async (patch: Partial<Fields>, version: number) => {
    if (version !== server.version) return stale(server.version);
    server = { theirs: { ...server.theirs, ...patch }, version: version + 1 };
    return undefined;
  });
  const hook = renderHook((thing: Thing) => useEdit({ ...thing, send, look: async () => server }), {
    initialProps: start,
  });
  return {
    hook,
    send,
    others: (patch: Partial<Fields>) => {
      server = { theirs: { ...server.theirs, ...patch }, version: server.version + 1 };
      return server;
    },
    server: () => server.theirs,
    write: (name: keyof Fields, text: string) => act(() => hook.result.current.set(name, text)),
    save: () => act(() => hook.result.current.save()),
  };
}

it("saves what was changed, against the version that was seen", async () => {
  const { send, write, save } = open();
  write("name", "Anna");
  expect(await save()).toBe(true);
  expect(send.mock.calls).toEqual([[{ name: "Anna" }, 3]]);
});

it("saves once more by itself when others have changed something else", async () => {
  const { send, write, save, others, server } = open();
  write("name", "Anna");
  others({ email: "b@a.example" });
  expect(await save()).toBe(true);
  expect(send).toHaveBeenCalledTimes(2);
  expect(server()).toEqual({ name: "Anna", email: "b@a.example" });
});

it("shows what others have made of the same before it overwrites that, and keeps what was written", async () => {
  const { hook, write, save, others, server } = open();
  write("name", "Anna");
  const now = others({ name: "Annie" });
  expect(await save()).toBe(false);
  hook.rerender(now); // heard, or looked at
  expect(hook.result.current.conflict).toEqual({ was: { name: "Ann" }, is: { name: "Annie" } });
  expect(hook.result.current.fields.name).toBe("Anna");
  expect(server().name).toBe("Annie");
  expect(await save()).toBe(true);
  expect(server().name).toBe("Anna");
});

it("says so while one still writes, and gives way when asked to", () => {
  const { hook, write, others, send } = open();
  write("name", "Anna");
  hook.rerender(others({ name: "Annie", email: "b@a.example" }));
  expect(hook.result.current.fields).toEqual({ name: "Anna", email: "b@a.example" });
  expect(hook.result.current.conflict?.is).toEqual({ name: "Annie" });
  act(() => hook.result.current.takeTheirs());
  expect(hook.result.current.fields.name).toBe("Annie");
  expect(hook.result.current.changed).toBe(false);
  expect(send).not.toHaveBeenCalled();
});

it("tells a refusal, until one writes again", async () => {
  const { hook, send, write, save } = open();
  const refusal = new Problem(422, { title: "No.", errors: [{ pointer: "/email", detail: "No address." }] });
  send.mockResolvedValueOnce(refusal);
  write("email", "x");
  expect(await save()).toBe(false);
  expect(hook.result.current.problem?.about("/email")).toBe("No address.");
  expect(hook.result.current.fields.email).toBe("x");
  write("email", "x@a.example");
  expect(hook.result.current.problem).toBeUndefined();
});

it("keeps what one goes on writing while it is being saved", async () => {
  const { hook, write } = open();
  write("name", "Anna");
  await act(async () => {
    const saving = hook.result.current.save();
    hook.result.current.set("email", "later@a.example");
    expect(await saving).toBe(true);
  });
  expect(hook.result.current.fields.email).toBe("later@a.example");
});
