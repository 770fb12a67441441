/** `graph` as a script uses it. That its answers are the engine's is asked elsewhere, fixture by fixture. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";

const MAIN = join(import.meta.dirname, "main.ts");

function graph(args: readonly string[], input = "") {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, "graph", ...args], {
    input,
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

const FLOW = `jtype: Flow
with: {port: 12345, protocol: http}
executors:
  - {name: a, uses: A, shards: 2, polling: ALL}
  - {name: b, needs: [a, gateway], replicas: $N}
`;

test("a Flow is shown executor by executor, with the gateway's two ends", () => {
  const { status, stdout } = graph(["-", "--env", "N=3"], FLOW);
  expect(status).toBe(0);
  expect(stdout).toBe(
    `-: 2 executors, 7 pods with the gateway, HTTP on port 12345
  gateway -> a  (A; 2 shards, polling ALL)
  a, gateway -> b  (BaseExecutor; 3 replicas)
  b -> gateway
`,
  );
});

test("a refusal is told with its place, in plain words and the engine's", () => {
  expect(graph(["-"], FLOW)).toEqual({
    status: 1,
    stdout:
      "-:5 refused: The replicas of b must be a whole number, not \"$N\". The variable N is not set. Set it with --env N=VALUE. Jina: argument --replicas: invalid int value: '$N'\n",
    stderr: "",
  });
});

test("--json has the file and the oracle's keys", () => {
  const { status, stdout } = graph(["-", "--json", "--env", "N=3"], FLOW);
  expect(status).toBe(0);
  const answer = JSON.parse(stdout);
  expect(answer).toMatchObject({
    file: "-",
    ok: true,
    num_deployments: 3,
    num_pods: 0,
    num_pods_running: 7,
    graph: { a: ["b"], "start-gateway": ["a", "b"], b: ["end-gateway"] },
    gateway: { protocols: ["HTTP"], ports: [12345], uses: "HTTPGateway" },
  });
  expect(Object.keys(answer)).toEqual(
    expect.arrayContaining([
      "warnings",
      "flow",
      "deployments",
      "conditions",
      "no_reduce",
      "addresses",
      "mermaid",
    ]),
  );
  expect(JSON.parse(graph(["-", "--json"], FLOW).stdout)).toMatchObject({
    file: "-",
    ok: false,
    error: { phase: "load", type: "SystemExit", line: 5 },
  });
});

test("--stdin-jsonl answers each question with its id, in order, and goes on after a refusal", () => {
  const questions = [
    { id: 1, yaml: FLOW, env: { N: "1" } },
    { id: 2, yaml: "jtype: Flow\nexecutors: [dep.yml]\n" },
    {
      id: 3,
      yaml: "jtype: Flow\nexecutors: [dep.yml]\n",
      files: { "dep.yml": "jtype: Deployment\nwith: {name: d}\n" },
    },
    { id: 4, yaml: "" },
  ];
  const { status, stdout } = graph(
    ["--stdin-jsonl"],
    questions.map((question) => JSON.stringify(question)).join("\n"),
  );
  expect(status).toBe(1);
  const answers = stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as { id: number; ok: boolean; error?: { type: string } });
  expect(answers.map(({ id, ok, error }) => [id, ok, error?.type])).toEqual([
    [1, true, undefined],
    [2, false, "FileNotFoundError"],
    [3, true, undefined],
    [4, false, "BadConfigSource"],
  ]);
});

test("a file that cannot be read is an answer too", () => {
  const { status, stdout } = graph(["no-such-file.yml", "--json"]);
  expect(status).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({
    file: "no-such-file.yml",
    ok: false,
    error: { type: "unreadable", line: 1 },
  });
});

test("arguments that make no sense end with 2", () => {
  expect(graph([]).status).toBe(2);
  expect(graph(["--stdin-jsonl", "x.yml"]).status).toBe(2);
  expect(graph(["-", "--env", "N"]).stderr).toContain("--env takes NAME=VALUE");
});
