/** What the engine refuses, put into drawn Flow files. */
import { type Draws, reference, strings } from "./random-draws.ts";
import { list, map, raw, type Tree, type TreeEntry, text } from "./yaml-styles.ts";

/** A Flow with one thing that the engine refuses, or takes in a way of its own. */
export function spoiled(draws: Draws, tree: Tree): Tree {
  const entries = tree.kind === "map" ? tree.entries : [];
  const top = (key: string, value: Tree): Tree =>
    map([
      ["jtype", text("Flow")],
      ...entries.filter(([other]) => other !== key && other !== "jtype"),
      [key, value],
    ]);
  const item = (...wrong: readonly TreeEntry[]): Tree => {
    const listed = entries.find(([key]) => key === "executors")?.[1];
    const items = listed?.kind === "list" ? listed.items : [];
    return top("executors", list(draws.shuffled([...items, map(wrong)])));
  };
  return draws.pick<() => Tree>([
    () =>
      map([
        ["version", raw("'1'")],
        ["jtype", text("Flow")],
        ...entries.filter(([key]) => key !== "version"),
      ]),
    () => map(entries.filter(([key]) => key !== "jtype")),
    () => top("jtype", text(draws.pick(["flow", "Deployment", "AsyncFlow"]))),
    () =>
      top("executors", draws.pick([raw("null"), raw("true"), text("a"), map([["a", raw("{}")]]), raw("3")])),
    () => top("version", draws.pick([raw("'2'"), raw("2.5"), text("one")])),
    () => top("with", list([text("a")])),
    () => top("gateway", draws.pick([list([text("a")]), map([["protocol", text("ftp")]])])),
    () => item(["name", draws.pick([text("my-exec"), raw(7), raw("true"), text("two words"), raw("1.5")])]),
    () => item(["name", text("me")], ["needs", draws.pick([text("me"), strings(["gateway", "me"])])]),
    () => item(["needs", draws.pick([raw(3), raw(true), map([["a", raw(1)]])])]),
    () => item(["method", text(draws.pick(["frobnicate", "needs", "build"]))]),
    () => item(["method", text("needs")], ["needs", draws.pick([strings(["a"]), text("a"), raw("[]")])]),
    () => item(["method", text(draws.pick(["needs_all", "inspect"]))], ["needs", text("gateway")]),
    () => item([draws.pick(["timeout", "replica", "shard", "ex", "uses_b", "port_"]), raw(3)]),
    () => item(["shards", draws.pick([raw("2.0"), text("x"), raw(true), raw(0), raw(-1)])]),
    () => item(["replicas", draws.pick([text("$UNSET"), raw("1.5"), list([text("a")])])]),
    () => item([draws.pick(["uses_with", "env", "when"]), draws.pick([text("nokv"), raw(3), raw(true)])]),
    () => item(["workspace", text("-x")]),
    () => item(["protocol", draws.pick([text("ftp"), text("websocket"), strings(["grpc", "http"])])]),
    () => item(["protocol", text("http")], ["shards", raw(2)]),
    () => item(["compression", text("LZ4")]),
    () => item(["log_config", text("nowhere.yml")]),
    () => item(["stateful", raw(true)], ...draws.sometimes(0.5, () => [["workspace", text("w")]])),
    () => item(["external", raw(true)], ["host", text("x,y")], ["port", list([raw(1), raw(2), raw(3)])]),
    () => item(["external", raw(true)], ["host", text("x,y")], ["replicas", raw(3)]),
    () => item(["external", raw(true)], ["replicas", raw(2)]),
    () => item(["uses_with", map([["since", raw("2024-01-31")]])]),
    () => item(["uses_with", map([["inner", map([["jtype", text("Flow")]])]])]),
    () =>
      item([
        "title",
        draws.pick([
          text(reference("root.nothing")),
          text(reference("ENV.UNSET")),
          raw("!Word"),
          raw("Hello !World"),
        ]),
      ]),
    () => item(["jtype", text("Deployment")], ["name", text("no_with")]),
    () => top("executors", list([draws.pick([text("missing.yml"), text("Word"), raw("null"), raw("[a]")])])),
    () => item([draws.pick(["help", "version"]), raw(true)]),
    () => top("with", map([["inspect", text("NEVER")]])),
    () =>
      top(
        "with",
        map([
          ["protocol", strings(["grpc", "http", "websocket"])],
          ["port", list([raw(1), raw(2)])],
        ]),
      ),
  ])();
}
