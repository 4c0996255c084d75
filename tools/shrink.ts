/**
 * Makes the built clients smaller than a bundler does, by two rules that nothing outside of a client can
 * tell:
 *
 * - A name of a member is written shorter if all that bear it are internal: wherever `lib/wire`,
 *   `lib/parlance`, `lib/client` and `lib/sdk` declare it, they do so as `protected`, in what is not exported, or as `@internal`, and
 *   none of their strings is called the same. What travels, and what applications are given, is declared
 *   otherwise; what the platform has is known to Terser.
 * - A field of a class that is only named there begins with its first value.
 *
 * And what a bundle was told to leave outside of it is imported by the name that it has once it is built.
 *
 * @module
 */

import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { minify } from "terser";
import ts from "typescript";

const ROOT = join(import.meta.dirname ?? ".", "..");

/** What the clients are made of. */
const FOLDERS = ["lib/wire", "lib/parlance", "lib/client", "lib/sdk"];

/** The names of members that all who bear them keep to themselves. */
export async function internalNames(): Promise<string[]> {
  const internal = new Set<string>();
  const open = new Set<string>();
  for (const folder of FOLDERS) {
    for await (const { name } of Deno.readDir(join(ROOT, folder))) {
      const text = await Deno.readTextFile(join(ROOT, folder, name));
      const { statements } = ts.createSourceFile(
        name,
        text,
        ts.ScriptTarget.ESNext,
        true,
      );
      for (const statement of statements) {
        note(statement, !isExported(statement) || isInternal(statement));
      }
    }
  }
  return [...internal].filter((name) => !open.has(name)).sort();

  function note(node: ts.Node, hidden: boolean): void {
    const isMember = ts.isTypeElement(node) ||
      ts.isClassElement(node) && ts.isClassLike(node.parent);
    const isHidden = hidden || isMember && isInternal(node);
    if (isMember && node.name && ts.isIdentifier(node.name)) {
      (isHidden ? internal : open).add(node.name.text);
    }
    // What is a word of the protocol, too, stays one.
    if (ts.isStringLiteral(node) && !isOperandOfIn(node)) open.add(node.text);
    ts.forEachChild(node, (child) => note(child, isHidden));
  }
}

function isOperandOfIn({ parent }: ts.Node): boolean {
  return ts.isBinaryExpression(parent) &&
    parent.operatorToken.kind === ts.SyntaxKind.InKeyword;
}

function isExported(statement: ts.Statement): boolean {
  return !ts.canHaveModifiers(statement) ||
    ts.getModifiers(statement)?.some(({ kind }) =>
        kind === ts.SyntaxKind.ExportKeyword
      ) === true;
}

function isInternal(node: ts.Node): boolean {
  const isProtected = ts.canHaveModifiers(node) &&
    ts.getModifiers(node)?.some(({ kind }) =>
      kind === ts.SyntaxKind.ProtectedKeyword
    );
  return isProtected ||
    ts.getJSDocTags(node).some(({ tagName }) => tagName.text === "internal");
}

/** A client's code, smaller. */
export async function shrink(
  code: string,
  names: readonly string[],
): Promise<string> {
  // The fields that are only named stand first in a class.
  const begun = code.replaceAll(
    /\b(class\b[^{}]*\{)(?:[\w$]+;)+/g,
    (_, head: string) => head,
  );
  // Which of the two packs better is different from file to file.
  const found = await Promise.all([true, false].map(async (hoist_funs) => {
    const { code: small = begun } = await minify(begun, {
      module: true,
      ecma: 2020,
      compress: {
        ecma: 2020,
        passes: 5,
        unsafe_arrows: true,
        unsafe_methods: true,
        keep_fargs: false,
        pure_getters: true,
        hoist_funs,
        // What is alike packs better than what is short.
        lhs_constants: false,
        inline: false,
        sequences: false,
      },
      mangle: { properties: { regex: new RegExp(`^(?:${names.join("|")})$`) } },
    });
    return { small, length: gzipSync(small).length };
  }));
  const [best] = found.sort((one, other) => one.length - other.length);
  return built(best?.small ?? begun);
}

/** What is imported at run time is beside it in what is built, too. */
function built(code: string): string {
  return code.replaceAll(/\bimport\("\.\/(\w+)\.ts"\)/g, 'import("./$1.mjs")');
}

if (import.meta.main) {
  const names = await internalNames();
  await Promise.all(Deno.args.map(async (path) => {
    const code = await Deno.readTextFile(path);
    await Deno.writeTextFile(path, await shrink(code, names));
  }));
}
