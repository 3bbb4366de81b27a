import type { Attempt } from "../state/state.ts";
import type { Plan, PlanItem } from "./plan.ts";
import { providerOf } from "./provider-of.ts";

/** Work that a run does; the order is the one in which it is handed out. */
export type WorkKind = "move" | "download" | "resume" | "render";

/** A piece of work, in its place in the graph. */
interface Node {
  readonly item: PlanItem;
  /** Place in the plan, from 0: film order. */
  readonly order: number;
  /** Needs that are not there yet. */
  open: number;
  /** Nodes that need this one's clip. */
  readonly followers: Node[];
  /** Number of jobs on the longest way from here to an end of the graph, this one included. */
  chain: number;
  state: "waiting" | "ready" | "started" | "finished";
}

/**
 * A plan while it is carried out: which work is ready, and what becomes ready when a piece of it is finished. An item
 * is ready when every job that it needs has its clip. The plan itself is not changed: it can be printed, hashed and
 * kept while the graph is worked off.
 */
export class PlanGraph {
  readonly plan: Plan;
  /** Items that cannot be done in this run, because a job that they need is held or has no clip; in film order. */
  readonly blocked: readonly PlanItem[];
  readonly #nodes: ReadonlyMap<PlanItem, Node>;
  /** By kind and provider. */
  readonly #ready = new Map<string, ReadyList>();
  /** Work that is neither finished nor given up. */
  #unfinished = 0;

  /** Throws for needs that go in a circle, or that name a job of which the plan knows nothing: the check refuses both. */
  constructor(plan: Plan) {
    this.plan = plan;
    this.#nodes = new Map(
      plan.items.map((item, order) => {
        return [item, { item, order, open: 0, followers: [], chain: 1, state: "waiting" }] as const;
      }),
    );
    connect(this.#nodes);
    measureChains(this.#nodes);
    for (const node of this.#nodes.values()) if (kindOf(node.item) !== undefined) this.#unfinished += 1;
    const blocked: Node[] = [];
    for (const node of this.#nodes.values()) {
      // Nothing is done for a held job, so whatever needs its clip cannot be done either.
      if (kindOf(node.item) === undefined) blocked.push(...this.#giveUpFollowers(node));
      else if (node.open === 0) this.#makeReady(node);
    }
    this.blocked = inFilmOrder(blocked);
  }

  /** Is there work that is not finished yet, be it ready, started or waiting for other work? */
  get hasUnfinished(): boolean {
    return this.#unfinished > 0;
  }

  /** Hands out the next piece of work of a kind for a provider; `undefined` when none is ready now. */
  take(kind: WorkKind, provider?: string): PlanItem | undefined {
    const node = this.#listOf(kind, provider).shift();
    if (node === undefined) return undefined;
    node.state = "started";
    return node.item;
  }

  /** Is any work of this kind ready? */
  isReady(kind: WorkKind, provider?: string): boolean {
    return this.#listOf(kind, provider).length > 0;
  }

  #listOf(kind: WorkKind, provider: string | undefined): ReadyList {
    const key = `${kind} ${provider ?? ""}`;
    const known = this.#ready.get(key) ?? new ReadyList(before[kind]);
    this.#ready.set(key, known);
    return known;
  }

  /**
   * Says that a piece of work is over. `hasClip`: its clip is there, so what needs it can go on. Otherwise everything
   * that needs it, near or far, is given up: those items are returned, in film order.
   */
  finished(item: PlanItem, { hasClip }: { readonly hasClip: boolean }): readonly PlanItem[] {
    const node = this.#nodes.get(item);
    if (node?.state !== "started")
      throw new Error("only work that was handed out can be finished, and only once");
    this.#end(node);
    if (!hasClip) return inFilmOrder(this.#giveUpFollowers(node));
    for (const follower of node.followers) {
      follower.open -= 1;
      if (follower.open === 0 && follower.state === "waiting") this.#makeReady(follower);
    }
    return [];
  }

  #makeReady(node: Node): void {
    const kind = kindOf(node.item);
    if (kind === undefined) return;
    node.state = "ready";
    this.#listOf(kind, providerOf(node.item)).add(node);
  }

  #giveUpFollowers(node: Node): Node[] {
    const givenUp: Node[] = [];
    const open = [node];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      for (const follower of next.followers) {
        if (follower.state !== "waiting") continue;
        this.#end(follower);
        givenUp.push(follower);
        open.push(follower);
      }
    }
    return givenUp;
  }

  #end(node: Node): void {
    node.state = "finished";
    this.#unfinished -= 1;
  }
}

/** Draws the arrows from each job to those that need its clip. What has its clip already is not waited for. */
function connect(nodes: ReadonlyMap<PlanItem, Node>): void {
  const ofJob = new Map<string, Node>();
  for (const node of nodes.values()) if (isJobsOwn(node.item)) ofJob.set(keyOf(node.item), node);
  for (const node of nodes.values()) {
    if (node.item.action !== "render") continue;
    for (const need of node.item.job?.needs ?? []) {
      const needed = ofJob.get(keyOf(need));
      if (needed === undefined) throw new Error(`${node.item.id} needs ${need.id}, which is not in the plan`);
      if (hasClipAlready(needed.item)) continue;
      needed.followers.push(node);
      node.open += 1;
    }
  }
}

/** From the ends of the graph back to its beginnings; what is never reached is a circle. */
function measureChains(nodes: ReadonlyMap<PlanItem, Node>): void {
  const open = new Map([...nodes.values()].map((node) => [node, node.open]));
  const order = [...nodes.values()].filter((node) => node.open === 0);
  for (const node of order) {
    for (const follower of node.followers) {
      const left = (open.get(follower) ?? 0) - 1;
      open.set(follower, left);
      if (left === 0) order.push(follower);
    }
  }
  const circle = [...nodes.values()].find((node) => (open.get(node) ?? 0) > 0);
  if (circle !== undefined) throw new Error(`the needs of ${circle.item.id} go in a circle`);
  for (const node of order.reverse()) {
    node.chain = 1 + node.followers.reduce((longest, { chain }) => Math.max(longest, chain), 0);
  }
}

function inFilmOrder(nodes: readonly Node[]): readonly PlanItem[] {
  return nodes.toSorted((a, b) => a.order - b.order).map(({ item }) => item);
}

/** Which of two ready nodes of a kind goes first. */
const before: Readonly<Record<WorkKind, (a: Node, b: Node) => number>> = {
  move: (a, b) => a.order - b.order,
  download: (a, b) => expiryOf(a.item.attempt) - expiryOf(b.item.attempt) || a.order - b.order,
  resume: (a, b) => b.chain - a.chain || a.order - b.order,
  // The longest chain first: whoever is waited for by many goes before whoever is not.
  render: (a, b) => b.chain - a.chain || a.order - b.order,
};

/** Ready nodes, the next one first. */
class ReadyList {
  readonly #before: (a: Node, b: Node) => number;
  /** The next one last. */
  readonly #nodes: Node[] = [];

  constructor(before: (a: Node, b: Node) => number) {
    this.#before = before;
  }

  get length(): number {
    return this.#nodes.length;
  }

  add(node: Node): void {
    let from = 0;
    let to = this.#nodes.length;
    while (from < to) {
      const middle = (from + to) >>> 1;
      const other = this.#nodes[middle];
      if (other !== undefined && this.#before(node, other) < 0) from = middle + 1;
      else to = middle;
    }
    this.#nodes.splice(from, 0, node);
  }

  shift(): Node | undefined {
    return this.#nodes.pop();
  }
}

function kindOf({ action }: PlanItem): WorkKind | undefined {
  return action === "hold" || action === "none" ? undefined : action;
}

/** The clip is there before the run begins. */
function hasClipAlready({ action, reason }: PlanItem): boolean {
  return action === "none" && (reason === "up_to_date" || reason === "accepted");
}

/** Is this the item of a job of today's storyboard, not of a task that an earlier version of it left behind? */
function isJobsOwn({ job, reason }: PlanItem): boolean {
  return job !== undefined && reason !== "superseded";
}

function keyOf({ id, take }: { readonly id: string; readonly take: number }): string {
  return `${id} ${take}`;
}

/** Unix seconds; what has no time of its own comes last. */
function expiryOf(attempt: Attempt | undefined): number {
  return attempt?.expiresAt ?? Number.MAX_SAFE_INTEGER;
}
