/** HTTP by hand, for what `fetch` and `WebSocket` are too polite to send. */

/** The header lines of an opening request that nothing is wrong with. */
const HEADERS: Readonly<Record<string, string>> = {
  "Host": "127.0.0.1",
  "Connection": "Upgrade",
  "Upgrade": "websocket",
  "Sec-WebSocket-Version": "13",
  "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
};

/** How an opening request differs from one that nothing is wrong with. */
export interface Opening {
  /** The first line. */
  line?: string;
  /** Headers: another value, several, or none at all. */
  headers?: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** A TCP connection over which an opening request was sent, and what answered it. */
export interface Opened extends Disposable {
  readonly status: number;
  readonly head: string;
  /** Says no more, and waits until the server has noticed. */
  end(): Promise<void>;
}

/** The text of an opening request. */
export function opening(
  { line = "GET /ws HTTP/1.1", headers = {} }: Opening = {},
): string {
  const lines = Object.entries({ ...HEADERS, ...headers }).flatMap(
    ([name, value]) => [value ?? []].flat().map((one) => `${name}: ${one}`),
  );
  return [line, ...lines, "", ""].join("\r\n");
}

/** Sends `text` over TCP as it is; what holds the answer reads no more and answers nothing. */
export async function sendRaw(port: number, text: string): Promise<Opened> {
  const connection = await Deno.connect({ hostname: "127.0.0.1", port });
  // Latin-1, so that a test can write any byte.
  const bytes = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
  await connection.write(bytes);
  let head = "";
  const buffer = new Uint8Array(4096);
  while (!head.includes("\r\n\r\n")) {
    const count = await connection.read(buffer);
    if (count === null) break;
    head += new TextDecoder().decode(buffer.subarray(0, count));
  }
  return {
    head,
    status: Number(head.split(" ")[1]),
    async end() {
      await connection.closeWrite();
      while (await connection.read(buffer) !== null);
    },
    [Symbol.dispose]: () => connection.close(),
  };
}

/** The status with which a server answers an opening request. */
export async function knock(port: number, request?: Opening): Promise<number> {
  using opened = await sendRaw(port, opening(request));
  return opened.status;
}
