import { deepEqual, equal, notEqual, throws } from "node:assert/strict";
import { type ConnectOptions, io, Manager } from "../../lib/client/mod.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { FakeNetwork } from "../support/fake_line.ts";

/** What a socket needs so that nothing of it reaches a real network. */
function offline(options: ConnectOptions = {}) {
  const network = new FakeNetwork();
  const clock = new FakeClock();
  return { network, options: { dial: network.dial, clock, ...options } };
}

/** A host that no other test has connected to. */
let hosts = 0;
const newHost = () => `host-${++hosts}.example`;

Deno.test("io() connects to the origin, in the namespace of the path", () => {
  const host = newHost();
  for (
    const [address, url, ns] of [
      [`http://${host}`, `ws://${host}/ws`, "/"],
      [`https://${host}/chat`, `wss://${host}/ws`, "/chat"],
      [`ws://${host}:8080/`, `ws://${host}:8080/ws`, "/"],
      [`wss://${host}/a/b?c=1&d=%26#e`, `wss://${host}/ws?c=1&d=%26`, "/a/b"],
    ]
  ) {
    const { network, options } = offline();
    const socket = io(address, { ...options, forceNew: true });
    deepEqual([socket.io.url, socket.nsp], [url, ns]);
    equal(network.line.url, url);
    socket.disconnect();
  }
});

Deno.test("io() throws when the address is none of a server's", () => {
  for (const address of ["", "/chat", "nonsense", "ftp://host", "//host"]) {
    throws(() => io(address), {
      name: "TypeError",
      message: `Cannot connect to "${address}": it is no server's address`,
    });
  }
});

Deno.test("io() throws when the address is left out and there is no page", () => {
  for (const options of [undefined, { autoConnect: false }]) {
    throws(() => io(options), { name: "TypeError", message: /to "\/"/ });
  }
});

Deno.test("io() means the page's own server when there is a page", () => {
  const before = Object.getOwnPropertyDescriptor(globalThis, "location");
  const href = "https://page.example:8443/call/?room=blue";
  Object.defineProperty(globalThis, "location", {
    configurable: true,
    value: { href },
  });
  try {
    const { options } = offline({ autoConnect: false });
    const own = io(options);
    deepEqual([own.io.url, own.nsp], ["wss://page.example:8443/ws", "/"]);
    const chat = io("/chat", options);
    deepEqual([chat.io, chat.nsp], [own.io, "/chat"]);
    for (const manager of [new Manager(), new Manager({ path: "/ws" })]) {
      equal(manager.url, `wss://page.example:8443/ws`);
    }
  } finally {
    if (before) Object.defineProperty(globalThis, "location", before);
    else Reflect.deleteProperty(globalThis, "location");
  }
});

Deno.test("io() connects at once, unless it is told to wait", () => {
  const { network, options } = offline();
  const host = newHost();
  const waiting = io(`ws://${host}`, { ...options, autoConnect: false });
  deepEqual([waiting.active, network.calls], [false, 0]);
  waiting.connect();
  deepEqual([waiting.active, network.calls], [true, 1]);
  const eager = io(`ws://${newHost()}`, options);
  deepEqual([eager.active, network.calls], [true, 2]);
});

Deno.test("io() shares a connection among namespaces, and only so", () => {
  const { options } = offline({ autoConnect: false });
  const host = newHost();
  const main = io(`ws://${host}`, options);
  const chat = io(`http://${host}/chat`, options);
  equal(chat.io, main.io);
  const others = [
    io(`ws://${host}`, options), // The namespace has its socket.
    io(`ws://${host}/new`, { ...options, forceNew: true }),
    io(`ws://${host}/new`, { ...options, multiplex: false }),
    io(`ws://${host}/new`, { ...options, path: "/other" }),
    io(`wss://${host}/new`, options),
    io(`ws://${host}:81/new`, options),
  ];
  for (const other of others) notEqual(other.io, main.io);
  equal(io(`ws://${host}/new`, options).io, main.io);
});

Deno.test("io() shows the server its auth, and passes its options on", () => {
  const { network, options } = offline({ auth: { token: 1 }, bufferSize: 7 });
  const socket = io.connect(`ws://${newHost()}/chat`, options);
  equal(socket.io.bufferSize, 7);
  network.line.open();
  deepEqual(network.line.heard(), [
    { type: "hello", version: 1 },
    { type: "connect", ns: "/chat", auth: { token: 1 } },
  ]);
});
