import { BarChart } from "@/components/bar_chart";
import { DateTime } from "@/components/date_time";
import { Diff } from "@/components/diff";
import { FileTile } from "@/components/file_tile";
import { HeatChart } from "@/components/heat_chart";
import { JsonTree } from "@/components/json_tree";
import { LineChart } from "@/components/line_chart";
import { Markdown } from "@/components/markdown";
import { Money } from "@/components/money";
import { Sparkline } from "@/components/sparkline";
import { Exhibit, Group } from "./exhibit";
import { markdown, minutesAgo, ticketAfter, ticketBefore } from "./samples";

const wave = (at: number, high: number) => Math.round(high * (at % 7 > 4 ? 0.3 : 1.2 + 0.5 * Math.sin(at * 1.7)));
const days = Array.from({ length: 21 }, (_, at) => ({
  label: `${at + 1} Mar`,
  values: { in: wave(at, 24), out: wave(at + 1, 19) },
}));
const series = [
  { id: "in", label: "Came in" },
  { id: "out", label: "Resolved" },
];
const hours = Array.from({ length: 24 }, (_, hour) => String(hour));
const week = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].map((label, day) => ({
  label,
  values: hours.map((_, hour) =>
    hour < 6 || (day > 4 && hour < 9) ? 0 : Math.max(0, Math.round(9 * Math.sin(((hour - 6) / 18) * Math.PI) - day)),
  ),
}));

export function Data() {
  return (
    <Group name="Data">
      <Exhibit name="DateTime">
        <DateTime at={minutesAgo(0)} />
        <DateTime at={minutesAgo(4)} />
        <DateTime at={minutesAgo(60 * 27)} />
        <DateTime at="2024-03-03T14:02:11Z" />
        <DateTime at="2024-03-03T14:02:11Z" as="time" />
        <DateTime at="2024-03-03T14:02:11Z" as="exact" />
      </Exhibit>
      <Exhibit name="Money">
        <Money amount={1999} currency="EUR" />
        <Money amount={-5} currency="USD" />
        <Money amount={120000} currency="JPY" />
        <Money amount={1234567} currency="KWD" />
      </Exhibit>
      <Exhibit name="Sparkline">
        <Sparkline points={days.map((day) => day.values.in)} label="Conversations that came in, 21 days" />
        <Sparkline points={[3, 3, 3]} label="Steady at 3" />
      </Exhibit>
      <Exhibit name="Charts" wide>
        <div className="flex flex-col gap-8">
          <BarChart title="Conversations a day" series={series} points={days} />
          <LineChart title="Minutes to the first answer" series={[{ id: "in", label: "Minutes" }]} points={days} />
          <HeatChart title="When customers write" columns={hours} rows={week} />
        </div>
      </Exhibit>
      <Exhibit name="FileTile">
        <FileTile name="receipt-40213.pdf" size_bytes={182_300} mime="application/pdf" href="#part-filetile" />
        <FileTile
          name="a photograph of the parcel with a very long name.jpeg"
          size_bytes={3_400_000}
          mime="image/jpeg"
          onRemove={() => undefined}
        />
        <FileTile name="recording.mov" size_bytes={41_000_000} progress={0.4} onRemove={() => undefined} />
        <FileTile
          name="backup.zip"
          size_bytes={912_000_000}
          error="Larger than 25 MB"
          onRetry={() => undefined}
          onRemove={() => undefined}
        />
      </Exhibit>
      <Exhibit name="Markdown" wide>
        <Markdown text={markdown} />
      </Exhibit>
      <Exhibit name="Diff" wide>
        <Diff label="What changed" before={ticketBefore} after={ticketAfter} />
      </Exhibit>
      <Exhibit name="JsonTree" wide>
        <JsonTree
          label="The record"
          value={{
            kind: "ticket.resolved",
            position: 40213,
            person: null,
            urgent: false,
            ticket: ticketAfter,
            empty: [],
          }}
        />
      </Exhibit>
    </Group>
  );
}
