import { cleanup, screen } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { Problem } from "@/api/problem";
import { show } from "@/components/test_render";
import { useForm } from "./use_form";

afterEach(cleanup);

type Send = (input: Record<"email" | "password", string>) => Promise<unknown>;

function Form({ send }: { send: Send }) {
  const { submit, working, about, text } = useForm<"email" | "password">(send);
  return (
    <form noValidate onSubmit={submit}>
      <input name="email" type="email" required aria-label="E-mail" />
      <input name="password" required minLength={8} aria-label="Password" />
      <button type="submit">{working ? "Working" : "Go"}</button>
      <p data-testid="email">{about("email")}</p>
      <p data-testid="password">{about("password")}</p>
      <p role="alert">{text}</p>
    </form>
  );
}

const said = (at: string) => screen.getByTestId(at).textContent;

async function filled(send: Send, email = "ann@example.org", password = "correct horse") {
  const { user } = show(<Form send={send} />);
  if (email) await user.type(screen.getByLabelText("E-mail"), email);
  if (password) await user.type(screen.getByLabelText("Password"), password);
  await user.click(screen.getByRole("button"));
  return user;
}

it("sends what it holds", async () => {
  const send = vi.fn<Send>(async () => undefined);
  await filled(send);
  expect(send).toHaveBeenCalledWith({ email: "ann@example.org", password: "correct horse" });
  expect(screen.getByRole("alert").textContent).toBe("");
});

it("says what is wrong at each field, goes to the first, and sends nothing", async () => {
  const send = vi.fn<Send>();
  const user = await filled(send, "ann", "");
  expect(send).not.toHaveBeenCalled();
  expect(said("email")).not.toBe("");
  expect(said("password")).not.toBe("");
  expect(document.activeElement).toBe(screen.getByLabelText("E-mail"));
  await user.type(screen.getByLabelText("E-mail"), "@example.org");
  expect(said("email")).toBe("");
  expect(said("password")).not.toBe("");
});

it("says what the server has refused at the field that it names, else beneath, and keeps what is written", async () => {
  const named = new Problem(422, { errors: [{ pointer: "/email", detail: "taken" }] });
  const send = vi.fn<Send>().mockRejectedValueOnce(named).mockRejectedValueOnce(new Problem(503, {}));
  const user = await filled(send);
  expect(said("email")).not.toBe("");
  expect(screen.getByRole("alert").textContent).toBe("");
  await user.click(screen.getByRole("button"));
  expect(said("email")).toBe("");
  expect(screen.getByRole("alert").textContent).not.toBe("");
  expect(screen.getByLabelText<HTMLInputElement>("Password").value).toBe("correct horse");
});

it("sends once, however often one presses", async () => {
  let answer: (() => void) | undefined;
  const send = vi.fn<Send>(() => new Promise<void>((resolve) => (answer = resolve)));
  const user = await filled(send);
  await user.click(screen.getByRole("button", { name: "Working" }));
  answer?.();
  await screen.findByRole("button", { name: "Go" });
  expect(send).toHaveBeenCalledOnce();
});
