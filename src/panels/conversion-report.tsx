import { partsOf } from "../model/legacy/conversion-report.ts";
import { reportShown } from "../store/open-file.ts";
import { useDesigner, useOpenFile } from "../store/react.ts";
import { Button } from "../ui/button.tsx";
import { useFirstRows } from "../ui/first-rows.tsx";
import "./conversion-report.css";

/** What the conversion of an old file left to do and what it did, above the problems until somebody dismisses it. */
export function ConversionReport() {
  const designer = useDesigner();
  const report = useOpenFile(reportShown);
  if (!report) {
    return null;
  }
  return (
    <section className="report" aria-label="Conversion report" data-testid="conversion-report">
      <header className="report-head">
        <h2>The conversion of {report.fileName}</h2>
        <Button isSmall onClick={() => designer.do.dismissReport()}>
          Dismiss
        </Button>
      </header>
      {partsOf(report.rows).map((part) => (
        <Part key={part.heading} part={part} />
      ))}
    </section>
  );
}

function Part({ part: { heading, rows } }: { part: ReturnType<typeof partsOf>[number] }) {
  const { shown, more } = useFirstRows(rows);
  return (
    <section aria-label={heading}>
      <h3 className="report-part">{heading}</h3>
      <ul>
        {shown.map(({ line, before, text, isLeft }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a report does not change
          <li key={index} className={isLeft ? "is-left" : undefined}>
            <span>{text}</span>
            {line !== null && (
              <span className="faint">
                was line {line}: <code>{before}</code>
              </span>
            )}
          </li>
        ))}
      </ul>
      {more}
    </section>
  );
}
