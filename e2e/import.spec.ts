/** A Flow made of a chart: pasted, chosen or dropped. What is read in one, `src/formats/import` tests. */
import type { Locator } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { violationsOn } from "./pages/accessibility.ts";

const CHART = `%%{init: {"securityLevel": "loose"}}%%
flowchart LR
  in[Gateway] --> load["<img src=x onerror=alert(1)>Load data"]
  load --> enc(encode) & idx(index)
  click load "javascript:alert(1)" "tip"
  enc -- later --> out
`;

/** What is selected in a field, and how far above and below its edges that is. */
function selectedIn(field: Locator) {
  return field.evaluate((element) => {
    const { value, selectionStart, selectionEnd, scrollTop, clientHeight } = element as HTMLTextAreaElement;
    const top = (value.slice(0, selectionStart).split("\n").length - 1) * 18;
    return {
      text: value.slice(selectionStart, selectionEnd),
      isInView: top >= scrollTop && top <= scrollTop + clientHeight - 18,
    };
  });
}

test("a pasted chart is shown as the Flow that it becomes, and opened; nothing in it is run", async ({
  designer,
  page,
}) => {
  page.on("dialog", () => {
    throw new Error("something was run");
  });
  await designer.ready();
  await designer.command("Import");
  const dialog = page.getByRole("dialog", { name: "Import" });
  const source = dialog.getByRole("textbox", { name: "Text to import" });
  const made = dialog.getByRole("region", { name: "Flow that it becomes" });
  const open = dialog.getByRole("button", { name: "Open as a new file" });
  await expect(open).toBeDisabled();
  await source.fill("hello");
  await expect(dialog.getByRole("status")).toHaveText("What form this has is not clear: choose it.");
  await dialog.getByLabel("Form").selectOption({ label: "Mermaid flowchart" });
  await expect(dialog.getByRole("status")).toHaveText(/^errorNo flowchart begins here.*line 1$/);
  await expect(open).toBeDisabled();

  await source.fill(CHART);
  await expect(made).toContainText("name: Load_data");
  await expect(made).toContainText("needs: [index, out]");
  const notes = dialog.getByRole("list", { name: "Notes" }).getByRole("listitem");
  await expect(notes.filter({ hasText: "nothing of it is run" })).toHaveCount(1);
  await notes.getByRole("button", { name: /line 5$/ }).click();
  expect((await selectedIn(source)).text).toContain("click load");
  expect(await violationsOn(page, "dialog")).toEqual([]);

  await open.click();
  await expect(dialog).toHaveCount(0);
  await expect(designer.card("joiner")).toBeVisible();
  await designer.ready();
  await expect
    .poll(() => designer.needs())
    .toEqual([
      "Load_data->encode",
      "Load_data->index",
      "encode->out",
      "gateway->Load_data",
      "index->joiner",
      "joiner->gateway?",
      "out->joiner",
    ]);
  await expect(page.getByRole("button", { name: "File flow-2.yml", exact: true })).toBeVisible();
});

test("a chart that is dropped or opened is imported, a long one away from the page, too long ones are refused", async ({
  designer,
  page,
}) => {
  await designer.ready();
  const dialog = page.getByRole("dialog", { name: "Import" });
  const status = dialog.getByRole("status");
  const drop = (name: string, nodes: number) =>
    page.evaluate(
      ({ name, nodes }) => {
        const chart = Array.from({ length: nodes }, (_, at) => `n${at}`).join(" --> ");
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([`flowchart LR\n${chart}\n`], name));
        document.body.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
      },
      { name, nodes },
    );
  await drop("many.mmd", 13_000);
  await expect(status).toHaveText(
    /^errorThis chart has 13,000 executors; a Flow of up to 12,000 is drawn\.$/,
  );
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(dialog).toHaveCount(0);
  await drop("million.mmd", 700_000);
  await expect(status).toHaveText(
    /^errorThis text has [\d,]+ characters; charts of up to 4,000,000 are read\.$/,
  );
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(dialog).toHaveCount(0);

  await designer.offer("chart.mmd", "graph TD\na --> b\n");
  await expect(status).toHaveText("All of it is in the Flow.");
  await dialog.getByRole("button", { name: "Open as a new file" }).click();
  await expect(designer.card("b")).toBeVisible();
  await expect(page.getByRole("button", { name: "File chart.yml", exact: true })).toBeVisible();

  // A name that is there already is not given again.
  await designer.offer("chart.txt", "graph TD\na --> c\n");
  await dialog.getByRole("button", { name: "Open as a new file" }).click();
  await expect(designer.card("c")).toBeVisible();
  await expect(page.getByRole("button", { name: "File chart-2.yml", exact: true })).toBeVisible();
  await designer.command("Import");
  await dialog.getByRole("textbox", { name: "Text to import" }).fill("graph TD\na --> d\n");
  await dialog.getByRole("button", { name: "Open as a new file" }).click();
  await expect(page.getByRole("button", { name: "File flow-2.yml", exact: true })).toBeVisible();
});

test("a long chart that is pasted is read whole, and its field never holds more than is shown of it", async ({
  designer,
  page,
}) => {
  await designer.ready();
  const chart = `${Array.from({ length: 10_000 }, (_, at) => `n${at}[Node ${at}] --> n${at + 1}`).join("\n")}\n`;
  await page.evaluate((copied) => navigator.clipboard.writeText(copied), chart);
  await designer.command("Import");
  const dialog = page.getByRole("dialog", { name: "Import" });
  const source = dialog.getByRole("textbox", { name: "Text to import" });
  await source.fill("flowchart LR\nnone\n--> last");
  // The longest text that the browser has laid out in it, whoever put it there.
  await source.evaluate((field) => {
    const held = { most: 0 };
    Object.assign(globalThis, { held });
    field.addEventListener(
      "input",
      () => {
        held.most = Math.max(held.most, (field as HTMLTextAreaElement).value.length);
      },
      { capture: true },
    );
    (field as HTMLTextAreaElement).setSelectionRange("flowchart LR\n".length, "flowchart LR\nnone\n".length);
  });
  await page.keyboard.press("ControlOrMeta+V");
  await expect(dialog).toContainText(`it has ${(chart.length + 21).toLocaleString("en")} characters`);
  await expect(dialog.getByRole("status")).toContainText(" notes about what is not in the Flow");
  const most = await page.evaluate(() => (globalThis as unknown as { held: { most: number } }).held.most);
  expect(Math.max(most, (await source.inputValue()).length)).toBe(50_000);
});

test("what is certainly a chart or a program is imported whatever its file is called, and notes lead to their lines", async ({
  designer,
  page,
}) => {
  await designer.ready();
  const dialog = page.getByRole("dialog", { name: "Import" });
  const source = dialog.getByRole("textbox", { name: "Text to import" });
  const rows = (count: number) =>
    Array.from({ length: count }, (_, at) => `n${at} --> n${at + 1}`).join("\n");
  await designer.offer("notes.txt", `---\ntitle: Search\n---\nflowchart LR\n${rows(150)}\n)( what\n`);
  await expect(dialog.getByLabel("Form")).toHaveValue("mermaid");
  const notes = dialog.getByRole("list", { name: "Notes" }).getByRole("listitem");
  await expect(notes).toHaveText([
    /^warningWhat stands between --- and --- is left out.*line 1$/,
    /^warningNot understood, and left out: "\)\( what"\..*line 155$/,
  ]);
  await notes.nth(1).getByRole("button").click();
  await expect(source).toBeFocused();
  expect(await selectedIn(source)).toEqual({ text: ")( what", isInView: true });
  await notes.nth(0).getByRole("button").press("Enter");
  expect(await selectedIn(source)).toEqual({ text: "---", isInView: true });

  // A refusal leads to its line too, also where there is little room.
  await page.setViewportSize({ width: 390, height: 700 });
  await source.fill(`flowchart LR\n${rows(150)}\nn150 --> n149\n`);
  const refusal = dialog.getByRole("status").getByRole("button");
  await expect(refusal).toHaveText(/^errorn149, n150 and n149 go round in a circle.*line \d+$/);
  await refusal.click();
  expect(await selectedIn(source)).toEqual({ text: "n148 --> n149", isInView: true });
  await expect(source).toBeInViewport();
  expect(await violationsOn(page, "dialog")).toEqual([]);
  await page.setViewportSize({ width: 1280, height: 800 });

  // The line of a text that is not shown to its end is quoted.
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await designer.offer("long.yml", `flowchart LR\n${rows(9000)}\n)( what\n`);
  await expect(notes).toHaveText([/^warningNot understood.*line 9002\)\( what$/]);
  await expect(notes.getByRole("button")).toHaveCount(0);
  await dialog.getByRole("button", { name: "Cancel" }).click();

  await designer.offer(
    "search.txt",
    "from jina import Flow\n\nf = Flow().add(name='a', uses_with={'dim': 128*2, 'k': k})\n",
  );
  await expect(dialog.getByLabel("Form")).toHaveValue("python");
  await expect(dialog.getByRole("region", { name: "Flow that it becomes" })).toContainText("dim: 256");
  await expect(notes).toHaveText([/^warningk of uses_with is not understood.*line 3$/]);
});

test("a chart pasted over the text, or a program among its lines, is offered for import where it stands, and stays", async ({
  designer,
  page,
}) => {
  const flow = "jtype: Flow\nexecutors:\n  - name: own\n";
  await designer.open("own.yml", flow);
  await designer.retype("flowchart LR\nload --> encode\n");
  const dialog = page.getByRole("dialog", { name: "Import" });
  const made = dialog.getByRole("region", { name: "Flow that it becomes" });
  await designer.tab("Problems");
  const problems = page.getByRole("tabpanel", { name: "Problems" });
  await expect(problems).toContainText("This is a mermaid flowchart, not a Flow file: import it");
  await problems.getByRole("button", { name: "Import as a new file" }).click();
  await expect(made).toContainText("name: encode");
  await dialog.getByRole("button", { name: "Open as a new file" }).click();
  await expect(designer.card("encode")).toBeVisible();
  await expect(page.getByRole("button", { name: "File own-2.yml", exact: true })).toBeVisible();
  expect(await designer.text()).toContain("needs: load");

  // What was typed is still there, and can be undone.
  await page
    .getByRole("navigation", { name: "Open files" })
    .getByRole("button", { name: /^own\.yml/ })
    .click();
  await expect(page.getByRole("button", { name: /^File own\.yml/ })).toBeVisible();
  expect(await designer.text()).toBe("flowchart LR\nload --> encode\n");
  await designer.command("Undo");
  expect(await designer.text()).toBe(flow);

  // By keys alone, where the words stand.
  const program = "from jina import Flow\n\nf = Flow().add(name='typed')\n";
  await designer.retype(`${flow}${program}`);
  await expect(page.getByText("Here a Python program begins among the lines").first()).toBeVisible();
  await designer.editor().focus();
  await page.keyboard.press("ControlOrMeta+Home");
  await page.keyboard.press("F8");
  await page.keyboard.press("ControlOrMeta+.");
  await expect(dialog.getByRole("textbox", { name: "Text to import" })).toHaveValue(program);
  await expect(dialog.getByLabel("Form")).toHaveValue("python");
  await expect(made).toContainText("name: typed");
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  expect(await designer.text()).toBe(flow + program);
});

test("a plot that was changed by hand gives the Flow that it shows, or says that it is none of Jina's", async ({
  designer,
  page,
}) => {
  await designer.ready();
  const box = (name: string) =>
    `subgraph ${name};\n\ndirection LR;\n\n${name}/rep-0[""My${name}""]:::pod;\nend;\n`;
  const plot = `flowchart LR;
${box("a")}${box("b")}gatewaystart[gateway]:::GATEWAY --> a:::DEPLOYMENT;
a:::DEPLOYMENT --> b:::DEPLOYMENT;
b:::DEPLOYMENT --> gatewayend[gateway]:::GATEWAY;
`;
  await designer.command("Import");
  const dialog = page.getByRole("dialog", { name: "Import" });
  const source = dialog.getByRole("textbox", { name: "Text to import" });
  const made = dialog.getByRole("region", { name: "Flow that it becomes" });
  await source.fill(`${plot}new:::DEPLOYMENT --> a;\n`);
  await expect(made).toContainText("uses: Mya");
  await expect(made).not.toContainText("floating");
  await source.fill(`${plot}a --> gatewayend;\n`);
  const note = dialog.getByRole("list", { name: "Notes" }).getByRole("button", { name: /changed since/ });
  await note.click();
  expect((await selectedIn(source)).text).toBe("a --> gatewayend;");
  await dialog.getByRole("button", { name: "Open as a new file" }).click();
  await expect(designer.card("joiner")).toBeVisible();
  await expect
    .poll(() => designer.needs())
    .toEqual(["a->b", "a->joiner", "b->joiner", "gateway->a", "joiner->gateway?"]);
});

test("a Python program becomes a Flow, with what only running it would tell, and the Flow a program again", async ({
  designer,
  page,
}) => {
  await designer.ready();
  const program = `from jina import Flow
f = (
    Flow(port=54321)
    .add(name='loader', uses='docker://me/loader', replicas=count)
    .add(name='ranker')
)
`;
  await designer.offer("search.py", program);
  const dialog = page.getByRole("dialog", { name: "Import" });
  await expect(dialog.getByLabel("Form")).toHaveValue("python");
  await expect(dialog.getByRole("region", { name: "Flow that it becomes" })).toContainText("port: 54321");
  await expect(dialog.getByRole("list", { name: "Notes" }).getByRole("listitem")).toHaveText(
    /replicas is not understood: count is not known without running the program/,
  );
  await dialog.getByRole("button", { name: "Open as a new file" }).click();
  await expect(designer.card("ranker")).toBeVisible();

  await designer.command("Export Flow");
  const exports = page.getByRole("dialog", { name: "Export Flow" });
  await exports.getByRole("radio", { name: /^Python/ }).check();
  await expect(exports).toContainText(".add(name='loader', uses='docker://me/loader')");
  await expect(exports).not.toContainText("replicas");
});

test("a Python program that adds in a loop is refused with what leads to its Flow all the same", async ({
  designer,
  page,
}) => {
  await designer.ready();
  const program = "from jina import Flow\nf = Flow()\nfor name in names():\n    f = f.add(name=name)\n";
  await designer.offer("search.py", program);
  const dialog = page.getByRole("dialog", { name: "Import" });
  await expect(dialog).toContainText('Run the program with f.save_config("flow.yml")');
  await dialog.getByRole("button", { name: /line 4/ }).click();
  const field = dialog.getByRole("textbox");
  expect(
    await field.evaluate((element) =>
      element instanceof HTMLTextAreaElement
        ? element.value.slice(element.selectionStart, element.selectionEnd)
        : "",
    ),
  ).toBe("    f = f.add(name=name)");
});
