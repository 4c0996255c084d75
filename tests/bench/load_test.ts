import { deepEqual, equal, match, ok } from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { join } from "node:path";
import { Server as SocketIoServer } from "socket.io";
import {
  build,
  type Load,
  PROGRAM,
  type Report,
  run,
} from "../../bench/generator.ts";
import type { Dialect } from "../../bench/servers.ts";
import {
  RECEIPT_ALONG_OF_CLIENT,
  RECEIPT_MS,
  RECEIPT_OF_CLIENT,
} from "../../lib/wire/mod.ts";
import { ROOT } from "../support/program.ts";
import { serve } from "../support/serve.ts";
import {
  echo,
  frame,
  KIND,
  loadTest,
  RawServer,
  runProgram,
} from "./support.ts";

/** Long enough for some hundred messages on any machine. */
const BRIEF = { seconds: 0.3, warm: 0 } as const;

/** A client of the load's says more than one of a user's. */
const TALKATIVE = { eventsPerSecond: 1e9, eventBurst: 1e9 } as const;

loadTest("the load hears every message, however it is cut", async () => {
  await using server = new RawServer({
    said(client, text) {
      const whole = frame(echo(text));
      client.write(...Array.from(whole, (byte) => Uint8Array.of(byte)));
    },
  });
  const { work } = await measure(server.port, { work: "ask", clients: 2 });
  ok(work?.heard);
  equal(work.missing, 0);
  equal(work.silent, 0);
  ok(work.latency.count > 0);
});

loadTest("the load hears a message in frames of every length", async () => {
  // With the 32 characters of the first question around it: where a header becomes longer.
  for (const whole of [125, 126, 65_535, 65_536, 70_000]) {
    await using server = new RawServer({
      said(client, text) {
        client.write(frame(echo(text)));
      },
    });
    const load = { work: "ask", clients: 1, bytes: whole - 32 } as const;
    const { work } = await measure(server.port, load);
    ok(work?.heard);
    equal(work.missing, 0);
  }
});

loadTest("the load says messages of the length asked for", async () => {
  const lengths = new Set<number>();
  await using server = new RawServer({
    said(client, text) {
      lengths.add(JSON.stringify(JSON.parse(text).args[0]).length);
      client.write(frame(echo(text)));
    },
  });
  await measure(server.port, { work: "ask", clients: 1, bytes: 2_048 });
  deepEqual([...lengths], [2_048]);
});

loadTest("the load hears a message in several frames", async () => {
  await using server = new RawServer({
    said(client, text) {
      const answer = echo(text);
      const half = answer.indexOf("~") + 5;
      client.write(
        frame(answer.slice(0, half), KIND.text, false),
        frame("between", KIND.ping),
        frame(answer.slice(half), KIND.more),
      );
    },
  });
  const { work } = await measure(server.port, { work: "ask", clients: 1 });
  ok(work?.heard);
  equal(work.missing, 0);
});

loadTest("the load hears several messages in one frame", async () => {
  const held: string[] = [];
  await using server = new RawServer({
    said(client, text) {
      held.push(echo(text));
      if (held.length < 3) return;
      client.write(frame(`[${held.splice(0).join()}]`));
    },
  });
  const load = { work: "ask", clients: 1, window: 3 } as const;
  const { work } = await measure(server.port, load);
  ok(work?.heard);
  // What is on its way at the end may be less than a frame.
  ok((work.missing ?? 0) < 3);
});

loadTest("the load answers a ping with what is in it", async () => {
  const pongs: string[] = [];
  await using server = new RawServer({
    said: (client, text) =>
      client.write(frame("are you there?", KIND.ping), frame(echo(text))),
    ponged: (text) => pongs.push(text),
  });
  await measure(server.port, { work: "ask", clients: 1 });
  deepEqual([...new Set(pongs)], ["are you there?"]);
});

loadTest("the load tells of messages that come twice", async () => {
  await using server = new RawServer({
    said(client, text) {
      client.write(frame(echo(text)), frame(echo(text)));
    },
  });
  const load = { work: "ask", clients: 1, rate: 100 } as const;
  const { work } = await measure(server.port, load);
  ok((work?.missing ?? 0) < 0);
});

loadTest("the load tells of messages that never come", async () => {
  await using server = new RawServer({
    said(client, text) {
      if (JSON.parse(text).id < 5) client.write(frame(echo(text)));
    },
  });
  const { work } = await measure(server.port, { work: "ask", clients: 2 });
  deepEqual([work?.missing, work?.silent], [2, 0]);
});

loadTest("the load tells of clients that were let go", async () => {
  await using server = new RawServer({ said: (client) => client.close() });
  const report = await measure(server.port, { work: "ask", clients: 2 });
  equal(report.lost, 2);
  equal(report.work?.silent, 2);
});

loadTest("the open loop does not wait for answers", async () => {
  const held: (() => void)[] = [];
  await using server = new RawServer({
    said(client, text) {
      held.push(() => client.write(frame(echo(text))));
      if (held.length % 5 === 0) held.splice(0).forEach((answer) => answer());
    },
  });
  const load = { work: "ask", clients: 1, rate: 200 } as const;
  const { work } = await measure(server.port, load);
  ok((work?.said ?? 0) >= 5);
  ok((work?.missing ?? 0) < 5);
});

loadTest("the slowest messages count, too", async () => {
  const held: (() => void)[] = [];
  let began = 0;
  let answered = false;
  let ask = () => {};
  await using server = new RawServer({
    said(client, text) {
      held.push(() => client.write(frame(echo(text))));
      if (held.length > 1) return;
      began = performance.now();
      ask = () => client.write(frame("", KIND.ping));
      ask();
    },
    // Nothing is answered before the load has measured.
    ponged() {
      if (answered) return;
      answered = performance.now() - began > 2 * BRIEF.seconds * 1_000;
      if (answered) held.forEach((answer) => answer());
      else ask();
    },
  });
  const load = { work: "ask", clients: 1, rate: 100 } as const;
  const { work } = await measure(server.port, load);
  deepEqual([work?.heard, work?.missing], [0, 0]);
  ok((work?.latency.count ?? 0) > 0);
});

loadTest("the open loop says when a message was due", async () => {
  const due: bigint[] = [];
  await using server = new RawServer({
    said(client, text) {
      due.push(BigInt("0x" + /~([0-9a-f]{16})/.exec(text)?.[1]));
      client.write(frame(echo(text)));
    },
  });
  await measure(server.port, { work: "ask", clients: 1, rate: 200 });
  ok(due.length > 1);
  const first = due[0] ?? 0n;
  for (const [n, at] of due.entries()) {
    equal(at - first, BigInt(n) * 5_000_000n);
  }
});

loadTest("a message counts once for each who hears it", async () => {
  for (const oneSpeaks of [false, true]) {
    const speakers = new Set<string>();
    await using server = serve({ limits: TALKATIVE });
    server.io.on("connection", (socket) => {
      socket.on("join", (room: string, token: unknown, done: Answer) => {
        socket.join(room);
        done(token);
      });
      socket.on("say", (room: string, message: unknown) => {
        speakers.add(socket.id);
        socket.to(room).emit("said", message);
      });
    });
    const room = { work: "talk", clients: 12, roomSize: 6 } as const;
    const load = oneSpeaks ? { ...room, oneSpeaks } : room;
    const { work } = await measure(server.port, load, "parley");
    ok(work?.heard);
    deepEqual([work.missing, work.silent], [0, 0]);
    equal(speakers.size > 2, !oneSpeaks);
  }
});

loadTest("the load confirms what has come", async () => {
  // Who confirms nothing is let go when so many envelopes wait.
  const windowEnvelopes = 40;
  const limits = { ...TALKATIVE, windowEnvelopes };
  await using server = serve({ limits });
  server.io.on("connection", (socket) => {
    socket.on("join", (_room: string, token: unknown, done: Answer) => {
      done(token);
    });
    socket.on("ask", (message: unknown, done: Answer) => done(message));
  });
  const load = { work: "ask", clients: 1 } as const;
  const { work, lost } = await measure(server.port, load, "parley");
  ok((work?.heard ?? 0) > windowEnvelopes);
  deepEqual([work?.missing, lost], [0, 0]);
});

Deno.test("the load confirms as often as Parley's client", async () => {
  const source = await Deno.readTextFile(join(ROOT, "bench/load/crowd.c"));
  const defined = (name: string) =>
    Number(new RegExp(`#define ${name} \\D?(\\d+)`).exec(source)?.[1]);
  equal(defined("RECEIPT_EVERY"), RECEIPT_OF_CLIENT);
  equal(defined("RECEIPT_ALONG"), RECEIPT_ALONG_OF_CLIENT);
  equal(defined("RECEIPT_DELAY") * 1_000, RECEIPT_MS);
});

loadTest("the load cuts connections, and sessions go on", async () => {
  await using server = serve({ limits: TALKATIVE });
  let sessions = 0;
  let returns = 0;
  server.io.on("connection", (socket) => {
    sessions++;
    socket.on("join", (_room: string, token: unknown, done: Answer) => {
      done(token);
    });
    socket.on("back", () => returns++);
  });
  const load = { work: "resume", clients: 3 } as const;
  const { work } = await measure(server.port, load, "parley");
  ok(work?.resumed);
  ok(returns >= work.resumed);
  equal(sessions, 3);
});

loadTest("the load says when a session does not go on", async () => {
  const welcome =
    '{"type":"welcome","session":{"id":"a","key":"b","resumed":false}}';
  await using server = new RawServer({
    said(client, text) {
      const returns = text.includes('"session"');
      const connected = returns ? "" : ',{"type":"connected"}';
      client.write(frame(`[${welcome}${connected}]`));
    },
    entered: '{"type":"ack","id":1,"args":[0]}',
  });
  const load = { work: "resume", clients: 1 } as const;
  const said = await measure(server.port, load, "parley").catch(String);
  match(String(said), /Cannot go on with a session: .*"resumed":false/);
});

loadTest("the load enters rooms and leaves them in turn", async () => {
  const said: string[] = [];
  await using server = serve({ limits: TALKATIVE });
  server.io.on("connection", (socket) => {
    socket.on("join", (room: string, token: unknown, done: Answer) => {
      said.push(`join ${room}`);
      done(token);
    });
    socket.on("leave", (room: string, token: unknown, done: Answer) => {
      said.push(`leave ${room}`);
      done(token);
    });
  });
  const load = { work: "move", clients: 1 } as const;
  await measure(server.port, load, "parley");
  deepEqual(said.slice(0, 4), [
    "join 0",
    "join lobby 0",
    "leave lobby 0",
    "join lobby 0",
  ]);
});

loadTest("the load speaks with Socket.IO, and answers its pings", async () => {
  const http = createServer();
  // Whoever does not answer at once is let go.
  const io = new SocketIoServer(http, { pingInterval: 50, pingTimeout: 100 });
  io.on("connection", (socket) => {
    socket.on("join", (_room, token, done) => done(token));
    socket.on("ask", (message, done) => done(message));
  });
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  const address = http.address();
  ok(typeof address === "object" && address !== null);
  try {
    const load = { work: "ask", clients: 2, seconds: 0.5 } as const;
    const { work, lost } = await measure(address.port, load, "socketio");
    ok(work?.heard);
    deepEqual([work.missing, lost], [0, 0]);
  } finally {
    await io.close();
  }
});

loadTest("the load says what is wrong, and exits with 2", async () => {
  equal(await build(), undefined);
  const wrong: [string, RegExp][] = [
    ["--work sing", /^Cannot do "sing": the works are talk, /],
    ["--work ask --dialect latin", /^Cannot speak latin: /],
    ["--work ask --dialect plain", /^Cannot begin: --port says /],
    ["--clients many", /^Cannot use --clients: "many" is not a number/],
    ["--clients 1.5", /^Cannot use --clients: it takes a whole number/],
    ["--colour", /^Cannot understand --colour: --help tells/],
    [
      "--work talk --dialect plain --port 9 --clients 5",
      /^Cannot fill the rooms: 5 clients are no multiple of 2/,
    ],
    [
      "--work resume --dialect plain --port 9",
      /^Cannot resume sessions: a server that speaks plain has none/,
    ],
  ];
  for (const [words, sentence] of wrong) {
    const { code, err } = await runProgram(PROGRAM, words.split(" "));
    equal(code, 2, words);
    match(err, sentence);
  }
});

loadTest("the load says why it gets no WebSocket", async () => {
  const refusal =
    "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n";
  await using server = new RawServer({ said() {}, refusal });
  const measuring = measure(server.port, { work: "ask", clients: 1 });
  const said = await measuring.catch(String);
  match(
    String(said),
    /the server answers HTTP\/1\.1 503 Service Unavailable$/,
  );
});

loadTest("the histogram is right to less than 1 %", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const program = join(folder, "histogram");
    const sources = ["tests/bench/histogram.c", "bench/load/histogram.c"]
      .map((path) => join(ROOT, path));
    const built = await runProgram("cc", ["-o", program, ...sources]);
    equal(built.code, 0, built.err);
    // Twelve orders of magnitude, by a generator of Knuth's.
    let state = 1n;
    const numbers = Array.from({ length: 20_000 }, () => {
      state = BigInt.asUintN(64, state * 6364136223846793005n + 1n);
      return Math.floor(10 ** (Number(state >> 44n) / 2 ** 20 * 12));
    });
    const { out } = await runProgram(program, [], numbers.join("\n"));
    const told = out.trim().split("\n").map(Number);
    const sorted = numbers.toSorted((a, b) => a - b);
    const exact = [0.5, 0.99, 0.999, 1]
      .map((share) => sorted[Math.ceil(share * sorted.length) - 1] ?? NaN);
    for (const [index, value] of exact.entries()) {
      const error = Math.abs((told[index] ?? NaN) - value) / value;
      ok(error < 0.01, `${told[index]} for ${value}`);
    }
    equal(told[4], sorted.at(-1));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

type Answer = (value: unknown) => void;

async function measure(
  port: number,
  load: Load,
  dialect: Dialect = "plain",
): Promise<Report> {
  equal(await build(), undefined);
  return await run({ ...BRIEF, ...load }, dialect, { port, pid: Deno.pid });
}
