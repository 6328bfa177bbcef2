import { act, cleanup, screen, within } from "@testing-library/react";
import { useState } from "react";
import { afterEach, expect, it, vi } from "vitest";
import { BulkBar } from "./bulk_bar";
import { Button } from "./button";
import { Menu } from "./menu";
import { nothingSelected } from "./selection";
import { Table } from "./table";
import { show } from "./test_render";

afterEach(cleanup);

interface Customer {
  id: string;
  name: string;
  paid: number;
}

const customers = (count: number): Customer[] =>
  Array.from({ length: count }, (_, at) => ({ id: `c${at}`, name: `Customer ${at}`, paid: at }));

function Customers({
  rows,
  onOpen = vi.fn(),
  onSort = vi.fn(),
}: {
  rows: Customer[];
  onOpen?: (row: Customer) => void;
  onSort?: () => void;
}) {
  const [selection, setSelection] = useState(nothingSelected);
  const [hidden, setHidden] = useState<string[]>([]);
  return (
    <>
      <Table
        label="Customers"
        rows={rows}
        rowId={(row) => row.id}
        rowName={(row) => row.name}
        rowHeight={56}
        columns={[
          { id: "name", label: "Name", fixed: true, sortable: true, cell: (row) => row.name },
          { id: "paid", label: "Paid", align: "end", sortable: true, cell: (row) => row.paid },
        ]}
        sort={{ column: "name", descending: false }}
        onSort={onSort}
        hidden={hidden}
        onHidden={setHidden}
        selection={selection}
        onSelection={setSelection}
        onOpen={onOpen}
      />
      <BulkBar count={selection.ids.size} onClear={() => setSelection(nothingSelected)}>
        {null}
      </BulkBar>
    </>
  );
}

const box = (at: number) => screen.getByRole<HTMLButtonElement>("checkbox", { name: `Select Customer ${at}` });
const chosen = () =>
  screen
    .getAllByRole("checkbox", { checked: true })
    .map((one) => one.getAttribute("aria-label"))
    .filter((label) => label !== "Select all");

it("draws what is near the eye of ten thousand rows, and numbers them", () => {
  show(<Customers rows={customers(10_000)} />);
  const rows = screen.getAllByRole("row");
  expect(rows.length).toBeLessThan(40);
  expect(screen.getByRole("table").getAttribute("aria-rowcount")).toBe("10001");
  expect(rows[2]?.getAttribute("aria-rowindex")).toBe("3");
});

it("chooses a row by its box, all between with Shift, and all or none from the head", async () => {
  const { user } = show(<Customers rows={customers(5)} />);
  await user.click(box(1));
  await user.keyboard("{Shift>}");
  await user.click(box(3));
  await user.keyboard("{/Shift}");
  expect(chosen()).toEqual(["Select Customer 1", "Select Customer 2", "Select Customer 3"]);
  expect(screen.getByRole("region", { name: "3 selected" })).toBeTruthy();
  const all = screen.getByRole("checkbox", { name: "Select all" });
  expect(all.getAttribute("aria-checked")).toBe("mixed");
  await user.click(all);
  expect(chosen()).toHaveLength(5);
  await user.click(all);
  expect(screen.queryByRole("region", { name: /selected/ })).toBeNull();
});

it("is worked by keys: J, X, Shift with X, Enter", async () => {
  const open = vi.fn();
  const { user } = show(<Customers rows={customers(50)} onOpen={open} />);
  await user.click(screen.getByRole("button", { name: "Columns" }));
  await user.keyboard("{Escape}");
  await user.tab();
  expect(document.activeElement?.getAttribute("data-row")).toBe("c0");
  await user.keyboard("jxjj{Shift>}x{/Shift}");
  expect(chosen()).toEqual(["Select Customer 1", "Select Customer 2", "Select Customer 3"]);
  await user.keyboard("{Enter}");
  expect(open.mock.calls.map(([row]) => row.id)).toEqual(["c3"]);
});

it("opens a row by a press on it, not by one on its box", async () => {
  const open = vi.fn();
  const { user } = show(<Customers rows={customers(3)} onOpen={open} />);
  await user.click(box(1));
  expect(open).not.toHaveBeenCalled();
  await user.click(screen.getByRole("cell", { name: "Customer 1" }));
  expect(open).toHaveBeenCalledOnce();
});

it("says how it is sorted, and turns the order on a second press", async () => {
  const sort = vi.fn();
  const { user } = show(<Customers rows={customers(3)} onSort={sort} />);
  expect(screen.getByRole("columnheader", { name: "Name" }).getAttribute("aria-sort")).toBe("ascending");
  await user.click(screen.getByRole("button", { name: "Name" }));
  await user.click(screen.getByRole("button", { name: "Paid" }));
  expect(sort.mock.calls).toEqual([[{ column: "name", descending: true }], [{ column: "paid", descending: false }]]);
});

it("leaves out a column, but never the one that names the row", async () => {
  const { user } = show(<Customers rows={customers(3)} />);
  await user.click(screen.getByRole("button", { name: "Columns" }));
  expect(within(screen.getByRole("menu")).getAllByRole("menuitemcheckbox")).toHaveLength(1);
  await user.click(screen.getByRole("menuitemcheckbox", { name: "Paid" }));
  await user.keyboard("{Escape}");
  expect(screen.queryByRole("columnheader", { name: "Paid" })).toBeNull();
});

it("keeps the row that has the focus when it is scrolled far away", async () => {
  const { user } = show(<Customers rows={customers(10_000)} />);
  await user.click(box(2));
  act(() => screen.getByRole("row", { name: /Customer 2/ }).focus());
  act(() => screen.getByRole("table").parentElement?.scrollTo({ top: 200_000 }));
  expect(document.activeElement?.getAttribute("data-row")).toBe("c2");
  await user.keyboard("j");
  expect(document.activeElement?.getAttribute("data-row")).toBe("c3");
});

it("leaves a menu that a row has opened its keys and presses", async () => {
  const onOpen = vi.fn();
  const onChange = vi.fn();
  const options = ["low", "high"].map((value) => ({ value, label: value }));
  const { user } = show(
    <Table
      label="Tickets"
      rows={customers(3)}
      rowId={(row) => row.id}
      rowName={(row) => row.name}
      onOpen={onOpen}
      columns={[
        {
          id: "priority",
          label: "Priority",
          cell: ({ name }) => (
            <Menu
              trigger={<Button>{`priority of ${name}`}</Button>}
              entries={[{ kind: "choice", value: "low", options, onChange }]}
            />
          ),
        },
      ]}
    />,
  );
  await user.click(screen.getByText("priority of Customer 1"));
  await user.keyboard("{ArrowDown}{ArrowDown}{Enter}");
  expect(onChange).toHaveBeenLastCalledWith("high");
  await user.click(screen.getByText("priority of Customer 1"));
  await user.click(screen.getByRole("menuitemradio", { name: "high" }));
  expect(onChange).toHaveBeenCalledTimes(2);
  expect(onOpen).not.toHaveBeenCalled();
});
