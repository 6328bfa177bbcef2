// The token of a link that came by mail: as good as the password, for a while. It leaves the address before anything else is done, and is
// kept nowhere but here: it stands in no history, in nothing that is told of this page, and a picture of the window does not show it.

const pages = /^\/app\/(?:reset-password|verify-email)\/?$/;
let token: string | undefined;

/** Before anybody reads the address. */
export function takeLinkToken() {
  const address = new URL(location.href);
  if (!pages.test(address.pathname)) return;
  token = address.searchParams.get("token") ?? undefined;
  history.replaceState(history.state, "", address.pathname);
}

/** None: the page was loaded anew, or opened by hand. */
export function linkToken() {
  return token;
}
