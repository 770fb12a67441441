import { describe, expect, test } from "vitest";
import type { Value, ValueMap } from "../value.ts";
import { executorOwner } from "./argument-sentences.ts";
import { checkSecrets } from "./check-secrets.ts";

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

function toValue(json: Json): Value {
  if (Array.isArray(json)) {
    return json.map(toValue);
  }
  return json !== null && typeof json === "object"
    ? new Map(Object.entries(json).map(([key, item]) => [key, toValue(item)]))
    : json;
}

const owner = executorOwner("encoder");
const problemsIn = (root: Json) => checkSecrets(toValue(root) as ValueMap, () => owner);
const foundIn = (root: Json) => problemsIn(root).map(({ path, message }) => `${path!.join(".")}: ${message}`);
const placesIn = (root: Json) => problemsIn(root).map(({ path }) => path!.join("."));

// Put together here, so that nobody who looks for secrets finds these.
const LETTERS = "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8s9T0";
const openAi = `sk-${LETTERS}`;
const gitHub = `ghp_${LETTERS.slice(0, 36)}`;
const jwt = `eyJ${LETTERS}.eyJ${LETTERS}.${LETTERS}`;

describe("what stands in the file for everyone who reads it", () => {
  test.each<[string, Json, string]>([
    [
      "metadata",
      { executors: [{ grpc_metadata: { authorization: "abc123def" } }] },
      "executors.0.grpc_metadata.authorization",
    ],
    [
      "metadata as a header",
      { executors: [{ grpc_metadata: { authorization: "Bearer abc123def" } }] },
      "executors.0.grpc_metadata.authorization",
    ],
    [
      "metadata under a header of its own",
      { with: { grpc_metadata: { "x-api-key": "abc123def" } } },
      "with.grpc_metadata.x-api-key",
    ],
    [
      "metadata as pairs",
      { executors: [{ grpc_metadata: ["x=1", "auth-token=abc123def"] }] },
      "executors.0.grpc_metadata.1",
    ],
    ["the environment", { with: { env: { OPENAI_API_KEY: "abc123def" } } }, "with.env.OPENAI_API_KEY"],
    ["the environment as a text", { with: { env: "DB_PASSWORD=hunter22" } }, "with.env"],
    [
      "an argument of an Executor",
      { executors: [{ uses_with: { accessToken: "abc123def" } }] },
      "executors.0.uses_with.accessToken",
    ],
    [
      "an argument in a list",
      { executors: [{ uses_with: { api_keys: ["abc123def"] } }] },
      "executors.0.uses_with.api_keys.0",
    ],
    [
      "an inline Executor",
      { executors: [{ uses: { jtype: "A", with: { password: "hunter22" } } }] },
      "executors.0.uses.with.password",
    ],
    [
      "a password in figures",
      { executors: [{ uses_with: { db_password: 12345678 } }] },
      "executors.0.uses_with.db_password",
    ],
    [
      "the gateway",
      { gateway: { uses_with: { client_secret: "abc123def" } } },
      "gateway.uses_with.client_secret",
    ],
    ["JCloud's section", { jcloud: { token: "abc123def" } }, "jcloud.token"],
    ["a section of one's own", { vars: { private_key: "abc123def" } }, "vars.private_key"],
    ["an old file", { pods: { a: { password: "hunter22" } } }, "pods.a.password"],
    [
      "an address",
      { executors: [{ uses_with: { dsn: "postgres://me:hunter22@db:5432/x" } }] },
      "executors.0.uses_with.dsn",
    ],
    [
      "a query",
      { executors: [{ uses_with: { url: "https://x.test/y?a=1&access_token=abc123def" } }] },
      "executors.0.uses_with.url",
    ],
    ["the Hub", { executors: [{ uses: "jinahub+docker://Foo:s3cret/v1" }] }, "executors.0.uses"],
    ["a key of OpenAI anywhere", { executors: [{ uses_with: { x: openAi } }] }, "executors.0.uses_with.x"],
    ["a token of GitHub in a list", { executors: [{ volumes: [gitHub] }] }, "executors.0.volumes.0"],
    ["a JWT in a sentence", { with: { description: `use ${jwt} please` } }, "with.description"],
    ["a key of AWS", { with: { env: { A: `AKIA${"ABCDEFGH12345678"}` } } }, "with.env.A"],
    ["a key in its envelope", { with: { x: "-----BEGIN RSA PRIVATE KEY-----\nabc" } }, "with.x"],
    ["a header anywhere", { with: { env: { HEADER: "Bearer abc123def456" } } }, "with.env.HEADER"],
  ])("%s", (_, root, place) => {
    expect(placesIn(root)).toEqual([place]);
  });

  test.each(["secret", "a1", "test", "password"])("a weak one is one too: %s", (secret) => {
    expect(placesIn({ executors: [{ uses: `jinahub://Foo:${secret}` }] })).toEqual(["executors.0.uses"]);
    expect(placesIn({ executors: [{ uses_with: { password: secret } }] })).toHaveLength(
      secret.length > 3 ? 1 : 0,
    );
  });

  test("is told with a variable's name to take its place, and never repeated", () => {
    const [told] = foundIn({ executors: [{ grpc_metadata: { authorization: "abc123def" } }] });
    expect(told).toBe(
      "executors.0.grpc_metadata.authorization: The authorization of encoder holds a secret, which everyone who has the file can read: take it from the environment, as ${{ ENV.AUTHORIZATION }}.",
    );
    const [pair] = foundIn({ executors: [{ grpc_metadata: ["auth-token=abc123def"] }] });
    expect(pair).toContain("The grpc_metadata of encoder holds a secret (auth-token), which");
    const [key] = foundIn({ with: { env: { openaiKey: openAi } } });
    expect(key).toContain("${{ ENV.OPENAI_KEY }}");
    expect(key).not.toContain(openAi);
  });

  test("is told once where aliases repeat it", () => {
    const shared = toValue({ password: "hunter22" });
    expect(
      checkSecrets(
        new Map([
          ["a", shared],
          ["b", shared],
        ]),
        () => null,
      ),
    ).toHaveLength(1);
  });
});

describe("what is no secret", () => {
  test.each<[string, Json]>([
    [
      "a variable",
      {
        grpc_metadata: { authorization: "$TOKEN", "x-api-key": "Bearer ${TOKEN}", token: "${{ ENV.TOKEN }}" },
      },
    ],
    ["a reference", { uses_with: { password: "${{root.vars.password}}" } }],
    ["nothing", { uses_with: { token: "", password: null, secret: "   ", api_key: "none" } }],
    [
      "a placeholder",
      {
        env: {
          OPENAI_API_KEY: "<your-openai-api-key>",
          TOKEN: "xxxx",
          SECRET: "change-me",
          API_KEY: "your-key",
          PASSWORD: "****",
          ACCESS_TOKEN: "my-token",
        },
      },
    ],
    ["a template", { env: { TOKEN: "{{ token }}", SECRET: "%SECRET%" } }],
    ["figures that are no password", { uses_with: { max_token: 512, token: 3, secret: 12345 } }],
    [
      "tokens of language",
      {
        uses_with: {
          eos_token: "</s>",
          pad_token: "[PAD]",
          mask_token: "mask",
          sep_token: "sepsep",
          stop_token: "END.",
        },
      },
    ],
    ["a list of words", { uses_with: { tokens: ["hello", "world"], tokenizer: "bert-base" } }],
    [
      "what is kept elsewhere",
      { env_from_secret: { TOKEN: { name: "mysecret", key: "token" } }, image_pull_secrets: ["regcred"] },
    ],
    [
      "a file with a secret",
      { uses_with: { token: "/run/secrets/token", ssl_keyfile: "key.pem", token_file: "here.txt" } },
    ],
    [
      "an address without a password",
      { uses_with: { url: "http://localhost:8080/x@y", git: "ssh://git@host/x" } },
    ],
    [
      "an address with a variable for it",
      { uses_with: { url: "redis://:$REDIS_PASSWORD@host", dsn: "pg://me:${P}@db" } },
    ],
    ["the Hub without a secret", { uses: "jinahub+docker://Foo/v1" }],
    ["the Hub with a variable", { uses: "jinahub://Foo:$SECRET" }],
    ["the Hub's new addresses", { uses: "jinaai+docker://me/Foo:latest" }],
    [
      "other words that end alike",
      { uses_with: { primary_key: "customer_id", key: "abcdef", sort_key: "created" } },
    ],
    ["true", { uses_with: { use_auth_token: true, token: "true" } }],
  ])("%s", (_, args) => {
    expect(placesIn({ executors: [args] })).toEqual([]);
  });
});

test("texts that look like the beginning of many secrets are gone through once", () => {
  const texts = ["a.", "a://", "eyJ-", "-eyJaaaaaaaa.", "&token", "sk-", "=x"].map((piece) =>
    piece.repeat(400_000 / piece.length),
  );
  expect(placesIn({ with: { texts } })).toEqual(["with.texts.5"]);
});
