import { describe, expect, test } from "vitest";
import type { Edit } from "../../model/flow-edit.ts";
import { readFlow } from "../read/read-flow.ts";
import { copiedItems, printItems } from "./copied-items.ts";
import { editDocument } from "./edit-document.ts";
import { pastedItems } from "./pasted-items.ts";

const FLOW = `jtype: Flow
executors:
    - name: loader
      uses: Loader   # reads

    # about the encoder
    # in two lines
    - name: encoder
      # inside
      uses: Encoder
      needs: loader   # only that
      uses_with:
        script: |
          one

            two
    - needs: [encoder, loader]
      name: join
`;

function copy(text: string, ...names: string[]): string {
  const copied = copiedItems(readFlow(text), names);
  return "refused" in copied ? `refused: ${copied.refused}` : printItems(copied.items);
}

function paste(text: string, from: string, given: Partial<Extract<Edit, { kind: "paste" }>> = {}) {
  const pasted = pastedItems(from);
  if ("refused" in pasted) {
    throw new Error(pasted.refused);
  }
  const edited = editDocument(readFlow(text), {
    kind: "paste",
    items: pasted.items,
    keepsLinks: false,
    ...given,
  });
  if ("refused" in edited) {
    throw new Error(edited.refused);
  }
  return edited;
}

describe("copying", () => {
  test("takes lines as they are written, with the comments that belong to them, as a list", () => {
    expect(copy(FLOW, "join", "encoder")).toBe(`# about the encoder
# in two lines
- name: encoder
  # inside
  uses: Encoder
  needs: loader   # only that
  uses_with:
    script: |
      one

        two
- needs: [encoder, loader]
  name: join
`);
  });

  test("prints what cannot stand by itself", () => {
    const text = "jtype: Flow\nexecutors:\n- &a\n  name: a\n  env: {A: 1}\n- <<: *a\n  name: b\n";
    expect(copy(text, "b")).toBe("- name: b\n  env:\n    A: 1\n");
    expect(copy(text, "a")).toBe("- &a\n  name: a\n  env: {A: 1}\n");
  });

  test("takes items out of brackets", () => {
    expect(copy("{jtype: Flow, executors: [{name: a, uses: A}, {name: b}]}", "a", "b")).toBe(
      "- {name: a, uses: A}\n- {name: b}\n",
    );
    expect(
      copy('{\n  "jtype": "Flow",\n  "executors": [\n    {\n      "name": "a"\n    }\n  ]\n}', "a"),
    ).toBe('- {\n    "name": "a"\n  }\n');
  });

  test("is refused for what stands nowhere in the file", () => {
    expect(copy(FLOW, "nobody")).toBe("refused: There is no executor nobody.");
  });

  test.each(["loader", "encoder", "join"])("what is copied of %s is read back", (name) => {
    const document = readFlow(FLOW);
    const copied = copiedItems(document, [name]);
    const pasted = pastedItems(copy(FLOW, name));
    expect("items" in pasted && pasted.items).toEqual("items" in copied && copied.items);
  });
});

describe("[E7] pasting", () => {
  test("a list comes under fresh names, and the needs in it follow them", () => {
    const { text, label, notes, added } = paste(FLOW, copy(FLOW, "encoder", "join"));
    expect(text).toBe(`${FLOW}    # about the encoder
    # in two lines
    - name: encoder1
      # inside
      uses: Encoder
      needs: gateway   # only that
      uses_with:
        script: |
          one

            two
    - needs: [encoder1]
      name: join1
`);
    expect({ label, notes, added }).toEqual({
      label: "Paste 2 executors",
      notes: [
        "Left out the links to loader: no executor among what was pasted.",
        "The gateway now answers with what join1 returns.",
      ],
      added: ["encoder1", "join1"],
    });
  });

  test("links to executors that are here can be kept", () => {
    const { text, notes } = paste(FLOW, "- name: x\n  needs: [encoder, nobody]\n", { keepsLinks: true });
    expect(text).toBe(`${FLOW}    - name: x\n      needs: [encoder]\n`);
    expect(notes[0]).toBe("Left out the links to nobody: no executor among what was pasted.");
  });

  test("one executor, as a mapping, keeps its comments", () => {
    expect(paste("jtype: Flow\n", "# mine\nname: x # named\nuses: X\n# more\n").text).toBe(
      "jtype: Flow\nexecutors:\n  # mine\n  - name: x # named\n    uses: X\n    # more\n",
    );
  });

  test("a whole Flow brings its executors", () => {
    const { text, added } = paste("jtype: Flow\nexecutors: []\n", FLOW);
    expect(added).toEqual(["loader", "encoder", "join"]);
    expect(text).toContain("  # about the encoder\n  # in two lines\n  - name: encoder\n    # inside\n");
  });

  test("into a file in brackets it is printed in them", () => {
    expect(paste("{jtype: Flow, executors: [{name: a}]}", "name: a # one\nuses: A\n").text).toBe(
      "{jtype: Flow, executors: [{name: a}, {name: a1, uses: A}]}",
    );
    expect(paste('{"jtype": "Flow", "executors": [{"name": "a"}]}', "name: b").text).toBe(
      '{"jtype": "Flow", "executors": [{"name": "a"}, {"name": "b"}]}',
    );
  });

  test("in the middle it changes nobody's needs", () => {
    const { text } = paste("jtype: Flow\nexecutors:\n- name: a\n- name: b\n", "name: x", { index: 1 });
    expect(text).toBe("jtype: Flow\nexecutors:\n- name: a\n- name: x\n- name: b\n  needs: a\n");
  });

  test("an executor without a name gets one, and a join of one is none", () => {
    const { text } = paste(
      "jtype: Flow\nexecutors:\n- name: executor0\n",
      "- uses: A # a\n- {name: j, method: needs, needs: [executor0, z]}",
    );
    expect(text).toBe(
      "jtype: Flow\nexecutors:\n- name: executor0\n- name: executor1\n  uses: A # a\n- {name: j, needs: [executor1]}\n",
    );
  });

  test("anchors are written out, so that they meet no other ones", () => {
    const { text } = paste(
      "jtype: Flow\nexecutors:\n- name: b\n",
      "- &a\n  name: a\n  env: {A: 1}\n- <<: *a\n  name: c\n",
    );
    expect(text).toBe(
      "jtype: Flow\nexecutors:\n- name: b\n- name: a\n  env: {A: 1}\n- name: c\n  env: {A: 1}\n",
    );
  });

  test.each([
    ["", "The clipboard holds no text: copy one executor, a list of executors or a whole Flow, as YAML."],
    [
      "just words",
      "“just words” is no executor: copy one executor, a list of executors or a whole Flow, as YAML.",
    ],
    ["a: [", /^The pasted text is no YAML \(line 1, column \d\): /],
    ["foo: 1\nbar: 2", "The pasted text is no executor: none of its keys is an argument of one, foo, bar."],
    ["- name: a\n- 5", /^Item 2 of the pasted text is no executor: .* \(line 2, column 3\)$/],
    ["jtype: Flow\nexecutors: 7", "executors of the pasted Flow is no list (line 2, column 12)."],
    ["jtype: Flow", "There is no executor in the pasted text."],
    ["jtype: MyExecutor\nwith: {a: 1}", /^The pasted text is no executor/],
  ])("%j is refused", (text, sentence) => {
    const pasted = pastedItems(text);
    expect("refused" in pasted && pasted.refused).toEqual(
      typeof sentence === "string" ? sentence : expect.stringMatching(sentence),
    );
  });

  test("a name that no executor can have is refused, and nothing changes", () => {
    expect(() => paste(FLOW, "name: a b")).toThrow("a b is no valid name");
    expect(() => paste(FLOW, "name: gateway")).toThrow("No executor can be called gateway");
  });
});
