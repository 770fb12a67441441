/** The Inspector's fields: all that the engine takes, of an executor, of the Flow and of the gateway. */
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { violationsOn } from "./pages/accessibility.ts";

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
  await expect(field(page, "env")).toHaveValue("A: one\nB: two");
  await expect(field(page, "k8s_namespace")).toHaveValue("mine");
  await expect(field(page, "uses_with")).toHaveCount(0);
  await inspector.getByRole("button", { name: "WorkerRuntime" }).click();
  await expect(field(page, "uses_with")).toHaveAccessibleDescription(/constructor of the executor/);

  // What is filled in stays where it is, with the focus.
  await field(page, "uses_with").fill("model: clip\nsizes: [1, 2]");
  await field(page, "uses_with").press("ControlOrMeta+Enter");
  await expect(field(page, "uses_with")).toBeFocused();
  await expect(field(page, "uses_with")).toHaveValue("model: clip\nsizes:\n  - 1\n  - 2");
  await expect(inspector.getByRole("button", { name: "WorkerRuntime" })).toContainText("1 set");
  await inspector.getByRole("searchbox", { name: "Find an argument" }).fill("prometheus");
  await expect(field(page, "port_monitoring")).toBeVisible();
  await inspector.getByLabel("monitoring", { exact: true }).selectOption("true");
  await field(page, "env").fill("A: one\nB: three");
  await field(page, "env").blur();
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
  await field(page, "env").fill("A: 1\nB: [");
  await field(page, "shards").click();
  await expect(inspector.getByRole("alert")).toContainText("Line 2, column 5: The list");
  await expect(field(page, "env")).toHaveValue("A: 1\nB: [");
  await expect(field(page, "env")).toHaveAttribute("aria-invalid", "true");
  expect(await designer.text()).toBe(FLOW);

  // It belongs to that executor of that file.
  await designer.open("other.yml", FLOW);
  await designer.select("a");
  await expect(field(page, "env")).toHaveValue("A: one\nB: two");
  await expect(inspector.getByRole("alert")).toHaveCount(0);
});

test("the Flow's own arguments and the gateway's are fields too", async ({ designer, page }) => {
  await designer.open("two.yml", FLOW);
  await expect(designer.inspector.getByRole("heading", { name: "Flow" })).toBeVisible();
  await designer.setField("port", "12345");
  await designer.canvas.locator('[data-id="start"]').click();
  await expect(designer.inspector.getByRole("heading", { name: "Gateway" })).toBeVisible();
  await expect(field(page, "port")).toHaveAttribute("placeholder", "12345");
  await designer.setField("protocol", "[grpc, http]");
  await designer.setField("port", "[1234, 1235]");
  expect(await designer.text()).toBe(
    FLOW.replace("executors:", "with:\n  port: 12345\nexecutors:") +
      "gateway:\n  protocol: [grpc, http]\n  port: [1234, 1235]\n",
  );
  await expect(designer.canvas.locator('[data-id="start"]')).toContainText("HTTP · 1235");
});

for (const colorScheme of ["light", "dark"] as const) {
  for (const width of [1280, 390]) {
    test.describe(`${colorScheme}, ${width} px`, () => {
      test.use({ colorScheme });

      test("unfolded, found and refused, it is wide enough and accessible", async ({ designer, page }) => {
        await designer.open("two.yml", FLOW);
        await designer.select("a");
        await page.setViewportSize({ width, height: 800 });
        if (width < 760) {
          await page
            .getByRole("navigation", { name: "Panels" })
            .getByRole("button", { name: "Edit" })
            .click();
        }
        await designer.inspector.getByRole("button", { name: "ContainerRuntime" }).click();
        await designer.setField("replicas", "many");
        await designer.inspector.getByRole("searchbox", { name: "Find an argument" }).fill("metrics");
        await expect(field(page, "metrics_exporter_host")).toBeVisible();
        expect(await violationsOn(page)).toEqual([]);
        const tooWide = await designer.inspector.evaluate((panel) => panel.scrollWidth - panel.clientWidth);
        expect(tooWide).toBeLessThanOrEqual(0);
      });
    });
  }
}
