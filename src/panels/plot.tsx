/** The Flow as `Flow.plot()` draws it: the engine's mermaid text, drawn by mermaid in a page of its own. */
import { useEffect, useState } from "react";
import { commandById, runCommand } from "../store/commands.ts";
import { useDesigner, useDesignerState } from "../store/react.ts";
import { MermaidView } from "../ui/mermaid-view.tsx";

export default function Plot() {
  const designer = useDesigner();
  const built = useDesignerState((state) => state.shown.built);
  const [printed, setPrinted] = useState<{ text: string } | { refused: string } | null>(null);
  const [isFitted, setFitted] = useState(true);
  useEffect(() => {
    let isCurrent = true;
    const print = async () => (await designer.loadFormats()).printMermaid(built);
    const failed = { refused: "The plot could not be made. To try again, open this tab again." };
    void designer.tools.guard("making the plot", print, failed).then((made) => {
      if (isCurrent) {
        setPrinted(made);
      }
    });
    return () => {
      isCurrent = false;
    };
  }, [designer, built]);
  return (
    <div className="plot">
      <div className="detail-bar">
        {["copy-mermaid", "copy-run"].map((id) => (
          <button
            key={id}
            type="button"
            className="button is-small"
            onClick={() => runCommand(designer, commandById(id))}
          >
            {commandById(id).label}
          </button>
        ))}
        <button
          type="button"
          className="button is-small"
          aria-pressed={!isFitted}
          onClick={() => setFitted(!isFitted)}
        >
          Actual size
        </button>
      </div>
      {printed && "refused" in printed && <p className="panel-empty">{printed.refused}</p>}
      {printed && "text" in printed && (
        <MermaidView text={printed.text} label="The Flow as Jina plots it" isFitted={isFitted} />
      )}
    </div>
  );
}
