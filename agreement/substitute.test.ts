/** Variables and references beside the engine, live: what one puts in the other puts in, and refuses where it refuses. */
import { expect, test, vi } from "vitest";
import { createSeededRandom } from "../src/base/test-random.ts";
import { askedBy, substitute } from "../src/formats/read/substitute.ts";
import { pythonRepr } from "../src/model/python.ts";
import { Float, type Value, type ValueMap } from "../src/model/value.ts";
import { askScript } from "./ask-script.ts";

// The engine's first import, on a cold and busy machine, takes the better part of a minute.
vi.setConfig({ testTimeout: 90_000 });

const COUNT = 6000;

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

interface Question {
  readonly value: { [key: string]: Json };
  readonly env: Record<string, string>;
  readonly context: Record<string, string>;
}

type Answer = { value: Json } | { error: string; message: string };

const PIECES = [
  ..."$X ${X} $Y $NOPE ${NOPE} $$X $$ $ ${ } $1 ${A:-x} ${} $X_ X".split(" "),
  ...[
    "${{ ENV.X }}",
    "${{ env.Y }}",
    "${{ Env.X }}",
    "${{ENV.X}}",
    "${{ENV.Y}}",
    "${{ENV.NOPE}}",
    "${{env.X}}",
  ],
  ...[
    "${{ X }}",
    "${{ x }}",
    "${{ CONTEXT.X }}",
    "${{ context.a }}",
    "${{  X }}",
    "${{\tX }}",
    "${{ ENV.X.Y }}",
    "${{ ENV. }}",
  ],
  ...[
    "${{root.a}}",
    "${{root.b.c}}",
    "${{root.l[0]}}",
    "${{root.l[7]}}",
    "${{root.l[1].m}}",
    "${{this.a}}",
    "${{this.c}}",
  ],
  ...[
    "${{root.nope}}",
    "${{root}}",
    "${{this}}",
    "${{a}}",
    "${{root.b}}",
    "${{root.l}}",
    "${{root.}}",
    "${{root[a]}}",
    "${{0}}",
  ],
  ...[
    "${{root.a[0]}}",
    "${{root.l[x]}}",
    "${{root.n}}",
    "${{root.n.x}}",
    "${{root.t[0]}}",
    "${{root.l[0]x}}",
    "${{root..a}}",
  ],
  ..." , : [ ] 'q' \" 7 007 1.5 1e3 true False null ä -".split(" "),
  ...["$${X}", "$$$X", "$$$$X", "$$x$$a"],
  "",
  " ",
];

/** A mapping with texts made of pieces, a few of them deeper down. */
function draw(seed: number): Question {
  const random = createSeededRandom(seed);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!;
  const text = () => Array.from({ length: pick([1, 1, 1, 2, 2, 3]) }, () => pick(PIECES)).join("");
  const some = (): Json => (random() < 0.8 ? text() : pick<Json>([null, true, 5, "plain"]));
  return {
    value: {
      a: some(),
      b: { c: some(), a: text() },
      l: [some(), { m: some() }],
      n: pick<Json>([3, "x", null]),
      t: some(),
    },
    env: {
      X: pick(["ex", "12", "$Y", "", "[a,b]", "'q'"]),
      ...(random() < 0.5 ? { Y: "why" } : {}),
      ...(random() < 0.3 ? { a: "A" } : {}),
    },
    context: {
      ...(random() < 0.3 ? { X: pick(["given", "7", "$Y", "", "$$a", "${{root.b.c}}"]) } : {}),
      ...(random() < 0.3 ? { a: "from Python" } : {}),
    },
  };
}

const fromJson = (value: Json): Value =>
  Array.isArray(value)
    ? value.map(fromJson)
    : typeof value === "object" && value !== null
      ? new Map(Object.entries(value).map(([key, item]) => [key, fromJson(item)]))
      : value;

function toJson(value: Value): Json {
  if (Array.isArray(value)) {
    return (value as readonly Value[]).map(toJson);
  }
  if (value instanceof Map) {
    return Object.fromEntries([...(value as ValueMap)].map(([key, item]) => [key, toJson(item)]));
  }
  return value instanceof Float ? { float: pythonRepr(value) } : (value as Json);
}

test(`[V1] to [V4]: ${COUNT} drawn mappings read as the engine reads them`, () => {
  const questions = Array.from({ length: COUNT }, (_, index) => draw(index + 1));
  const differing: unknown[] = [];
  let accepted = 0;
  for (const [index, engine] of (askScript("expand_values.py", [], questions) as Answer[]).entries()) {
    const { value, env, context } = questions[index]!;
    const { value: read, fault } = substitute(fromJson(value), {
      environment: new Map(Object.entries(env)),
      callers: new Map(Object.entries(context)),
    });
    const ours = fault
      ? { error: fault.engine?.type, message: fault.engine?.message }
      : { value: toJson(read) };
    accepted += "value" in engine ? 1 : 0;
    if (JSON.stringify(ours) !== JSON.stringify(engine)) {
      differing.push({ value, env, context, ours, engine });
    }
  }
  expect(differing.slice(0, 3)).toEqual([]);
  expect(accepted).toBeGreaterThan(COUNT / 10);
  expect(accepted).toBeLessThan(COUNT);
});

const NAMES = ["X", "Y", "NOPE", "a", "x", "X_", "A"];
/** Values with a blank before them, so that no name before them gets longer. */
const [OTHER, PUT_IN] = [" other", " set by the test"];

test("a text asks for the variables whose values the engine puts in, and for no others", () => {
  const random = createSeededRandom(7);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!;
  // References would have to lead somewhere; what is in the environment they ask for as ENV.
  const pieces = PIECES.filter((piece) => !/\{\{(?!\s|ENV\.[XY]\}\})/.test(piece));
  const texts = Array.from({ length: 400 }, () =>
    Array.from({ length: pick([1, 1, 2, 3]) }, () => pick(pieces)).join(""),
  );
  const all = Object.fromEntries(NAMES.map((name) => [name, OTHER]));
  const questions = texts.flatMap((text) => [
    { value: { text }, env: all, context: all },
    ...NAMES.map((name) => ({ value: { text }, env: { ...all, [name]: PUT_IN }, context: all })),
    ...NAMES.map((name) => ({ value: { text }, env: all, context: { ...all, [name]: PUT_IN } })),
  ]);
  const answers = askScript("expand_values.py", [], questions).map((answer) => JSON.stringify(answer));
  const differing: unknown[] = [];
  for (const [index, text] of texts.entries()) {
    const [as, ...others] = answers.slice(index * (1 + 2 * NAMES.length));
    const changes = (from: number) => NAMES.filter((_, at) => others[from + at] !== as);
    const asked = askedBy(text);
    const ours = {
      environment: asked.environment.filter((name) => NAMES.includes(name)).toSorted(),
      callers: asked.callers.filter((name) => NAMES.includes(name)).toSorted(),
    };
    const engine = { environment: changes(0).toSorted(), callers: changes(NAMES.length).toSorted() };
    if (JSON.stringify(ours) !== JSON.stringify(engine)) {
      differing.push({ text, ours, engine });
    }
  }
  expect(differing).toEqual([]);
});
