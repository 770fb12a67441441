/** Documents of a gateway's own types: the form, the text beside it, and answers by the type that they are read as. */
import { expect, test } from "./fixtures.ts";
import { expectWithinWindow, violationsOn } from "./pages/accessibility.ts";

const FLOW = `jtype: Flow
with: {protocol: [grpc, http]}
executors:
  - {name: typed, uses: Typed}
`;
const REPORTING = "jtype: Flow\nexecutors:\n  - {name: own, uses: Endpoints}\n";

test("a form of the gateway's types and the text beside it say the same; answers are read by their type", async ({
  designer,
  page,
  startJina,
}) => {
  test.setTimeout(120_000);
  const { ports } = await startJina("v2", FLOW);
  const { send } = designer;
  const text = send.getByRole("textbox", { name: "Documents" });
  const form = send.getByRole("region", { name: "Form of Item" });
  const refused = send.getByRole("list", { name: "What the gateway would refuse" });
  const set = async (name: string, value: string) => {
    // Documents within, which have fields of the same names, stand before it.
    const field = form.getByRole("textbox", { name, exact: true }).last();
    await field.fill(value);
    await field.blur();
  };

  await test.step("the types are asked for, and the form is there", async () => {
    await designer.fillSend({
      address: `http://localhost:${ports.http}`,
      endpoint: "/seen",
      documents: '{"more": 1.0, "title": "one"}',
    });
    await send.getByRole("button", { name: "Form of the gateway's types…" }).click();
    await expect(form).toContainText("Item 1 of 1");
    await expect(form.getByRole("textbox", { name: "title", exact: true })).toHaveValue("one");
    await expect(send).toContainText("Item has no field more: the gateway passes over what is sent there.");
  });

  await test.step("what is set in the form is written, and all else stays", async () => {
    await set("title", "two");
    await set("count", "3");
    await form.getByRole("combobox", { name: "colour" }).selectOption("green");
    await form.getByRole("combobox", { name: "fresh" }).selectOption("true");
    await set("vector", "[1, 2, 3, 4]");
    await form.getByRole("button", { name: "Add to words" }).click();
    await set("words 1", "a");
    await form.getByRole("button", { name: "Fill in part (Part)" }).click();
    await expect(refused).toContainText("document 1, part.name: is missing");
    await set("name", "p");
    await expect(refused).toHaveCount(0);
    await expect(text).toHaveValue(
      '{"more": 1.0, "title": "two", "count": 3, "colour": "green", "fresh": true, "vector": [1, 2, 3, 4], "words": ["a"], "part": {"name": "p"}}',
    );
    await form.getByRole("button", { name: "Reset fresh" }).click();
    await expect(text).not.toHaveValue(/fresh/);
  });

  await test.step("code has the gateway's own classes", async () => {
    await designer.command("Request as code");
    const code = page.getByRole("dialog", { name: "Request as code" });
    await expect(code.getByRole("region", { name: "Code" })).toContainText("class Item(BaseDoc):");
    await expect(code.getByRole("region", { name: "Code" })).toContainText("part=Part(name='p')");
    await expect(code.getByRole("region", { name: "Code" })).toContainText("return_type=DocList[Seen]");
    await expect(code).toContainText("Item and Seen are the gateway's own classes");
    expect(await violationsOn(page, "dialog")).toEqual([]);
    await page.keyboard.press("Escape");
  });

  await test.step("what is typed is in the form, and what would be refused is said with its place", async () => {
    const part = '"part": {"name": "p"}';
    await text.fill(`{"title": "a", ${part}}\n{"title": 5, "count": "many", ${part}}`);
    await expect(refused.getByRole("listitem")).toHaveText([
      "document 2, title: a text is wanted, not 5",
      "document 2, count: a whole number is wanted, not the text “many”",
    ]);
    await form.getByRole("button", { name: "Next" }).click();
    await expect(form).toContainText("count: a whole number is wanted, not the text “many”.");
    await form.getByRole("button", { name: "Remove", exact: true }).click();
    await expect(text).toHaveValue(`{"title": "a", ${part}}`);
    await expect(refused).toHaveCount(0);
    await set("count", "x");
    await expect(form).toContainText("A whole number is wanted.");
    await expect(text).toHaveValue(`{"title": "a", ${part}}`);
    await text.fill('{"title": ');
    await expect(send).toContainText("The form is there again once the text above can be read.");
    await text.fill(`{"title": "a", ${part}, "vector": [1, 2, 3, 4], "parts": [{"name": "q"}]}`);
  });

  await test.step("what a gateway refuses is told beside its row, with the document and the field", async () => {
    const before = await text.inputValue();
    await designer.fillSend({ documents: `${before}\n{"title": 5, "part": {"name": "p"}}` });
    await designer.pressSend();
    await expect(designer.responses()).toContainText("failed");
    await expect(designer.responses()).toContainText("2 documents sent");
    const beside = page.locator(".responses");
    await expect(beside).toContainText("The gateway refuses the request: document 2 of it, field title: ");
    await expect(beside).not.toContainText("document 1 of it");
    await expect(beside.getByRole("button", { name: "Test connection" })).toHaveCount(0);
    await designer.fillSend({ documents: before });
    await designer.pressSend();
    await expect(designer.responses()).toContainText("1 document sent, 1 back");
  });

  await test.step("a file goes into a field of bytes, as long as it fits into a form", async () => {
    const before = await text.inputValue();
    const file = form.getByLabel("File for raw");
    await file.setInputFiles({ name: "big.bin", mimeType: "", buffer: Buffer.alloc(200_000) });
    await expect(form.getByRole("alert")).toContainText(
      "big.bin has 0.2 MB, and a form takes files of up to 96.0 kB",
    );
    await file.setInputFiles({ name: "dot.bin", mimeType: "", buffer: Buffer.from([0, 255, 104]) });
    await expect(form).toContainText("3 bytes of a file");
    await expect(text).toHaveValue(/"raw": \{"base64": "AP9o"\}/);
    await expect(form.getByRole("alert")).toHaveCount(0);
    await expect(refused).toHaveCount(0);
    await form.getByRole("button", { name: "Reset raw" }).click();
    await expect(text).toHaveValue(before);
    // By keys too: the button is a field that takes the focus.
    await file.focus();
    await expect(file).toBeFocused();
    await file.setInputFiles({ name: "dot.bin", mimeType: "", buffer: Buffer.from([0, 255, 104]) });
    // What is known of the types is of the other address: Send asks for them.
    await designer.fillSend({ address: `grpc://localhost:${ports.grpc}`, endpoint: "/typed" });
    await designer.pressSend();
    await expect(designer.documents().first()).toContainText("<3 bytes>");
    await designer.fillSend({
      address: `http://localhost:${ports.http}`,
      endpoint: "/seen",
      documents: before,
    });
    await send.getByRole("button", { name: "Ask the gateway for its types" }).click();
    await expect(form).toBeVisible();
  });

  await test.step("of another address nothing is known, and nobody is said to ask, until its gateway is asked", async () => {
    await designer.fillSend({ address: `http://127.0.0.1:${ports.http}` });
    await expect(form).toHaveCount(0);
    await send.getByRole("button", { name: "Ask the gateway for its types" }).click();
    await expect(form).toBeVisible();
  });

  await test.step("how many requests it will be is said, with what this gateway takes in one", async () => {
    const before = await text.inputValue();
    await designer.fillSend({ documents: Array(150).fill("{}").join("\n"), size: "200" });
    await expect(send.getByText("150 docs · 2 requests")).toBeVisible();
    await expect(send.getByText(/^A request holds 100 documents/)).toBeVisible();
    await designer.fillSend({ size: "0" });
    await expect(send.getByText("150 docs · 2 requests")).toBeVisible();
    await expect(send.getByText(/^A request holds 100 documents/)).toBeVisible();
    await designer.fillSend({ size: "" });
    await expect(send.getByText(/^A request holds 100 documents/)).toHaveCount(0);
    await designer.fillSend({ documents: before });
    await expect(form).toBeVisible();
  });

  await test.step("in both themes, and on a phone", async () => {
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      for (const width of [1280, 390]) {
        await page.setViewportSize({ width, height: 800 });
        if (width < 700) {
          await page
            .getByRole("navigation", { name: "Panels" })
            .getByRole("button", { name: "Send" })
            .click();
        }
        // Between the side and a tab of its own Send begins anew, with the form folded up.
        if (colorScheme === "dark" || width < 700) {
          await send.getByRole("button", { name: "Form of Item…" }).click();
        }
        await expect(form).toBeVisible();
        expect(await violationsOn(page), `${colorScheme}, ${width}`).toEqual([]);
        await expectWithinWindow(page, `${colorScheme}, ${width}`);
      }
    }
    await page.setViewportSize({ width: 1280, height: 800 });
  });

  await test.step("answers have the fields of their type as columns", async () => {
    await designer.pressSend();
    await page.getByRole("radio", { name: "As Seen" }).click();
    const table = page.getByRole("table", { name: "Documents of the response as Seen" });
    await expect(table.getByRole("columnheader")).toHaveText([
      "No.",
      "id",
      "fields",
      "what",
      "parts",
      "vector",
    ]);
    await expect(table.getByRole("row").nth(1)).toContainText('"colour": "red"');
    expect(await violationsOn(page, ".responses")).toEqual([]);
  });

  await test.step("another return type is checked, as Jina's Client would", async () => {
    await send.getByText("More", { exact: true }).click();
    await send.getByLabel("Return type").fill("Item");
    await expect(
      page.getByText("1 document of 1 is no Item: Jina's Client refuses such an answer."),
    ).toBeVisible();
    const table = page.getByRole("table", { name: "Documents of the response as Item" });
    await expect(table).toContainText("is missing, and has to be given");
    await expect(table).toContainText("not of Item: ");
    await send.getByLabel("Return type").fill("Nobody");
    await expect(page.getByRole("radio", { name: /^As / })).toHaveCount(0);
    await expect(page.getByText("The gateway has told no type of that name")).toBeVisible();
    await send.getByLabel("Return type").fill("");
  });

  await test.step("what executors return as a dict is a table, in the answer and of the run", async () => {
    const { port } = await startJina("v2", REPORTING);
    await designer.fillSend({
      address: `grpc://localhost:${port}`,
      endpoint: "/report",
      documents: "a\nb\nc",
      size: "2",
      parameters: '{"k": "<b>v</b>"}',
    });
    await designer.pressSend();
    await page.getByText("Beside the documents, executors returned results.").getByRole("button").click();
    await expect(page.getByRole("radio", { name: "Whole response" })).toBeChecked();
    const results = page.getByRole("table", { name: "Results of executors" });
    await expect(results.getByRole("row").filter({ hasText: "documents" })).toHaveText("own/rep-0documents2");
    await expect(results).toContainText('"<b>v</b>"');
    expect(await violationsOn(page, ".responses")).toEqual([]);
    await designer.fillSend({ endpoint: "/stream" });
    await designer.pressSend();
    await expect(page.getByRole("region", { name: "Exception" })).toContainText(
      "It takes one document at a time, as endpoints that generate do.",
    );
    await designer.fillSend({ endpoint: "/report" });
    await designer.pressSend();
    await expect(results).toBeVisible();
    await designer.tab("Runs");
    const all = page.getByRole("table", { name: "Results of executors over all answers" });
    await expect(all.getByRole("row").filter({ hasText: "documents" })).toHaveText(
      "own/rep-0documents2from 1 to 2",
    );
    expect(await violationsOn(page, ".runs")).toEqual([]);
  });
});

test("what the gateway would refuse of files and of a template is told before they are sent", async ({
  designer,
  page,
  startJina,
}) => {
  test.setTimeout(120_000);
  const { ports } = await startJina("v2", FLOW);
  const { send } = designer;
  const refused = send.getByRole("list", { name: "What the gateway would refuse" }).getByRole("listitem");
  await designer.fillSend({
    address: `http://localhost:${ports.http}`,
    endpoint: "/seen",
    documents: '{"title": "a", "part": {"name": "p"}, "counts": {"x": "many"}, "vector": "[1, 2, 3]"}',
  });
  await send.getByRole("button", { name: "Form of the gateway's types…" }).click();
  const form = send.getByRole("region", { name: "Form of Item" });
  await expect(form).toContainText("counts.x: a whole number is wanted, not the text “many”.");
  await expect(form).toContainText("vector: an array of the shape 4 is wanted, not an array of the shape 3.");
  await expect(refused).toHaveCount(2);

  const count = form.getByRole("textbox", { name: "count", exact: true }).last();
  await count.fill("12x");
  await designer.pressSend();
  await expect(designer.toast).toContainText("Form, document 1, count: A whole number is wanted.");
  await expect(count).toHaveValue("12x");
  await expect(form.getByRole("button", { name: "Add", exact: true })).toBeDisabled();
  await expect(designer.responses()).toHaveCount(0);
  await count.fill("12");
  await count.press("Enter");
  await expect(form.getByRole("button", { name: "Add", exact: true })).toBeEnabled();
  await designer.pressSend();
  await expect(page.locator(".responses")).toContainText("2 validation errors for Item");

  await send.getByRole("combobox", { name: "Inputs" }).selectOption("files");
  await designer.chooseInput("rough.csv", "Title,count,name\na,1,x\nb,two,y\n");
  await expect(refused).toHaveText([
    "rough.csv, document 1, part: is missing, and has to be given",
    "rough.csv, document 1, title: is missing, and has to be given",
    "rough.csv, document 2, part: is missing, and has to be given",
    "rough.csv, document 2, title: is missing, and has to be given",
    "rough.csv, document 2, count: a whole number is wanted, not the text “two”",
  ]);
  const resolver = send.getByRole("textbox", { name: "Field resolver" });
  await resolver.fill('{"Title": "title", "name": "part.name"}');
  await expect(refused).toHaveText([
    "rough.csv, document 2, count: a whole number is wanted, not the text “two”",
  ]);
  await designer.chooseInput("right.csv", 'Title,count,name,vector\na,1,x,"[1, 2, 3, 4]"\n');
  await expect(refused).toHaveCount(0);
  await designer.pressSend();
  await expect(designer.responses()).toContainText("1 document sent, 1 back");

  await send.getByRole("combobox", { name: "Inputs" }).selectOption("template");
  await send.getByRole("textbox", { name: "Template" }).fill('{"title": {i}, "part": {"name": "{i}"}}');
  await expect(refused).toHaveText(["document 1, title: a text is wanted, not 0"]);
  expect(await violationsOn(page)).toEqual([]);
});
