import { deepEqual, equal } from "node:assert/strict";
import {
  type Devices,
  faultOf,
  LocalMedia,
  openMedia,
} from "../../lib/page/media.ts";
import type { MediaFault } from "../../lib/page/state.ts";
import { FakeStream } from "./fakes/stream.ts";

const FAULTS: [error: unknown, fault: MediaFault][] = [
  [new DOMException("", "NotAllowedError"), "camera-refused"],
  [new DOMException("", "SecurityError"), "camera-refused"],
  [new DOMException("", "NotFoundError"), "no-camera"],
  [new DOMException("", "OverconstrainedError"), "no-camera"],
  [new DOMException("", "NotReadableError"), "device-busy"],
  [new DOMException("", "AbortError"), "device-busy"],
  [new TypeError("no constraints"), "device-busy"],
  ["constructor", "device-busy"],
  [undefined, "device-busy"],
];

for (const [error, fault] of FAULTS) {
  Deno.test(`faultOf() takes ${error instanceof Error ? error.name : error} for ${fault}`, () => {
    equal(faultOf(error), fault);
  });
}

function devices(outcome: MediaStream | Error): {
  asked: unknown[];
  devices: Devices;
} {
  const asked: unknown[] = [];
  return {
    asked,
    devices: {
      getUserMedia(constraints) {
        asked.push(constraints);
        return outcome instanceof Error
          ? Promise.reject(outcome)
          : Promise.resolve(outcome);
      },
    },
  };
}

Deno.test("openMedia() asks for what is wished", async () => {
  const fake = devices(new FakeStream("audio", "video"));
  equal((await openMedia("camera", fake.devices)).ok, true);
  equal((await openMedia("microphone", fake.devices)).ok, true);
  equal((await openMedia("nothing", fake.devices)).ok, true);
  deepEqual(fake.asked, [
    { audio: true, video: true },
    { audio: true, video: false },
  ]);
});

Deno.test("openMedia() says what is wrong", async () => {
  const fake = devices(new DOMException("", "NotAllowedError"));
  deepEqual(await openMedia("camera", fake.devices), {
    ok: false,
    fault: "camera-refused",
  });
});

Deno.test("openMedia() on an insecure page still lets one watch and listen", async () => {
  deepEqual(await openMedia("camera", undefined), {
    ok: false,
    fault: "insecure",
  });
  equal((await openMedia("nothing", undefined)).ok, true);
});

Deno.test("LocalMedia silences one device and not the other", () => {
  const stream = new FakeStream("audio", "video");
  const media = new LocalMedia(stream);
  media.toggleMicrophone();
  deepEqual(
    stream.getTracks().map(({ kind, enabled }) => [kind, enabled]),
    [["audio", false], ["video", true]],
  );
  deepEqual([media.microphone.value, media.camera.value], ["off", "on"]);
  media.toggleMicrophone();
  media.toggleCamera();
  deepEqual([media.microphone.value, media.camera.value], ["on", "off"]);
});

Deno.test("LocalMedia knows which devices there are not", () => {
  const media = new LocalMedia(new FakeStream("audio"));
  media.toggleCamera();
  deepEqual([media.microphone.value, media.camera.value], ["on", "none"]);
  const none = new LocalMedia(undefined);
  deepEqual([none.microphone.value, none.camera.value], ["none", "none"]);
});

Deno.test("LocalMedia notices that a device was unplugged", () => {
  const stream = new FakeStream("audio", "video");
  const media = new LocalMedia(stream);
  stream.getVideoTracks()[0]?.unplug();
  deepEqual([media.microphone.value, media.camera.value], ["on", "none"]);
});

Deno.test("LocalMedia.stop() gives the devices back", () => {
  const stream = new FakeStream("audio", "video");
  const media = new LocalMedia(stream);
  media.stop();
  deepEqual(stream.getTracks().map((it) => it.readyState), ["ended", "ended"]);
  deepEqual([media.microphone.value, media.camera.value], ["none", "none"]);
});
