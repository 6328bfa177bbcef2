// Made by vite/emojis.ts.
declare module "virtual:emojis/en" {
  const known: import("./emojis").Told[];
  export default known;
}
declare module "virtual:emojis/de" {
  const known: import("./emojis").Told[];
  export default known;
}
