import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { UsageError } from "./command.ts";
import { readTargetOptions } from "./target-options.ts";

const folder = mkdtempSync(join(tmpdir(), "target-options-"));
const file = join(folder, "one.pem");
writeFileSync(file, "PEM");
afterAll(() => rmSync(folder, { recursive: true }));

test("files and variables are read, and said of their targets", () => {
  const read = readTargetOptions(
    {
      "header-env": ["authorization=KEY", "a.test:1=x-key=KEY"],
      "tls-ca": [`a.test:1=${file}`],
      "tls-server-name": ["a.test:1=b.test"],
      "dangerously-skip-tls-verify": ["c.test:2"],
    },
    { KEY: "secret" },
  );
  expect(read).toEqual({
    secretHeaders: [
      { target: null, name: "authorization", value: "secret" },
      { target: "a.test:1", name: "x-key", value: "secret" },
    ],
    tls: new Map([
      ["a.test:1", { ca: "PEM", serverName: "b.test" }],
      ["c.test:2", { isUnverified: true }],
    ]),
  });
});

test.each([
  [{ "header-env": ["authorization=NOT_SET"] }, "NOT_SET is not set"],
  [{ "header-env": ["authorization"] }, "--header-env takes NAME=VARIABLE"],
  [{ "tls-ca": ["a.test:1=/nowhere.pem"] }, "the file /nowhere.pem cannot be read"],
  [{ "tls-server-name": ["a.test:1"] }, "--tls-server-name takes HOST:PORT=VALUE"],
  [{ "tls-key": [`a.test:1=${file}`] }, "belong together; one of them is missing for a.test:1"],
])("%j is refused in words", (values, message) => {
  expect(() => readTargetOptions(values, {})).toThrow(UsageError);
  expect(() => readTargetOptions(values, {})).toThrow(message);
});
