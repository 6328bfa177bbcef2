import { useBusinessId } from "@/api/business_context";
import { useMay } from "@/api/me_context";
import { Group } from "@/features/identity/settings/group";
import { Missing } from "@/features/identity/settings/missing";
import { oneBusiness } from "@/features/identity/settings/queries";
import { useTitle } from "@/features/shell/use_title";
import { useText } from "@/i18n/i18n_provider";
import { useOne } from "@/lists/use_one";
import { HoursForm } from "./hours_form";
import { AssignmentForm, NotificationsForm } from "./switch_forms";
import { ZoneForm } from "./zone_form";

/** When the business is there, who gets what comes, and how the team hears of it. */
export function HoursPage() {
  const t = useText();
  const business = useOne(oneBusiness(useBusinessId()));
  const mayEdit = useMay("settings_edit");
  useTitle(t("settings.to.hours"));
  const { row } = business;
  return (
    <>
      <h1 className="text-head font-semibold">{t("settings.to.hours")}</h1>
      {!mayEdit && <p className="text-dense text-soft">{t("settings.business.read_only")}</p>}
      {row ? (
        <>
          <Group title={t("settings.time_zone")} text={t("hours.zone.text")}>
            <ZoneForm business={row} mayEdit={mayEdit} />
          </Group>
          <Group title={t("hours.week")} text={t("hours.week.text")}>
            <HoursForm business={row} mayEdit={mayEdit} />
          </Group>
          <Group title={t("hours.assignment")} text={t("hours.assignment.text")}>
            <AssignmentForm business={row} mayEdit={mayEdit} />
          </Group>
          <Group title={t("hours.notifications")} text={t("hours.notifications.text")}>
            <NotificationsForm business={row} mayEdit={mayEdit} />
          </Group>
        </>
      ) : (
        <Missing {...business} />
      )}
    </>
  );
}
