import { Check, Inbox, Lock, MessageSquare, TriangleAlert, UserRound } from "lucide-react";
import { Banner } from "@/components/banner";
import { Button } from "@/components/button";
import { ConnectionSign } from "@/components/connection_sign";
import { Empty } from "@/components/empty";
import { Skeleton, SkeletonRows } from "@/components/skeleton";
import { Timeline } from "@/components/timeline";
import { Exhibit, Group } from "./exhibit";
import { minutesAgo } from "./samples";

export function States() {
  return (
    <Group name="States">
      <Exhibit name="Banner" wide>
        <div className="flex flex-col gap-2">
          <Banner action={<Button kind="quiet">Reload</Button>}>A newer version is here. Your draft is kept.</Banner>
          <Banner tone="green" onDismiss={() => undefined}>
            The import is done: 240 customers.
          </Banner>
          <Banner tone="amber">You are offline. What you send is kept and goes out when you are back.</Banner>
          <Banner tone="red" action={<Button kind="plain">Retry</Button>}>
            The conversation could not be read. Nothing is lost; try again, or come back in a minute.
          </Banner>
        </div>
      </Exhibit>
      <Exhibit name="ConnectionSign">
        <ConnectionSign state="live" />
        <ConnectionSign state="catching_up" />
        <ConnectionSign state="offline" queued={3} />
      </Exhibit>
      <Exhibit name="Empty" wide>
        <div className="rounded-panel border border-line bg-panel">
          <Empty
            icon={Inbox}
            title="No open conversations"
            text="What customers write shows up here. Put the widget on your site to hear from them."
            action={<Button kind="primary">Set up the widget</Button>}
          />
        </div>
      </Exhibit>
      <Exhibit name="Skeleton" wide>
        <div className="grid gap-6 sm:grid-cols-2">
          <div className="overflow-hidden rounded-panel border border-line bg-panel">
            <SkeletonRows rows={4} label="Loading conversations" />
          </div>
          <div className="flex flex-col gap-2">
            <Skeleton className="h-6 w-40" />
            <Skeleton className="h-4 w-full" />
            <Skeleton className="h-4 w-2/3" />
            <SkeletonRows rows={3} height={40} label="Loading tickets" />
          </div>
        </div>
      </Exhibit>
      <Exhibit name="Timeline" wide>
        <div className="max-w-dialog">
          <Timeline
            label="History of the conversation"
            happenings={[
              {
                id: "1",
                at: minutesAgo(4),
                icon: Check,
                tone: "green",
                title: (
                  <>
                    <strong>Ines Duarte</strong> resolved it
                  </>
                ),
              },
              {
                id: "2",
                at: minutesAgo(9),
                icon: Lock,
                tone: "violet",
                title: (
                  <>
                    <strong>Ines Duarte</strong> left a note
                  </>
                ),
                body: "The second charge is refunded, ref. 8812.",
              },
              {
                id: "3",
                at: minutesAgo(64),
                icon: UserRound,
                title: (
                  <>
                    <strong>Tomasz Wójcik</strong> assigned it to <strong>Ines Duarte</strong>
                  </>
                ),
              },
              {
                id: "4",
                at: minutesAgo(60 * 26),
                icon: TriangleAlert,
                tone: "amber",
                title: "The first answer was due",
              },
              {
                id: "5",
                at: minutesAgo(60 * 27),
                icon: MessageSquare,
                tone: "accent",
                title: (
                  <>
                    <strong>Amina Yusuf</strong> wrote
                  </>
                ),
                body: "I have been charged twice for the same order.",
              },
            ]}
          />
        </div>
      </Exhibit>
    </Group>
  );
}
