/**
 * The floor: `Deno.serve` and its WebSockets, and rooms that do nothing more than they must.
 *
 * @module
 */

import { Rooms } from "./rooms.mjs";

const rooms = new Rooms();

const server = Deno.serve(
  { hostname: "127.0.0.1", port: 0, onListen() {} },
  (request) => {
    const { socket, response } = Deno.upgradeWebSocket(request);
    socket.onmessage = ({ data }) => rooms.receive(socket, data);
    socket.onclose = () => rooms.forget(socket);
    return response;
  },
);
await Deno.stdout.write(new TextEncoder().encode(`port ${server.addr.port}\n`));
