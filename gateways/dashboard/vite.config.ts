import { fileURLToPath } from "node:url";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { compileHint } from "./vite/compile_hint.ts";
import { earlyScript } from "./vite/early_script.ts";
import { emojis } from "./vite/emojis.ts";
import { precompress } from "./vite/precompress.ts";
import { serviceWorker } from "./vite/service_worker.ts";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const server = process.env.MILLRACE_ADDRESS ?? "http://127.0.0.1:8080";

// What is needed together comes together: it compresses better than forty files, and is asked for once.
const ground = [
  "api/(?!passkeys)",
  "commands/",
  "i18n/(?!de|en_far|en/(account|api_keys|audit|delete_message|emoji|end_business|history_record|history_words|hours|integrations|operator|privacy|providers|rights|roles|second_factor|settings|webhooks)\\.)",
  "installed/",
  "keys/",
  "lists/",
  "router",
  "features/sign_in/session_actions",
  "features/shell/(last_business|problem_page|gone_page|theme|use_title)\\.",
  "features/(?!operations|privacy|connect/[a-z]+/queries|identity/(?!team/search)|history/(ev[a-z]+|audit)/queries|history/explain)[a-z_/]+/(live|queries|search)\\.ts", // what addresses hold, and begin to fetch
  "live/(?!connection)",
  "components/(avatar|banner|button|cx|empty|field|icon|initials|kbd|menu|skeleton|spinner|text_input|toast|tooltip)",
];
const work = [
  "components/(badge|bulk_bar|checkbox|combobox|connection_sign|date_time|filter_bar|list|marked|now|option_list|popover|roving_row|saved_views|search_field|selection|sheet|switch|tabs|times)\\.",
  "features/identity/team/own_status",
  "features/inbox/alerts/",
  "features/inbox/conversations/",
  "features/inbox/thread/(drafts|start_writing)",
  "features/onboarding/(onboarding|finished|steps|use_steps_done|queries)\\.",
  "features/shell/(business_switcher|destinations|live|offline_banner|palette|palette_state|release_banner|removed_page|shell|sidebar|signed_in|theme_switch|top_bar|undo_key|user_menu)\\.",
];

export default defineConfig({
  plugins: [
    react(),
    tailwindcss(),
    compileHint(),
    earlyScript(),
    emojis(),
    serviceWorker(here("worker/sw.ts")),
    precompress(),
  ],
  resolve: { alias: { "@": here("./src"), "react-style-singleton": here("./vite/adopted_styles.ts") } },
  build: {
    outDir: process.env.MILLRACE_DASHBOARD_OUT ?? here("../../build/dashboard"),
    emptyOutDir: true,
    assetsInlineLimit: 0, // fonts and pictures are files: the policy of the page knows no data: but for pictures
    target: ["chrome111", "firefox114", "safari16.4"],
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            {
              name: "ground",
              test: new RegExp(`/node_modules/@tanstack/(?!.*virtual)|/src/(${ground.join("|")})`),
              priority: 3,
            },
            { name: "work", test: new RegExp(`/src/(${work.join("|")})`), priority: 2 },
          ],
        },
      },
    },
  },
  // What is not the application's own is the server's.
  server: {
    proxy: {
      "/connection/": { target: server, ws: true },
      "^/(?!$|\\?|app|src|@|node_modules|theme\\.js|icon|manifest)": server,
    },
  },
});
