/** The core holds the conversations that the whole client holds, and says clearly what it does not do. */

import { deepEqual, equal, ok, rejects, throws } from "node:assert/strict";
import { connect, io, Refusal, Socket } from "../../lib/client/core.ts";
import { connectedEither, takeCore } from "../support/either_client.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { FakeNetwork, WELCOME } from "../support/fake_line.ts";
import { binaryFrame } from "../support/peer.ts";

takeCore();
await import("./auth_test.ts");
await import("./disconnect_test.ts");
await import("./faults_test.ts");
await import("./heartbeat_test.ts");
await import("./malformed_test.ts");
await import("./manager_test.ts");
await import("./reconnect_test.ts");
await import("./session_test.ts");
await import("./socket_test.ts");
await import("./wake_test.ts");

const PLACE = { at: [0], kind: "Uint8Array", length: 3 };

/** A frame of the server's with three bytes in it. */
function withBytes(envelope: object): ArrayBuffer {
  const whole = { ...envelope, args: [null], bytes: [PLACE] };
  return binaryFrame(whole, [1, 2, 3]).buffer;
}

/** A client of the core's, and what its application is told by `error`. */
function listening() {
  const client = connectedEither();
  const refusals: Refusal[] = [];
  client.socket.on("error", (refusal) => void refusals.push(refusal));
  return { ...client, refusals };
}

Deno.test("core tells its application of an event with bytes, and goes on [BI1]", () => {
  const { network, clock, socket, refusals } = listening();
  const heard: unknown[][] = [];
  socket.on("photo", (...args: unknown[]) => void heard.push(args));
  network.line.sayFrame(withBytes({ type: "event", event: "photo" }));
  network.line.say({ type: "event", event: "photo", args: ["none"] });
  deepEqual(heard, [["none"]]);
  deepEqual(refusals.map(({ code }) => code), ["bytes-unreadable"]);
  ok(refusals[0] instanceof Refusal);
  deepEqual(network.line.heard(), []);
  clock.advance(2_000);
  deepEqual(network.line.heard(), [{ type: "receipt", received: 3 }]);
});

Deno.test("core counts no volatile event with bytes [SE14]", () => {
  const { network, clock, refusals } = listening();
  const event = { type: "event", event: "photo", volatile: true };
  network.line.sayFrame(withBytes(event));
  clock.advance(2_000);
  deepEqual(network.line.heard(), [{ type: "receipt", received: 1 }]);
  equal(refusals.length, 1);
});

Deno.test("core refuses an event with bytes that asks for an answer [AC1]", () => {
  const { network } = listening();
  network.line.sayFrame(withBytes({ type: "event", event: "photo", id: 7 }));
  const [{ type, id, error } = {}] = network.line.heard();
  deepEqual([type, id], ["ack", 7]);
  equal(Object(error).code, "bytes-unreadable");
});

Deno.test("core tells whoever asked that there are bytes in the answer", async () => {
  const { network, socket } = listening();
  const asked = socket.emitWithAck("photo?");
  const [event] = network.line.heard();
  network.line.sayFrame(withBytes({ type: "ack", id: event?.id }));
  await rejects(asked, { name: "Refusal", code: "bytes-unreadable" });
});

Deno.test("core throws when it is to send bytes, and sends nothing", () => {
  const { network, socket } = connectedEither();
  const bytes = new Uint8Array(3);
  for (const one of [bytes, bytes.buffer, new Blob([bytes])]) {
    throws(() => socket.emit("photo", { deep: [one] }), TypeError);
  }
  deepEqual(network.line.heard(), []);
  socket.emit("photo", "none");
  equal(network.line.heard().length, 1);
});

Deno.test("core connects to the origin, in the namespace of the path, and to others over the same session", () => {
  const network = new FakeNetwork();
  const options = { dial: network.dial, clock: new FakeClock() };
  const chat = connect("https://server/chat?room=blue", options);
  equal(network.line.url, "wss://server/ws?room=blue");
  const side = new Socket(chat.session, "/side", { auth: 1 }).connect();
  network.line.open();
  deepEqual(network.line.heard().slice(1), [
    { type: "connect", ns: "/chat" },
    { type: "connect", ns: "/side", auth: 1 },
  ]);
  network.line.say(
    WELCOME,
    { type: "connected", ns: "/side", id: "ada" },
  );
  deepEqual([chat.connected, side.id], [false, "ada"]);
  equal(io, connect);
});

Deno.test("core connects at once, unless it is told to wait", () => {
  const network = new FakeNetwork();
  const options = { dial: network.dial, clock: new FakeClock() };
  const socket = connect("ws://server", { ...options, autoConnect: false });
  deepEqual([socket.active, network.calls], [false, 0]);
  throws(() => connect("nonsense"), TypeError);
});
