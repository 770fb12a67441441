import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { argumentFields } from "../model/engine/argument-fields.ts";
import { createDesigner } from "../store/designer.ts";
import { DesignerProvider } from "../store/react.ts";
import { createFakePorts } from "../store/test-ports.ts";
import { ExecutorPart } from "./executor-part.tsx";

test("each field that stands before the groups is there once", () => {
  const text = "jtype: Flow\nexecutors:\n  - name: a\n";
  const designer = createDesigner(createFakePorts(), { fileName: "flow.yml", text });
  const html = renderToStaticMarkup(
    <DesignerProvider value={designer}>
      {designer.get().file.shown.built.nodes.map((node) => (
        <ExecutorPart key={node.name} node={node} />
      ))}
    </DesignerProvider>,
  );
  const labels = [...html.matchAll(/<label[^>]*>(.*?)<\/label>/g)].map(([, label]) =>
    label?.replaceAll(/<.*?>/g, ""),
  );
  for (const { name } of argumentFields("deployment", []).first) {
    expect(labels.filter((label) => label === name)).toEqual([name]);
  }
});
