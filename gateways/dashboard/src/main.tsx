import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { PartsProvider } from "@/components/parts_provider";
import { forgetEarly } from "@/early/answers";
import { firstAnswers } from "@/early/first_answers";
import { firstScreenComes, firstScreenIsThere } from "@/early/first_screen";
import { takeLinkToken } from "@/features/sign_in/link_token";
import { I18nProvider } from "@/i18n/i18n_provider";
import { catalogueOf, chosenLanguage } from "@/i18n/language";
import { install } from "@/installed/service_worker";
import { KeysProvider } from "@/keys/keys_provider";
import { measure, startTelemetry, tellFault } from "@/telemetry/telemetry";
import { makeQueryClient } from "./query_client";
import { makeRouter } from "./router";
import "./tokens.css";

takeLinkToken();
const client = makeQueryClient();
const router = makeRouter(client);

startTelemetry(() => router.state.matches.at(-1)?.fullPath ?? "/");

const patience_ms = 200; // then a screen is drawn without what it lacks

/** All that the first screen needs comes at once; it is drawn when it is there. */
async function start(root: HTMLElement) {
  firstScreenComes(afterwards);
  const language = chosenLanguage();
  const [catalogue] = await Promise.all([catalogueOf(language), router.load()]);
  await firstAnswers(client, patience_ms);
  const drawn = router.subscribe("onRendered", () => {
    drawn();
    firstScreenIsThere();
  });
  createRoot(root, { onCaughtError: tellFault, onUncaughtError: tellFault }).render(
    <StrictMode>
      <QueryClientProvider client={client}>
        <I18nProvider start={{ language, catalogue }}>
          <KeysProvider>
            <PartsProvider>
              <RouterProvider router={router} />
            </PartsProvider>
          </KeysProvider>
        </I18nProvider>
      </QueryClientProvider>
    </StrictMode>,
  );
}

/** What nobody waits for. */
function afterwards() {
  forgetEarly();
  install();
  void measure();
}

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");
void start(root);
