// The public client of the live protocol, driven by lines on standard input; prints what it hears as JSON lines.
//   {"do": "subscribe", "channel": …, "since": {offset, epoch}?} · {"do": "unsubscribe", …} · {"do": "publish", "channel", "data"}
//   {"do": "disconnect"} · {"do": "connect"}
import { createInterface } from "node:readline";
import { Centrifuge } from "centrifuge";

const [url, token] = process.argv.slice(2);
const say = (line) => process.stdout.write(JSON.stringify(line) + "\n");
const client = new Centrifuge(url, { token, minReconnectDelay: 20, maxReconnectDelay: 200 });
client.on("connected", () => say({ is: "connected" }));
client.on("disconnected", (ctx) => say({ is: "disconnected", code: ctx.code, reason: ctx.reason }));
client.on("error", (ctx) => say({ is: "error", code: ctx.error?.code, message: ctx.error?.message }));

const on = {
  connect: () => client.connect(),
  disconnect: () => client.disconnect(),
  subscribe: ({ channel, since }) => {
    const known = client.getSubscription(channel);
    const subscription = known ?? client.newSubscription(channel, since ? { since } : {});
    if (!known) {
      subscription.on("publication", (ctx) => say({ is: "publication", channel, offset: ctx.offset, data: ctx.data }));
      subscription.on("subscribed", (ctx) =>
        say({ is: "subscribed", channel, recovered: ctx.recovered, wasRecovering: ctx.wasRecovering, position: ctx.streamPosition, data: ctx.data }));
      subscription.on("unsubscribed", (ctx) => say({ is: "unsubscribed", channel, code: ctx.code, reason: ctx.reason }));
      subscription.on("error", (ctx) => say({ is: "error", channel, code: ctx.error.code, message: ctx.error.message }));
    }
    subscription.subscribe();
  },
  unsubscribe: ({ channel }) => client.getSubscription(channel)?.unsubscribe(),
  publish: ({ channel, data }) =>
    client.publish(channel, data).then(() => say({ is: "published", channel }), (e) => say({ is: "refused", channel, code: e.code })),
};
createInterface({ input: process.stdin }).on("line", (line) => {
  const command = JSON.parse(line);
  on[command.do](command);
}).on("close", () => process.exit(0));
client.connect();
