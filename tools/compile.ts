/**
 * Makes one file of Parley that runs without Deno, the page and the client inside.
 *
 * It only wraps `deno compile`, to say in a sentence what a network that does not reach Deno's
 * runtime looks like as a stack.
 *
 * @module
 */

const { code, stderr } = await new Deno.Command(Deno.execPath(), {
  args: [
    "compile",
    "--no-prompt",
    "--allow-net",
    "--allow-read",
    "--allow-env=PARLEY_*",
    "--allow-sys=networkInterfaces",
    "--include=static",
    "--include=deno.json",
    "--output=parley",
    ...Deno.args,
    new URL("../main.ts", import.meta.url).pathname,
  ],
  stdout: "inherit",
  stderr: "piped",
}).output();

const said = new TextDecoder().decode(stderr);
const offline = code !== 0 && said.includes("Setting up base binary");
await Deno.stderr.write(
  new TextEncoder().encode(
    offline
      ? "Cannot compile: this network does not reach the host that Deno's runtime comes from.\n" +
        "Try again on another, or download denort for this platform and name it in DENORT_BIN.\n"
      : said,
  ),
);
Deno.exit(code);
