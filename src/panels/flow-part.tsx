import { hasNoFlow } from "../store/open-file.ts";
import { useOpenFile } from "../store/react.ts";
import { Note } from "../ui/note.tsx";
import { saidByGateway } from "./inherited.ts";
import { SectionFields } from "./section-fields.tsx";
import { SimulationFields } from "./simulation-fields.tsx";

/** The Inspector where nothing is selected: the Flow itself, with what stands under `with` in the file. */
export function FlowPart() {
  const noFlow = useOpenFile(hasNoFlow);
  const section = useOpenFile((file) => file.shown.flow.gateway);
  const { nodes, end } = useOpenFile((file) => file.shown.picture);
  if (noFlow) {
    return <p className="panel-empty">There is no Flow in this file.</p>;
  }
  return (
    <>
      <h2>Flow</h2>
      <dl className="facts">
        <dt>Executors</dt>
        <dd>{nodes.length}</dd>
        <dt>Answers</dt>
        <dd>{end}</dd>
      </dl>
      <Note kind="quiet">
        Select an executor to edit it. Drag from the ring where its lines leave to connect it.
      </Note>
      <SectionFields owner="flow" inherited={saidByGateway(section)} />
      <SimulationFields executor={null} />
    </>
  );
}
