export const providers = {
  "providers.or": "or",
  "providers.by": "Continue with {name}",
  "providers.unverified": "It has not verified an e-mail address of yours. Verify it there, or use a password here.",
  "providers.link_first":
    "There is an account with your e-mail address that is not linked to it. Log in as usual, and link it in Settings › Security.",
  "providers.over": "That took too long, or it was begun in another browser. Begin again.",
  "providers.declined": "You were not signed in there. Begin again, and agree to it.",
  "providers.away": "It does not answer as it should. Try again in a while, or log in another way.",
  "providers.not_believed": "What it says of you cannot be believed. Begin again; if it stays so, tell the operator.",
  "providers.taken": "This identity is linked to another account.",
  "providers.last_way_in": "This account has no password, so this is the only way into it. Take a password first.",
  "providers.deactivated": "This account is deactivated. Log in with its password to activate it.",
  "providers.failed": "You could not be signed in. Begin again, or log in another way.",
  "providers.group": "Linked sign-ins",
  "providers.group.text": "Whoever signs in there as you is signed in here, too.",
  "providers.none": "There are none.",
  "providers.since": "Linked",
  "providers.link": "Link {name}",
  "providers.linked": "Linked.",
  "providers.unlink": "Unlink",
  "providers.unlink_one": "Unlink {name}",
  "providers.unlink.text": "Nobody signs in to this account by it any more. Sessions stay as they are.",
  "providers.no_password":
    "This account has no password. “Forgot password?” on the log-in page sends a link to take one.",
  "providers.step_up":
    "This account has no password. Log in again; within ten minutes after that it is done without another question.",
  "providers.policy": "How members sign in",
  "providers.policy.text":
    "Whoever has signed in another way does not get in here until they have. API keys go on working.",
  "providers.policy.password": "Password or passkey",
  "providers.policy.shut_out":
    "You have not signed in that way yourself, and would be shut out. Sign in that way first.",
  "providers.policy.nobody": "Then nobody could sign in. Leave at least one way.",
  "providers.other.title": "Sign in another way",
  "providers.other.text": "{business} lets its members in when they have signed in with: {ways}.",
  "providers.other.text.any": "This business does not let in who has signed in as you have.",
  "providers.other.action": "Log out and sign in again",
} as const;
