/** Flows whose requests the real engine and the simulator are to route alike, by what each of them is about. */
import { resolve } from "node:path";
import type { Doc, DocValue } from "../src/model/run/document.ts";
import type { Generation } from "./engine.ts";

/** What real gateways answered, which agreement/record-routes.ts writes. */
export function routesFile(generation: Generation): string {
  return resolve(import.meta.dirname, "..", "fixtures", "routes", `${generation}.json`);
}

/** What is sent through a Flow; what is left out is two documents to /foo. */
export interface Sent {
  readonly endpoint?: string;
  readonly documents?: readonly Doc[];
  readonly parameters?: { readonly [key: string]: DocValue };
  readonly targetExecutor?: string;
}

/** A Flow of executors that leave the names of their processes in the documents' texts, and its requests. */
export interface RoutedFlow {
  /** Its executors as YAML, one a line. */
  readonly executors: string;
  /** What its `with` says, in YAML on one line. */
  readonly settings?: string;
  /** The same of its `gateway`. */
  readonly gateway?: string;
  readonly requests: readonly Sent[];
  /** Whether the first document of each request is sent by `stream_doc`. */
  readonly stream?: true;
  /** The seed with which the simulator draws what the real executors are told. */
  readonly seed?: number;
  /** Answers at the start that are not compared: meanwhile the gateway asks for endpoints, which takes a turn. */
  readonly ignored?: number;
  /** Processes that are down from the second request on, after the first has ended one of them: executor and replica. */
  readonly down?: readonly [executor: string, replica: number];
  /** Whether the first request is sent again until it fails, as it does at the replica that it ends. */
  readonly insists?: true;
}

const ONCE: readonly Sent[] = [{}];
const colours = (...names: readonly string[]): Doc[] =>
  names.map((colour, index) => ({ id: `d${index}`, text: "x", tags: { colour, size: index } }));
const TAGGED = [{ documents: colours("red", "green", "red", "blue") }];
const to = (...endpoints: readonly string[]): Sent[] => endpoints.map((endpoint) => ({ endpoint }));
const target = (...patterns: readonly string[]): Sent[] =>
  patterns.map((targetExecutor) => ({ targetExecutor }));

const trail = (name: string, more = "") => `{name: ${name}, uses: Trail${more && `, ${more}`}}`;
const foo = (name: string, more = "") => `{name: ${name}, uses: TrailFoo${more && `, ${more}`}}`;
const yields = (name: string, more = "") => `{name: ${name}, uses: TrailStream${more && `, ${more}`}}`;
const slow = (ms: number) => `uses_with: {sleep: ${ms / 1000}}`;
const FAILS = "uses_with: {fail: true}";
const REPORTS = "uses_with: {report: true}";
const chain = (...entries: readonly string[]) => entries.join("\n");
const diamond = (left: string, right: string, join = "") =>
  chain(
    trail("a"),
    trail("left", `needs: a, ${left}`),
    trail("right", `needs: a, ${right}`),
    trail("join", `needs: [left, right]${join}`),
  );

/** By name, at least forty. */
export const ROUTED_FLOWS: Readonly<Record<string, RoutedFlow>> = {
  single: { executors: trail("a"), requests: [{}, { documents: [] }, { endpoint: "/" }] },
  chain: {
    executors: chain(trail("a"), trail("b"), trail("c")),
    requests: [{}, { documents: [] }, ...target("a|c", "b$", "nobody", "c", "(")],
  },
  "diamond, left slower": { executors: diamond(slow(250), slow(10)), requests: ONCE },
  "diamond, right slower": {
    executors: diamond(slow(10), slow(250)),
    requests: [{}, ...target("left$|right$", "left|join", "a$|right|join", "join", "a$")],
  },
  "diamond from the gateway": {
    executors: chain(
      trail("left", `needs: gateway, ${slow(10)}`),
      trail("right", `needs: gateway, ${slow(250)}`),
      trail("join", "needs: [left, right]"),
    ),
    requests: [{}, ...target("join")],
  },
  "three branches": {
    executors: chain(
      trail("a"),
      trail("b", `needs: a, ${slow(250)}`),
      trail("c", `needs: a, ${slow(10)}`),
      trail("d", `needs: a, ${slow(500)}`),
      trail("join", "needs: [b, c, d]"),
    ),
    requests: ONCE,
  },
  "shortcut, endpoint bound": {
    executors: chain(foo("a"), foo("join", "needs: [gateway, a]")),
    requests: [{}, ...target("join")],
  },
  "shortcut, default endpoint": {
    executors: chain(trail("a"), trail("join", "needs: [gateway, a]")),
    requests: [{}, { documents: [] }],
  },
  "two shortcuts": {
    executors: chain(
      foo("a", "needs: gateway"),
      foo("b", `needs: gateway, ${slow(250)}`),
      foo("first", "needs: [gateway, a]"),
      foo("second", "needs: [gateway, b]"),
      foo("join", "needs: [first, second]"),
    ),
    requests: ONCE,
  },
  "two diamonds": {
    executors: chain(
      diamond(slow(10), slow(250)),
      trail("up", `needs: join, ${slow(250)}`),
      trail("down", `needs: join, ${slow(10)}`),
      trail("end", "needs: [up, down]"),
    ),
    requests: [{}, ...target("(?:a|left|up|end)$")],
  },
  floating: {
    executors: chain(
      trail("a"),
      trail("side", `floating: true, ${slow(700)}`),
      trail("b"),
      trail("after", "floating: true"),
    ),
    requests: ONCE,
  },
  "unjoined branches": {
    executors: chain(trail("a"), trail("left", `needs: a, ${slow(700)}`), trail("right", "needs: a")),
    requests: ONCE,
  },
  no_reduce: {
    executors: diamond(slow(10), slow(250), ", no_reduce: true"),
    requests: [{}, ...target("a|left|right")],
  },
  "no_reduce, then one more": {
    executors: chain(diamond(slow(10), slow(250), ", no_reduce: true"), trail("end")),
    requests: ONCE,
  },
  "when equal": {
    executors: chain(trail("a"), trail("only", "when: {tags__colour: {$eq: red}}"), trail("c")),
    requests: [...TAGGED, { documents: colours("green") }],
  },
  "when above": {
    executors: chain(trail("a", "when: {tags__size: {$gt: 1}}"), trail("b")),
    requests: TAGGED,
  },
  "when on both branches": {
    executors: chain(
      trail("a"),
      trail("red", `needs: a, when: {tags__colour: {$eq: red}}, ${slow(250)}`),
      trail("other", "needs: a, when: {tags__colour: {$neq: red}}"),
      trail("join", "needs: [red, other]"),
    ),
    requests: TAGGED,
  },
  "when of several": {
    executors: chain(
      trail("a", "when: {$or: {tags__size: {$lt: 1}, tags__colour: {$in: [blue, grey]}}}"),
      trail("b"),
    ),
    requests: TAGGED,
  },
  "when and": {
    executors: chain(
      trail("a", "when: {$and: {tags__size: {$gte: 1}, tags__colour: {$nin: [blue]}}}"),
      trail("b"),
    ),
    requests: TAGGED,
  },
  "when not": {
    executors: chain(trail("a", "when: {$not: {tags__colour: {$eq: red}}}"), trail("b")),
    requests: TAGGED,
  },
  "when two operators": { executors: trail("a", "when: {tags__size: {$gt: 0, $lte: 2}}"), requests: TAGGED },
  "when there": {
    executors: chain(
      trail("a", "when: {tags__colour: {$exists: true}}"),
      trail("b", "when: {tags__smell: {$exists: false}}"),
    ),
    requests: TAGGED,
  },
  "when matches": { executors: trail("a", 'when: {tags__colour: {$regex: "^.e"}}'), requests: TAGGED },
  "when of a field": { executors: trail("a", "when: {text: {$eq: x}}"), requests: TAGGED },
  "when and passed by": {
    executors: chain(trail("a"), trail("only", "when: {tags__colour: {$eq: red}}"), trail("c")),
    requests: [{ ...TAGGED[0], targetExecutor: "a|c" }],
  },
  "when that nothing meets, in a branch": {
    executors: diamond("when: {tags__colour: {$eq: none}}", slow(250)),
    requests: TAGGED,
  },
  endpoints: { executors: chain(trail("a"), foo("b"), trail("c")), requests: to("/foo", "/bar") },
  "endpoint of the end": { executors: chain(trail("a"), foo("b")), requests: to("/foo", "/bar") },
  "endpoint of nobody": { executors: chain(foo("a"), foo("b")), requests: to("/foo", "/bar") },
  "endpoint in a diamond": {
    executors: chain(
      trail("a"),
      foo("left", "needs: a"),
      trail("right", `needs: a, ${slow(250)}`),
      trail("join", "needs: [left, right]"),
    ),
    requests: to("/foo", "/bar"),
  },
  "endpoint of a slow branch, whose text wins where it takes no time": {
    executors: chain(
      trail("a"),
      foo("left", `needs: a, ${slow(700)}`),
      trail("right", `needs: a, ${slow(250)}`),
      trail("join", "needs: [left, right]"),
    ),
    requests: to("/foo", "/bar"),
  },
  "endpoint of a join": {
    executors: chain(
      trail("a"),
      trail("left", "needs: a"),
      trail("right", `needs: a, ${slow(250)}`),
      foo("join", "needs: [left, right]"),
      trail("end"),
    ),
    requests: to("/foo", "/bar"),
  },
  replicas: { executors: trail("a", "replicas: 3"), requests: [{}, {}, {}, {}] },
  "replicas of two": {
    executors: chain(trail("a", "replicas: 2"), trail("b", "replicas: 2")),
    requests: [{}, {}, {}],
  },
  "shards, any": {
    executors: trail("s", "shards: 2"),
    ignored: 1,
    requests: to("/foo", "/foo", "/index", "/index", "/search", "/foo"),
  },
  "shards, all": {
    executors: trail("s", "shards: 2, polling: ALL"),
    requests: to("/foo", "/index", "/search"),
  },
  "shards, by endpoint": {
    executors: trail("s", "shards: 2, polling: {/foo: ALL, '*': ANY, /search: ANY}"),
    requests: to("/foo", "/bar", "/search", "/index"),
  },
  "shards and what is around": {
    executors: chain(
      trail("a"),
      trail("s", "shards: 3, polling: ALL, uses_before: Trail, uses_after: Trail"),
      trail("b"),
    ),
    requests: ONCE,
  },
  "shards, any, and what is around": {
    executors: trail("s", "shards: 2, uses_before: Trail, uses_after: Trail"),
    requests: ONCE,
  },
  "shards and what is behind": {
    executors: trail("s", "shards: 2, polling: ALL, uses_after: Trail"),
    requests: ONCE,
  },
  "shards, not reduced": {
    executors: trail("s", "shards: 2, polling: ALL, no_reduce: true"),
    requests: ONCE,
  },
  "shards and replicas": {
    executors: trail("s", "shards: 2, replicas: 2, polling: ALL"),
    requests: [{}, {}, {}],
  },
  "shards behind a join": {
    executors: chain(
      trail("l", "needs: gateway"),
      trail("r", `needs: gateway, ${slow(250)}`),
      trail("s", "needs: [l, r], shards: 2, polling: ALL, no_reduce: true"),
    ),
    requests: ONCE,
  },
  "fails in the middle": {
    executors: chain(trail("a"), trail("b", FAILS), trail("c")),
    requests: [{}, ...target("a|c")],
  },
  "fails first": { executors: chain(trail("a", FAILS), trail("b")), requests: ONCE },
  "fails last": { executors: chain(trail("a"), trail("b", FAILS)), requests: ONCE },
  "fails before a diamond": {
    executors: chain(
      trail("a", FAILS),
      trail("left", "needs: a"),
      trail("right", "needs: a"),
      trail("join", "needs: [left, right]"),
    ),
    requests: ONCE,
  },
  "left fails": { executors: diamond(FAILS, slow(250)), requests: ONCE },
  "right fails": { executors: diamond(slow(250), FAILS), requests: ONCE },
  "both fail": {
    executors: diamond("uses_with: {fail: true, sleep: 0.25}", FAILS),
    requests: ONCE,
  },
  "the join fails": {
    executors: chain(diamond(slow(10), slow(250), `, ${FAILS}`), trail("end")),
    requests: ONCE,
  },
  "a join that is not reduced fails": {
    executors: diamond(slow(10), slow(250), `, no_reduce: true, ${FAILS}`),
    requests: ONCE,
  },
  "what floats fails": {
    executors: chain(trail("a"), trail("side", `floating: true, ${FAILS}`), trail("b", slow(250))),
    requests: ONCE,
  },
  "one of two shards fails": {
    executors: chain(trail("s", "shards: 2, polling: ALL, uses_with: {fail_shard: 1}"), trail("b")),
    requests: ONCE,
    seed: 8,
  },
  "the first of two shards fails": {
    executors: chain(trail("s", "shards: 2, polling: ALL, uses_with: {fail_shard: 0}"), trail("b")),
    requests: ONCE,
    seed: 1,
  },
  "all shards fail": {
    executors: chain(trail("s", `shards: 2, polling: ALL, ${FAILS}`), trail("b")),
    requests: ONCE,
  },
  "a shard fails before what is behind": {
    executors: chain(
      trail("s", "shards: 2, polling: ALL, uses_after: Trail, uses_with: {fail_shard: 1}"),
      trail("b"),
    ),
    requests: ONCE,
    seed: 8,
  },
  "what stands before the shards fails": {
    executors: chain(
      trail("s", "shards: 2, polling: ALL, uses_before: TrailFail, uses_after: Trail"),
      trail("b"),
    ),
    requests: ONCE,
  },
  "what stands behind the shards fails": {
    executors: chain(trail("s", "shards: 2, polling: ALL, uses_after: TrailFail"), trail("b")),
    requests: ONCE,
  },
  "what stands before one shard fails": {
    executors: chain(trail("s", "shards: 2, uses_before: TrailFail"), trail("b")),
    requests: ONCE,
  },
  "drops all": {
    executors: chain(trail("a"), trail("b", "uses_with: {drop: true}"), trail("c")),
    requests: ONCE,
  },
  "a branch drops all": { executors: diamond("uses_with: {drop: true}", slow(250)), requests: ONCE },
  parameters: {
    executors: chain(trail("a"), trail("b")),
    requests: [
      { parameters: { k: 1, a__x: 2, b__x: 3, b: { z: 1 } } },
      { parameters: { k: 1, a__x: 2, b__x: 3, b: { z: 1 } }, targetExecutor: "a" },
      { parameters: { b: 5 } },
    ],
  },
  external: {
    executors: chain(trail("a"), "{name: far, external: true, host: 127.0.0.1, port: EXTERNAL}", trail("b")),
    requests: ONCE,
  },
  "a replica dies": {
    executors: chain(trail("a", "replicas: 2"), trail("b")),
    requests: [{ parameters: { die: "a/rep-1" } }, {}, {}, {}],
    down: ["a", 1],
  },
  "the only replica dies": {
    executors: chain(trail("a"), trail("b")),
    requests: [{ parameters: { die: "b/rep-0" } }, {}],
    down: ["b", 0],
  },
  "a replica dies, and nothing is tried again": {
    settings: "{retries: 0}",
    executors: chain(trail("a", "replicas: 2"), trail("b")),
    // The first one ends in the middle.
    ignored: 1,
    requests: [{ parameters: { die: "a/rep-1" } }, {}, {}, {}],
    down: ["a", 1],
    insists: true,
  },
  "a replica dies, and all is tried once more": {
    settings: "{retries: 1}",
    executors: chain(trail("a", "replicas: 2"), trail("b")),
    requests: [{ parameters: { die: "a/rep-1" } }, {}, {}],
    down: ["a", 1],
  },
  "a replica dies, and its executor alone says that nothing is tried again": {
    executors: chain(trail("a", "replicas: 2, retries: 0"), trail("b")),
    requests: [{ parameters: { die: "a/rep-1" } }, {}, {}],
    down: ["a", 1],
  },
  "all shards die": {
    executors: chain(trail("s", "shards: 2, polling: ALL"), trail("b")),
    ignored: 2,
    requests: [
      { parameters: { die: "s/shard-0/rep-0" } },
      { parameters: { die: "s/shard-1/rep-0" } },
      {},
      { endpoint: "/index" },
    ],
    down: ["s", 0],
  },
  timeout_send: {
    settings: "{timeout_send: 400}",
    executors: chain(trail("a"), trail("b", slow(2500)), trail("c")),
    requests: [{}, ...target("a|c")],
  },
  "timeout_send, with retries": {
    settings: "{timeout_send: 400, retries: 0}",
    executors: chain(trail("a"), trail("b", `replicas: 2, ${slow(2500)}`), trail("c")),
    requests: ONCE,
  },
  "timeout_send of one executor": {
    executors: chain(trail("a"), trail("b", `timeout_send: 400, ${slow(1200)}`), trail("c")),
    requests: ONCE,
  },
  "timeout_send of one executor with shards": {
    executors: chain(trail("a"), trail("s", `shards: 2, polling: ALL, timeout_send: 400, ${slow(1200)}`)),
    requests: ONCE,
  },
  "timeout_send of one executor with shards, without retries": {
    executors: chain(
      trail("a"),
      trail("s", `shards: 2, polling: ALL, timeout_send: 400, retries: 0, ${slow(1200)}`),
    ),
    requests: ONCE,
  },
  "timeout_send of a Flow with shards": {
    settings: "{timeout_send: 400, retries: 0}",
    executors: chain(trail("a"), trail("s", `shards: 2, polling: ALL, ${slow(2500)}`)),
    requests: ONCE,
  },
  "timeout_send of nothing": {
    settings: "{timeout_send: 0}",
    executors: trail("a", slow(700)),
    requests: ONCE,
  },
  "timeout_send of nothing for shards": {
    executors: trail("s", `shards: 2, polling: ALL, timeout_send: 0, ${slow(700)}`),
    requests: ONCE,
  },
  "timeout_send in a branch": {
    settings: "{timeout_send: 400, retries: 0}",
    executors: diamond(slow(2500), slow(10)),
    requests: ONCE,
  },
  "timeout_send of what floats": {
    settings: "{timeout_send: 400, retries: 0}",
    executors: chain(trail("a"), trail("side", `floating: true, ${slow(2500)}`), trail("b")),
    requests: ONCE,
  },
  "timeout_send of the gateway alone": {
    settings: "{retries: 0}",
    executors: chain(trail("a", slow(1200))),
    gateway: "{timeout_send: 400}",
    requests: ONCE,
  },
  "a dict": {
    executors: chain(trail("a"), trail("b", REPORTS), trail("c")),
    requests: [
      {},
      { documents: [] },
      { parameters: { k: 1, __results__: { x: { y: 1 } } } },
      { parameters: { k: 1, a__x: 2, c__x: 3 } },
      ...target("a", "a|b", "b"),
    ],
  },
  "a dict of the end": {
    executors: chain(trail("a", REPORTS), trail("b", REPORTS)),
    requests: [{}, { parameters: { b__x: 3 } }, ...target("a")],
  },
  "dicts of branches": {
    executors: chain(
      trail("a", REPORTS),
      trail("left", `needs: a, ${REPORTS}`),
      trail("right", "needs: a, uses_with: {report: true, sleep: 0.25}"),
      trail("join", `needs: [left, right], ${REPORTS}`),
    ),
    requests: [{}, { parameters: { __results__: { left: 1 } } }, ...target("a|left|right", "join")],
  },
  "dicts of branches that are not reduced": {
    executors: chain(
      trail("left", `needs: gateway, ${REPORTS}`),
      trail("right", "needs: gateway, uses_with: {report: true, sleep: 0.25}"),
      trail("join", `needs: [left, right], no_reduce: true, ${REPORTS}`),
    ),
    requests: ONCE,
  },
  "dicts of all shards": {
    executors: chain(trail("s", `shards: 2, polling: ALL, ${REPORTS}`), trail("b")),
    requests: [{}, { parameters: { __results__: { x: 1 } } }],
  },
  "dicts of all shards, not reduced": {
    executors: chain(trail("s", `shards: 2, polling: ALL, no_reduce: true, ${REPORTS}`), trail("b")),
    requests: ONCE,
  },
  "dicts of shards and what is around": {
    executors: chain(
      trail("s", `shards: 2, polling: ALL, uses_before: Trail, uses_after: Trail, ${REPORTS}`),
      trail("b"),
    ),
    requests: ONCE,
  },
  "dicts of shards and what is before": {
    executors: chain(trail("s", `shards: 2, polling: ALL, uses_before: Trail, ${REPORTS}`), trail("b")),
    requests: ONCE,
  },
  "a dict before an exception": {
    executors: chain(trail("a", REPORTS), trail("b", FAILS), trail("c")),
    requests: [{}, { parameters: { __results__: { x: 1 } } }],
  },
  "a dict of what floats": {
    executors: chain(
      trail("a"),
      trail("quick", `floating: true, ${REPORTS}`),
      trail("late", "floating: true, uses_with: {report: true, sleep: 0.9}"),
      trail("b", slow(250)),
    ),
    requests: ONCE,
  },
  "a dict of a replica": {
    executors: trail("a", `replicas: 2, ${REPORTS}`),
    requests: [{}, {}],
  },
  "a stream": {
    executors: yields("a", slow(90)),
    stream: true,
    requests: [{}, { parameters: { k: 1, a__x: 2, a: { y: 3 } } }, ...target("b", "(")],
  },
  "a stream of the first executor": {
    executors: chain(yields("a"), trail("b"), trail("c")),
    stream: true,
    requests: ONCE,
  },
  "a stream before a diamond": {
    executors: chain(
      yields("a"),
      trail("b", "needs: a"),
      trail("c", "needs: a"),
      trail("d", "needs: [b, c]"),
    ),
    stream: true,
    requests: ONCE,
  },
  "a stream beside a branch": {
    executors: chain(
      trail("b", "needs: gateway"),
      yields("a", "needs: gateway"),
      trail("j", "needs: [a, b]"),
    ),
    stream: true,
    requests: ONCE,
  },
  "a stream of replicas": { executors: yields("a", "replicas: 2"), stream: true, requests: [{}, {}, {}] },
  "a stream of shards": { executors: yields("s", "shards: 2"), stream: true, requests: ONCE },
  "a stream, with a condition": {
    executors: yields("a", "when: {tags__colour: {$eq: red}}"),
    stream: true,
    requests: [{ documents: colours("green") }],
  },
  "a stream of what is no generator": {
    executors: chain(trail("a"), yields("b")),
    stream: true,
    requests: [{}, { parameters: { k: 1 } }],
  },
  "a stream to an endpoint of nobody": {
    executors: foo("a"),
    stream: true,
    requests: [{ endpoint: "/bar" }, { endpoint: "/foo" }],
  },
  "a stream to an endpoint of nobody, with retries": {
    settings: "{retries: 1}",
    executors: foo("a", "replicas: 3"),
    stream: true,
    requests: [{ endpoint: "/bar" }],
  },
  "a stream that takes too long": {
    settings: "{timeout_send: 400, retries: 0}",
    executors: yields("a", slow(2100)),
    stream: true,
    requests: ONCE,
  },
  "a stream of a process that is gone": {
    executors: yields("a"),
    stream: true,
    // The first one ends in the middle.
    ignored: 1,
    requests: [{ documents: [{ id: "d0", text: "die" }] }, {}],
    down: ["a", 0],
  },
  "a generator that is asked as any other": {
    executors: chain(trail("a"), yields("b"), trail("c")),
    requests: ONCE,
  },
};
