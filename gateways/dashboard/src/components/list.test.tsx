import { act, cleanup, screen } from "@testing-library/react";
import { useState } from "react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { List, type ListHandle } from "./list";
import { show } from "./test_render";

afterEach(cleanup);

interface Guest {
  id: string;
}

const many = (count: number): Guest[] => Array.from({ length: count }, (_, at) => ({ id: `guest ${at}` }));

function Guests({ guests, ...rest }: { guests: Guest[] } & Partial<Parameters<typeof List<Guest>>[0]>) {
  return (
    <List items={guests} rowId={(guest) => guest.id} label="Guests" rowHeight={56} {...rest}>
      {(guest, link) => (
        <button type="button" {...link}>
          {guest.id}
        </button>
      )}
    </List>
  );
}

const row = (name: string) => screen.getByRole("button", { name });

describe("a list of ten thousand", () => {
  it("has the rows near the eye, and says how many there are", () => {
    show(<Guests guests={many(10_000)} />);
    const rows = screen.getAllByRole("listitem");
    expect(rows.length).toBeLessThan(40);
    expect(rows[3]?.getAttribute("aria-posinset")).toBe("4");
    expect(rows[3]?.getAttribute("aria-setsize")).toBe("10000");
  });

  it("says that it does not know how many while there are more", () => {
    show(<Guests guests={many(50)} hasMore />);
    expect(screen.getAllByRole("listitem")[0]?.getAttribute("aria-setsize")).toBe("-1");
  });

  it("is one tab stop: the row that is open", async () => {
    const { user } = show(<Guests guests={many(10_000)} currentId="guest 2" />);
    await user.tab();
    expect(document.activeElement).toBe(row("guest 2"));
    expect(document.activeElement?.getAttribute("aria-current")).toBe("true");
    await user.tab();
    expect(document.activeElement).toBe(document.body);
  });

  it("moves by arrows and by J and K, and stops at its ends", async () => {
    const { user } = show(<Guests guests={many(10_000)} />);
    await user.tab();
    await user.keyboard("{ArrowDown}jj{ArrowUp}k");
    expect(document.activeElement).toBe(row("guest 1"));
    await user.keyboard("kkk");
    expect(document.activeElement).toBe(row("guest 0"));
  });

  it("jumps to its last row, which was not there, and back", async () => {
    const { user } = show(<Guests guests={many(10_000)} />);
    await user.tab();
    await user.keyboard("{End}");
    expect(document.activeElement).toBe(row("guest 9999"));
    expect(screen.getAllByRole("listitem").length).toBeLessThan(40);
    await user.keyboard("{Home}");
    expect(document.activeElement).toBe(row("guest 0"));
  });

  it("leaves letters with a modifier and letters in a field alone", async () => {
    const keys = vi.fn();
    const { user } = show(<Guests guests={many(20)} onRowKey={(event, guest) => keys(event.key, guest.id)} />);
    await user.tab();
    await user.keyboard("{Control>}j{/Control}e");
    expect(document.activeElement).toBe(row("guest 0"));
    expect(keys).toHaveBeenLastCalledWith("e", "guest 0");
  });

  it("asks for more when its end is near, not before", async () => {
    const more = vi.fn();
    const { user } = show(<Guests guests={many(200)} hasMore onMore={more} />);
    expect(more).not.toHaveBeenCalled();
    await user.tab();
    await user.keyboard("{End}");
    expect(more).toHaveBeenCalled();
  });
});

function Resolving() {
  const [guests, setGuests] = useState(() => many(5));
  return (
    <Guests
      guests={guests}
      onRowKey={(event, guest) => event.key === "e" && setGuests(guests.filter((one) => one.id !== guest.id))}
    />
  );
}

describe("the focus", () => {
  it("goes to the row in its place when its row leaves the list", async () => {
    const { user } = show(<Resolving />);
    await user.tab();
    await user.keyboard("jje");
    expect(document.activeElement).toBe(row("guest 3"));
    await user.keyboard("{End}e");
    expect(document.activeElement).toBe(row("guest 3"));
  });

  it("stays where it is, in the same element, when rows come above it", async () => {
    const { user, rerender } = show(<Guests guests={many(5)} />);
    await user.tab();
    await user.keyboard("j");
    const focused = document.activeElement;
    rerender(<Guests guests={[{ id: "new" }, ...many(5)]} />);
    expect(document.activeElement).toBe(focused);
    await user.keyboard("j");
    expect(document.activeElement).toBe(row("guest 2"));
  });

  it("is not stolen from elsewhere when a row leaves", async () => {
    const { user, rerender } = show(<Guests guests={many(5)} />);
    await user.tab();
    await user.tab();
    rerender(<Guests guests={many(5).slice(1)} />);
    expect(document.activeElement).toBe(document.body);
  });

  it("stays on its row when that is scrolled far away, and moves on from there", async () => {
    const { user } = show(<Guests guests={many(10_000)} />);
    await user.tab();
    const scroller = screen.getByRole("list", { name: "Guests" }).parentElement as HTMLElement;
    act(() => scroller.scrollTo({ top: 200_000 }));
    expect(screen.getByText("guest 3575")).toBeTruthy();
    expect(document.activeElement).toBe(row("guest 0"));
    await user.keyboard("j");
    expect(document.activeElement).toBe(row("guest 1"));
  });

  it("can be sent to a row that is far away", () => {
    let handle: ListHandle | null = null;
    const take = (given: ListHandle | null) => {
      handle = given;
    };
    show(<Guests guests={many(10_000)} ref={take} />);
    (handle as ListHandle | null)?.focusRow("guest 5000");
    expect(document.activeElement?.textContent).toBe("guest 5000");
  });
});
