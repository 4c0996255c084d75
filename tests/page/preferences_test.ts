import { deepEqual, equal } from "node:assert/strict";
import { FIRST_CHOICES, Preferences } from "../../lib/page/preferences.ts";
import { FakeStorage } from "../sdk/fakes/world.ts";

const KEY = "parley choices";

/** What is read of something that was kept. */
function kept(text: string): Preferences["choices"]["value"] {
  const storage = new FakeStorage();
  storage.setItem(KEY, text);
  return new Preferences(storage).choices.value;
}

Deno.test("what was chosen is there when the page comes again", () => {
  const storage = new FakeStorage();
  const before = new Preferences(storage);
  deepEqual(before.choices.value, FIRST_CHOICES);
  before.choose({
    name: "Ada",
    camera: false,
    devices: { camera: "c1", speaker: "s1" },
    language: "ar",
    shortcuts: false,
  });
  before.visit("blue");
  deepEqual(new Preferences(storage).choices.value, {
    name: "Ada",
    camera: false,
    microphone: true,
    devices: { camera: "c1", speaker: "s1" },
    language: "ar",
    shortcuts: false,
    rooms: ["blue"],
  });
});

Deno.test("five rooms are remembered, the latest first, each once", () => {
  const preferences = new Preferences(null);
  for (const room of ["a", "b", "c", "d", "e", "b", "f"]) {
    preferences.visit(room);
  }
  deepEqual(preferences.choices.value.rooms, ["f", "b", "e", "d", "c"]);
  preferences.forgetRooms();
  deepEqual(preferences.choices.value.rooms, []);
});

Deno.test("what somebody else has written there is nothing", () => {
  for (const text of ["", "{", "null", "5", "[]", '"x"', "{}"]) {
    deepEqual(kept(text), FIRST_CHOICES, text);
  }
  deepEqual(
    kept(JSON.stringify({
      name: 5,
      camera: "no",
      devices: { camera: {}, printer: "p" },
      rooms: ["a", 5, ...Array.from({ length: 500 }, () => "b")],
      language: "",
    })),
    { ...FIRST_CHOICES, rooms: ["a", "b", "b", "b", "b"] },
  );
});

Deno.test("where nothing can be kept, it holds for as long as the page is open", () => {
  const full = {
    getItem: () => null,
    setItem() {
      throw new DOMException("", "QuotaExceededError");
    },
  };
  for (const storage of [null, full]) {
    const preferences = new Preferences(storage);
    preferences.choose({ name: "Ada" });
    equal(preferences.choices.value.name, "Ada");
  }
});
