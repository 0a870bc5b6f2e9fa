import type { Handler } from "@/lib/http";

/** A route of the build: Next's pattern, the methods it answers, and the module that has them; `null` where Next itself must answer. */
export type RouteRow = {
  pattern: string;
  methods: readonly string[];
  handlers: Partial<Record<string, unknown>> | null;
};
export type Params = Record<string, string | string[]>;
type Leaf = { methods: ReadonlySet<string>; handlers: Partial<Record<string, Handler>> | null };
export type Found = Leaf & { params: Params };

type Node = {
  fixed: Map<string, Node>;
  dynamic: { name: string; node: Node } | null;
  rest: { name: string; leaf: Leaf; isOptional: boolean } | null;
  leaf: Leaf | null;
};

const emptyNode = (): Node => ({ fixed: new Map(), dynamic: null, rest: null, leaf: null });

function toLeaf({ methods, handlers }: RouteRow): Leaf {
  const allowed = new Set([...methods, "OPTIONS"]);
  if (allowed.has("GET")) allowed.add("HEAD");
  return { methods: allowed, handlers: handlers as Leaf["handlers"] };
}

function insert(root: Node, row: RouteRow): void {
  let node = root;
  const segments = row.pattern.split("/").filter(Boolean);
  for (const segment of segments) {
    const rest = /^\[(\[)?\.\.\.(\w+)\]\]?$/.exec(segment);
    if (rest) {
      node.rest = { name: rest[2] ?? "", leaf: toLeaf(row), isOptional: rest[1] !== undefined };
      return;
    }
    const name = /^\[(\w+)\]$/.exec(segment)?.[1];
    if (name) {
      node.dynamic ??= { name, node: emptyNode() };
      node = node.dynamic.node;
      continue;
    }
    const next = node.fixed.get(segment) ?? emptyNode();
    node.fixed.set(segment, next);
    node = next;
  }
  node.leaf = toLeaf(row);
}

function walk(node: Node, segments: readonly string[], at: number, params: Params): Leaf | null {
  const segment = segments[at];
  if (segment === undefined) {
    if (node.leaf) return node.leaf;
    return node.rest?.isOptional ? node.rest.leaf : null;
  }
  const fixed = node.fixed.get(segment);
  const byFixed = fixed && walk(fixed, segments, at + 1, params);
  if (byFixed) return byFixed;
  if (node.dynamic) {
    const byDynamic = walk(node.dynamic.node, segments, at + 1, params);
    if (byDynamic) {
      params[node.dynamic.name] = segment;
      return byDynamic;
    }
  }
  if (!node.rest) return null;
  params[node.rest.name] = segments.slice(at);
  return node.rest.leaf;
}

// Whatever is written in another way (percent signs, dots, doubled or trailing slashes) is Next's to tidy up, redirect or refuse.
const PLAIN_PATH = /^(\/(?!\.{1,2}(\/|$))[\w.~-]+)+$/;

/** A function that finds the route of a path as Next does: fixed segments before dynamic ones, catch-alls last. */
export function compileRoutes(rows: readonly RouteRow[]): (path: string) => Found | null {
  const root = emptyNode();
  for (const row of rows) insert(root, row);
  return (path) => {
    if (!PLAIN_PATH.test(path)) return null;
    const params: Params = {};
    const leaf = walk(root, path.split("/").slice(1), 0, params);
    return leaf && { ...leaf, params };
  };
}
