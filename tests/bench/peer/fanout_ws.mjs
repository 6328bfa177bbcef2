// Fan-out by Node `ws`, tuned: a peer of W6. Prints its port.
// POST /publish sends the body to every socket on /live; the answer goes first. It is encoded once for all of them. Who is a MiB behind is
// let go, as Millrace does it; there is no history, so whoever comes again has missed what went out meanwhile.
import { createServer } from "node:http";
import { WebSocketServer } from "ws";

const behind_at_most = 1 << 20;
const sockets = new Set();
const hear = (frame) => {
  for (const socket of sockets) {
    if (socket.bufferedAmount > behind_at_most) socket.terminate();
    else socket.send(frame, { binary: false });
  }
};
const server = createServer((request, response) => {
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => {
    response.writeHead(200, { "Content-Type": "application/json", "Content-Length": 2 }).end("{}");
    setImmediate(hear, Buffer.concat(chunks));
  });
});
server.keepAliveTimeout = 60_000;
const live = new WebSocketServer({ noServer: true, perMessageDeflate: false });
server.on("upgrade", (request, socket, head) => live.handleUpgrade(request, socket, head, (ws) => {
  sockets.add(ws);
  ws.on("close", () => sockets.delete(ws));
  ws.on("error", () => ws.terminate());
}));
server.listen({ port: 0, host: "127.0.0.1", backlog: 1024 }, () => console.log(server.address().port));
