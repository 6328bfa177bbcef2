import { describe, expect, it, vi } from "vitest";
import type { Live } from "@/api/types";
import type { Change } from "./change";
import type { Frame } from "./channel_log";
import { LiveChannels } from "./channels";

const since: Live = { channel: "inbox:b", offset: 10, epoch: "e" };
const publication = (offset: number): Frame => ({
  is: "publication",
  offset,
  changes: [{ resource: "r", op: "upsert", row: { id: `${offset}`, position: offset } }],
});

function layer() {
  const frames = new Map<string, (frame: Frame) => void>();
  const closed: string[] = [];
  const told: string[] = [];
  const channels = new LiveChannels(
    {
      subscribe({ channel }, onFrame) {
        frames.set(channel, onFrame);
        return () => closed.push(channel);
      },
    },
    (_, changes: Change[]) => told.push(...changes.map(({ row }) => row.id)),
  );
  return {
    channels,
    told,
    closed,
    hear: (frame: Frame) => frames.get(since.channel)?.(frame),
    opened: () => frames.size,
  };
}

describe("live channels", () => {
  it("subscribe once for all who listen", () => {
    const { channels, opened, hear, told } = layer();
    channels.listen(since, { onLost: () => {} });
    channels.listen(since, { onLost: () => {} });
    hear(publication(11));
    expect(opened()).toBe(1);
    expect(told).toEqual(["11"]);
  });

  it("tell who comes with an older snapshot what came since", () => {
    const { channels, hear, told } = layer();
    channels.listen(since, { onLost: () => {} });
    hear(publication(11));
    hear(publication(12));
    channels.listen({ ...since, offset: 11 }, { onLost: () => {} });
    expect(told).toEqual(["11", "12", "12"]);
  });

  it("let who comes from before they listened fetch again", async () => {
    const { channels } = layer();
    channels.listen(since, { onLost: () => {} });
    const onLost = vi.fn();
    channels.listen({ ...since, offset: 5 }, { onLost });
    await Promise.resolve();
    expect(onLost).toHaveBeenCalledOnce();
  });

  it("give a server time that has yet to catch up with what was heard", async () => {
    vi.useFakeTimers();
    const { channels } = layer();
    channels.listen(since, { onLost: () => {} });
    let fetched = 0;
    const fetchAgain = () => {
      fetched += 1;
      if (fetched < 1000) channels.listen({ ...since, offset: 5 }, { onLost: fetchAgain });
    };
    channels.listen({ ...since, offset: 5 }, { onLost: fetchAgain });
    await vi.advanceTimersByTimeAsync(30_000);
    expect(fetched).toBeGreaterThan(3);
    expect(fetched).toBeLessThan(15);
    vi.useRealTimers();
  });

  it("let all fetch again when something was missed", () => {
    const { channels, hear } = layer();
    const onLost = vi.fn();
    channels.listen(since, { onLost });
    hear({ is: "subscribed", recovered: false, wasRecovering: true, position: { offset: 50, epoch: "e" } });
    expect(onLost).toHaveBeenCalledOnce();
  });

  it("stay open for a moment after the last has gone", () => {
    vi.useFakeTimers();
    const { channels, closed } = layer();
    const leave = channels.listen(since, { onLost: () => {} });
    leave();
    vi.advanceTimersByTime(9000);
    expect(closed).toEqual([]);
    const stay = channels.listen(since, { onLost: () => {} });
    vi.advanceTimersByTime(60_000);
    expect(closed).toEqual([]);
    stay();
    vi.advanceTimersByTime(10_001);
    expect(closed).toEqual([since.channel]);
    vi.useRealTimers();
  });
});
