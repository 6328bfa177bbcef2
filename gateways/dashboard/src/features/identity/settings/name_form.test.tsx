import { cleanup, screen } from "@testing-library/react";
import { useState } from "react";
import { afterEach, expect, it } from "vitest";
import { Problem } from "@/api/problem";
import { show } from "@/components/test_render";
import { NameForm } from "./name_form";

afterEach(cleanup);

type Thing = { theirs: { name: string }; version: number };

/** Something that others change, too; one hears of it when one looks. */
class Server {
  now: Thing = { theirs: { name: "Harbour" }, version: 1 };
  put = (name: string) => {
    this.now = { theirs: { name }, version: this.now.version + 1 };
  };
}

function Form({ server }: { server: Server }) {
  const [thing, setThing] = useState(server.now);
  const look = async () => {
    setThing(server.now);
    return server.now;
  };
  const send = async ({ name = "" }: { name?: string }, version: number) => {
    if (name === "no") return new Problem(422, { errors: [{ pointer: "/name", detail: "It says no." }] });
    if (version !== server.now.version) return new Problem(412, { type: "/problems/version.stale" });
    server.put(name);
    await look();
    return undefined;
  };
  return (
    <NameForm
      label="Name"
      hint="A hint"
      autoComplete="off"
      {...thing}
      send={send}
      look={look}
      wrong={(problem) => problem.about("/name")}
    />
  );
}

function open() {
  const server = new Server();
  const { user } = show(<Form server={server} />);
  const field = () => screen.getByLabelText<HTMLInputElement>("Name");
  return {
    user,
    field,
    write: async (text: string) => {
      await user.clear(field());
      await user.type(field(), text);
    },
    others: server.put,
    server: () => server.now.theirs.name,
  };
}

const button = (name: string) => screen.getByRole<HTMLButtonElement>("button", { name });

it("saves what was written, and says so", async () => {
  const { user, write, server } = open();
  expect(button("Save").disabled).toBe(true);
  await write("Harbour Coffee");
  await user.click(button("Save"));
  expect(server()).toBe("Harbour Coffee");
  expect(await screen.findByText("Saved")).toBeTruthy();
  expect(button("Save").disabled).toBe(true);
});

it("says what somebody else has made of it, keeps what was written, and saves that when asked again", async () => {
  const { user, write, field, others, server } = open();
  await write("Mine");
  others("Theirs");
  await user.click(button("Save"));
  expect((await screen.findByRole("alert")).textContent).toContain("Theirs");
  expect(field().value).toBe("Mine");
  expect(server()).toBe("Theirs");
  await user.click(button("Save mine anyway"));
  expect(server()).toBe("Mine");
});

it("gives way to what somebody else has made of it", async () => {
  const { user, write, field, others } = open();
  await write("Mine");
  others("Theirs");
  await user.click(button("Save"));
  await user.click(await screen.findByRole("button", { name: "Take theirs" }));
  expect(field().value).toBe("Theirs");
  expect(screen.queryByRole("alert")).toBeNull();
});

it("goes back to what was there", async () => {
  const { user, write, field } = open();
  await write("Mine");
  await user.click(button("Discard"));
  expect(field().value).toBe("Harbour");
});

it("says what is wrong with it beneath it, and keeps it", async () => {
  const { user, write, field } = open();
  await write("no");
  await user.click(button("Save"));
  expect(await screen.findByText("It says no.")).toBeTruthy();
  expect(field().value).toBe("no");
  expect(field().getAttribute("aria-invalid")).toBe("true");
});
