import { deepEqual, equal, ok, throws } from "node:assert/strict";
import { Buffer } from "node:buffer";
import fc from "fast-check";
import {
  decodeFromClient,
  decodeFromServer,
  DEFAULT_LIMITS,
  type Encoded,
  pack,
  unpackAny,
} from "../../lib/wire/mod.ts";
import { binaryFrame, readBinary } from "../support/peer.ts";

/** What arrives of `args`: at the server's, and at a client's in the same way. */
async function sent(...args: unknown[]): Promise<unknown[]> {
  const frame = await pack({ type: "event", event: "say", args });
  const decoded = decodeFromClient(frame, DEFAULT_LIMITS);
  const [there, here] = [
    decoded.ok ? decoded.envelopes : [],
    decodeFromServer(frame, unpackAny) ?? [],
  ].map(([envelope]) => {
    ok(envelope?.type === "event");
    return envelope.args;
  });
  deepEqual(there, here);
  return here ?? [];
}

const VIEWS = [
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
];

for (const view of VIEWS) {
  Deno.test(`pack() sends a ${view.name} that comes back as it was [BI2]`, async () => {
    const bytes = new Uint8Array(16).map((_, index) => 250 + index);
    const array = new view(bytes.buffer);
    deepEqual(await sent(array), [array]);
    deepEqual(await sent(array.subarray(1)), [array.slice(1)], "a part alone");
  });
}

Deno.test("pack() sends an ArrayBuffer, and a Buffer as what it is [BI2]", async () => {
  const { buffer } = new Uint8Array([1, 2, 3]);
  deepEqual(await sent(buffer), [buffer]);
  const [bytes] = await sent(Buffer.from("abc"));
  equal(Object.getPrototypeOf(bytes), Uint8Array.prototype);
  deepEqual(bytes, new Uint8Array([97, 98, 99]));
});

Deno.test("pack() sends a Blob with its type [BI2]", async () => {
  const [photo, words] = await sent(
    new Blob(["photo"], { type: "image/png" }),
    new Blob(["words"]),
  );
  ok(photo instanceof Blob && words instanceof Blob);
  deepEqual([photo.type, await photo.text()], ["image/png", "photo"]);
  deepEqual([words.type, await words.text()], ["", "words"]);
});

Deno.test("pack() sends bytes wherever they are, and everything around them", async () => {
  const args = [
    "first",
    { list: [new Uint8Array([1]), null, { deep: new Uint16Array([2]) }] },
    new Uint8Array(),
    { "": { "a.b": new Uint8Array([3]), "0": new Uint8Array([4]) } },
  ];
  deepEqual(await sent(...args), args);
});

Deno.test("pack() leaves what it is given as it is", async () => {
  const bytes = new Uint8Array([1, 2]);
  const args = [{ bytes }];
  await sent(...args);
  equal(args[0]?.bytes, bytes);
  deepEqual(bytes, new Uint8Array([1, 2]));
});

Deno.test("pack() keeps to text where there are no bytes [BI1]", () => {
  class Inherits {}
  Object.assign(Inherits.prototype, { bytes: new Uint8Array(1) });
  const date = new Date(0);
  const hidden = { toJSON: () => "words", bytes: new Uint8Array(1) };
  for (const arg of ["a", null, 1, {}, [[]], date, hidden, new Inherits()]) {
    const envelope = { type: "event" as const, event: "say", args: [arg] };
    equal(pack(envelope), JSON.stringify(envelope));
  }
  const error = { code: "no", message: "Cannot" };
  const failure = { type: "ack", id: 1, error } as const;
  equal(pack(failure), JSON.stringify(failure));
});

Deno.test("pack() complains of what JSON has no words for, as JSON does", () => {
  const circle: Record<string, unknown> = {};
  circle.twice = [circle, circle];
  for (const arg of [circle, 1n, { deep: [2n] }]) {
    throws(() => pack({ type: "ack", id: 1, args: [arg] }), TypeError);
  }
  const view = new DataView(new ArrayBuffer(1));
  throws(() => pack({ type: "ack", id: 1, args: [view] }), {
    name: "TypeError",
    message: "Cannot send a DataView: send its buffer",
  });
});

Deno.test("pack() writes the length of the JSON, the JSON and the bytes [BI1]", async () => {
  const frame = await pack({
    type: "ack",
    ns: "/chat",
    id: 7,
    args: ["é", { photo: new Blob(["ab"], { type: "image/png" }) }, [
      new Uint16Array([1, 256]),
    ]],
  });
  ok(frame instanceof Uint8Array);
  deepEqual(readBinary(frame), {
    type: "ack",
    ns: "/chat",
    id: 7,
    args: ["é", { photo: null }, [null]],
    bytes: [
      { at: [1, "photo"], kind: "Blob", length: 2, type: "image/png" },
      { at: [2, 0], kind: "Uint16Array", length: 4 },
    ],
    rest: [97, 98, 1, 0, 0, 1],
  });
});

/** An event with one place for bytes. */
const say = (fields: object = {}) => ({
  type: "event",
  event: "say",
  args: [null],
  bytes: [{ at: [0], kind: "Uint8Array", length: 2 }],
  ...fields,
});

const hole = (fields: object) =>
  say({ bytes: [{ at: [0], kind: "Uint8Array", length: 2, ...fields }] });

const MALFORMED: Record<string, Encoded> = {
  "nothing": new Uint8Array(),
  "half a length": new Uint8Array([0, 0, 0]),
  "more JSON than there is": new Uint8Array([0, 0, 0, 3, 123, 125]),
  "4 GiB of JSON": new Uint8Array([255, 255, 255, 255, 123, 125]),
  "no JSON": new Uint8Array([0, 0, 0, 1, 123]),
  "JSON that is not UTF-8": binaryFrame(say({ event: "é" }), [1, 2])
    .map((byte) => byte === 0xc3 ? 0xff : byte),
  "a byte order mark": new Uint8Array([
    ...[0, 0, 0, binaryFrame(say(), []).length - 1, 0xef, 0xbb, 0xbf],
    ...binaryFrame(say(), [1, 2]).subarray(4),
  ]),
  "no object": binaryFrame([say()], [1, 2]),
  "no bytes": binaryFrame(say({ bytes: undefined }), [1, 2]),
  "bytes that are no list": binaryFrame(say({ bytes: "ab" }), [1, 2]),
  "an empty list of bytes": binaryFrame(say({ bytes: [] }), []),
  "a place that is none": binaryFrame(say({ bytes: [null] }), [1, 2]),
  "no way to a place": binaryFrame(hole({ at: undefined }), [1, 2]),
  "an empty way": binaryFrame(hole({ at: [] }), [1, 2]),
  "a way through an object": binaryFrame(hole({ at: [{}] }), [1, 2]),
  "a way through a fraction": binaryFrame(hole({ at: [0.5] }), [1, 2]),
  "a way to nowhere": binaryFrame(hole({ at: [1] }), [1, 2]),
  "a way past null": binaryFrame(hole({ at: [0, 0] }), [1, 2]),
  "a way to what is inherited": binaryFrame(
    hole({ at: ["constructor"] }),
    [1, 2],
  ),
  "a way to a prototype": binaryFrame(
    hole({ at: ["__proto__", "polluted"] }),
    [1, 2],
  ),
  "a way to the length of a list": binaryFrame(hole({ at: ["length"] }), [
    1,
    2,
  ]),
  "a place that is taken": binaryFrame(say({ args: ["mine"] }), [1, 2]),
  "the same place twice": binaryFrame(
    say({ bytes: [0, 0].map(() => ({ at: [0], kind: "Blob", length: 1 })) }),
    [1, 2],
  ),
  "an unknown kind": binaryFrame(hole({ kind: "DataView" }), [1, 2]),
  "the name of something else": binaryFrame(hole({ kind: "Function" }), [1, 2]),
  "no kind": binaryFrame(hole({ kind: undefined }), [1, 2]),
  "half an element": binaryFrame(hole({ kind: "Uint32Array" }), [1, 2]),
  "a length below zero": binaryFrame(hole({ length: -1 }), [1, 2]),
  "a length in words": binaryFrame(hole({ length: "2" }), [1, 2]),
  "a length beyond the end": binaryFrame(hole({ length: 3 }), [1, 2]),
  "a byte too many": binaryFrame(say(), [1, 2, 3]),
  "a type that is no text": binaryFrame(
    hole({ kind: "Blob", type: {} }),
    [1, 2],
  ),
  "no arguments": binaryFrame(say({ args: undefined }), [1, 2]),
  "arguments that are bytes": binaryFrame(
    say({ args: null, bytes: [{ at: [], kind: "Uint8Array", length: 2 }] }),
    [1, 2],
  ),
  "a name that is bytes": binaryFrame(
    say({ event: null, args: [null] }),
    [1, 2],
  ),
};

for (const [what, frame] of Object.entries(MALFORMED)) {
  Deno.test(`A binary frame with ${what} is refused [BI3]`, () => {
    const decoded = decodeFromClient(frame, DEFAULT_LIMITS);
    equal(decoded.ok || decoded.code, "frame-invalid");
    equal(Object.hasOwn(Object.prototype, "polluted"), false);
  });
}

Deno.test("A binary frame fills what bears a strange name, and nothing else [BI3]", () => {
  const frame = binaryFrame({}, []);
  const json =
    '{"type":"event","event":"say","args":[{"__proto__":null}],"bytes":[{"at":[0,"__proto__"],"kind":"Uint8Array","length":1}]}';
  const bytes = new TextEncoder().encode(json);
  const whole = new Uint8Array([...frame.subarray(0, 4), ...bytes, 9]);
  new DataView(whole.buffer).setUint32(0, bytes.length);
  const decoded = decodeFromClient(whole, DEFAULT_LIMITS);
  ok(decoded.ok);
  const [envelope] = decoded.envelopes;
  ok(envelope?.type === "event");
  const [arg] = envelope.args;
  deepEqual(Object.entries(Object(arg)), [["__proto__", new Uint8Array([9])]]);
  equal(Object.getPrototypeOf(arg), Object.prototype);
});

Deno.test("decodeFromClient() never throws over bytes, whatever they are", () => {
  const whole = binaryFrame(say(), [1, 2]);
  fc.assert(fc.property(
    fc.oneof(
      fc.uint8Array(),
      fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), {
        minLength: 1,
        maxLength: 3,
      }).map((changes) => {
        const frame = whole.slice();
        for (const [at, byte] of changes) frame[at] = byte;
        return frame;
      }),
    ),
    (frame) => {
      const decoded = decodeFromClient(frame, DEFAULT_LIMITS);
      ok(decoded.ok || decoded.code === "frame-invalid");
    },
  ));
});
