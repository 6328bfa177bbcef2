// The cookie that scripts may read: it stands beside those that they cannot.
const csrfCookie = /(?:^|; )__Host-millrace-csrf=([^;]*)/;

/** What shows that a request comes from our own page. */
export function csrfToken() {
  return csrfCookie.exec(document.cookie)?.[1];
}

/** Whether somebody has signed in here and not out. */
export function hasSession() {
  return csrfToken() !== undefined;
}
