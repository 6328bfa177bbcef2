import { CircleDot, Tag as TagIcon, UserRound } from "lucide-react";
import { useState } from "react";
import { Avatar } from "@/components/avatar";
import { Count } from "@/components/badge";
import { cx } from "@/components/cx";
import { DateTime } from "@/components/date_time";
import { FilterBar, type Filters } from "@/components/filter_bar";
import { List } from "@/components/list";
import { Tabs } from "@/components/tabs";
import { CustomerTable } from "./customer_table";
import { Exhibit, Group } from "./exhibit";
import { guests, members, minutesAgo } from "./samples";

export function Lists() {
  const [tab, setTab] = useState("mine");
  const [current, setCurrent] = useState("guest-1");
  const [filters, setFilters] = useState<Filters>({ status: ["open", "pending"], assignee: ["m1"] });
  return (
    <Group name="Lists">
      <Exhibit name="Tabs and List" wide>
        <div className="h-110 max-w-list overflow-hidden rounded-panel border border-line bg-panel">
          <Tabs
            label="Conversations"
            className="h-full"
            panelClassName="flex flex-col"
            value={tab}
            onChange={setTab}
            tabs={[
              { value: "mine", label: "Mine", count: 240 },
              { value: "unassigned", label: "Unassigned", count: 3 },
              { value: "all", label: "All" },
            ]}
          >
            <List
              items={guests}
              rowId={(guest) => guest.id}
              label="Conversations"
              rowHeight={56}
              currentId={current}
              className="flex-1"
            >
              {(guest, link) => (
                <button
                  type="button"
                  {...link}
                  onClick={() => setCurrent(guest.id)}
                  className={cx(
                    "flex min-h-14 w-full items-center gap-3 px-4 text-left -outline-offset-2",
                    guest.id === current ? "bg-selected" : "hover:bg-hover",
                  )}
                >
                  <Avatar name={guest.name} size="large" />
                  <span className="min-w-0 flex-1">
                    <span className="flex items-baseline gap-2">
                      <span
                        dir="auto"
                        className={cx(
                          "min-w-0 flex-1 truncate text-dense text-ink",
                          guest.unread > 0 ? "font-semibold" : "font-medium",
                        )}
                      >
                        {guest.name}
                      </span>
                      <span className="text-meta text-faint">
                        <DateTime at={minutesAgo(guest.minutes)} as="list" />
                      </span>
                    </span>
                    <span className="flex items-center gap-2">
                      <span
                        dir="auto"
                        className={cx(
                          "min-w-0 flex-1 truncate text-dense",
                          guest.unread > 0 ? "text-ink" : "text-faint",
                        )}
                      >
                        {guest.words}
                      </span>
                      <Count of={guest.unread} label={`${guest.unread} unread`} tone="accent" />
                    </span>
                  </span>
                </button>
              )}
            </List>
          </Tabs>
        </div>
      </Exhibit>
      <Exhibit name="FilterBar" wide>
        <div className="rounded-panel border border-line bg-panel">
          <FilterBar
            fields={[
              {
                id: "status",
                label: "Status",
                icon: CircleDot,
                options: ["open", "pending", "resolved"].map((value) => ({ value, label: value })),
              },
              {
                id: "assignee",
                label: "Assigned to",
                icon: UserRound,
                options: members.map(({ id, name }) => ({ value: id, label: name })),
              },
              {
                id: "tag",
                label: "Tag",
                icon: TagIcon,
                options: ["billing", "refund", "shipping"].map((value) => ({ value, label: value })),
              },
            ]}
            filters={filters}
            onFilters={setFilters}
          />
        </div>
      </Exhibit>
      <Exhibit name="Table" wide>
        <CustomerTable />
      </Exhibit>
    </Group>
  );
}
