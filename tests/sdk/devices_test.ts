import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import {
  DeviceError,
  type DeviceErrorCode,
  type DeviceName,
} from "../../lib/sdk/device_error.ts";
import { type DeviceChange, Devices } from "../../lib/sdk/devices.ts";
import { shareScreen } from "../../lib/sdk/screen.ts";
import { FakeStream, FakeTrack, unplug } from "./fakes/media.ts";
import { nextTurn } from "../support/next_turn.ts";
import { FakeDevices, fault, Overconstrained } from "./fakes/devices.ts";

function machine(chosen = {}): { fake: FakeDevices; devices: Devices } {
  const fake = new FakeDevices();
  const options = { chosen, source: fake, permissions: fake };
  return { fake, devices: new Devices(options) };
}

function failsWith(device: DeviceName, code: DeviceErrorCode): object {
  return { name: "DeviceError", device, code };
}

const FAULTS: [error: Error, code: DeviceErrorCode][] = [
  [fault("NotAllowedError", "Permission denied"), "denied"],
  [fault("NotAllowedError", "Permission dismissed"), "dismissed"],
  [fault("SecurityError"), "denied"],
  [fault("NotFoundError"), "not-found"],
  [fault("NotReadableError"), "in-use"],
  [fault("AbortError"), "in-use"],
  [new Overconstrained("width"), "over-constrained"],
  [new Overconstrained("deviceId"), "not-found"],
  [new TypeError("no constraints"), "unsupported"],
  [fault("constructor"), "unsupported"],
];

for (const [error, code] of FAULTS) {
  Deno.test(`${error.name} "${error.message}" of a camera is "${code}"`, async () => {
    const { fake, devices } = machine();
    fake.refuse = () => error;
    await rejects(devices.open({ camera: true }), (thrown) => {
      ok(thrown instanceof DeviceError);
      deepEqual([thrown.device, thrown.code, thrown.cause], [
        "camera",
        code,
        error,
      ]);
      equal(fake.asked.length, 1);
      ok(/^Cannot use the camera: .{8,}/.test(thrown.message));
      return true;
    });
  });
}

Deno.test("a question that may be asked again was dismissed, one that may not was denied", async () => {
  const { fake, devices } = machine();
  fake.refuse = () => fault("NotAllowedError");
  fake.permissions.set("microphone", "prompt");
  await rejects(
    devices.open({ microphone: true }),
    failsWith("microphone", "dismissed"),
  );
  fake.permissions.set("microphone", "denied");
  await rejects(
    devices.open({ microphone: true }),
    failsWith("microphone", "denied"),
  );
});

Deno.test("a device that is not there was not dismissed, though nobody was asked", async () => {
  const { fake, devices } = machine();
  fake.refuse = () => fault("NotFoundError");
  fake.permissions.set("camera", "prompt");
  await rejects(
    devices.open({ camera: true }),
    failsWith("camera", "not-found"),
  );
});

Deno.test("where there are no devices for pages, it says which page can have some", async () => {
  // As Deno is, and a browser on an insecure page.
  const devices = new Devices();
  deepEqual(await devices.list(), []);
  equal(await devices.permission("camera"), undefined);
  await rejects(devices.open(), failsWith("camera", "unsupported"));
  await rejects(shareScreen(), failsWith("screen", "unsupported"));
  Object.assign(globalThis, { isSecureContext: false });
  try {
    await rejects(devices.open(), failsWith("camera", "insecure-origin"));
    await rejects(shareScreen(), failsWith("screen", "insecure-origin"));
  } finally {
    Reflect.deleteProperty(globalThis, "isSecureContext");
  }
  devices.watch(() => {})();
});

Deno.test("list() tells what there is", async () => {
  const { devices } = machine();
  deepEqual(await devices.list(), [
    { device: "camera", id: "c1", label: "Label of c1" },
    { device: "microphone", id: "m1", label: "Label of m1" },
    { device: "speaker", id: "s1", label: "Label of s1" },
  ]);
});

Deno.test("permission() tells, or that the browser does not", async () => {
  const { fake, devices } = machine();
  fake.permissions.set("camera", "prompt");
  equal(await devices.permission("camera"), "prompt");
  equal(await devices.permission("microphone"), undefined);
});

Deno.test("open() asks for what is wished, once", async () => {
  const { fake, devices } = machine();
  const { stream, errors } = await devices.open();
  deepEqual([stream.getTracks().length, errors], [2, []]);
  await devices.open({ microphone: true });
  await devices.open({ camera: { width: 640 }, microphone: false });
  deepEqual(fake.asked, [
    { video: true, audio: true },
    { video: false, audio: true },
    { video: { width: 640 }, audio: false },
  ]);
});

Deno.test("open() takes the devices that were chosen, or others if they are gone", async () => {
  const { fake, devices } = machine({ camera: "c2", microphone: "m2" });
  await devices.open({ camera: { width: 640 }, microphone: true });
  await devices.open({ camera: { deviceId: "c3" } });
  // An id without "exact" is a wish.
  deepEqual(fake.asked, [
    { video: { deviceId: "c2", width: 640 }, audio: { deviceId: "m2" } },
    { video: { deviceId: "c3" }, audio: false },
  ]);
});

for (const name of ["NotFoundError", "NotReadableError"]) {
  Deno.test(`open() opens the microphone alone if the camera fails by ${name}`, async () => {
    const { fake, devices } = machine();
    fake.refuse = ({ video }) => video ? fault(name) : undefined;
    const { stream, errors } = await devices.open();
    deepEqual(stream.getTracks().map(({ kind }) => kind), ["audio"]);
    deepEqual(errors.map(({ device }) => device), ["camera"]);
  });
}

Deno.test("open() opens the camera alone if there is no microphone", async () => {
  const { fake, devices } = machine();
  fake.refuse = ({ audio }) => audio ? fault("NotFoundError") : undefined;
  const { stream, errors } = await devices.open();
  deepEqual(stream.getTracks().map(({ kind }) => kind), ["video"]);
  deepEqual(errors.map(({ device, code }) => [device, code]), [
    ["microphone", "not-found"],
  ]);
});

Deno.test("open() gives both in one stream, though they were not to be had together", async () => {
  const { fake, devices } = machine();
  fake.refuse = ({ audio, video }) =>
    audio && video ? fault("NotReadableError") : undefined;
  const { stream, errors } = await devices.open();
  deepEqual(errors, []);
  equal(stream, fake.streams[0]);
  deepEqual(stream.getTracks().map(({ kind }) => kind), ["video", "audio"]);
});

Deno.test("open() says why the first is not to be had if none is", async () => {
  const { fake, devices } = machine();
  fake.refuse = ({ audio, video }) =>
    fault(video && !audio ? "NotReadableError" : "NotFoundError");
  await rejects(devices.open(), failsWith("camera", "in-use"));
  equal(fake.asked.length, 3);
});

Deno.test("open() asks for what is not blocked, if one device is", async () => {
  const { fake, devices } = machine();
  fake.permissions.set("camera", "denied").set("microphone", "prompt");
  fake.refuse = ({ video }) => video ? fault("NotAllowedError") : undefined;
  const { stream, errors } = await devices.open();
  deepEqual(stream.getTracks().map(({ kind }) => kind), ["audio"]);
  deepEqual(errors.map(({ code }) => code), ["denied"]);
});

for (const state of ["denied", "prompt", undefined] as const) {
  Deno.test(`open() asks only once a person whose answer is no: ${state}`, async () => {
    const { fake, devices } = machine();
    if (state) {
      fake.permissions.set("camera", state).set("microphone", state);
    }
    fake.refuse = () => fault("NotAllowedError");
    await rejects(devices.open(), { name: "DeviceError" });
    equal(fake.asked.length, 1);
  });
}

Deno.test("switchTo() opens exactly that device, stops the former one, and remembers it", async () => {
  const { fake, devices } = machine();
  const from = new FakeTrack("video");
  const track = await devices.switchTo("camera", "c2", {
    from,
    constraints: { height: 720 },
  });
  deepEqual(fake.asked, [{
    video: { height: 720, deviceId: { exact: "c2" } },
    audio: false,
  }]);
  equal(track.kind, "video");
  equal(from.readyState, "ended");
  deepEqual(devices.chosen, { camera: "c2" });
});

Deno.test("switchTo() leaves the former device alone if the new one fails", async () => {
  const { fake, devices } = machine({ microphone: "m1" });
  const from = new FakeTrack("audio");
  fake.refuse = () => new Overconstrained("deviceId");
  await rejects(
    devices.switchTo("microphone", "m2", { from }),
    failsWith("microphone", "not-found"),
  );
  equal(from.readyState, "live");
  deepEqual(devices.chosen, { microphone: "m1" });
});

Deno.test("switchTo() stops the former camera first on a phone that has one at a time", async () => {
  const { fake, devices } = machine();
  const from = new FakeTrack("video");
  fake.refuse = () =>
    from.readyState === "live" ? fault("NotReadableError") : undefined;
  const track = await devices.switchTo("camera", "c2", { from });
  equal(track.readyState, "live");
  equal(fake.asked.length, 2);
});

Deno.test("switchTo() fails with in-use if nothing is there to be stopped, or it does not help", async () => {
  const { fake, devices } = machine();
  fake.refuse = () => fault("NotReadableError");
  const inUse = failsWith("camera", "in-use");
  await rejects(devices.switchTo("camera", "c2"), inUse);
  const from = new FakeTrack("video");
  await rejects(devices.switchTo("camera", "c2", { from }), inUse);
  equal(fake.asked.length, 3);
});

Deno.test("useSpeaker() tells every element, and remembers it", async () => {
  const { devices } = machine();
  const told: string[] = [];
  const element = {
    setSinkId(id: string) {
      told.push(id);
      return Promise.resolve();
    },
  };
  await devices.useSpeaker("s2", [element, element]);
  deepEqual(told, ["s2", "s2"]);
  deepEqual(devices.chosen, { speaker: "s2" });
});

Deno.test("useSpeaker() says why it cannot, and remembers nothing", async () => {
  const { devices } = machine();
  await rejects(
    devices.useSpeaker("s2", [{}]),
    failsWith("speaker", "unsupported"),
  );
  const gone = { setSinkId: () => Promise.reject(fault("NotFoundError")) };
  await rejects(
    devices.useSpeaker("s2", [gone]),
    failsWith("speaker", "not-found"),
  );
  deepEqual(devices.chosen, {});
});

/** What a listener hears of changes, as ids. */
function ids({ came, went, devices }: DeviceChange): string[][] {
  return [came, went, devices].map((all) => all.map(({ id }) => id));
}

Deno.test("watch() tells what came and what went", async () => {
  const { fake, devices } = machine();
  const heard: string[][][] = [];
  const stop = devices.watch((change) => heard.push(ids(change)));
  await nextTurn();
  fake.become("videoinput c1", "videoinput c2", "audioinput m1");
  await nextTurn();
  // Twice in one turn, and a change that is none.
  fake.become("videoinput c2");
  fake.become("videoinput c2", "audioinput m3");
  fake.become("videoinput c2", "audioinput m3");
  await nextTurn();
  deepEqual(heard, [
    [["c2"], ["s1"], ["c1", "c2", "m1"]],
    [[], ["c1", "m1"], ["c2"]],
    [["m3"], [], ["c2", "m3"]],
  ]);
  stop();
  fake.become();
  await nextTurn();
  deepEqual([heard.length, fake.watchers], [3, 0]);
});

Deno.test("watch() says nothing once it is over, though a list was on its way", async () => {
  const { fake, devices } = machine();
  const heard: unknown[] = [];
  const stop = devices.watch((change) => heard.push(change));
  fake.become();
  stop();
  await nextTurn();
  deepEqual(heard, []);
});

Deno.test("watch() takes no device for a new one as its id becomes known", async () => {
  const { fake, devices } = machine();
  fake.devices = ["videoinput", "audioinput"];
  const heard: string[][][] = [];
  devices.watch((change) => heard.push(ids(change)));
  await nextTurn();
  fake.become("videoinput c1", "audioinput m1");
  await nextTurn();
  deepEqual(heard, []);
  fake.become("videoinput c1");
  await nextTurn();
  deepEqual(heard, [[[], ["m1"], ["c1"]]]);
});

Deno.test("shareScreen() asks for picture and sound, and for what else is demanded", async () => {
  const asked: unknown[] = [];
  const source = {
    getDisplayMedia(options: DisplayMediaStreamOptions) {
      asked.push(options);
      return Promise.resolve(FakeStream.of("video"));
    },
  };
  await shareScreen({ source });
  await shareScreen({ source, audio: false, video: { frameRate: 5 } });
  deepEqual(asked, [
    { video: true, audio: true },
    { video: { frameRate: 5 }, audio: false },
  ]);
});

Deno.test("a shared screen ends by the browser's own bar, and its sound with it", async () => {
  const stream = FakeStream.of("video", "audio");
  const source = { getDisplayMedia: () => Promise.resolve(stream) };
  const { ended } = await shareScreen({ source });
  unplug(stream.getVideoTracks()[0]);
  await ended;
  deepEqual(stream.getTracks().map((it) => it.readyState), ["ended", "ended"]);
});

Deno.test("a shared screen goes on without its sound", async () => {
  const stream = FakeStream.of("video", "audio");
  const source = { getDisplayMedia: () => Promise.resolve(stream) };
  const { ended, stop } = await shareScreen({ source });
  unplug(stream.getAudioTracks()[0]);
  equal(stream.getVideoTracks()[0]?.readyState, "live");
  stop();
  await ended;
  equal(stream.getVideoTracks()[0]?.readyState, "ended");
});

const SCREEN_FAULTS: [error: Error, code: DeviceErrorCode][] = [
  [fault("NotAllowedError", "Permission denied"), "dismissed"],
  [fault("NotAllowedError", "Permission denied by system"), "denied"],
  [fault("NotReadableError"), "in-use"],
  [fault("InvalidStateError"), "unsupported"],
];

for (const [error, code] of SCREEN_FAULTS) {
  Deno.test(`${error.name} "${error.message}" of a screen is "${code}"`, async () => {
    const source = { getDisplayMedia: () => Promise.reject(error) };
    await rejects(shareScreen({ source }), failsWith("screen", code));
  });
}
