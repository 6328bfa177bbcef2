import { useI18n } from "@/i18n/i18n_provider";

export interface MoneyProps {
  /** In the smallest unit: cents, pence, yen. */
  amount: number;
  currency: string;
}

/** Whole smallest units as a decimal, without a division: what is exact stays exact. */
export function decimalOf(amount: number, digits: number): string {
  const plain = Math.abs(amount)
    .toString()
    .padStart(digits + 1, "0");
  const whole = digits === 0 ? plain : `${plain.slice(0, -digits)}.${plain.slice(-digits)}`;
  return amount < 0 ? `-${whole}` : whole;
}

export function moneyText({ amount, currency }: MoneyProps, locale: string): string {
  const format = new Intl.NumberFormat(locale, { style: "currency", currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(decimalOf(amount, digits) as unknown as number);
}

export function Money(money: MoneyProps) {
  const { locale } = useI18n();
  return (
    <data value={`${money.amount} ${money.currency}`} className="tabular-nums whitespace-nowrap">
      {moneyText(money, locale)}
    </data>
  );
}
