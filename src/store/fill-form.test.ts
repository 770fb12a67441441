import { expect, test } from "vitest";
import { createDesigner } from "./designer.ts";
import { addressOf } from "./state.ts";
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

test("what is said of an address beside its text belongs to that address", () => {
  const { do: act, get } = createDesigner(createFakePorts(), {
    fileName: "flow.yml",
    text: "jtype: Flow\nexecutors:\n  - name: a\n",
  });
  // Who names a port means a gateway, and who takes nothing back means none.
  act.setAddressPart("port", "");
  expect(get().address).toBe("simulator:");
  act.setAddressPart("port", "5");
  expect(get()).toMatchObject({ address: "", form: { port: "5" } });
  expect(addressOf(get())).toBe("port=5");
  act.setAddress("grpc://a");
  act.setAddressPart("host", "a");
  expect(addressOf(get())).toBe("grpc://a host=a port=5");
  act.fillForm({ endpoint: "/x" });
  expect(addressOf(get())).toBe("grpc://a host=a port=5");
  act.fillForm({ endpoint: "/x" }, "http://b:2");
  expect(addressOf(get())).toBe("http://b:2");
  act.fillForm({ host: "c" }, "http://b:2");
  expect(addressOf(get())).toBe("http://b:2 host=c");
});
