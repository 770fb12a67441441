import { expect, test } from "vitest";
import type { Doc } from "../model/run/document.ts";
import { SUCCESS } from "../model/run/reply.ts";
import type { Run } from "../model/run/run.ts";
import { createTestRun } from "../model/run/test-run.ts";
import { secretsInAnswers, secretsInForm, secretsInRequests } from "./secret-doubts.ts";
import { DEFAULT_FORM } from "./state.ts";

test.each([
  [{}, []],
  [{ parameters: '{"top_k": 5, "max_tokens": "1000", "token": "$TOKEN"}' }, []],
  [{ documents: '{"text": "no secret: none"}' }, []],
  [
    { parameters: '{"api_key": "a1b2c3d4e5", "deep": {"userPassword": \'hunter22\'}}' },
    [/^The request of the Send panel holds what looks like a secret \(api_key and userPassword\)\.$/],
  ],
  [{ parameters: "auth_token=a1b2c3d4e5" }, [/secret \(auth_token\)/]],
  [{ documents: "a text\nhttps://me:s3cretive@localhost/a" }, [/looks like a secret\.$/]],
])("a request is looked through before a link is made of it: %j", (change, said) => {
  const doubts = secretsInForm({ ...DEFAULT_FORM, ...change });
  expect(doubts).toMatchObject(
    said.map((message) => ({ line: null, message: expect.stringMatching(message) })),
  );
  expect(JSON.stringify(doubts)).not.toMatch(/a1b2|hunter|s3cret/);
});

test("a long request is looked through in a moment", () => {
  for (const piece of ["a", "a ", "a:", "a=", '"', "a: '", "\n"]) {
    secretsInForm({ ...DEFAULT_FORM, documents: piece.repeat(300_000) });
  }
});

test("so are kept requests before they are exported", () => {
  const requests = ["{}", '{"api_key": "a1b2c3d4e5"}'].map((parameters, index) => ({
    name: `r${index}`,
    address: "simulator:",
    headers: [],
    form: { ...DEFAULT_FORM, parameters },
  }));
  expect(secretsInRequests(requests)).toEqual([
    { line: null, message: "The request r1 holds what looks like a secret (api_key)." },
  ]);
});

const request = { requestId: "r", endpoint: "/", documents: [], parameters: {}, targetExecutor: "" };

/** A run with one answer, of these parameters. */
function runWith(parameters: object): Run {
  return createTestRun([
    { request, state: "unsent", roundtripMs: null, error: null, reply: null },
    {
      request,
      state: "answered",
      roundtripMs: 1,
      error: null,
      reply: { ...request, parameters: { ...parameters }, status: SUCCESS, routes: [] },
    },
  ]);
}

test("and the parameters of answers, in whatever depth", () => {
  expect(secretsInAnswers(runWith({ top_k: 5, max_tokens: "1000" }), [], "json")).toEqual([]);
  const doubts = secretsInAnswers(
    runWith({ rank: [{ apiKey: "a1b2c3d4e5" }], url: "http://me:hunter22@host/", token: "a1b2c3d4e5" }),
    [],
    "json",
  );
  expect(doubts).toHaveLength(1);
  expect(doubts[0]?.message).toMatch(
    /^The parameters in the answers hold what looks like a secret \(.*\)\.$/,
  );
  for (const name of ["apiKey", "url", "token"]) {
    expect(doubts[0]?.message).toContain(name);
  }
  expect(JSON.stringify(doubts)).not.toMatch(/a1b2|hunter/);
  let deep: object = { password: "a1b2c3d4e5" };
  for (let level = 0; level < 20_000; level += 1) {
    deep = { deep };
  }
  expect(secretsInAnswers(runWith(deep), [], "json")).toEqual([]);
  const wide = Object.fromEntries(Array.from({ length: 200_000 }, (_, at) => [`k${at}`, at]));
  expect(secretsInAnswers(runWith(wide), [], "json")).toEqual([]);
});

test("parameters in answers that repeat what was sent along are told of, and by their key alone", () => {
  const run = runWith({ top_k: 5, seen: { by: ["called with daffodil-9"] } });
  expect(secretsInAnswers(run, [], "json")).toEqual([]);
  const doubts = secretsInAnswers(run, ["daffodil-9"], "json");
  expect(doubts[0]?.message).toContain("(by)");
  expect(JSON.stringify(doubts)).not.toContain("daffodil");
});

test("documents in answers that repeat what was sent along are told of in each form that has them", () => {
  const sent = "Bearer daffodil-9";
  const answered = (documents: readonly Doc[]) =>
    createTestRun([
      {
        request,
        state: "answered",
        roundtripMs: 1,
        error: null,
        reply: { ...request, documents, status: SUCCESS, routes: [] },
      },
    ]);
  const run = answered([
    { text: "nothing", token: "a1b2c3d4e5" },
    { tags: { seen: ["with daffodil-9"], number: 7 }, "daffodil-9": 1 },
  ]);
  for (const kind of ["ndjson", "csv", "json"] as const) {
    const doubts = secretsInAnswers(run, [sent], kind);
    expect(doubts).toEqual([
      { line: null, message: "The documents in the answers hold what looks like a secret (seen)." },
    ]);
    expect(secretsInAnswers(run, [], kind)).toEqual([]);
  }
  // What was sent again is the person's own.
  expect(secretsInAnswers(run, [sent], "failed")).toEqual([]);
  const many = Array.from({ length: 200_000 }, (_, at) => ({ text: `document ${at}` }));
  expect(secretsInAnswers(answered(many), [sent], "ndjson")).toEqual([]);
});
