/** A page that has modules of lib/ and nothing else, for what only a browser can show. */

import type { Page } from "playwright-core";
import type { Chromium } from "./browser.ts";
import { ROOT } from "./program.ts";

/** Serves an empty page on this machine, and a module, bundled from its source, as `/module.mjs`. */
export class ModulePage implements AsyncDisposable {
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  private constructor(module: Uint8Array<ArrayBuffer>) {
    this.#server = Deno.serve(
      { port: 0, hostname: "127.0.0.1", onListen() {} },
      ({ url }) => {
        const isModule = url.endsWith("/module.mjs");
        const type = isModule ? "text/javascript" : "text/html";
        return new Response(
          isModule ? module : '<link rel="icon" href="data:,">',
          { headers: { "content-type": type } },
        );
      },
    );
  }

  /** Bundles the module whose path below the root is `path`. */
  static async serve(path: string): Promise<ModulePage> {
    const { success, stdout, stderr } = await new Deno.Command(
      Deno.execPath(),
      { args: ["bundle", "-q", "--platform", "browser", path], cwd: ROOT },
    ).output();
    if (!success) throw new Error(new TextDecoder().decode(stderr));
    return new ModulePage(stdout);
  }

  /** Opens the page, by another name of this machine if one is given. */
  open(chromium: Chromium, host = "127.0.0.1"): Promise<Page> {
    return chromium.open(`http://${host}:${this.#server.addr.port}/`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }
}
