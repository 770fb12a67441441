/** The program as people read it. That it builds the same Flow is asked of the engine, Flow by Flow. */
import { describe, expect, test } from "vitest";
import { readFlow, type Surroundings } from "../read/read-flow.ts";
import { printPython } from "./python.ts";

const TAIL = `

if __name__ == '__main__':
    with flow:
        flow.block()
`;

/** The program of a Flow, without its end, which is the same for all. */
function programOf(text: string, surroundings: Surroundings = {}): string {
  const program = printPython(readFlow(`jtype: Flow\n${text}`, surroundings));
  expect(program.endsWith(TAIL)).toBe(true);
  return program.slice(0, -TAIL.length);
}

describe("a Flow as a Python program", () => {
  test("is a chain of calls, each on lines of its own where it is long", () => {
    const text = `with: {port: 54321, protocol: [http, grpc]}
executors:
  - name: encoder
    uses: docker://me/encoder
    uses_with: {size: 1.5, labels: [one, "it's", 3], a_name: "${"x".repeat(20)}", deep: {none: null, 2: yes}}
  - {name: other, needs: gateway}
  - {method: needs_all, name: all}
gateway: {uses: Own}
`;
    expect(programOf(text)).toBe(`from jina import Flow

flow = (
    Flow(port=54321, protocol=['http', 'grpc'])
    .add(
        name='encoder',
        uses='docker://me/encoder',
        uses_with={
            'size': 1.5,
            'labels': ['one', "it's", 3],
            'a_name': '${"x".repeat(20)}',
            'deep': {'none': None, 2: True},
        },
    )
    .add(name='other', needs='gateway')
    .needs_all(name='all')
    .config_gateway(uses='Own')
)
`);
  });

  test("of a gateway alone is one call", () => {
    expect(programOf("executors: []\n")).toBe("from jina import Flow\n\nflow = Flow()\n");
  });

  test("has keys that are no names in a dict, and all that come after them", () => {
    const program = programOf("executors:\n  - {name: a, uses-with: {b: 1}, shards: 2}\n");
    expect(program).toContain(".add(name='a', **{'uses-with': {'b': 1}, 'shards': 2})");
  });

  test("hands over Deployments as Jina's reader of files does", () => {
    const files = new Map([["dep.yml", "jtype: Deployment\nwith: {name: b}\n"]]);
    const text = "executors:\n  - {jtype: Deployment, with: {name: a}}\n  - dep.yml\n";
    const program = programOf(text, { readFile: (path) => files.get(path) ?? null });
    expect(program).toContain("from jina import Deployment, Flow\n");
    expect(program).toContain(`
        Deployment(
            name='a',
            include_gateway=False,
            noblock_on_start=True,
            deployment_role='DEPLOYMENT',
        ),
`);
    expect(program).toContain(
      "\n        Deployment.load_config('dep.yml', include_gateway=False, noblock_on_start=True),\n",
    );
  });

  test("asks the environment for what is not known, and has what is", () => {
    const text =
      "executors:\n  - {name: a, uses: 'docker://$IMAGE', workspace: '${{ ENV.PLACE }}', env: {B: '$IMAGE'}}\n";
    expect(programOf(text)).toContain(`from jina.helper import expand_env_var\n`);
    expect(programOf(text)).toContain("uses=expand_env_var('docker://$IMAGE'),");
    expect(programOf(text)).toContain("workspace=expand_env_var('$PLACE'),");
    const environment = new Map([
      ["IMAGE", "me/x"],
      ["PLACE", "7"],
    ]);
    const given = programOf(text, { given: { environment, callers: new Map() } });
    expect(given).toContain(".add(name='a', uses='docker://me/x', workspace=7, env={'B': 'me/x'})");
    expect(given).not.toContain("expand_env_var");
  });

  test("makes no copies of a large Flow, nor where a method gives back something else", () => {
    const many = programOf(`executors:\n${"  - {uses: A}\n".repeat(61)}`);
    expect(
      many.startsWith("from jina import Flow\n\nflow = Flow()\nflow.add(uses='A', copy_flow=False)\n"),
    ).toBe(true);
    const odd = programOf("executors:\n  - {name: a}\n  - {method: expose_endpoint, exec_endpoint: /x}\n");
    expect(odd).toContain(
      "flow.expose_endpoint(method='expose_endpoint', exec_endpoint='/x', copy_flow=False)\n",
    );
  });

  test("writes every text so that Python reads that very text", () => {
    const program = programOf('executors:\n  - {name: a, uses_with: {b: "\\\\ \\" \' \\n \\u2028 \\0 é"}}\n');
    expect(program).toContain(String.raw`{'b': '\\ " \' \n \u2028 \x00 é'}`);
  });

  test("says a method that is no name as the engine asks for it, never as code", () => {
    const text = `executors:
  - method: "add(name='x')\\nimport os; os.system('id') # $NOPE"
  - {method: $WHAT, name: b}
`;
    expect(programOf(text)).toContain(
      `getattr(flow, expand_env_var("add(name='x')\\nimport os; os.system('id') # $NOPE"))(`,
    );
    expect(programOf(text)).toContain("getattr(flow, expand_env_var('$WHAT'))(");
  });
});
