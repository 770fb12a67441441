/** The Inspector's fields: all that the engine takes, of an executor, of the Flow and of the gateway. */
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";

const FLOW = `jtype: Flow
executors:
  - name: a
    env:
      A: one   # kept
      B: two
    k8s_namespace: mine
  - name: b
`;

const field = (page: Page, name: string) =>
  page.getByRole("tabpanel", { name: "Inspector" }).getByRole("textbox", { name, exact: true });

test("every argument is a field: those of the file at once, the others in groups and by search", async ({
  designer,
  page,
}) => {
  await designer.open("two.yml", FLOW);
  await designer.select("a");
  const { inspector } = designer;
  await expect(field(page, "env A")).toHaveValue("one");
  await expect(field(page, "env B")).toHaveValue("two");
  await expect(field(page, "k8s_namespace")).toHaveValue("mine");
  await expect(field(page, "uses_with")).toHaveCount(0);
  // What the file gives has a mark and can be reset, all else says what holds without it.
  const marked = inspector.locator("[data-argument]:has(.field-set)");
  const given = await marked.evaluateAll((all) => all.map((one) => one.getAttribute("data-argument")));
  expect(given).toEqual(["name", "k8s_namespace", "env"]);
  await expect(inspector.getByRole("button", { name: /^Reset / })).toHaveText([
    "Reset k8s_namespace",
    "Reset env",
  ]);
  await inspector.getByRole("button", { name: "WorkerRuntime" }).click();
  await inspector.getByRole("button", { name: "uses_with as YAML" }).click();
  await expect(field(page, "uses_with")).toHaveAccessibleDescription(/constructor of the executor/);

  // What is filled in stays where it is, with the focus.
  await field(page, "uses_with").fill("model: clip\nsizes: [1, 2]");
  await field(page, "uses_with").press("ControlOrMeta+Enter");
  await expect(field(page, "uses_with")).toBeFocused();
  await expect(field(page, "uses_with")).toHaveValue("model: clip\nsizes:\n  - 1\n  - 2");
  await expect(inspector.getByRole("button", { name: "WorkerRuntime" })).toContainText("1 set");
  const find = inspector.getByRole("searchbox", { name: "Find an argument" });
  await find.fill("timeout_ready");
  await expect(field(page, "timeout_ready")).toHaveAttribute("placeholder", "600000");
  await find.fill("prometheus");
  await expect(field(page, "port_monitoring")).toBeVisible();
  await inspector.getByLabel("monitoring", { exact: true }).selectOption("true");
  await field(page, "env B").fill("three");
  await field(page, "env B").blur();
  // What means the value that is there already changes nothing, and is not kept in the field.
  await field(page, "k8s_namespace").fill("mine ");
  await field(page, "k8s_namespace").press("Enter");
  await expect(field(page, "k8s_namespace")).toHaveValue("mine");
  await field(page, "k8s_namespace").fill("");
  await field(page, "k8s_namespace").press("Enter");
  await expect(field(page, "k8s_namespace")).toBeFocused();
  expect(await designer.text()).toBe(
    FLOW.replace("two", "three").replace(
      "    k8s_namespace: mine\n",
      "    uses_with:\n      model: clip\n      sizes: [1, 2]\n    monitoring: true\n",
    ),
  );
});

test("what Jina or YAML would not take is refused at the field, and what was typed stays", async ({
  designer,
  page,
}) => {
  await designer.open("two.yml", FLOW);
  await designer.select("a");
  await designer.setField("replicas", "many");
  const { inspector } = designer;
  await expect(inspector.getByRole("alert")).toHaveText(
    'The replicas of a must be a whole number, not "many".',
  );
  await expect(field(page, "replicas")).toHaveValue("many");
  await field(page, "replicas").press("Escape");
  await inspector.getByRole("button", { name: "env as YAML" }).click();
  await field(page, "env").fill("A: 1\nB: [");
  await field(page, "shards").click();
  await expect(inspector.getByRole("alert")).toContainText("Line 2, column 5: The list");
  await expect(field(page, "env")).toHaveValue("A: 1\nB: [");
  await expect(field(page, "env")).toHaveAttribute("aria-invalid", "true");
  await designer.setField("replicas", "-1");
  await expect(inspector.getByText("The replicas of a must be 1 or more, not -1.")).toBeVisible();
  expect(await designer.text()).toBe(FLOW);

  // It is there again when another card was selected, and after a reload.
  await designer.select("b");
  await expect(inspector.getByRole("alert")).toHaveCount(0);
  await designer.select("a");
  await expect(field(page, "replicas")).toHaveValue("-1");
  await page.reload();
  await designer.select("a");
  await expect(field(page, "replicas")).toHaveValue("-1");
  await expect(inspector.getByText("The replicas of a must be 1 or more, not -1.")).toBeVisible();

  // It belongs to that executor of that file.
  await designer.open("other.yml", FLOW);
  await designer.select("a");
  await expect(field(page, "replicas")).toHaveValue("");
  await expect(field(page, "env A")).toHaveValue("one");
  await expect(inspector.getByRole("alert")).toHaveCount(0);
});

test("the Flow's own arguments and the gateway's are fields too", async ({ designer, page }) => {
  await designer.open("two.yml", FLOW);
  await expect(designer.inspector.getByRole("heading", { name: "Flow" })).toBeVisible();
  await designer.setField("port", "12345");
  await designer.canvas.locator('[data-id="start"]').click();
  await expect(designer.inspector.getByRole("heading", { name: "Gateway" })).toBeVisible();
  await expect(field(page, "port")).toHaveAttribute("placeholder", "12345, from the Flow");
  await designer.setField("protocol", "[grpc, http]");
  await designer.setField("port", "[1234, 1235]");
  expect(await designer.text()).toBe(
    FLOW.replace("executors:", "with:\n  port: 12345\nexecutors:") +
      "gateway:\n  protocol: [grpc, http]\n  port: [1234, 1235]\n",
  );
  await expect(designer.canvas.locator('[data-id="start"]')).toContainText("HTTP · 1235");
  await expect(field(page, "port 2")).toHaveValue("1235");
  // The Flow's own stand aside for them, and say so.
  await page.keyboard.press("Escape");
  await designer.canvas.click({ position: { x: 5, y: 5 } });
  await expect(field(page, "protocol")).toHaveAttribute(
    "placeholder",
    "[grpc, http], in the section gateway",
  );
});

const LISTS = `jtype: Flow
with:
  timeout_send: 2000
executors:
  - name: a
    volumes:
      - ./one:/one   # first
      # about the second
      - ./two:/two
    polling: ANY
    shards: 2
    uses_with:
      model: clip   # which
      deep: {k: 1}
  - name: b
    replicas: 2
`;

test("lists and mappings are edited item by item, and what is not touched keeps its bytes", async ({
  designer,
  page,
}) => {
  await designer.open("lists.yml", LISTS);
  await designer.select("a");
  const { inspector } = designer;
  const press = (name: string) => inspector.getByRole("button", { name, exact: true }).click();
  await designer.setField("volumes 2", "./zwei:/zwei");
  await press("Add to volumes");
  await designer.setField("volumes 3", "./three:/three");
  await press("Move volumes 3 up");
  await press("Remove volumes 1");
  await designer.setField("uses_with model", "bert");
  await designer.setField("key 1 of uses_with", "name");
  await designer.setField("New key of uses_with", "size");
  await designer.setField("New value of uses_with", "[1, 2]");
  await press("Remove deep from uses_with");
  await inspector.getByLabel("polling", { exact: true }).selectOption("by endpoint");
  await designer.setField("endpoint 1 of polling", "/index");
  await designer.setField("New endpoint of polling", "/search");
  await inspector.getByLabel("New value of polling").selectOption("ALL");
  expect(await designer.text()).toBe(`jtype: Flow
with:
  timeout_send: 2000
executors:
  - name: a
    volumes:
      - ./three:/three
      # about the second
      - ./zwei:/zwei
    polling: {"/index": ANY, /search: ALL}
    shards: 2
    uses_with:
      name: bert   # which
      size: [1, 2]
  - name: b
    replicas: 2
`);
  await press("Reset polling");
  await expect(inspector.getByLabel("polling", { exact: true })).toHaveValue("");
  await inspector.getByRole("searchbox", { name: "Find an argument" }).fill("timeout_send");
  await expect(field(page, "timeout_send")).toHaveAttribute("placeholder", "2000, from the Flow");
  await inspector.getByRole("searchbox", { name: "Find an argument" }).fill("replicas");
  await press("replicas");
  await expect(field(page, "replicas")).toBeFocused();
});

test("a condition is built from rows, and uses in each of its forms", async ({ designer, page }) => {
  await designer.open("lists.yml", "jtype: Flow\nexecutors:\n  - name: a\n");
  await designer.select("a");
  const { inspector } = designer;
  await inspector.getByRole("searchbox", { name: "Find an argument" }).fill("when");
  await designer.setField("New value of when", "red");
  await expect(inspector.getByRole("alert")).toHaveText("Write the tag first, as tags__colour.");
  await designer.setField("New tag of when", "tags__colour");
  await designer.setField("New value of when", "red");
  await inspector.getByLabel("when: operator of tags__colour").selectOption("is not");
  await inspector.getByLabel("Form").selectOption("Docker image");
  await expect(field(page, "uses")).toBeFocused();
  await expect(field(page, "uses")).toHaveValue("docker://name:tag");
  await designer.setField("uses", "docker://clip:1");
  expect(await designer.text()).toBe(
    "jtype: Flow\nexecutors:\n  - name: a\n    when:\n      tags__colour:\n        $neq: red\n    uses: docker://clip:1\n",
  );
  await inspector.getByLabel("Form").selectOption("YAML written here");
  await field(page, "uses").fill("jtype: Mine\nwith: {a: [}");
  await field(page, "uses").press("ControlOrMeta+Enter");
  await expect(inspector.getByRole("alert")).toContainText("Line 2, column");
  await field(page, "uses").fill("jtype: Mine\nwith: {a: 1}");
  await field(page, "uses").press("ControlOrMeta+Enter");
  await expect(inspector.getByRole("alert")).toHaveCount(0);
  expect(await designer.text()).toContain("    uses: {jtype: Mine, with: {a: 1}}\n");
});

test("the gateway's endpoints have a path, methods, words and a status code", async ({ designer }) => {
  await designer.open("lists.yml", "jtype: Flow\nexecutors:\n  - name: a\n");
  await designer.canvas.locator('[data-id="start"]').click();
  const { inspector } = designer;
  await inspector.getByRole("searchbox", { name: "Find an argument" }).fill("expose_endpoints");
  await designer.setField("New endpoint of expose_endpoints", "abc");
  await expect(inspector.getByRole("alert")).toHaveText("An endpoint begins with a slash, as /abc.");
  await designer.setField("New endpoint of expose_endpoints", "/abc");
  await designer.setField("http_path", "/v1/abc");
  await designer.setField("methods", "PUT");
  await inspector.getByRole("button", { name: "Add to methods" }).click();
  await inspector.getByLabel("methods 2").selectOption("GET");
  await designer.setField("summary", "What it is: this");
  await designer.setField("status_code", "201");
  expect(await designer.text()).toBe(
    `jtype: Flow
executors:
  - name: a
gateway:
  expose_endpoints:
    /abc:
      http_path: /v1/abc
      methods: [PUT, GET]
      summary: "What it is: this"
      status_code: 201
`,
  );
});

test("of several executors what differs is mixed, and what is set is set for all in one step", async ({
  designer,
  page,
}) => {
  await designer.open("lists.yml", LISTS);
  await designer.select("a");
  await designer.card("b").click({ modifiers: ["Shift"], position: { x: 90, y: 18 } });
  const { inspector } = designer;
  await expect(inspector.getByRole("heading", { name: "2 executors" })).toBeVisible();
  await expect(field(page, "replicas")).toHaveAttribute("placeholder", "mixed");
  await designer.setField("replicas", "0");
  await expect(inspector.getByRole("alert")).toContainText("must be 1 or more, not 0.");
  await designer.setField("replicas", "3");
  await expect(field(page, "replicas")).toHaveValue("3");
  const text = await designer.text();
  expect(text.match(/replicas: 3/g)).toHaveLength(2);
  await inspector.getByRole("button", { name: "Reset replicas" }).click();
  expect(await designer.text()).not.toContain("replicas");
  await designer.command("Undo");
  await designer.command("Undo");
  expect(await designer.text()).toBe(LISTS);
});

test("another executor is read from its beginning, and a renamed one stays where it was", async ({
  designer,
  page,
}) => {
  await designer.select("loader");
  const pane = designer.inspector;
  const scrolled = () =>
    pane.evaluate((element) => {
      let scroller: HTMLElement | null = element as HTMLElement;
      while (scroller && scroller.scrollHeight <= scroller.clientHeight) {
        scroller = scroller.parentElement;
      }
      return scroller?.scrollTop ?? 0;
    });
  const name = pane.getByRole("textbox", { name: "name", exact: true });
  await name.hover();
  await page.mouse.wheel(0, 40);
  await expect.poll(scrolled).toBe(40);
  await name.fill("reader");
  await name.press("Enter");
  await expect(designer.card("reader")).toBeVisible();
  expect(await scrolled()).toBe(40);
  await designer.select("image_encoder");
  await expect.poll(scrolled).toBe(0);
});

test("several protocols, and their ports, are typed with commas between, and become a list", async ({
  designer,
  page,
}) => {
  await designer.open("two.yml", FLOW);
  await designer.canvas.getByRole("group", { name: /^gateway, where requests come in/ }).click();
  await expect(page.getByText("or several of them with commas between.")).toBeVisible();
  await designer.setField("protocol", "GRPC, HTTP");
  await expect(field(page, "protocol 2")).toHaveValue("HTTP");
  expect(await designer.text()).toContain("gateway:\n  protocol: [GRPC, HTTP]\n");
  await designer.setField("port", "54401, 54402");
  await expect(field(page, "port 2")).toHaveValue("54402");
  expect(await designer.text()).toContain("  port: [54401, 54402]\n");
  await designer.setField("port 2", "54402, 54403");
  await expect(field(page, "port 3")).toHaveValue("54403");
  expect(await designer.text()).toContain("  port: [54401, 54402, 54403]\n");
  await designer.setField("protocol 1", "grpc, websocket");
  await expect(field(page, "protocol 3")).toHaveValue("HTTP");
  expect(await designer.text()).toContain("gateway:\n  protocol: [grpc, websocket, HTTP]\n");
  await designer.setField("protocol 1", "GRPC, UDP");
  await expect(designer.inspector).toContainText("must be GRPC, HTTP or WEBSOCKET");
});

test("a name that is undone is not given again when its field is left", async ({ designer, page }) => {
  const text = "jtype: Flow\nexecutors:\n  - name: a\n";
  await designer.open("undone.yml", text);
  await designer.select("a");
  const name = field(page, "name");
  await name.fill("other");
  await name.press("Enter");
  await expect(designer.card("other")).toBeVisible();
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await expect(designer.card("a")).toBeVisible();
  await expect(name).toHaveValue("a");
  await name.press("Tab");
  expect(await designer.text()).toBe(text);
});
