import { deepEqual, equal } from "node:assert/strict";
import { ByNamespace } from "../../lib/engine/by_namespace.ts";

Deno.test("ByNamespace keeps what there is of the main namespace, and of others", () => {
  const map = new ByNamespace<number>();
  equal(map.get("/"), undefined);
  equal(map.get("/chat"), undefined);
  map.set("/chat", 2);
  map.set("/", 0);
  map.set("/chat", 3);
  deepEqual([map.get("/"), map.get("/chat"), map.size], [0, 3, 2]);
  deepEqual(map.all, [["/", 0], ["/chat", 3]]);
});

Deno.test("ByNamespace.delete() says whether there was anything", () => {
  const map = new ByNamespace<string>();
  equal(map.delete("/"), false);
  equal(map.delete("/chat"), false);
  map.set("/", "main");
  map.set("/chat", "chat");
  equal(map.delete("/"), true);
  equal(map.delete("/"), false);
  equal(map.delete("/chat"), true);
  equal(map.delete("/chat"), false);
  deepEqual([map.size, map.all], [0, []]);
});

Deno.test("ByNamespace.all does not change with what happens later", () => {
  const map = new ByNamespace<string>();
  map.set("/", "main");
  const { all } = map;
  map.delete("/");
  deepEqual(all, [["/", "main"]]);
});
