/** The whole path, on real Jina: draw, download, start what was downloaded, send, read, profile. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Generation } from "../agreement/engine.ts";
import { expect, test } from "./fixtures.ts";
import { copiedBy, Designer, PROFILE_HEAD } from "./pages/designer.ts";

/** Where each branch of the test's diamond leaves its own name; see engine/executors.py. */
const MARKS: Record<Generation, { left: string; right: string }> = {
  v1: { left: "mime_type", right: "uri" },
  v2: { left: "left_mark", right: "right_mark" },
};

for (const generation of ["v2", "v1"] as const) {
  test(`a diamond is drawn, downloaded, run by real Jina unchanged, and answers (docarray ${generation})`, async ({
    designer,
    page,
    startJina,
  }) => {
    test.setTimeout(150_000);
    await designer.command("New flow");
    await designer.dragIn("Executor", 0.18, 0.45);
    await designer.dragIn("Executor", 0.45, 0.2);
    await designer.dragIn("Executor", 0.45, 0.7);
    await designer.dragIn("Executor", 0.75, 0.45);
    await expect(designer.cards()).toHaveCount(4);
    await designer.connect("executor1", "executor2");
    await designer.connect("executor1", "executor3");
    await designer.toast.getByRole("button", { name: "Need only executor1" }).click();
    await designer.connect("executor2", "executor4");
    await designer.toast.getByRole("button", { name: "Need only executor2" }).click();
    await designer.connect("executor3", "executor4");
    for (const [old, name, uses] of [
      ["executor1", "first", "Start"],
      ["executor2", "left", "Left"],
      ["executor3", "right", "Right"],
      ["executor4", "join", "Join"],
    ] as const) {
      await designer.select(old);
      await designer.setField("name", name);
      await designer.setField("uses", uses);
      await expect(designer.card(name)).toContainText(uses);
    }
    await expect
      .poll(() => designer.needs())
      .toEqual([
        "first->left",
        "first->right",
        "gateway->first?",
        "join->gateway?",
        "left->join",
        "right->join",
      ]);

    const { bytes } = await designer.download();
    expect(bytes.toString()).toBe(await designer.text());
    const { port } = await startJina(generation, bytes);

    await designer.fillSend({
      address: `grpc://localhost:${port}`,
      documents: Array.from({ length: 250 }, (_, index) => `document ${index}`).join("\n"),
      size: "100",
    });
    await expect(designer.send).toContainText("250 docs · 3 requests");
    await designer.pressSend();
    await expect(designer.responses()).toHaveCount(3);
    await expect(designer.told).toContainText("Done: 3 responses, 250 documents");

    const { left, right } = MARKS[generation];
    const seen = new Set<string>();
    for (const [index, count] of [100, 100, 50].entries()) {
      await designer.responses().nth(index).click();
      await expect(page.getByRole("radio", { name: `Documents (${count})` })).toBeVisible();
      const first = designer.documents().first();
      await expect(first).toContainText(`document ${index * 100}`);
      await expect(first).toContainText(new RegExp(`${left}\\s*left`));
      await expect(first).toContainText(new RegExp(`${right}\\s*right`));
      // The whole response has every document, not only those scrolled into view.
      await page.getByRole("radio", { name: "Whole response" }).click();
      const copied = await copiedBy(page, () => page.getByRole("button", { name: "Copy JSON" }).click());
      await expect(designer.toast).toContainText("Copied the response");
      const response = JSON.parse(copied);
      expect(response.documents).toHaveLength(count);
      for (const document of response.documents) {
        expect([document[left], document[right]]).toEqual(["left", "right"]);
        seen.add(document.text);
      }
      expect(response.routes.map(({ executor }: { executor: string }) => executor)).toEqual([
        "gateway",
        "first",
        "left",
        "join",
        "right",
      ]);
      await page.getByRole("radio", { name: /Documents/ }).click();
    }
    expect(seen.size).toBe(250);

    const profile = await designer.profile();
    // Executors stand slowest first, and which one that is differs from run to run.
    const names = [...profile.keys()];
    expect(names.slice(0, PROFILE_HEAD.length)).toEqual([...PROFILE_HEAD]);
    expect(names.slice(PROFILE_HEAD.length).sort()).toEqual(["first", "join", "left", "right"]);
    for (const [, time] of profile) {
      expect(time).toMatch(/^\d+(\.\d+)? m?s$/);
    }
    for (const name of ["first", "left", "right", "join"]) {
      await expect(designer.card(name)).toContainText(/\d m?s.*%/s);
    }
  });

  test(`an executor's exception shows where it was raised, and its stack (docarray ${generation})`, async ({
    designer,
    page,
    startJina,
  }) => {
    test.setTimeout(120_000);
    const text =
      "jtype: Flow\nexecutors:\n  - {name: before, uses: Append}\n  - {name: raiser, uses: Fail}\n  - {name: after, uses: Append}\n";
    await designer.open("fail.yml", text);
    const { port } = await startJina(generation, text);
    await designer.fillSend({ address: `grpc://127.0.0.1:${port}`, documents: "FAIL please" });
    // Fail looks at how the text begins, and Append only adds to its end.
    await designer.pressSend();
    const exception = page.getByRole("region", { name: "Exception" });
    await expect(exception).toContainText("ValueError");
    await expect(exception).toContainText("raiser");
    await expect(exception).toContainText("asked to fail");
    await exception.getByText("Stack").click();
    await expect(exception).toContainText("Traceback (most recent call last)");
    await expect(designer.card("raiser")).toContainText("failed");
    await expect(designer.card("after")).not.toContainText("ms");
    await expect(designer.told).toContainText("Failed: ValueError");
  });

  test(`parameters and target executor reach the Flow (docarray ${generation})`, async ({
    designer,
    page,
    startJina,
  }) => {
    test.setTimeout(120_000);
    const text = "jtype: Flow\nexecutors:\n  - {name: one, uses: Append}\n  - {name: two, uses: Append}\n";
    await designer.open("two.yml", text);
    const { port } = await startJina(generation, text);
    await designer.fillSend({
      address: `127.0.0.1:${port}`,
      documents: '[{"id": "x", "text": "path"}]',
      parameters: '{"top_k": 5}',
      target: "tw",
    });
    await designer.pressSend();
    await expect(designer.documents().first()).toContainText(/path>two(?!>)/);
    await page.getByRole("radio", { name: "Whole response" }).click();
    const whole = page.getByTestId("whole-response");
    await expect(whole).toContainText('"top_k": 5');
    const profile = await designer.profile();
    expect(profile.get("one")).toBe("no end");
    await expect(designer.card("one")).toContainText("no end time");
  });
}

test("a floating executor has a route without an end, and no share", async ({
  designer,
  startJina,
  arrivals,
}) => {
  test.setTimeout(120_000);
  // It works until the test is over.
  const over = join(arrivals.folder, "over");
  const text = `jtype: Flow
executors:
  - {name: a, uses: Append}
  - {name: side, uses: Slow, floating: true, needs: a, uses_with: {until: ${over}}}
  - {name: b, uses: Append, needs: a}
`;
  await designer.open("floating.yml", text);
  const { port } = await startJina("v2", text);
  await designer.fillSend({ address: `grpc://127.0.0.1:${port}` });
  await designer.pressSend();
  await expect(designer.documents()).toHaveCount(2);
  const profile = await designer.profile();
  expect(profile.get("side")).toBe("no end");
  await expect(designer.card("side")).not.toContainText("%");
  await expect(designer.card("b")).toContainText("%");
  await writeFile(over, "");
});

test("a gateway that is not there shows what was tried and what to do", async ({ designer, page }) => {
  await designer.open("my search.yml", "jtype: Flow\nexecutors: [{name: a}]\n");
  await designer.fillSend({ address: "grpc://0.0.0.0:1" });
  await expect(designer.send).toContainText("127.0.0.1");
  await designer.pressSend();
  const failure = page.getByRole("region", { name: "Failure" });
  await expect(failure).toContainText("Nothing listens at 127.0.0.1:1");
  await expect(failure).toContainText("Tried: grpc://127.0.0.1:1");
  await expect(designer.told).toContainText("Not sent");
  const copy = { name: "Copy the command that runs my search.yml" };
  await failure.getByRole("button", copy).click();
  await expect(designer.told).toHaveText("Copied jina flow --uses 'my search.yml'.");
  await failure.getByRole("button", { name: "Find out why…" }).click();
  const dialog = page.getByRole("dialog", { name: "Test connection" });
  await expect(dialog.getByRole("button", copy)).toBeVisible();
  await expect(dialog).not.toContainText("flow.yml");
});

test("a host that was not allowed at launch is refused with the way to allow it", async ({
  designer,
  page,
}) => {
  await designer.fillSend({ address: "grpc://example.com:443" });
  await designer.pressSend();
  await expect(page.getByRole("region", { name: "Failure" })).toContainText("--allow-target example.com:443");
});

test("a page opened without the token says which address to open", async ({ page, server, faults: _ }) => {
  await page.goto(server.origin);
  const designer = new Designer(page);
  await expect(designer.card("loader")).toBeVisible();
  // The simulator works all the same.
  await designer.pressSend();
  await expect(designer.documents()).toHaveCount(2);
  await designer.fillSend({ address: "grpc://127.0.0.1:1" });
  await designer.pressSend();
  await expect(page.getByRole("region", { name: "Failure" })).toContainText(
    /address .*printed in the terminal/,
  );
});

test("what cannot be read as documents, parameters or address is said in place, and stays", async ({
  designer,
}) => {
  await designer.fillSend({ documents: '[{"text": ', parameters: "top_k: 5", address: "ftp://x" });
  await expect(designer.send.getByText(/Line 1, column \d+/).first()).toBeVisible();
  await expect(designer.send.getByText(/“ftp” is no protocol/)).toBeVisible();
  await designer.pressSend();
  await expect(designer.toast).toContainText("ftp");
  await expect(designer.send.getByLabel("Documents")).toHaveValue('[{"text": ');
});

test("each field of the Send panel is found by its name alone", async ({ designer }) => {
  await designer.send.getByText("More", { exact: true }).click();
  const names = [
    "Gateway address",
    "Endpoint",
    "Documents",
    "Parameters",
    "Target executor",
    "Request size",
  ].concat(
    ["Return type", "Compression", "Headers", "Timeout", "Window"],
    ["Return responses", "Results in order", "Continue on error"],
  );
  for (const name of names) {
    await expect(designer.send.getByLabel(name), name).toHaveCount(1);
  }
});

test("a run is stopped: what is in flight is kept apart from what was never sent", async ({
  designer,
  page,
}) => {
  await designer.select("loader");
  await designer.setField("Simulated delay, ms", "30000");
  await designer.fillSend({
    documents: Array.from({ length: 8 }, (_, index) => `${index}`).join("\n"),
    size: "1",
  });
  await designer.pressSend();
  await expect(designer.responses()).toHaveCount(8);
  await expect(designer.sent()).toHaveCount(4);
  const stop = designer.send.getByRole("button", { name: "Stop" });
  await stop.click();
  await expect(page.getByText("stopping", { exact: true })).toBeVisible();
  await stop.click();
  await expect(designer.responses().filter({ hasText: "unknown" })).toHaveCount(4);
  await expect(designer.responses().filter({ hasText: "not sent" })).toHaveCount(4);
  await expect(designer.told).toContainText(/Stopped|Failed/);
});
