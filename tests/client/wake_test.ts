import { equal } from "node:assert/strict";
import { onWake } from "../../lib/client/wake.ts";
import { connectedEither } from "../support/either_client.ts";

Deno.test("onWake() calls when the browser is online again, until it is undone", () => {
  let calls = 0;
  const undo = onWake(() => calls += 1);
  dispatchEvent(new Event("online"));
  equal(calls, 1);
  undo();
  dispatchEvent(new Event("online"));
  equal(calls, 1);
});

Deno.test("onWake() calls when the page becomes visible, and not when it is hidden", () => {
  const page = Object.assign(new EventTarget(), { visibilityState: "hidden" });
  Object.defineProperty(globalThis, "document", {
    configurable: true,
    value: page,
  });
  try {
    let calls = 0;
    const undo = onWake(() => calls += 1);
    page.dispatchEvent(new Event("visibilitychange"));
    equal(calls, 0);
    page.visibilityState = "visible";
    page.dispatchEvent(new Event("visibilitychange"));
    equal(calls, 1);
    undo();
    page.dispatchEvent(new Event("visibilitychange"));
    equal(calls, 1);
  } finally {
    Reflect.deleteProperty(globalThis, "document");
  }
});

Deno.test("Manager calls at once when the browser is online again, and listens no more once it is done [CL5]", () => {
  const { network, clock, socket } = connectedEither();
  network.line.drop();
  clock.advance(0);
  network.line.drop();
  equal(network.calls, 2);
  dispatchEvent(new Event("online"));
  equal(network.calls, 3);
  network.line.welcome();
  network.line.heard();
  dispatchEvent(new Event("online"));
  equal(network.line.heard()[0]?.type, "ping");
  socket.disconnect();
  network.line.heard();
  dispatchEvent(new Event("online"));
  equal(network.line.heard().length, 0);
  equal(network.calls, 3);
  equal(clock.pending, 0);
});
