// @vitest-environment jsdom
import { expect, it } from "vitest";
import { linkToken, takeLinkToken } from "./link_token";

function open(address: string) {
  history.replaceState(null, "", address);
  takeLinkToken();
  return location.pathname + location.search + location.hash;
}

it("is taken out of the address of the pages that a mail leads to", () => {
  expect(open("/app/reset-password?token=pr_1#token=pr_1")).toBe("/app/reset-password");
  expect(linkToken()).toBe("pr_1");
  expect(open("/app/verify-email/?utm=mail&token=ev_2")).toBe("/app/verify-email/");
  expect(linkToken()).toBe("ev_2");
});

it("is not there when the page is loaded anew", () => {
  open("/app/reset-password?token=pr_1");
  open("/app/reset-password");
  expect(linkToken()).toBeUndefined();
});

it("leaves other addresses as they are", () => {
  expect(open("/app/search?q=a&token=b")).toBe("/app/search?q=a&token=b");
});
