import { numberFormat, perLocale } from "@/i18n/formats";
import { useI18n } from "@/i18n/i18n_provider";

const short = (digits: number) =>
  perLocale((locale) => new Intl.NumberFormat(locale, { notation: "compact", maximumFractionDigits: digits }));
const [shortWhole, shortTenths] = [short(0), short(1)];

/** As many as the server counts; of more it says so many. */
const counted_at_most = 10_000;

/** "1,204"; "10,000+" of what is not counted any further. In a narrow place "1.2K". */
export function countText(count: number, locale: string, narrow = false) {
  const many = count >= counted_at_most;
  const formatOf = narrow && count >= 1000 ? (many ? shortWhole : shortTenths) : numberFormat;
  const format = formatOf(locale);
  return many ? `${format.format(counted_at_most)}+` : format.format(count);
}

export function useCountText(narrow = false) {
  const { locale } = useI18n();
  return (count: number | undefined) => (count === undefined ? undefined : countText(count, locale, narrow));
}
