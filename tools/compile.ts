/**
 * Makes one file of Parley that runs without Deno, the page and the client inside.
 *
 * It only wraps `deno compile`, to say in a sentence what a network that does not reach Deno's
 * runtime looks like as a stack.
 *
 * @module
 */

/**
 * What to tell the person of what `deno compile` said.
 *
 * @param said All of its standard error.
 */
export function explain(said: string): string {
  if (!said.includes("Setting up base binary")) return said;
  return "Cannot compile: this network does not reach the host that Deno's runtime comes from.\n" +
    "Try again on another, or download denort for this platform and name it in DENORT_BIN.\n";
}

/** Compiles into the file `output`; `env` is added to the environment of `deno compile`. */
export async function compile(
  output: string,
  env: Record<string, string> = {},
): Promise<{ code: number; said: string }> {
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "compile",
      "--no-prompt",
      "--exclude-unused-npm",
      "--allow-net",
      "--allow-read",
      "--allow-env=PARLEY_*",
      "--allow-sys=networkInterfaces",
      "--include=static",
      `--output=${output}`,
      "main.ts",
    ],
    env,
    cwd: new URL("..", import.meta.url),
    stdout: "inherit",
    stderr: "piped",
  }).output();
  return { code, said: explain(new TextDecoder().decode(stderr)) };
}

if (import.meta.main) {
  const { code, said } = await compile("parley");
  Deno.stderr.writeSync(new TextEncoder().encode(said));
  Deno.exit(code);
}
