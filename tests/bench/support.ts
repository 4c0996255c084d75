/** Servers that the load is tried against, and what the tests need to build it. */

import { Buffer } from "node:buffer";
import { has } from "../../bench/machine.ts";

const COMPILER = "cc";
const missing = Deno.build.os !== "linux"
  ? "the load needs Linux"
  : has(COMPILER)
  ? undefined
  : `no C compiler named ${COMPILER}`;

/**
 * A test that needs the load. Where it cannot be built it is reported as ignored, with the reason in
 * its name; in CI, where leaving it out would hide something, it fails.
 */
export function loadTest(name: string, fn: () => Promise<void>): void {
  Deno.test({
    name: missing === undefined ? name : `${name} (ignored: ${missing})`,
    ignore: missing !== undefined && Deno.env.get("CI") === undefined,
    fn,
  });
}

/** Runs a program to its end. */
export async function runProgram(
  program: string,
  args: readonly string[],
  input: string = "",
): Promise<{ code: number; out: string; err: string }> {
  const child = new Deno.Command(program, {
    args: [...args],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(input));
  await writer.close();
  const { code, stdout, stderr } = await child.output();
  const decoder = new TextDecoder();
  return { code, out: decoder.decode(stdout), err: decoder.decode(stderr) };
}

/** The kinds of frames that the servers here write. */
export const KIND = { more: 0, text: 1, close: 8, ping: 9, pong: 10 } as const;

/** A frame of a server's; `last` says whether its message ends with it. */
export function frame(
  payload: string,
  kind: number = KIND.text,
  last: boolean = true,
): Buffer {
  const bytes = Buffer.from(payload);
  const first = (last ? 0x80 : 0) | kind;
  if (bytes.length < 126) {
    return Buffer.concat([Buffer.from([first, bytes.length]), bytes]);
  }
  if (bytes.length < 65_536) {
    const header = Buffer.from([first, 126, 0, 0]);
    header.writeUInt16BE(bytes.length, 2);
    return Buffer.concat([header, bytes]);
  }
  const header = Buffer.alloc(10);
  header[0] = first;
  header[1] = 127;
  header.writeBigUInt64BE(BigInt(bytes.length), 2);
  return Buffer.concat([header, bytes]);
}

/** What a {@linkcode RawServer} does with what it is told. */
export interface Conduct {
  /** Hears what a client says, but for its wish to be in its room, which is answered. */
  said(client: RawClient, text: string): void;
  /** Hears what is in a pong. */
  ponged?(text: string): void;
  /** What is answered to the wish. */
  entered?: string;
  /** What is answered to the request for a WebSocket, if it is not opened. */
  refusal?: string;
}

/** A client, as a server of the tests sees it. */
export interface RawClient {
  /** Writes bytes, each array by itself. */
  write(...bytes: Uint8Array[]): void;
  /** Closes the connection. */
  close(): void;
}

/** A server that writes what bytes it likes. */
export class RawServer implements AsyncDisposable {
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly #served: Promise<void>;

  constructor(conduct: Conduct) {
    this.#served = this.#serve(conduct);
  }

  get port(): number {
    return this.#listener.addr.port;
  }

  async #serve(conduct: Conduct): Promise<void> {
    const served: Promise<void>[] = [];
    for await (const connection of this.#listener) {
      served.push(converse(connection, conduct));
    }
    await Promise.all(served);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    await this.#served;
  }
}

const ENTERED = '{"id":1,"args":[0]}';
const SWITCHING = "HTTP/1.1 101 Switching Protocols\r\n\r\n";

async function converse(
  connection: Deno.TcpConn,
  { said, ponged, refusal = SWITCHING, entered = ENTERED }: Conduct,
): Promise<void> {
  connection.setNoDelay();
  let writing = Promise.resolve();
  let open = true;
  const client: RawClient = {
    write(...pieces) {
      for (const piece of pieces) {
        writing = writing.then(() => writeAll(connection, piece));
      }
    },
    close() {
      open = false;
      writing = writing.then(() => connection.close());
    },
  };
  let upgraded = false;
  let held: Buffer = Buffer.alloc(0);
  const bytes = new Uint8Array(65_536);
  while (open) {
    const length = await connection.read(bytes).catch(() => null);
    if (length === null) break;
    held = Buffer.concat([held, bytes.subarray(0, length)]);
    if (!upgraded) {
      const end = held.indexOf("\r\n\r\n");
      if (end < 0) continue;
      upgraded = true;
      held = held.subarray(end + 4);
      client.write(Buffer.from(refusal));
    }
    for (let next; (next = readFrame(held)) !== undefined;) {
      const { kind, text } = next;
      held = next.rest;
      if (kind === KIND.pong) ponged?.(text);
      else if (!text.includes('"join"')) said(client, text);
      else client.write(frame(entered));
    }
  }
  await writing;
  if (open) connection.close();
}

async function writeAll(
  connection: Deno.TcpConn,
  bytes: Uint8Array,
): Promise<void> {
  try {
    for (let at = 0; at < bytes.length;) {
      at += await connection.write(bytes.subarray(at));
    }
  } catch {
    // The client has left, as it does when it has measured enough.
  }
}

/** The first frame of a client's, if it is there as a whole. */
function readFrame(
  bytes: Buffer,
): { kind: number; text: string; rest: Buffer } | undefined {
  if (bytes.length < 2) return undefined;
  const mark = bytes.readUInt8(1) & 0x7f;
  const lengthAt = 2;
  const maskAt = lengthAt + (mark === 126 ? 2 : mark === 127 ? 8 : 0);
  const start = maskAt + 4;
  if (bytes.length < start) return undefined;
  const length = mark === 126
    ? bytes.readUInt16BE(lengthAt)
    : mark === 127
    ? Number(bytes.readBigUInt64BE(lengthAt))
    : mark;
  if (bytes.length < start + length) return undefined;
  const mask = bytes.subarray(maskAt, start);
  const payload = bytes.subarray(start, start + length)
    .map((byte, index) => byte ^ (mask[index % 4] ?? 0));
  return {
    kind: bytes.readUInt8(0) & 0x0f,
    text: Buffer.from(payload).toString(),
    rest: bytes.subarray(start + length),
  };
}

/** The answer to a question that asks for its message back. */
export function echo(text: string): string {
  const { id, args } = JSON.parse(text);
  return JSON.stringify({ id, args });
}
