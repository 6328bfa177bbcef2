import { cleanup, screen } from "@testing-library/react";
import { useRef } from "react";
import { afterEach, expect, it, vi } from "vitest";
import type { Ticket, TicketStatus } from "@/api/types";
import type { ListHandle } from "@/components/list";
import { show } from "@/components/test_render";
import { KeysProvider } from "@/keys/keys_provider";
import type { Column } from "./board";
import { anOpenTicket } from "./sample";
import { statuses } from "./search";
import { useBoardKeys } from "./use_board_keys";
import type { TicketCommands } from "./use_ticket_commands";

afterEach(cleanup);

const cards: Partial<Record<TicketStatus, string[]>> = { open: ["a", "b"], waiting: ["c"], closed: ["d"] };
const columns = statuses.map((status) => ({
  status,
  list: { rows: (cards[status] ?? []).map((id) => anOpenTicket({ id, status })) },
})) as Column[];

function BoardOfButtons({ onMove, onPick }: { onMove: (id: string, to: TicketStatus) => void; onPick?: () => void }) {
  const focusRow = (id: string) => screen.getByText(id).focus();
  const handle: ListHandle = { focus: () => {}, scrollToTop: () => {}, focusRow };
  const handles = useRef(new Map(statuses.map((status) => [status, handle])));
  useBoardKeys({
    columns,
    open: undefined,
    handles,
    pickers: { open: () => onPick?.(), of: () => ({ open: false, onOpenChange: () => {} }) },
    commands: {} as TicketCommands,
    mayEdit: true,
    mayAssign: false,
    onMove: (ticket: Ticket, to) => onMove(ticket.id, to),
    onOpen: () => {},
  });
  return columns.flatMap(({ list }) =>
    list.rows.map(({ id }) => (
      <button key={id} type="button" data-row={id}>
        {id}
      </button>
    )),
  );
}

function open() {
  const onMove = vi.fn();
  const onPick = vi.fn();
  const { user } = show(
    <KeysProvider>
      <BoardOfButtons onMove={onMove} onPick={onPick} />
    </KeysProvider>,
  );
  return { user, onMove, onPick };
}

const focused = () => (document.activeElement as HTMLElement).dataset.row;

it("goes from column to column over those that are empty, and stays at the last", async () => {
  const { user } = open();
  await user.keyboard("j");
  expect(focused()).toBe("a");
  screen.getByText("b").focus();
  await user.keyboard("{ArrowRight}");
  expect(focused()).toBe("c");
  await user.keyboard("{ArrowRight}{ArrowRight}");
  expect(focused()).toBe("d");
  await user.keyboard("{ArrowLeft}{ArrowLeft}");
  expect(focused()).toBe("a");
});

it("carries a card to the next column that takes it", async () => {
  const { user, onMove } = open();
  screen.getByText("a").focus();
  await user.keyboard("{Shift>}{ArrowRight}{/Shift}");
  screen.getByText("c").focus();
  await user.keyboard("{Shift>}{ArrowLeft}{/Shift}");
  screen.getByText("d").focus();
  await user.keyboard("{Shift>}{ArrowLeft}{/Shift}");
  expect(onMove.mock.calls).toEqual([
    ["a", "in_progress"],
    ["c", "in_progress"],
    ["d", "open"],
  ]);
});

it("does nothing about a card when none has the focus, nor what is not allowed", async () => {
  const { user, onMove, onPick } = open();
  await user.keyboard("e{Shift>}{ArrowRight}{/Shift}s");
  expect(onMove).not.toHaveBeenCalled();
  expect(onPick).not.toHaveBeenCalled();
  screen.getByText("c").focus();
  await user.keyboard("a");
  expect(onPick).not.toHaveBeenCalled();
  await user.keyboard("se");
  expect(onPick).toHaveBeenCalledOnce();
  expect(onMove).toHaveBeenCalledExactlyOnceWith("c", "resolved");
});
