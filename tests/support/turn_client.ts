/** As much of TURN (RFC 8656) over TCP as it takes to ask for a relay, and to keep it. */

import { Buffer } from "node:buffer";
import { createHash, createHmac } from "node:crypto";
import type { TurnCredential } from "../../lib/signaling/mod.ts";
import { patiently } from "./patience.ts";

const COOKIE = 0x2112a442;
const HEADER_BYTES = 20;
/** A response is the request's type and this, or an error if the next one is set as well. */
const RESPONSE = 0x0100;
const ERROR = 0x0010;

const ALLOCATE = 0x0003;
const REFRESH = 0x0004;

const USERNAME = 0x0006;
const MESSAGE_INTEGRITY = 0x0008;
const ERROR_CODE = 0x0009;
const LIFETIME = 0x000d;
const REALM = 0x0014;
const NONCE = 0x0015;
const XOR_RELAYED_ADDRESS = 0x0016;
const REQUESTED_TRANSPORT = 0x0019;

/** UDP, in the first of four bytes. */
const UDP = Buffer.from([17, 0, 0, 0]);

interface Message {
  type: number;
  attributes: ReadonlyMap<number, Buffer>;
}

/** A client of a TURN server. */
export class TurnClient implements Disposable {
  readonly #connection: Deno.TcpConn;
  #realm: Buffer = Buffer.alloc(0);
  #nonce: Buffer = Buffer.alloc(0);

  private constructor(connection: Deno.TcpConn) {
    this.#connection = connection;
  }

  static async connect(port: number): Promise<TurnClient> {
    return new TurnClient(await Deno.connect({ hostname: "127.0.0.1", port }));
  }

  /**
   * Asks for a relay, first without a credential, as everyone has to.
   *
   * @returns The code of the server's refusal, or 0 and whether there is an address.
   */
  async allocate(
    credential: TurnCredential,
  ): Promise<{ code: number; hasAddress: boolean }> {
    const wanted: [number, Buffer][] = [[REQUESTED_TRANSPORT, UDP]];
    const challenge = await this.#ask(ALLOCATE, wanted);
    this.#realm = challenge.attributes.get(REALM) ?? this.#realm;
    this.#nonce = challenge.attributes.get(NONCE) ?? this.#nonce;
    const answer = await this.#ask(ALLOCATE, wanted, credential);
    const hasAddress = answer.attributes.has(XOR_RELAYED_ADDRESS);
    return { code: codeOf(answer), hasAddress };
  }

  /** Asks that the relay be kept; the code of the server's refusal, or 0. */
  async refresh(credential: TurnCredential): Promise<number> {
    const lifetime = Buffer.alloc(4);
    lifetime.writeUInt32BE(600);
    return codeOf(await this.#ask(REFRESH, [[LIFETIME, lifetime]], credential));
  }

  [Symbol.dispose](): void {
    this.#connection.close();
  }

  async #ask(
    type: number,
    attributes: readonly [number, Buffer][],
    credential?: TurnCredential,
  ): Promise<Message> {
    const request = credential === undefined
      ? encode(type, attributes)
      : this.#signed(type, attributes, credential);
    await this.#connection.write(request);
    const answer = await patiently(
      this.#read(),
      "an answer of the TURN server",
    );
    if ((answer.type & ~ERROR) === (type | RESPONSE)) return answer;
    throw new Error(`Cannot read an answer of type ${answer.type}`);
  }

  /** The request with the proof that its sender knows the credential. */
  #signed(
    type: number,
    attributes: readonly [number, Buffer][],
    { username, credential }: TurnCredential,
  ): Buffer {
    const key = createHash("md5")
      .update(`${username}:${this.#realm}:${credential}`).digest();
    const proven: [number, Buffer][] = [
      ...attributes,
      [USERNAME, Buffer.from(username)],
      [REALM, this.#realm],
      [NONCE, this.#nonce],
    ];
    // The proof is of a message whose length has room for it already.
    const message = encode(type, [
      ...proven,
      [MESSAGE_INTEGRITY, Buffer.alloc(20)],
    ]);
    const signed = message.subarray(0, message.length - 24);
    createHmac("sha1", key).update(signed).digest()
      .copy(message, message.length - 20);
    return message;
  }

  async #read(): Promise<Message> {
    const header = await this.#bytes(HEADER_BYTES);
    const body = await this.#bytes(header.readUInt16BE(2));
    const attributes = new Map<number, Buffer>();
    for (let at = 0; at + 4 <= body.length;) {
      const length = body.readUInt16BE(at + 2);
      attributes.set(
        body.readUInt16BE(at),
        body.subarray(at + 4, at + 4 + length),
      );
      at += 4 + Math.ceil(length / 4) * 4;
    }
    return { type: header.readUInt16BE(0), attributes };
  }

  async #bytes(count: number): Promise<Buffer> {
    const bytes = Buffer.alloc(count);
    for (let read = 0; read < count;) {
      const more = await this.#connection.read(bytes.subarray(read));
      if (more === null) throw new Error("Cannot read: the server has closed");
      read += more;
    }
    return bytes;
  }
}

function encode(
  type: number,
  attributes: readonly [number, Buffer][],
): Buffer {
  const body = Buffer.concat(attributes.map(([name, value]) => {
    const attribute = Buffer.alloc(4 + Math.ceil(value.length / 4) * 4);
    attribute.writeUInt16BE(name, 0);
    attribute.writeUInt16BE(value.length, 2);
    value.copy(attribute, 4);
    return attribute;
  }));
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt16BE(type, 0);
  header.writeUInt16BE(body.length, 2);
  header.writeUInt32BE(COOKIE, 4);
  crypto.getRandomValues(header.subarray(8));
  return Buffer.concat([header, body]);
}

/** The code of a refusal, such as 401; 0 for an answer that is none. */
function codeOf({ type, attributes }: Message): number {
  if ((type & ERROR) === 0) return 0;
  const value = attributes.get(ERROR_CODE);
  return value === undefined
    ? NaN
    : value.readUInt8(2) * 100 + value.readUInt8(3);
}
