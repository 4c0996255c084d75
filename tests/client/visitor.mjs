// A program that uses the built client: `visitor.mjs <the client> <the server>`.

const [, , client, server] = process.argv;
const { io } = await import(client);

const told = [];
// A timer that was left behind would keep the program from ending for longer than anyone waits.
const socket = io(server, { timeout: 60_000, ackTimeout: 60_000 });
const next = (event) => new Promise((resolve) => socket.once(event, resolve));

await next("connect");
const { id } = socket;
told.push("connected");
told.push(`2 + 3 = ${await socket.emitWithAck("add", 2, 3)}`);

const [missed, lost, back] = ["missed", "disconnect", "connect"].map(next);
socket.emit("cut");
told.push(`disconnected: ${await lost}`);
await back;
const same = socket.id === id;
told.push(
  `connected again, recovered: ${socket.recovered}, the same: ${same}`,
);
told.push(`missed nothing: ${await missed}`);
told.push(`3 + 4 = ${await socket.emitWithAck("add", 3, 4)}`);

const left = next("disconnect");
socket.disconnect();
told.push(`disconnected: ${await left}`);
// deno-lint-ignore no-console -- What it prints is what the test reads.
console.log(JSON.stringify({ id, told }));
