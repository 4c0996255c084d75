import { deepEqual, equal, ok } from "node:assert/strict";
import { reportOf } from "../../lib/page/report.ts";
import { World } from "../sdk/fakes/world.ts";
import {
  twoInCall,
  type Visitor,
  Visitor as Somebody,
} from "./fakes/visitor.ts";

const SURROUNDINGS = {
  userAgent: "A browser",
  isOnline: true,
  isSecure: true,
  at: "2026-01-01T00:00:00.000Z",
};

function report({ app }: Visitor): Record<string, unknown> {
  return JSON.parse(reportOf(app, SURROUNDINGS));
}

Deno.test("a report of a call says how each connection does, and of nobody who they are", async () => {
  await using world = new World();
  const [ada] = await twoInCall(world);
  await world.pass(10_000);
  ada.address.link = { room: "blue", token: "t0ken-of-mine", seats: 8 };
  const it = report(ada);
  equal(it.code, "connected");
  equal(it.userAgent, "A browser");
  const [peer] = it.peers as { state: string; connectionState: string }[];
  deepEqual([peer?.state, peer?.connectionState], ["connected", "connected"]);
  const text = JSON.stringify(it);
  const { id } = ada.see("bob");
  for (const secret of ["ada", "bob", "blue", "t0ken-of-mine", id]) {
    ok(!text.includes(secret), `${secret} is in ${text}`);
  }
});

Deno.test("a report of what went wrong has its code, and what the server said", async () => {
  await using world = new World();
  const ada = new Somebody(world, "ada", { isSupported: false });
  ada.app.enter("blue");
  const { code, said, camera } = report(ada);
  deepEqual([code, said], ["browser-unsupported", "browser-unsupported"]);
  deepEqual(camera, { state: "off" });
});
