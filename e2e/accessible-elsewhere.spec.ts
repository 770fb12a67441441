/**
 * The accessibility checker, with no rule off, on what takes a Flow elsewhere and what simulates it, in both themes, at the
 * width of a laptop, a tablet and a phone, and of a page at four times its size. SHOTS names a folder for a picture of each.
 */
import { expect, test } from "./fixtures.ts";
import { createLookCheck } from "./pages/accessibility.ts";

const FLOW = `jtype: Flow
with: {name: shop, port: [80, 81], protocol: [http, grpc]}
executors:
  - {name: encode_with_a_long_name, uses: 'docker://me/encode:2', volumes: ['./d:/data'], env: {API_KEY: sk-93jf83hf83hf82hf8aa}}
  - {name: index, uses: 'docker://me/index:1', shards: 2, polling: ALL, replicas: 2}
  - {name: rank, uses: 'jinaai+docker://jina-ai/Ranker:latest'}
`;
const CHART = `%%{init: {"securityLevel": "loose"}}%%
flowchart LR
  in[Gateway] --> load[Load data]
  load --> enc(encode) & idx(index)
  enc -- later --> out
  )( what
`;

// A gesture that finds nothing is told of where it was made.
test.use({ actionTimeout: 15_000 });

for (const width of [1280, 768, 390, 320]) {
  test(`nothing is wrong with exports, links, imports and the simulation at ${width} px`, async ({
    designer,
    page,
    server,
  }) => {
    test.setTimeout(240_000);
    const { inspector } = designer;
    const { check, checkWidth } = createLookCheck(page, width);
    const dialog = page.getByRole("dialog");
    const checkDialog = (what: string) => check(what, "dialog[open]");
    const close = async () => {
      await page.keyboard.press("Escape");
      await expect(dialog).toHaveCount(0);
    };

    await page.setViewportSize({ width, height: 800 });
    await designer.open("shop.yml", FLOW);
    await designer.command("Export Flow");
    await expect(dialog.getByRole("region", { name: "Mermaid" })).toContainText("flowchart LR;");
    await checkDialog("the text of an export");
    await dialog.getByRole("radio", { name: /^SVG/ }).check();
    await expect(dialog.getByRole("img", { name: "The picture of the Flow" })).toBeVisible();
    await checkDialog("the picture of an export");
    await dialog.getByRole("radio", { name: /^PNG/ }).check();
    await expect(dialog.getByText(/× .* pixels/)).toBeVisible();
    await checkDialog("the picture in pixels");
    await dialog.getByRole("radio", { name: /Docker Compose/ }).check();
    await expect(dialog.getByText("it is not guessed")).toBeVisible();
    await dialog.getByRole("textbox", { name: "Home folder", exact: true }).fill("home/ann");
    await expect(dialog.getByRole("alert")).toHaveText("Give the whole path of a folder, as /home/me.");
    await checkDialog("what an export asks for");
    await dialog.getByRole("radio", { name: /Kubernetes/ }).check();
    await dialog.getByRole("textbox", { name: "Image of Jina itself", exact: true }).fill("jina:1");
    await dialog.getByRole("textbox", { name: /^Image of jinaai/ }).fill("hub/ranker:1");
    await expect(dialog.getByRole("option")).toHaveCount(6);
    await expect(dialog.getByText(/faults in what Jina writes/)).toBeVisible();
    await checkDialog("the files of an export");
    await dialog.getByRole("radio", { name: /^Python/ }).check();
    await expect(dialog.getByRole("region", { name: "Python" })).toContainText("from jina import Flow");
    await checkDialog("an export with a secret");
    await close();

    await designer.command("Share link");
    await expect(dialog.getByRole("alert")).toContainText("holds a secret");
    await checkDialog("a link that has to be agreed to");
    await dialog.getByLabel("Make the link with this in it").check();
    await expect(dialog.getByRole("textbox", { name: "Link" })).toHaveValue(/#flow=1\./);
    await checkDialog("a link");
    await close();
    await page.goto(`${server.origin}/#flow=7.AAAA`);
    await expect(page.getByRole("dialog", { name: "Link not opened" })).toBeVisible();
    await checkDialog("a link that is not opened");
    await close();

    await designer.command("Import");
    const source = dialog.getByRole("textbox", { name: "Text to import" });
    await expect(source).toBeVisible();
    await checkDialog("an import of nothing");
    await source.fill(CHART);
    await expect(dialog.getByRole("region", { name: "Flow that it becomes" })).toContainText("Load_data");
    await expect(dialog.getByRole("list", { name: "Notes" }).getByRole("listitem")).not.toHaveCount(0);
    await checkDialog("an import with notes");
    await source.fill("flowchart LR\na --> b --> a\n");
    await expect(dialog.getByRole("status").getByRole("button")).toContainText("go round in a circle");
    await checkDialog("an import that is refused");
    await close();

    await designer.open(
      "class.yml",
      "jtype: Flow\nexecutors:\n  - {name: a}\n  - {name: plain, uses: Foo}\n",
    );
    await designer.command("Export Docker Compose");
    await expect(dialog.getByText("plain uses Foo, which is no image.")).toBeVisible();
    await checkDialog("an export that is refused");
    await dialog.getByRole("button", { name: "Go to plain" }).click();
    await expect(dialog).toHaveCount(0);

    const simulation = inspector.getByRole("region", { name: "Simulation" });
    const pane = "[role=tabpanel][aria-label=Inspector]";
    await designer.show("Edit");
    await designer.tab("Inspector");
    await expect(inspector.getByRole("heading", { name: "plain" })).toBeVisible();
    await simulation.getByText("Behaviour and more").click();
    for (const behaviour of ["Change text", "Generate documents", "Fail now and then"]) {
      await simulation.getByLabel("Behaviour", { exact: true }).selectOption(behaviour);
      await simulation.getByLabel("Latency", { exact: true }).selectOption("Normal");
      await check(`simulated: ${behaviour}`, pane);
    }
    await simulation.getByRole("textbox", { name: "Replicas down" }).fill("none");
    await simulation.getByRole("textbox", { name: "Replicas down" }).press("Enter");
    await expect(simulation.getByRole("alert")).toBeVisible();
    await check("a simulation with a fault", pane);
    await designer.show("Canvas");
    // Of which nothing is selected.
    await designer.open("other.yml", "jtype: Flow\nexecutors:\n  - {name: a}\n");
    await designer.show("Edit");
    await designer.tab("Inspector");
    await simulation.getByText("What is not imitated").click();
    await check("the simulation of all", pane);
    await checkWidth("the simulation of all", pane);

    await designer.show("Canvas");
    await designer.open("shop.yml", FLOW);
    await designer.command("Step through request");
    const bar = page.getByRole("region", { name: "Step through" });
    await expect(bar).toContainText(/Step 1 of \d+/);
    for (let at = 2; at < 8; at++) {
      await bar.getByRole("button", { name: "Next step" }).click();
      await expect(bar).toContainText(`Step ${at} of`);
    }
    await check("a request that is stepped through");
    await designer.show("Send");
    await designer.tab("Steps");
    await expect(page.getByRole("listbox", { name: "Steps" })).toBeVisible();
    await check("the steps of a request");
    await page.getByRole("tabpanel", { name: "Steps" }).getByRole("button", { name: "End stepping" }).click();
    await designer.tab("What if");
    const whatIf = page.getByRole("tabpanel", { name: "What if" });
    await expect(whatIf).toContainText("Worked out from");
    await whatIf.getByLabel("Replicas of index").fill("4");
    await expect(whatIf.getByRole("button", { name: "Write into the file" })).toBeEnabled();
    await whatIf.getByLabel("Shards of rank").fill("x");
    await whatIf.getByLabel("Shards of rank").press("Enter");
    await expect(whatIf.getByRole("alert")).toBeVisible();
    await check("what if");
  });
}
