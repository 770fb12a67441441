import { useOpenFile } from "../store/react.ts";
import { Note } from "../ui/note.tsx";
import { inheritedByGateway } from "./inherited.ts";
import { SectionFields } from "./section-fields.tsx";

/** The Inspector of the gateway: what stands under `gateway` in the file. */
export function GatewayPart() {
  const { built, picture } = useOpenFile((file) => file.shown);
  return (
    <>
      <h2>Gateway</h2>
      <Note kind="quiet">
        Requests come in here and go out again, with what <b>{picture.end}</b> returns. What is set here wins
        over the Flow's own arguments.
      </Note>
      <SectionFields owner="gateway" inherited={inheritedByGateway(built)} />
    </>
  );
}
