import { expect, test } from "vitest";
import { createDesigner } from "./designer.ts";
import { createFakePorts } from "./test-ports.ts";

test("what stood in the Send panel comes back after it was filled", () => {
  const { do: act, get } = createDesigner(createFakePorts(), {
    fileName: "flow.yml",
    text: "jtype: Flow\nexecutors:\n  - name: a\n",
  });
  act.setAddress("grpc://a:1");
  act.setForm({ documents: "mine" });
  const { form } = get();
  act.fillForm({ endpoint: "/x", documents: "theirs" }, "http://b:2");
  expect(get()).toMatchObject({ address: "http://b:2", form: { endpoint: "/x", documents: "theirs" } });
  act.restoreForm();
  expect(get()).toMatchObject({ address: "grpc://a:1", form, replacedForm: null });
  act.fillForm({ endpoint: "/y" });
  expect(get().address).toBe("grpc://a:1");
  act.restoreForm();
  act.restoreForm();
  expect(get().form).toEqual(form);
});
