import { deepEqual, equal, ok, rejects, throws } from "node:assert/strict";
import fc from "fast-check";
import {
  openDataChannel,
  PeerChannel,
  type PeerChannelOptions,
} from "../../lib/sdk/channel.ts";
import type { ChannelErrorCode } from "../../lib/sdk/channel_error.ts";
import {
  CHANNEL_LIMITS,
  frameOf,
  KIND,
  toBytes,
} from "../../lib/sdk/chunks.ts";
import type { IncomingFile } from "../../lib/sdk/incoming_file.ts";
import { nextTurn } from "../support/next_turn.ts";
import { carry, channelPair, type FakeChannel } from "./fakes/channel.ts";
import { bytesOf, RottenBlob } from "./fakes/files.ts";

/** One end, with what it has heard. */
class End {
  readonly messages: unknown[] = [];
  readonly files: IncomingFile[] = [];
  readonly log: string[] = [];
  readonly channel: PeerChannel;
  onFile: (file: IncomingFile) => void = () => {};

  constructor(
    readonly wire: FakeChannel,
    options: Partial<PeerChannelOptions> = {},
  ) {
    this.channel = new PeerChannel(wire, {
      onMessage: (message) => this.messages.push(message),
      onFile: (file) => {
        this.files.push(file);
        this.onFile(file);
      },
      onOpen: () => this.log.push("open"),
      onClose: () => this.log.push("close"),
      ...options,
    });
  }
}

interface Pair {
  ada: End;
  bob: End;
  /** Takes frames to and fro until it is settled. */
  until<T>(work: Promise<T>): Promise<T>;
  /** Takes frames to and fro until there are none. */
  rest(): Promise<void>;
}

function meet(options: Partial<PeerChannelOptions> = {}): Pair {
  const ends = channelPair();
  const [ada, bob] = [new End(ends[0]), new End(ends[1], options)];
  for (const end of ends) end.open();
  return {
    ada,
    bob,
    until: (work) => carry(ends, work),
    async rest() {
      for (let still = 0; still < 5;) {
        still = ends[0].deliver() || ends[1].deliver() ? 0 : still + 1;
        if (still > 0) await nextTurn();
      }
    },
  };
}

/** Hands `end` a frame that no channel of ours would have sent. */
function forge(
  end: End,
  kind: number,
  id: number,
  payload: string | Uint8Array = "",
): void {
  const bytes = typeof payload === "string" ? toBytes(payload) : payload;
  end.wire.fire("message", frameOf(kind, id, bytes).buffer);
}

function failsWith(code: ChannelErrorCode): { name: string; code: string } {
  return { name: "ChannelError", code };
}

/** What became of it: `"done"`, or the error's code. */
function outcomeOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(() => "done", (error) => error.code);
}

async function bytesIn(blob: Blob): Promise<Uint8Array> {
  return new Uint8Array(await blob.arrayBuffer());
}

/** A stream that takes nothing until it is let. */
class SlowSink {
  readonly chunks: Uint8Array[] = [];
  aborted: unknown;
  closed = false;
  #gate = Promise.withResolvers<void>();
  readonly stream = new WritableStream<Uint8Array<ArrayBuffer>>({
    write: async (chunk) => {
      await this.#gate.promise;
      this.chunks.push(chunk);
    },
    close: () => void (this.closed = true),
    abort: (reason) => void (this.aborted = reason),
  });

  open(): void {
    this.#gate.resolve();
  }

  get bytes(): number {
    return this.chunks.reduce((sum, { length }) => sum + length, 0);
  }
}

Deno.test("openDataChannel() opens the same channel at both ends, without glare", () => {
  const asked: unknown[] = [];
  const [channel] = channelPair();
  const opened = openDataChannel({
    createDataChannel(label, init) {
      asked.push(label, init);
      return channel;
    },
  });
  equal(opened, channel);
  deepEqual(asked, ["parley", { negotiated: true, id: 0 }]);
});

Deno.test("PeerChannel asks for arrays, and to be told when its buffer runs low", () => {
  const { ada } = meet();
  equal(ada.wire.binaryType, "arraybuffer");
  ok(ada.wire.bufferedAmountLowThreshold > 0);
  ok(ada.wire.bufferedAmountLowThreshold < CHANNEL_LIMITS.bufferedBytes);
});

Deno.test("PeerChannel carries any JSON, in order, both ways", async () => {
  const { ada, bob, rest } = meet();
  const messages = [
    null,
    0,
    "",
    "你好 👋\ud800",
    [],
    { a: [true, { b: 1.5 }] },
    "x".repeat(CHANNEL_LIMITS.chunkBytes * 3),
    "é👋".repeat(30_000),
  ];
  for (const message of messages) ada.channel.send(message);
  bob.channel.send("back");
  await rest();
  deepEqual(bob.messages, messages);
  deepEqual(ada.messages, ["back"]);
});

Deno.test("PeerChannel sends what was said before it was open once it is", async () => {
  const ends = channelPair();
  const [ada, bob] = [new End(ends[0]), new End(ends[1])];
  ada.channel.send("early");
  equal(ada.channel.isOpen, false);
  for (const end of ends) end.open();
  ends[0].deliver();
  await nextTurn();
  deepEqual(bob.messages, ["early"]);
  deepEqual([ada.log, ada.channel.isOpen], [["open"], true]);
});

Deno.test("PeerChannel.send() says at once what cannot be sent", async () => {
  const { ada, bob, rest } = meet();
  const longest = "x".repeat(CHANNEL_LIMITS.messageChars - 2);
  ada.channel.send(longest);
  throws(() => ada.channel.send(longest + "x"), {
    ...failsWith("too-long"),
    message: "Cannot send the message: too long",
  });
  await rest();
  deepEqual(bob.messages, [longest]);
  ada.channel.close();
  throws(() => ada.channel.send(1), failsWith("closed"));
});

Deno.test("PeerChannel.send() keeps only so much for a peer that does not read", () => {
  const { ada } = meet();
  const large = "x".repeat(200_000);
  let sent = 0;
  throws(() => {
    for (let count = 0; count < 30; count++) {
      ada.channel.send(large);
      sent += large.length;
    }
  }, failsWith("too-much"));
  ok(sent < CHANNEL_LIMITS.backlogBytes + 500_000);
  const { ada: other } = meet();
  throws(() => {
    for (let count = 0; count < 40_000; count++) other.channel.send(1);
  }, failsWith("too-much"));
});

Deno.test("PeerChannel gives the channel no more than bufferedBytes and a frame", async () => {
  const { ada, bob, until } = meet();
  bob.onFile = (file) => void file.blob();
  await until(ada.channel.sendFile(new Blob([bytesOf(2_000_000)])));
  const { bufferedBytes, chunkBytes } = CHANNEL_LIMITS;
  ok(ada.wire.mostBuffered <= bufferedBytes + chunkBytes + 5);
  ok(ada.wire.mostBuffered > bufferedBytes / 2);
});

for (const size of [0, 1, 16_383, 16_384, 16_385, 262_144, 3_000_001]) {
  Deno.test(`a file of ${size} bytes arrives as it is`, async () => {
    const { ada, bob, until } = meet();
    const blobs: Promise<Blob>[] = [];
    bob.onFile = (file) => blobs.push(file.blob());
    const bytes = bytesOf(size);
    const file = new File([bytes], "a.png", { type: "image/png" });
    await until(ada.channel.sendFile(file));
    const [received] = bob.files;
    deepEqual(
      [received?.name, received?.size, received?.type],
      ["a.png", size, "image/png"],
    );
    const blob = await blobs[0];
    equal(blob?.type, "image/png");
    deepEqual(await bytesIn(blob ?? new Blob()), bytes);
    equal(received?.signal.aborted, false);
  });
}

Deno.test("a file goes into a stream, which is closed in the end", async () => {
  const { ada, bob, until } = meet();
  const sink = new SlowSink();
  sink.open();
  bob.onFile = (file) => void file.pipeTo(sink.stream);
  const bytes = bytesOf(500_000);
  await until(ada.channel.sendFile(new Blob([bytes])));
  deepEqual(
    await bytesIn(new Blob(sink.chunks.map((it) => it.slice()))),
    bytes,
  );
  equal(sink.closed, true);
});

Deno.test("a sender waits for a stream that is slow", async () => {
  const { ada, bob, until, rest } = meet();
  const sink = new SlowSink();
  bob.onFile = (file) => void file.pipeTo(sink.stream);
  const sending = ada.channel.sendFile(new Blob([bytesOf(3_000_000)]));
  await rest();
  const sent = ada.wire.sent.filter(([kind]) => kind === KIND.chunk)
    .reduce((sum, [, , bytes]) => sum + bytes, 0);
  equal(sent, CHANNEL_LIMITS.windowBytes);
  sink.open();
  await until(sending);
  equal(sink.bytes, 3_000_000);
});

Deno.test("progress tells of the acceptance first, then of what the receiver has, then of all", async () => {
  const { ada, bob, until } = meet();
  const [sent, written]: number[][] = [[], []];
  bob.onFile = (file) =>
    void file.blob({ onProgress: (bytes) => written?.push(bytes) });
  await until(ada.channel.sendFile(new Blob([bytesOf(600_000)]), {
    onProgress: (bytes, size) => {
      equal(size, 600_000);
      sent?.push(bytes);
    },
  }));
  deepEqual(sent, [0, 262_144, 524_288, 600_000]);
  equal(written?.length, 37);
  equal(written?.at(-1), 600_000);
});

Deno.test("nothing of a file is sent, or held, until it is accepted", async () => {
  const { ada, bob, rest, until } = meet();
  const sending = ada.channel.sendFile(new Blob([bytesOf(100_000)]));
  await rest();
  deepEqual(ada.wire.sent.map(([kind]) => kind), [KIND.offer]);
  const [file] = bob.files;
  ok(file);
  const receiving = file.blob();
  await until(sending);
  equal((await receiving).size, 100_000);
});

Deno.test("refuse() fails the file at both ends", async () => {
  const { ada, bob, until } = meet();
  bob.onFile = (file) => file.refuse();
  await rejects(until(ada.channel.sendFile(new Blob(["x"]))), {
    ...failsWith("refused"),
    message: "Cannot send the file: refused",
  });
  const [file] = bob.files;
  equal(file?.signal.aborted, true);
  await rejects(Promise.resolve(file?.blob()), failsWith("refused"));
  deepEqual(bob.wire.sent.map(([kind]) => kind), [KIND.stop]);
});

Deno.test("without anyone who takes files, all are refused", async () => {
  const ends = channelPair();
  const ada = new End(ends[0]);
  new PeerChannel(ends[1], { onMessage() {} });
  for (const end of ends) end.open();
  const sending = ada.channel.sendFile(new Blob(["x"]));
  await rejects(carry(ends, sending), failsWith("refused"));
});

Deno.test("the sender withdraws a file before it is accepted", async () => {
  const { ada, bob, rest } = meet();
  const controller = new AbortController();
  const { signal } = controller;
  const sending = ada.channel.sendFile(new Blob(["x"]), { signal });
  await rest();
  controller.abort(new Error("changed my mind"));
  await rejects(sending, /changed my mind/);
  await rest();
  const [file] = bob.files;
  equal(file?.signal.aborted, true);
  await rejects(Promise.resolve(file?.blob()), failsWith("cancelled"));
});

Deno.test("the sender withdraws a file in the middle of it", async () => {
  const { ada, bob, rest } = meet();
  const controller = new AbortController();
  const sink = new SlowSink();
  const outcomes: unknown[] = [];
  bob.onFile = (file) =>
    void file.pipeTo(sink.stream).catch((error) => outcomes.push(error.code));
  const sending = ada.channel.sendFile(new Blob([bytesOf(3_000_000)]), {
    signal: controller.signal,
  });
  await rest();
  controller.abort();
  await rejects(sending, { name: "AbortError" });
  sink.open();
  await rest();
  deepEqual(outcomes, ["cancelled"]);
  equal(sink.closed, false);
  ok(sink.aborted instanceof Error);
});

Deno.test("a file whose signal is aborted already is not even offered", async () => {
  const { ada } = meet();
  const signal = AbortSignal.abort();
  await rejects(ada.channel.sendFile(new Blob(["x"]), { signal }), {
    name: "AbortError",
  });
  deepEqual(ada.wire.sent, []);
});

Deno.test("the receiver stops a file in the middle of it", async () => {
  const { ada, bob, until, rest } = meet();
  const controller = new AbortController();
  const receiving = Promise.withResolvers<Blob>();
  bob.onFile = (file) =>
    file.blob({
      signal: controller.signal,
      onProgress: (bytes) => bytes > 300_000 && controller.abort(),
    }).then(receiving.resolve, receiving.reject);
  const sending = ada.channel.sendFile(new Blob([bytesOf(3_000_000)]));
  await Promise.all([
    rejects(until(sending), failsWith("cancelled")),
    rejects(receiving.promise, { name: "AbortError" }),
  ]);
  await rest();
  // The chunks that were under way meant nothing, and the channel goes on.
  ada.channel.send("still here");
  await rest();
  deepEqual(bob.messages, ["still here"]);
});

Deno.test("a file that cannot be read any more fails at both ends", async () => {
  const { ada, bob, until } = meet();
  const receiving: Promise<unknown>[] = [];
  bob.onFile = (file) => receiving.push(outcomeOf(file.blob()));
  const rotten = new RottenBlob(bytesOf(1_000_000), 300_000);
  const sending = ada.channel.sendFile(rotten);
  await rejects(until(sending), failsWith("unreadable"));
  deepEqual(await until(Promise.all(receiving)), ["unreadable"]);
});

Deno.test("a file that cannot be written fails at both ends", async () => {
  const { ada, bob, until } = meet();
  const receiving: Promise<unknown>[] = [];
  const full = () => {
    throw new Error("disk full");
  };
  bob.onFile = (file) =>
    receiving.push(outcomeOf(file.pipeTo(new WritableStream({ write: full }))));
  const sending = ada.channel.sendFile(new Blob([bytesOf(100_000)]));
  await rejects(until(sending), failsWith("unwritable"));
  deepEqual(await Promise.all(receiving), ["unwritable"]);
});

Deno.test("a file is not sent before its stream is closed, and fails if that fails", async () => {
  const { ada, bob, until } = meet();
  const receiving: Promise<unknown>[] = [];
  const full = () => {
    throw new Error("disk full");
  };
  bob.onFile = (file) =>
    receiving.push(outcomeOf(file.pipeTo(new WritableStream({ close: full }))));
  const sending = ada.channel.sendFile(new Blob(["x"]));
  await rejects(until(sending), failsWith("unwritable"));
  deepEqual(await Promise.all(receiving), ["unwritable"]);
});

Deno.test("a file can be accepted once", async () => {
  const { ada, bob, until, rest } = meet();
  const sending = ada.channel.sendFile(new Blob(["x"]));
  await rest();
  const [file] = bob.files;
  ok(file);
  const [first, second] = [file.blob(), file.blob()];
  await rejects(file.pipeTo(new WritableStream()), /Cannot accept the file/);
  await until(sending);
  equal(await first, await second);
});

Deno.test("all files fail at both ends when the channel closes in the middle", async () => {
  const { ada, bob, rest } = meet();
  const sink = new SlowSink();
  const accepted: Promise<unknown>[] = [];
  bob.onFile = (file) => {
    if (file.size > 10) accepted.push(file.pipeTo(sink.stream));
  };
  const large = ada.channel.sendFile(new Blob([bytesOf(3_000_000)]));
  const small = ada.channel.sendFile(new Blob(["x"]));
  const back = bob.channel.sendFile(new Blob(["x"]));
  await rest();
  bob.wire.close();
  await Promise.all([
    rejects(large, failsWith("closed")),
    rejects(small, failsWith("closed")),
    rejects(back, failsWith("closed")),
    rejects(Promise.all(accepted), failsWith("closed")),
  ]);
  sink.open();
  deepEqual([...bob.files, ...ada.files].map((it) => it.signal.aborted), [
    true,
    true,
    true,
  ]);
  deepEqual([ada.log, bob.log], [["open", "close"], ["open", "close"]]);
  await rejects(ada.channel.sendFile(new Blob(["x"])), failsWith("closed"));
});

Deno.test("close() fails what is under way without a word of the platform's", async () => {
  const { ada, bob, rest } = meet();
  const sending = ada.channel.sendFile(new Blob(["x"]));
  await rest();
  ada.channel.close();
  ada.channel.close();
  await rejects(sending, failsWith("closed"));
  equal(ada.wire.readyState, "closed");
  deepEqual(ada.log, ["open", "close"]);
  await rest();
  equal(bob.files[0]?.signal.aborted, true);
});

Deno.test("a message goes before all that files have still to send", async () => {
  const { ada, bob, until, rest } = meet();
  let before = 0;
  bob.onFile = (file) =>
    void file.blob({
      onProgress(bytes) {
        if (bytes < 100_000 || before > 0) return;
        before = ada.wire.sent.length;
        ada.channel.send("urgent");
      },
    });
  await until(ada.channel.sendFile(new Blob([bytesOf(3_000_000)])));
  await rest();
  deepEqual(bob.messages, ["urgent"]);
  equal(ada.wire.sent[before]?.[0], KIND.message);
});

Deno.test("files take turns, chunk by chunk", async () => {
  const { ada, bob, until } = meet();
  bob.onFile = (file) => void file.blob();
  await until(Promise.all(
    [1, 2, 3].map((seed) =>
      ada.channel.sendFile(new Blob([bytesOf(400_000, seed)]))
    ),
  ));
  const order = ada.wire.sent.filter(([kind]) => kind === KIND.chunk)
    .map(([, id]) => id);
  // While all three have something to send, none is ever two chunks ahead of another.
  const counts = new Map([[1, 0], [2, 0], [3, 0]]);
  for (const id of order.slice(12, 60)) {
    counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  deepEqual([...counts.values()], [16, 16, 16]);
});

Deno.test("a small file is not held up by a large one", async () => {
  const { ada, bob, until } = meet();
  bob.onFile = (file) => void file.blob();
  let rest = 0;
  const large = ada.channel.sendFile(new Blob([bytesOf(3_000_000)]), {
    onProgress: (bytes, size) => rest = size - bytes,
  });
  await until(ada.channel.sendFile(new Blob([bytesOf(50_000)])));
  ok(rest > 1_500_000, `${rest}`);
  await until(large);
});

Deno.test("more files than there may be wait for their turn", async () => {
  const { ada, bob, until, rest } = meet();
  const sending = Array.from(
    { length: CHANNEL_LIMITS.files + 10 },
    () => ada.channel.sendFile(new Blob(["x"])),
  );
  await rest();
  equal(bob.files.length, CHANNEL_LIMITS.files);
  bob.onFile = (file) => void file.blob();
  for (const file of bob.files) file.blob();
  await until(Promise.all(sending));
  equal(bob.files.length, CHANNEL_LIMITS.files + 10);
});

Deno.test("a file that waits for its turn is withdrawn without a word", async () => {
  const { ada, bob, rest } = meet();
  const controller = new AbortController();
  for (let count = 0; count < CHANNEL_LIMITS.files; count++) {
    ada.channel.sendFile(new Blob(["x"])).catch(() => {});
  }
  const { signal } = controller;
  const last = ada.channel.sendFile(new Blob(["x"]), { signal });
  controller.abort();
  await rejects(last, { name: "AbortError" });
  await rest();
  equal(ada.wire.sent.length, CHANNEL_LIMITS.files);
  ada.channel.close();
  await rest();
  equal(bob.log.at(-1), "close");
});

Deno.test("a peer that offers more than it may is told no, and nothing is held", () => {
  const { bob } = meet();
  for (let id = 0; id < 1_000; id++) {
    forge(bob, KIND.offer, id, JSON.stringify(["a", 1, ""]));
  }
  equal(bob.files.length, CHANNEL_LIMITS.files);
  equal(bob.channel.isOpen, true);
});

Deno.test("a peer that makes us answer without end is cut off", () => {
  const { bob } = meet();
  for (let id = 0; id < 100_000 && bob.channel.isOpen; id++) {
    forge(bob, KIND.offer, id, JSON.stringify(["a", 1, ""]));
  }
  equal(bob.channel.isOpen, false);
});

Deno.test("an offer's number that is taken changes nothing", () => {
  const { bob } = meet();
  forge(bob, KIND.offer, 7, JSON.stringify(["a", 1, ""]));
  forge(bob, KIND.offer, 7, JSON.stringify(["b", 2, ""]));
  deepEqual(bob.files.map(({ name }) => name), ["a"]);
});

const LIES: [what: string, size: number, payloads: number[]][] = [
  ["more than was announced", 10, [11]],
  ["more after the end", 10, [10, 10]],
  ["nothing, again and again", 10, [0]],
  ["nothing after the end", 10, [10, 0]],
  ["crumbs", 100_000, [1]],
  ["a chunk that is too large", 100_000, [16_385]],
  ["something of an empty file", 0, [1]],
];

for (const [what, size, payloads] of LIES) {
  Deno.test(`a file of which comes ${what} fails`, async () => {
    const { bob } = meet();
    // It is not closed before all that is forged is there.
    const gate = Promise.withResolvers<void>();
    bob.onFile = (file) => {
      const stream = new WritableStream({ close: () => gate.promise });
      outcome = file.pipeTo(stream);
    };
    let outcome: Promise<void> | undefined;
    forge(bob, KIND.offer, 1, JSON.stringify(["a", size, ""]));
    await nextTurn();
    for (const bytes of payloads) {
      forge(bob, KIND.chunk, 1, new Uint8Array(bytes));
    }
    await rejects(Promise.resolve(outcome), failsWith("malformed"));
    gate.resolve();
    deepEqual(bob.wire.sent.at(-1)?.[0], KIND.stop);
  });
}

Deno.test("a file that comes without having been accepted fails", () => {
  const { bob } = meet();
  forge(bob, KIND.offer, 1, JSON.stringify(["a", 20_000, ""]));
  forge(bob, KIND.chunk, 1, new Uint8Array(16_384));
  equal(bob.files[0]?.signal.reason.code, "malformed");
});

Deno.test("a sender that does not wait for a slow stream is stopped", async () => {
  const { bob } = meet();
  const sink = new SlowSink();
  let outcome: Promise<void> | undefined;
  bob.onFile = (file) => outcome = file.pipeTo(sink.stream);
  forge(bob, KIND.offer, 1, JSON.stringify(["a", 9_000_000_000, ""]));
  const most = CHANNEL_LIMITS.windowBytes / CHANNEL_LIMITS.chunkBytes;
  for (let count = 0; count < most; count++) {
    forge(bob, KIND.chunk, 1, new Uint8Array(16_384));
  }
  equal(bob.files[0]?.signal.aborted, false);
  forge(bob, KIND.chunk, 1, new Uint8Array(16_384));
  await rejects(Promise.resolve(outcome), failsWith("malformed"));
  sink.open();
});

const ODD: [kind: number, payload: string][] = [
  [KIND.offer, ""],
  [KIND.offer, "{"],
  [KIND.offer, "{}"],
  [KIND.offer, "null"],
  [KIND.offer, "[]"],
  [KIND.offer, '["a",-1,""]'],
  [KIND.offer, '["a",1.5,""]'],
  [KIND.offer, '["a",1e300,""]'],
  [KIND.offer, '["a","1",""]'],
  [KIND.offer, '[1,1,""]'],
  [KIND.offer, '["a",1]'],
  [KIND.withdraw, "constructor"],
  [KIND.chunk, "nobody's"],
  [KIND.credit, "1"],
  [KIND.stop, '"refused"'],
  [KIND.message, ""],
  [KIND.message, "{"],
  [255, "unknown"],
];

for (const [kind, payload] of ODD) {
  Deno.test(`an odd frame is no one's: ${kind} ${payload}`, () => {
    const { bob } = meet();
    forge(bob, kind, 5, payload);
    deepEqual([bob.messages, bob.files, bob.wire.sent], [[], [], []]);
    equal(bob.channel.isOpen, true);
  });
}

Deno.test("what is not a frame is no one's", () => {
  const { bob } = meet();
  for (const data of ["text", new ArrayBuffer(4), undefined, new Blob()]) {
    bob.wire.fire("message", data);
  }
  deepEqual(bob.messages, []);
});

Deno.test("a message that never ends closes the channel", () => {
  const { bob } = meet();
  const part = new Uint8Array(16_384).fill(0x20);
  for (let count = 0; count < 17; count++) forge(bob, KIND.part, 0, part);
  equal(bob.channel.isOpen, false);
});

for (const credit of [-1, 1, 100, 1e9, "1", null, Number.NaN]) {
  Deno.test(`a credit of ${credit} for what was not sent counts for nothing`, async () => {
    const { ada, bob, until, rest } = meet();
    const progress: number[] = [];
    const sending = ada.channel.sendFile(new Blob([bytesOf(100)]), {
      onProgress: (bytes) => progress.push(bytes),
    });
    forge(ada, KIND.credit, 1, JSON.stringify(credit));
    await rest();
    deepEqual(progress, []);
    bob.files[0]?.blob();
    await until(sending);
    deepEqual(progress, [0, 100]);
  });
}

Deno.test("a receiver cannot confirm a file that it has not been offered", async () => {
  const { ada, bob, until } = meet();
  const files = Array.from(
    { length: CHANNEL_LIMITS.files + 1 },
    () => ada.channel.sendFile(new Blob()),
  );
  forge(ada, KIND.credit, CHANNEL_LIMITS.files + 1, "0");
  bob.onFile = (file) => void file.blob();
  await until(Promise.all(files));
  equal(bob.files.length, CHANNEL_LIMITS.files + 1);
});

const NAMES: [said: string, shown: string][] = [
  ["../../etc/passwd", ".._.._etc_passwd"],
  ["a\\b", "a_b"],
  ["a\nb\u0000", "a_b_"],
  ["exe.\u202egnp", "exe._gnp"],
  ["نامه‌ها.txt", "نامه‌ها.txt"],
  ["照片.png", "照片.png"],
  ["x".repeat(300), "x".repeat(255)],
];

for (const [said, shown] of NAMES) {
  Deno.test(`a file that is called ${JSON.stringify(said).slice(0, 40)} is shown as one`, () => {
    const { bob } = meet();
    forge(bob, KIND.offer, 1, JSON.stringify([said, 1, "x".repeat(200)]));
    equal(bob.files[0]?.name, shown);
    equal(bob.files[0]?.type.length, 127);
  });
}

const TYPES: [said: string, given: string][] = [
  ["image/png", "image/png"],
  ["image/svg+xml", ""],
  ["text/html", ""],
  ["text/plain", "text/plain"],
  ["application/xhtml+xml", ""],
  ["video/mp4", "video/mp4"],
  ["xvideo/mp4", ""],
];

for (const [said, given] of TYPES) {
  Deno.test(`a blob that is said to be ${said} is "${given}"`, async () => {
    const { ada, bob, until } = meet();
    const blobs: Promise<Blob>[] = [];
    bob.onFile = (file) => blobs.push(file.blob());
    await until(ada.channel.sendFile(new Blob(["x"], { type: said })));
    equal(bob.files[0]?.type, said);
    equal((await blobs[0])?.type, given);
  });
}

Deno.test("sendFile() tells the name of a file, or another, or that it is one", async () => {
  const { ada, bob, rest } = meet();
  for (const name of [undefined, "other"]) {
    for (const blob of [new Blob(["x"]), new File(["x"], "own")]) {
      ada.channel.sendFile(blob, name === undefined ? {} : { name })
        .catch(() => {});
    }
  }
  await rest();
  deepEqual(bob.files.map(({ name }) => name), [
    "file",
    "own",
    "other",
    "other",
  ]);
  ada.channel.close();
  await rest();
});

/** What becomes of one file of a run. */
const plan = fc.record({
  /** Who sends it. */
  from: fc.constantFrom(0, 1),
  size: fc.oneof(
    fc.integer({ min: 0, max: 40_000 }),
    fc.integer({ min: 0, max: 1_500_000 }),
    fc.constantFrom(0, 1, 16_383, 16_384, 16_385, 262_144, 1_048_576),
  ),
  fate: fc.constantFrom("take", "take", "take", "refuse", "stop", "withdraw"),
  /** Turns of the event loop until it is answered. */
  patience: fc.integer({ min: 0, max: 6 }),
  /** The share of it that has come when it is stopped or withdrawn. */
  share: fc.double({ min: 0, max: 1, noNaN: true }),
});

type Plan = typeof plan extends fc.Arbitrary<infer T> ? T : never;

/** Sends a file, and receives the one that `offered` gives, as planned. */
async function play(
  { size, fate, patience, share }: Plan,
  sender: End,
  name: string,
  offered: Promise<IncomingFile>,
): Promise<void> {
  const bytes = bytesOf(size, Number(name));
  const withdrawal = new AbortController();
  const stop = new AbortController();
  const sent = outcomeOf(sender.channel.sendFile(new Blob([bytes]), {
    name,
    signal: withdrawal.signal,
    onProgress: (bytes) => {
      if (fate === "withdraw" && bytes >= share * size) withdrawal.abort();
    },
  }));
  const file = await offered;
  for (let turn = 0; turn < patience; turn++) await nextTurn();
  if (fate === "refuse") {
    file.refuse();
    return equal(await sent, "refused");
  }
  const blob = await file.blob({
    signal: stop.signal,
    onProgress: (bytes) => {
      if (fate === "stop" && bytes >= share * size) stop.abort();
    },
  }).catch((error) => error);
  if (blob instanceof Blob) {
    deepEqual(await bytesIn(blob), bytes);
    // A file that is withdrawn as its last bytes are on their way may have arrived.
    if (fate !== "withdraw") equal(await sent, "done");
  } else {
    ok(fate === "stop" || fate === "withdraw", `${blob}`);
    ok(await sent !== "done");
  }
}

Deno.test("whatever files go both ways at once, and whatever becomes of each, all bytes are as they were", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(plan, { minLength: 1, maxLength: 6 }),
      fc.array(fc.constantFrom(0, 1), { minLength: 1, maxLength: 50 }),
      fc.array(fc.integer({ min: 0, max: 60_000 }), { maxLength: 5 }),
      async (plans, order, lengths) => {
        const wires = channelPair();
        const [ada, bob] = [new End(wires[0]), new End(wires[1])];
        const waiting = new Map<string, (file: IncomingFile) => void>();
        for (const end of [ada, bob]) {
          end.wire.open();
          end.onFile = (file) => waiting.get(file.name)?.(file);
        }
        const files = plans.map((plan, index) => {
          const { promise, resolve } = Promise.withResolvers<IncomingFile>();
          waiting.set(`${index}`, resolve);
          return play(plan, plan.from === 0 ? ada : bob, `${index}`, promise);
        });
        const texts = lengths.map((length, index) => `${index}`.repeat(length));
        for (const text of texts) ada.channel.send(text);

        await carry(wires, Promise.all(files), order);
        while (ada.wire.deliver() || bob.wire.deliver());
        deepEqual(bob.messages, texts);
        // Nothing is left of them: as many files as there may be are offered.
        for (const [sender, receiver] of [[ada, bob], [bob, ada]] as const) {
          const before = receiver.files.length;
          const more = Array.from(
            { length: CHANNEL_LIMITS.files },
            () => outcomeOf(sender.channel.sendFile(new Blob())),
          );
          while (ada.wire.deliver() || bob.wire.deliver());
          equal(receiver.files.length - before, CHANNEL_LIMITS.files);
          for (const file of receiver.files.slice(before)) file.refuse();
          await carry(wires, Promise.all(more));
        }
      },
    ),
    { numRuns: 60 },
  );
});
