import { expect, it } from "vitest";
import { decimalOf, moneyText } from "./money";

it("writes smallest units with the digits that the currency has", () => {
  expect(moneyText({ amount: 1999, currency: "EUR" }, "de")).toBe("19,99\u00a0€");
  expect(moneyText({ amount: 1999, currency: "JPY" }, "en")).toBe("¥1,999");
  expect(moneyText({ amount: 1234567, currency: "KWD" }, "en")).toBe("KWD\u00a01,234.567");
  expect(moneyText({ amount: -5, currency: "USD" }, "en")).toBe("-$0.05");
});

it("is exact where a division would not be", () => {
  expect(moneyText({ amount: 9007199254740991, currency: "USD" }, "en")).toBe("$90,071,992,547,409.91");
  expect(decimalOf(0, 2)).toBe("0.00");
  expect(decimalOf(-100, 0)).toBe("-100");
});
