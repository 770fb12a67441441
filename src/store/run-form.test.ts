import { expect, test } from "vitest";
import { NO_VARIABLES } from "../formats/read/substitute.ts";
import type { AddressParts } from "../model/run/address.ts";
import { newFile, openedFile } from "./open-file.ts";
import { readForm, readProfiling } from "./run-form.ts";
import { DEFAULT_FORM, initialState } from "./state.ts";
import { createFakeClient } from "./test-client.ts";

test("a request and a profile go where text and parts of the address say", () => {
  const asked: [text: string, way: string, parts: AddressParts][] = [];
  const plain = createFakeClient();
  const client = createFakeClient({
    understandAddress(text, way, { host, port, protocol, tls }) {
      asked.push([text, way, { host, port, protocol, tls }]);
      return plain.understandAddress(text, way, { host, port, protocol, tls });
    },
  });
  const parts = { host: "h", port: "5", protocol: "http", tls: "on" };
  const state = {
    ...initialState(
      openedFile(newFile("f", "flow.yml", "jtype: Flow\nexecutors: [{name: a}]\n"), NO_VARIABLES),
    ),
    address: "h",
    form: { ...DEFAULT_FORM, ...parts, way: "direct" },
  };
  readForm(client, state);
  readProfiling(client, state);
  expect(asked).toEqual([
    ["h", "direct", parts],
    ["h", "direct", parts],
  ]);
});

test("what a field of the documents' form does not take holds a request of these documents, and no other", () => {
  const client = createFakeClient();
  const state = {
    ...initialState(
      openedFile(newFile("f", "flow.yml", "jtype: Flow\nexecutors: [{name: a}]\n"), NO_VARIABLES),
    ),
    untaken: "Form, document 1, count: A whole number is wanted.",
  };
  expect(readForm(client, state)).toMatchObject({ code: "input", message: state.untaken });
  expect(readForm(client, { ...state, form: { ...state.form, input: "none" } })).not.toBeInstanceOf(Error);
  expect(readForm(client, { ...state, untaken: null })).not.toBeInstanceOf(Error);
});
