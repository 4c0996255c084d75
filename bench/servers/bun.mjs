/**
 * Bun's own WebSockets, whose rooms are topics in C++.
 *
 * @module
 */

import process from "node:process";

const server = globalThis.Bun.serve({
  hostname: "127.0.0.1",
  port: 0,
  fetch(request, server) {
    if (!server.upgrade(request)) return new Response(null, { status: 426 });
  },
  websocket: {
    // By default, what waits for a slow reader beyond a megabyte is dropped without a word.
    backpressureLimit: 1024 * 1024 * 1024,
    message: receive,
  },
});
process.stdout.write(`port ${server.port}\n`);

/** Does what a client's frame says. */
function receive(socket, text) {
  const { event, id, args } = JSON.parse(text);
  switch (event) {
    case "say": {
      const [room, message] = args;
      return socket.publish(
        room,
        JSON.stringify({ event: "said", args: [message] }),
      );
    }
    case "join": {
      const [room, token] = args;
      socket.subscribe(room);
      return answer(socket, id, token);
    }
    case "leave": {
      const [room, token] = args;
      socket.unsubscribe(room);
      return answer(socket, id, token);
    }
    case "ask":
      return answer(socket, id, args[0]);
    case "fill": {
      const [count, token] = args;
      for (let n = 0; n < count; n++) socket.subscribe(`hall ${n}`);
      return answer(socket, id, token);
    }
  }
}

function answer(socket, id, value) {
  socket.send(JSON.stringify({ id, args: [value] }));
}
