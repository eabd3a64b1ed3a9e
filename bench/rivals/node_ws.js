// Rival: Node's `ws`, with the broadcast from its readme.

import { WebSocketServer } from "ws";

const server = new WebSocketServer({ port: Number(process.argv[2]), host: "127.0.0.1", perMessageDeflate: false, backlog: 4096 });

server.on("connection", (socket) => {
  socket.on("message", (text) => {
    for (const one of server.clients) one.send(text, { binary: false });
  });
});
