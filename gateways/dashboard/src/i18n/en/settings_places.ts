/** What is said of the settings outside of them: their places, which the palette knows, and what a name is. */
export const settingsPlaces = {
  "settings.name.wrong": "A name has 1 to 100 characters on one line.",
  "settings.of.business": "Business",
  "settings.of.developers": "Developers",
  "settings.of.me": "You",
  "settings.to.api_keys": "API keys",
  "settings.to.audit": "Audit log",
  "settings.to.business": "General",
  "settings.to.integrations": "Integrations",
  "settings.to.hours": "Hours and assignment",
  "settings.to.me": "Profile and preferences",
  "settings.to.privacy": "Privacy",
  "settings.to.roles": "Roles",
  "settings.to.security": "Password and devices",
  "settings.to.widget": "Website widget",
  "settings.to.webhooks": "Webhooks",
} as const;
