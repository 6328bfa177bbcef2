import { notifyManager, QueryClient, QueryClientProvider, useQuery, useQueryClient } from "@tanstack/react-query";
import { act, cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import type { Live } from "@/api/types";
import type { Frame } from "./channel_log";
import type { Transport } from "./channels";
import { LiveLayerProvider } from "./live_layer";
import { channelsInto } from "./live_provider";
import { useLive } from "./use_live";

afterEach(cleanup);

interface Thing {
  id: string;
  name: string;
  position: number;
  live: Live;
}

const key = ["b", "thing"];
const at = (offset: number): Live => ({ channel: "thing:b:t", offset, epoch: "e" });
const thing = (name: string, position: number): Thing => ({ id: "t", name, position, live: at(position) });
const publication = (name: string, offset: number): Frame => ({
  is: "publication",
  offset,
  changes: [{ resource: "thing", op: "upsert", row: { id: "t", name, position: offset } }],
});

/** A server whose answers are given by hand, and a channel whose frames are. */
function page() {
  const client = new QueryClient();
  const asked: ((answer: Thing) => void)[] = [];
  let onFrame: (frame: Frame) => void = () => {};
  const transport: Transport = {
    subscribe(_, heard) {
      onFrame = heard;
      return () => {};
    },
  };
  const connection = { state: "live" as const, watch: () => () => {}, overhear: () => () => {}, say: () => {} };
  const layer = { connection, channels: channelsInto(client, transport) };
  render(
    <QueryClientProvider client={client}>
      <LiveLayerProvider value={layer}>
        <Page fetch={() => new Promise((resolve) => asked.push(resolve))} />
      </LiveLayerProvider>
    </QueryClientProvider>,
  );
  return {
    client,
    asked,
    answer: (given: Thing) => settled(() => asked.shift()?.(given)),
    hear: (frame: Frame) => settled(() => onFrame(frame)),
  };
}

// The query cache tells who looks at it at once, so that nothing here depends on how busy the machine is.
notifyManager.setScheduler(queueMicrotask);

function settled(work: () => void) {
  return act(async () => {
    work();
    await new Promise((resolve) => setTimeout(resolve));
  });
}

function Page({ fetch }: { fetch: () => Promise<Thing> }) {
  const client = useQueryClient();
  const { data, dataUpdatedAt } = useQuery({ queryKey: key, queryFn: fetch, meta: { shows: { resource: "thing" } } });
  useLive(data?.live, dataUpdatedAt, { onLost: () => void client.invalidateQueries({ queryKey: key }) });
  return <p>{data?.name ?? "nothing"}</p>;
}

const shown = () => screen.getByRole("paragraph").textContent;

it("shows the snapshot, then what is heard", async () => {
  const { answer, hear } = page();
  await answer(thing("one", 10));
  expect(shown()).toBe("one");
  await hear(publication("two", 11));
  expect(shown()).toBe("two");
});

it("loses nothing that is heard while an older snapshot is under way", async () => {
  const { client, answer, hear } = page();
  await answer(thing("one", 10));
  await settled(() => void client.invalidateQueries({ queryKey: key }));
  await hear(publication("two", 11));
  await answer(thing("one", 10));
  expect(shown()).toBe("two");
});

it("fetches again when something was missed", async () => {
  const { asked, answer, hear } = page();
  await answer(thing("one", 10));
  await hear({ is: "subscribed", recovered: false, wasRecovering: true, position: { offset: 20, epoch: "e" } });
  expect(asked).toHaveLength(1);
  await answer(thing("three", 20));
  await hear(publication("four", 21));
  expect(shown()).toBe("four");
});
