// The addresses of the application. A page is fetched when it is opened; what stands in the address is checked here.
import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  notFound,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import { accountQuery, businessesQuery, meQuery } from "@/api/account";
import { hasSession } from "@/api/csrf";
import { teamList } from "@/api/team";
import { deliverySearch } from "@/features/connect/webhooks/search";
import { commentList, oneTicket, ticketList } from "@/features/desk/tickets/queries";
import { filtersOf, listsOf, newTicketSearch, ticketsSearch } from "@/features/desk/tickets/search";
import { asOfSearch } from "@/features/history/as_of/search";
import { auditSearch } from "@/features/history/audit/search";
import { historySearch } from "@/features/history/events/search";
import { teamSearch } from "@/features/identity/team/search";
import { conversationList, oneConversation } from "@/features/inbox/conversations/queries";
import { askedBy, inboxSearch, threadSearch } from "@/features/inbox/conversations/search";
import { noteList, oneCustomer } from "@/features/inbox/customer/queries";
import { customerList } from "@/features/inbox/customers/queries";
import { customersSearch } from "@/features/inbox/customers/search";
import { messageList } from "@/features/inbox/thread/queries";
import { searchSearch } from "@/features/search/search";
import { GonePage } from "@/features/shell/gone_page";
import { keepFocus } from "@/features/shell/keep_focus";
import { lastBusiness } from "@/features/shell/last_business";
import { ProblemHere, ProblemPage } from "@/features/shell/problem_page";
import { fetchFarTexts } from "@/i18n/language";
import { listOptions } from "@/lists/use_list";
import { oneOptions } from "@/lists/use_one";
import { lazyPage } from "./lazy_page";

export interface RouterContext {
  client: QueryClient;
}

const root = createRootRouteWithContext<RouterContext>()({
  component: Outlet,
  notFoundComponent: GonePage,
  errorComponent: ProblemPage,
});

/** A page that one seldom comes to: what it says comes with it. */
function far<Page>(page: () => Promise<Page>) {
  return async () => (await Promise.all([page(), fetchFarTexts()]))[0];
}

/** Where to go after signing in: within the application alone. */
function signInSearch({ to }: Record<string, unknown>): { to?: string } {
  return typeof to === "string" && to.startsWith("/app/") ? { to } : {};
}

/** Loaders only begin to fetch what a page will show; pages say what is missing. */
async function businessOf(client: QueryClient, slug: string) {
  return (await client.ensureQueryData(businessesQuery)).find((business) => business.slug === slug);
}

/** The business that was open last, for addresses that name none. */
async function ownBusiness(client: QueryClient, to: string) {
  const account = await client.ensureQueryData(accountQuery);
  if (!account) throw redirect({ to: "/sign-in", search: { to }, replace: true });
  const businesses = await client.fetchQuery(businessesQuery);
  const business = businesses.find(({ slug }) => slug === lastBusiness()) ?? businesses[0];
  if (!business) throw redirect({ to: account.is_operator ? "/operator" : "/businesses/new", replace: true });
  return { business: business.slug };
}

const start = createRoute({
  getParentRoute: () => root,
  path: "/",
  beforeLoad: async ({ context: { client } }) => {
    throw redirect({ to: "/b/$business", params: await ownBusiness(client, "/app/"), replace: true });
  },
});

const searchAnywhere = createRoute({
  getParentRoute: () => root,
  path: "/search",
  validateSearch: searchSearch,
  beforeLoad: async ({ context: { client }, location, search }) => {
    const params = await ownBusiness(client, `/app${location.href}`);
    throw redirect({ to: "/b/$business/search", params, search, replace: true });
  },
});

const logIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: signInSearch,
  component: lazyPage(() => import("@/features/sign_in/log_in_page"), "LogInPage"),
});

const signUp = createRoute({
  getParentRoute: () => root,
  path: "/sign-up",
  validateSearch: signInSearch,
  component: lazyPage(() => import("@/features/sign_in/sign_up_page"), "SignUpPage"),
});

const forgotPassword = createRoute({
  getParentRoute: () => root,
  path: "/forgot-password",
  component: lazyPage(
    far(() => import("@/features/sign_in/forgot_password_page")),
    "ForgotPasswordPage",
  ),
});

const resetPassword = createRoute({
  getParentRoute: () => root,
  path: "/reset-password",
  component: lazyPage(
    far(() => import("@/features/sign_in/reset_password_page")),
    "ResetPasswordPage",
  ),
});

const verifyEmail = createRoute({
  getParentRoute: () => root,
  path: "/verify-email",
  component: lazyPage(
    far(() => import("@/features/sign_in/verify_email_page")),
    "VerifyEmailPage",
  ),
});

const parts = createRoute({
  getParentRoute: () => root,
  path: "/_parts",
  component: lazyPage(() => import("@/features/parts/page"), "PartsPage"),
});

const signedIn = createRoute({
  getParentRoute: () => root,
  id: "signed-in",
  beforeLoad: async ({ context: { client }, location }) => {
    if (hasSession()) void client.prefetchQuery(businessesQuery);
    const account = await client.ensureQueryData(accountQuery);
    if (!account) throw redirect({ to: "/sign-in", search: { to: `/app${location.href}` }, replace: true });
    return { account };
  },
  component: lazyPage(() => import("@/features/shell/signed_in"), "SignedIn"),
});

const invitation = createRoute({
  getParentRoute: () => signedIn,
  path: "/invitations/$token",
  component: lazyPage(() => import("@/features/sign_in/invitation_page"), "InvitationPage"),
});

const newBusiness = createRoute({
  getParentRoute: () => signedIn,
  path: "/businesses/new",
  component: lazyPage(() => import("@/features/sign_in/new_business_page"), "NewBusinessPage"),
});

const operator = createRoute({
  getParentRoute: () => signedIn,
  path: "/operator",
  beforeLoad: ({ context: { account } }) => {
    if (!account.is_operator) throw notFound();
  },
  component: lazyPage(
    far(() => import("@/features/operations/operator/page")),
    "OperatorPage",
  ),
});

const business = createRoute({
  getParentRoute: () => signedIn,
  path: "/b/$business",
  loader: async ({ context: { client }, params, location }) => {
    const known = await businessOf(client, params.business);
    if (!known) throw notFound();
    const closed = known.closed_at && !location.pathname.includes("/settings/"); // nothing else can be done there
    if (closed) throw redirect({ to: "/b/$business/settings/business", params, replace: true });
    const me = await client.ensureQueryData(meQuery(known.id));
    return { business: known, me };
  },
  errorComponent: ProblemPage, // within what every signed-in page needs: here one may have to set up a second factor
  component: lazyPage(() => import("@/features/shell/shell"), "Shell"),
});

const inbox = createRoute({
  getParentRoute: () => business,
  path: "/inbox",
  validateSearch: inboxSearch,
  loaderDeps: ({ search }) => ({ asked: askedBy(search) }),
  loader: async ({ context: { client }, params, deps: { asked } }) => {
    const known = await businessOf(client, params.business);
    if (known) void client.prefetchInfiniteQuery(listOptions(conversationList(known.id, asked, known.member_id)));
  },
  component: lazyPage(() => import("@/features/inbox/conversations/page"), "InboxPage"),
});

const noConversation = createRoute({
  getParentRoute: () => inbox,
  path: "/",
  component: lazyPage(() => import("@/features/inbox/conversations/none_open"), "NoneOpen"),
});

const conversation = createRoute({
  getParentRoute: () => inbox,
  path: "/$conversation",
  validateSearch: (given: Record<string, unknown>) => ({ ...threadSearch(given), ...asOfSearch(given) }),
  loader: async ({ context: { client }, params: { business, conversation: id } }) => {
    const known = await businessOf(client, business);
    if (!known) return;
    void client.prefetchQuery(oneOptions(oneConversation(known.id, id, known.member_id)));
    void client.prefetchInfiniteQuery(listOptions(messageList(known.id, id)));
  },
  component: lazyPage(() => import("@/features/inbox/thread/page"), "ThreadPage"),
});

const customers = createRoute({
  getParentRoute: () => business,
  path: "/customers",
  validateSearch: customersSearch,
  loaderDeps: ({ search }) => ({ search: customersSearch({ ...search }) }), // without what is only the page's beneath it
  loader: async ({ context: { client }, params, deps: { search } }) => {
    const known = await businessOf(client, params.business);
    if (known) void client.prefetchInfiniteQuery(listOptions(customerList(known.id, search)));
  },
  component: lazyPage(() => import("@/features/inbox/customers/page"), "CustomersPage"),
});

const customer = createRoute({
  getParentRoute: () => customers,
  path: "/$customer",
  validateSearch: asOfSearch,
  loader: async ({ context: { client }, params: { business, customer: id } }) => {
    const known = await businessOf(client, business);
    if (!known) return;
    void client.prefetchQuery(oneOptions(oneCustomer(known.id, id)));
    void client.prefetchInfiniteQuery(listOptions(noteList(known.id, id)));
  },
  component: lazyPage(() => import("@/features/inbox/customer/page"), "CustomerPage"),
});

const tickets = createRoute({
  getParentRoute: () => business,
  path: "/tickets",
  validateSearch: ticketsSearch,
  loaderDeps: ({ search }) => search,
  loader: async ({ context: { client }, params, deps }) => {
    const known = await businessOf(client, params.business);
    if (!known) return;
    for (const status of listsOf(deps))
      void client.prefetchInfiniteQuery(listOptions(ticketList(known.id, filtersOf(deps, status), known.member_id)));
  },
  component: lazyPage(() => import("@/features/desk/tickets/page"), "TicketsPage"),
});

const newTicket = createRoute({
  getParentRoute: () => tickets,
  path: "/new",
  validateSearch: newTicketSearch,
  component: lazyPage(() => import("@/features/desk/new_ticket/page"), "NewTicketPage"),
});

const ticket = createRoute({
  getParentRoute: () => tickets,
  path: "/$ticket",
  validateSearch: asOfSearch,
  loader: async ({ context: { client }, params: { business, ticket: id } }) => {
    const known = await businessOf(client, business);
    if (!known) return;
    void client.prefetchQuery(oneOptions(oneTicket(known.id, id)));
    void client.prefetchInfiniteQuery(listOptions(commentList(known.id, id)));
  },
  component: lazyPage(() => import("@/features/desk/ticket/page"), "TicketPage"),
});

const history = createRoute({
  getParentRoute: () => business,
  path: "/history",
  validateSearch: historySearch,
  component: lazyPage(
    far(() => import("@/features/history/events/page")),
    "HistoryPage",
  ),
});

const historyEvent = createRoute({
  getParentRoute: () => history,
  path: "/events/$event",
  component: lazyPage(
    far(() => import("@/features/history/event/page")),
    "EventPage",
  ),
});

const team = createRoute({
  getParentRoute: () => business,
  path: "/team",
  validateSearch: teamSearch,
  loader: async ({ context: { client }, params }) => {
    const known = await businessOf(client, params.business);
    if (known) void client.prefetchInfiniteQuery(listOptions(teamList(known.id)));
  },
  component: lazyPage(
    far(() => import("@/features/identity/team/page")),
    "TeamPage",
  ),
});

const settings = createRoute({
  getParentRoute: () => business,
  path: "/settings",
  component: lazyPage(() => import("@/features/identity/settings/page"), "SettingsPage"),
});

const settingsIndex = createRoute({
  getParentRoute: () => settings,
  path: "/",
  beforeLoad: ({ params }) => {
    throw redirect({ to: "/b/$business/settings/me", params, replace: true });
  },
});

const ownSettings = createRoute({
  getParentRoute: () => settings,
  path: "/me",
  component: lazyPage(
    far(() => import("@/features/identity/settings/me_page")),
    "MePage",
  ),
});

const securitySettings = createRoute({
  getParentRoute: () => settings,
  path: "/security",
  component: lazyPage(
    far(() => import("@/features/identity/settings/security_page")),
    "SecurityPage",
  ),
});

const businessSettings = createRoute({
  getParentRoute: () => settings,
  path: "/business",
  component: lazyPage(
    far(() => import("@/features/identity/settings/business_page")),
    "BusinessPage",
  ),
});

const keySettings = createRoute({
  getParentRoute: () => settings,
  path: "/api-keys",
  component: lazyPage(
    far(() => import("@/features/identity/api_keys/page")),
    "ApiKeysPage",
  ),
});

const integrationSettings = createRoute({
  getParentRoute: () => settings,
  path: "/integrations",
  component: lazyPage(
    far(() => import("@/features/connect/integrations/page")),
    "IntegrationsPage",
  ),
});

const webhookSettings = createRoute({
  getParentRoute: () => settings,
  path: "/webhooks",
  component: lazyPage(
    far(() => import("@/features/connect/webhooks/page")),
    "WebhooksPage",
  ),
});

const oneWebhookSettings = createRoute({
  getParentRoute: () => settings,
  path: "/webhooks/$webhook",
  validateSearch: deliverySearch,
  component: lazyPage(
    far(() => import("@/features/connect/webhooks/one_page")),
    "WebhookPage",
  ),
});

const hoursSettings = createRoute({
  getParentRoute: () => settings,
  path: "/hours",
  component: lazyPage(
    far(() => import("@/features/identity/hours/page")),
    "HoursPage",
  ),
});

const roleSettings = createRoute({
  getParentRoute: () => settings,
  path: "/roles",
  component: lazyPage(
    far(() => import("@/features/identity/roles/page")),
    "RolesPage",
  ),
});

const privacySettings = createRoute({
  getParentRoute: () => settings,
  path: "/privacy",
  component: lazyPage(
    far(() => import("@/features/privacy/settings/page")),
    "PrivacyPage",
  ),
});

const auditSettings = createRoute({
  getParentRoute: () => settings,
  path: "/audit",
  validateSearch: auditSearch,
  component: lazyPage(
    far(() => import("@/features/history/audit/page")),
    "AuditPage",
  ),
});

const widgetSettings = createRoute({
  getParentRoute: () => settings,
  path: "/widget",
  component: lazyPage(
    far(() => import("@/features/identity/settings/widget_page")),
    "WidgetPage",
  ),
});

const search = createRoute({
  getParentRoute: () => business,
  path: "/search",
  validateSearch: searchSearch,
  component: lazyPage(() => import("@/features/search/page"), "SearchPage"),
});

const home = createRoute({
  getParentRoute: () => business,
  path: "/",
  component: lazyPage(() => import("@/features/home/page"), "HomePage"),
});

const tree = root.addChildren([
  start,
  searchAnywhere,
  logIn,
  signUp,
  forgotPassword,
  resetPassword,
  verifyEmail,
  parts,
  signedIn.addChildren([
    invitation,
    newBusiness,
    operator,
    business.addChildren([
      home,
      inbox.addChildren([noConversation, conversation]),
      tickets.addChildren([newTicket, ticket]),
      customers.addChildren([customer]),
      team,
      history.addChildren([historyEvent]),
      search,
      settings.addChildren([
        settingsIndex,
        ownSettings,
        securitySettings,
        businessSettings,
        widgetSettings,
        hoursSettings,
        roleSettings,
        keySettings,
        integrationSettings,
        webhookSettings,
        oneWebhookSettings,
        privacySettings,
        auditSettings,
      ]),
    ]),
  ]),
]);

export function makeRouter(client: QueryClient) {
  const router = createRouter({
    routeTree: tree,
    basepath: "/app",
    context: { client },
    defaultErrorComponent: ProblemHere, // what is around a page stays
    defaultPreload: "intent",
    defaultPreloadStaleTime: 0,
    scrollRestoration: false,
  });
  router.subscribe("onRendered", keepFocus);
  return router;
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
