/**
 * The namespaces of a server besides the main one: those that the application named, and those
 * that come to be as clients ask for them.
 *
 * @module
 */

import { type ConnectEnvelope, contain, Refusal } from "../wire/mod.ts";
import { authOf } from "./handshake.ts";
import { Namespace, type NamespaceHost } from "./namespace.ts";
import { type NamespaceRule, ParentNamespace } from "./parent_namespace.ts";
import { type AskOptions, decide, type Decision, FAILED } from "./question.ts";
import type { Member, Session } from "./session.ts";

/** What the namespaces need of their server. */
export interface NamespacesHost extends Omit<NamespaceHost, "emptied"> {
  /** Whether a child that has become empty goes. */
  readonly cleanup: boolean;
  /** Is told that there is one more. */
  created(namespace: Namespace): void;
}

/** A parent, and whether a name is that of a child. */
interface Family {
  readonly parent: ParentNamespace;
  readonly rule: RegExp | NamespaceRule;
}

/** The namespaces of a server, but for the main one. */
export class Namespaces {
  readonly #host: NamespacesHost;
  readonly #namespaces = new Map<string, Namespace>();
  readonly #families: Family[] = [];
  /** The names of those that have a parent. */
  readonly #children = new Set<string>();

  /**
   * Begins without any.
   *
   * @param host The server.
   */
  constructor(host: NamespacesHost) {
    this.#host = host;
  }

  /** All there are. */
  get all(): Iterable<Namespace> {
    return this.#namespaces.values();
  }

  /** The namespace of that name, which exists from now on. */
  named(name: string): Namespace {
    const known = this.#namespaces.get(name);
    if (known) return known;
    const family = this.#families.find(({ rule }) =>
      rule instanceof RegExp && rule.test(name)
    );
    return this.#create(name, family?.parent);
  }

  /**
   * A parent for the names that a pattern matches, or that a function says yes to.
   *
   * @throws {TypeError} If the pattern has a state, which would make each second test fail.
   */
  parentOf(rule: RegExp | NamespaceRule): ParentNamespace {
    if (rule instanceof RegExp && (rule.global || rule.sticky)) {
      throw new TypeError(
        `Cannot match namespaces with ${rule}: the flags g and y keep a state`,
      );
    }
    const parent = new ParentNamespace();
    this.#families.push({ parent, rule });
    return parent;
  }

  /** Lets a session into the namespace that it asks for, or says why not. */
  admit(session: Session, { ns, auth }: ConnectEnvelope): void {
    const known = this.#namespaces.get(ns);
    if (known) return known.admit(session, auth);
    const at = this.#families.findIndex(({ rule }) =>
      !(rule instanceof RegExp) || rule.test(ns)
    );
    const first = this.#families[at];
    if (!first) return session.refuse(ns, UNKNOWN);
    // Nobody is asked where there is nothing to ask: what comes next is in the same turn then.
    if (first.rule instanceof RegExp) {
      return this.#admitChild(session, ns, auth, first.parent);
    }
    contain(
      () => this.#ask(session, ns, auth, this.#families.slice(at)),
      (error) => this.#fault(error, ns),
    );
  }

  /** Asks one family after the other; meanwhile the session is as good as in the namespace. */
  async #ask(
    session: Session,
    ns: string,
    auth: unknown,
    families: readonly Family[],
  ): Promise<void> {
    const place = { isTaken: true, auth };
    session.enter(ns, placeHolder(place, () => session.exit(ns)));
    const decision = await this.#choose(ns, auth, families);
    if (!place.isTaken) return;
    session.exit(ns);
    if (decision.ok) {
      return this.#admitChild(session, ns, place.auth, decision.value);
    }
    session.refuse(ns, decision.refusal);
  }

  async #choose(
    ns: string,
    auth: unknown,
    families: readonly Family[],
  ): Promise<Decision<ParentNamespace>> {
    const { clock, ackMs } = this.#host.acks;
    for (const { rule, parent } of families) {
      const decision = rule instanceof RegExp
        ? { ok: true as const, value: rule.test(ns) }
        : await askRule(rule, ns, auth, { clock, ms: ackMs });
      if (!decision.ok) {
        if (decision.fault !== undefined) this.#fault(decision.fault, ns);
        return decision;
      }
      if (decision.value) return { ok: true, value: parent };
    }
    return { ok: false, refusal: UNKNOWN };
  }

  #admitChild(
    session: Session,
    ns: string,
    auth: unknown,
    parent: ParentNamespace,
  ): void {
    const child = this.#childFor(ns, parent);
    if (child instanceof Refusal) session.refuse(ns, child);
    else child.admit(session, auth);
  }

  /** The child of that name, which another session may have called into being meanwhile. */
  #childFor(ns: string, parent: ParentNamespace): Namespace | Refusal {
    const known = this.#namespaces.get(ns);
    if (known) return known;
    const { childNamespaces } = this.#host.limits;
    if (this.#children.size >= childNamespaces) {
      this.#host.tally.add("too-many-namespaces");
      return new Refusal(
        "too-many-namespaces",
        `Cannot connect: there are ${childNamespaces} namespaces of this kind already`,
        true,
      );
    }
    try {
      return this.#create(ns, parent);
    } catch (error) { // Of the application, as it makes the adapter.
      this.#fault(error, ns);
      return FAILED;
    }
  }

  #create(name: string, parent?: ParentNamespace): Namespace {
    const namespace = new Namespace(name, {
      ...this.#host,
      emptied: () => {
        if (parent && this.#host.cleanup) this.#delete(namespace, parent);
      },
    });
    if (parent) {
      parent.adopt(namespace);
      this.#children.add(name);
    }
    this.#namespaces.set(name, namespace);
    this.#host.created(namespace);
    return namespace;
  }

  #delete(child: Namespace, parent: ParentNamespace): void {
    this.#namespaces.delete(child.name);
    this.#children.delete(child.name);
    parent.release(child);
    child.stop();
  }

  #fault(error: unknown, ns: string): void {
    this.#host.fault({ error, ns, socket: "", event: "connect" });
  }
}

const UNKNOWN = new Refusal(
  "namespace-unknown",
  "Cannot connect: there is no such namespace",
);

function askRule(
  rule: NamespaceRule,
  ns: string,
  auth: unknown,
  options: AskOptions,
): Promise<Decision<boolean>> {
  const takesNext = rule.length > 2;
  return decide<boolean>(async (answer) => {
    const said = await rule(ns, authOf(auth), (error, allow) => {
      answer(!error && allow === true);
    });
    if (!takesNext) answer(said === true);
  }, options);
}

/** Stands in a session for the socket that there may be: it can leave, or show something else. */
function placeHolder(
  place: { isTaken: boolean; auth: unknown },
  exit: () => void,
): Member {
  return {
    id: undefined,
    ready: false,
    event() {},
    ack: () => false,
    away() {},
    back() {},
    authorize(auth) {
      place.auth = auth;
      return undefined;
    },
    end() {
      place.isTaken = false;
      exit();
    },
  };
}
