/** GraphQL of a real gateway; what it answers in detail, `agreement/graphql.test.ts` asks without a browser; through the server, `transports.spec.ts`. */
import { expect, test } from "./fixtures.ts";
import { violationsOnDialog } from "./pages/accessibility.ts";

const FLOW = `jtype: Flow
with: {protocol: http, cors: true, expose_graphql_endpoint: true}
executors:
  - {name: one, uses: Append}
  - {name: two, uses: Fail}
`;

test("a gateway is asked in GraphQL, with its own types offered, straight from the page", async ({
  designer,
  page,
  startJina,
}) => {
  test.setTimeout(120_000);
  await designer.open("flow.yml", FLOW);
  const { port } = await startJina("v1", FLOW);
  const dialog = page.getByRole("dialog", { name: "GraphQL" });
  const query = dialog.getByRole("textbox", { name: "Query" });
  const variables = dialog.getByLabel("Variables");
  const data = dialog.getByRole("region", { name: "Data" });
  const answer = dialog.getByRole("status", { name: "Answer" });

  await designer.fillSend({ address: `http://localhost:${port}` });
  const open = designer.send.getByRole("button", { name: "GraphQL…" });
  await designer.takeWay("directly from this page");
  await open.click();
  await expect(query).toBeFocused();
  await variables.fill('{"data": [{"text": "hi"}]}');
  await dialog.getByRole("button", { name: "Send" }).click();
  await expect(data).toContainText('"text": "hi>one>two"');
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  await expect(open).toBeFocused();

  // What was typed is there again. What can stand at the cursor is offered, as soon as the gateway has told its types.
  await open.click();
  await expect(variables).toHaveValue('{"data": [{"text": "hi"}]}');
  await query.press("ControlOrMeta+a");
  await query.pressSequentially("{ docs { ");
  const offer = dialog.getByRole("option", { name: /^mimeType/ });
  await expect(async () => {
    await query.press("Control+Space");
    await expect(offer).toBeVisible({ timeout: 500 });
  }).toPass();
  // Its list is closed first, then the dialog.
  await page.keyboard.press("Escape");
  await expect(offer).toHaveCount(0);
  await query.pressSequentially("nothing } }");
  await query.press("ControlOrMeta+Enter");
  await expect(answer).toContainText("Cannot query field 'nothing'");
  await variables.fill("[]");
  await dialog.getByRole("button", { name: "Send" }).click();
  await expect(answer).toContainText("Variables are an object in JSON");
  // A long answer leaves the buttons in view, clear of the dialog's rim.
  await variables.fill("");
  await query.press("ControlOrMeta+a");
  await query.pressSequentially(
    'mutation { docs(data: {text: "hi"}) { id text parentId granularity adjacency weight uri } }',
  );
  await query.press("ControlOrMeta+Enter");
  await expect(data).toContainText("granularity");
  const [rim, button] = await Promise.all([
    dialog.boundingBox(),
    dialog.getByRole("button", { name: "Send" }).boundingBox(),
  ]);
  expect(button!.y + button!.height).toBeLessThanOrEqual(rim!.y + rim!.height - 8);
  expect(await violationsOnDialog(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);

  // As long as the form of Send lets an answer take.
  await designer.send.getByText("More", { exact: true }).click();
  await designer.send.getByRole("textbox", { name: "Timeout" }).fill("0.001");
  await open.click();
  await variables.fill("");
  await dialog.getByRole("button", { name: "Send" }).click();
  await expect(answer).toContainText("No answer came within 0.001 s.");
});

test("what came of asking for types is gone once something else was asked", async ({
  designer,
  page,
  startJina,
}) => {
  test.setTimeout(120_000);
  const { port } = await startJina("v1", FLOW.replace(", expose_graphql_endpoint: true", ""));
  const dialog = page.getByRole("dialog", { name: "GraphQL" });
  const none = dialog.getByText("This gateway exposes no GraphQL");
  await designer.fillSend({ address: `http://localhost:${port}` });
  await designer.send.getByRole("button", { name: "GraphQL…" }).click();
  await expect(none).toHaveCount(1);
  await dialog.getByRole("button", { name: "Send" }).click();
  await expect(dialog.getByRole("status", { name: "Answer" })).toContainText("exposes no GraphQL");
  await expect(none).toHaveCount(1);
});
