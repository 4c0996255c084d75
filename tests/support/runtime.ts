/** The other runtimes that the built client is for. */

/** A program that runs JavaScript, and has a WebSocket of its own. */
export interface Runtime {
  /** Its name, and from which version on. */
  readonly name: string;
  /** The variable that says where it is. */
  readonly variable: string;
  /** Where it is looked for otherwise. */
  readonly command: string;
  /** The first version that has what the client needs. */
  readonly since: number;
}

/** Node has had a WebSocket since 22, and Bun always. */
export const RUNTIMES: readonly Runtime[] = [
  { name: "Node", variable: "PARLEY_NODE", command: "node", since: 22 },
  { name: "Bun", variable: "PARLEY_BUN", command: "bun", since: 1 },
];

/** Where a runtime is, or why it cannot be used. */
function find({ name, variable, command, since }: Runtime): {
  path: string;
  missing?: string;
} {
  const path = Deno.env.get(variable) ?? command;
  const elsewhere = `${variable} names one elsewhere`;
  const version = versionOf(path);
  if (version === undefined) {
    return { path, missing: `no ${name}; ${elsewhere}` };
  }
  if (Number.parseInt(version) < since) {
    const missing =
      `${name} ${version} is too old, it takes ${since}; ${elsewhere}`;
    return { path, missing };
  }
  return { path };
}

function versionOf(path: string): string | undefined {
  try {
    const { stdout } = new Deno.Command(path, { args: ["--version"] })
      .outputSync();
    return /\d+\.\d+\.\d+/.exec(new TextDecoder().decode(stdout))?.[0];
  } catch {
    return undefined;
  }
}

/**
 * A test that needs a runtime. Where there is none, or one that is too old, it is reported as
 * ignored, with the reason in its name; in CI, where leaving it out would hide something, it fails.
 */
export function runtimeTest(
  runtime: Runtime,
  what: string,
  fn: (path: string) => Promise<void>,
): void {
  const { path, missing } = find(runtime);
  const name = `${runtime.name} ${what}`;
  Deno.test({
    name: missing === undefined ? name : `${name} (ignored: ${missing})`,
    ignore: missing !== undefined && Deno.env.get("CI") === undefined,
    fn() {
      if (missing === undefined) return fn(path);
      throw new Error(`Cannot test ${runtime.name}: ${missing}`);
    },
  });
}
