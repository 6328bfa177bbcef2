import { useMay } from "@/api/me_context";
import type { Business } from "@/api/types";
import { useNow } from "@/components/now";
import { durationText } from "@/components/times";
import { useI18n, useText } from "@/i18n/i18n_provider";
import { useCount } from "@/lists/use_count";
import { customersTile, type InboxTile, inboxTile, type TicketTile, ticketTile } from "./counts";
import { Tile, Tiles } from "./tiles";

const inboxTiles: readonly InboxTile[] = ["open", "unassigned", "mine", "waiting", "pending"];
/** Who sees only what is theirs: the rest would be the same number, or none. */
const ownTiles: readonly InboxTile[] = ["open", "waiting", "pending"];
const ticketTiles: readonly TicketTile[] = ["open", "in_progress", "mine", "late"];

/** How much of what there is, now; it follows what happens. */
export function Overview({ business }: { business: Business }) {
  const t = useText();
  const mayViewAll = useMay("conversations_view_all");
  const maySeeTickets = useMay("tickets.view");
  const maySeeCustomers = useMay("customers_view");
  return (
    <div className="flex flex-col gap-6">
      <Tiles title={t("inbox.title")}>
        {(mayViewAll ? inboxTiles : ownTiles).map((tile) => (
          <ConversationTile key={tile} business={business} tile={tile} />
        ))}
      </Tiles>
      {(maySeeTickets || maySeeCustomers) && (
        <Tiles title={t(maySeeTickets ? "home.tickets" : "customers.title")}>
          {maySeeTickets && ticketTiles.map((tile) => <TicketsTile key={tile} business={business} tile={tile} />)}
          {maySeeCustomers && <CustomersTile business={business} />}
        </Tiles>
      )}
    </div>
  );
}

function ConversationTile({ business, tile }: { business: Business; tile: InboxTile }) {
  const t = useText();
  const { count, where } = inboxTile(business, tile);
  const { total, first } = useCount(count);
  const longest = first?.waiting_since ? <Longest since={first.waiting_since} /> : null;
  return (
    <Tile
      label={t(`home.tile.${tile}`)}
      count={total}
      where={where}
      {...(tile === "waiting" ? { since: longest } : {})}
    />
  );
}

function Longest({ since }: { since: string }) {
  const { t, locale } = useI18n();
  const since_ms = Date.parse(since);
  return t("home.longest", {
    length: useNow((now_ms) => durationText(Math.max(0, now_ms - since_ms), { locale }, 1)),
  });
}

function TicketsTile({ business, tile }: { business: Business; tile: TicketTile }) {
  const t = useText();
  const { count, where } = ticketTile(business, tile);
  return (
    <Tile
      label={t(`home.tile.tickets.${tile}`)}
      count={useCount(count).total}
      where={where}
      alarming={tile === "late"}
    />
  );
}

function CustomersTile({ business }: { business: Business }) {
  const t = useText();
  const { count, where } = customersTile(business);
  return <Tile label={t("customers.title")} count={useCount(count).total} where={where} />;
}
