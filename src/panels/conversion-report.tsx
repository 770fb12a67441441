import { useDesigner, useDesignerState } from "../store/react.ts";

/** What the conversion of an old file did and what it left to do, above the problems until somebody dismisses it. */
export function ConversionReport() {
  const designer = useDesigner();
  const report = useDesignerState((state) => state.report);
  if (!report) {
    return null;
  }
  return (
    <section className="report" aria-label="Conversion report" data-testid="conversion-report">
      <header className="report-head">
        <h2>What the conversion of {report.fileName} did</h2>
        <button type="button" className="button is-small" onClick={() => designer.do.dismissReport()}>
          Dismiss
        </button>
      </header>
      <ul>
        {report.rows.map(({ line, before, text }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a report does not change
          <li key={index} className={line === null ? "is-whole" : undefined}>
            <span>{text}</span>
            {line !== null && (
              <span className="faint">
                was line {line}: <code>{before}</code>
              </span>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
