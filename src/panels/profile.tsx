/** Where an answer's time went: the tree under Jina's names, and the executors on the gateway's clock. */
import { chosenExchange, formatMs, formatShare, profileOfExchange } from "../store/derived.ts";
import { useDesigner, useDesignerState } from "../store/react.ts";

const COLOURS = 6;

export function Profile() {
  const designer = useDesigner();
  const run = useDesignerState((state) => state.run);
  const exchange = useDesignerState(chosenExchange);
  const profile = profileOfExchange(exchange);
  if (!run || !exchange) {
    return <p className="panel-empty">Press Send: the time of each executor appears here.</p>;
  }
  if (!profile) {
    return (
      <p className="panel-empty">
        {exchange.reply
          ? "This answer carries no routes, so nothing can be said about its times."
          : "This request has no answer, so there is nothing to time."}
      </p>
    );
  }
  const { roundtripMs, serverMs, clientServerNetworkMs, gatewayExecutorsNetworkMs, executors } = profile;
  const answered = run.exchanges.filter(({ reply }) => reply !== null);
  const position = answered.indexOf(exchange) + 1;
  const spanMs = Math.max(
    serverMs ?? 0,
    ...executors.map(({ startMs, durationMs }) => (startMs ?? 0) + (durationMs ?? 0)),
    0.001,
  );
  const shareOf = (ms: number | null) =>
    ms === null ? "" : formatShare(roundtripMs > 0 ? ms / roundtripMs : 0);
  const serverShare = (ms: number | null) => (ms === null || !serverMs ? "" : formatShare(ms / serverMs));
  const colour = (index: number) => `var(--s${(index % COLOURS) + 1})`;
  return (
    <div className="profile">
      <div className="profile-tree scroll">
        <p className="run-head">
          <span>
            Response {position} of {answered.length}
          </span>
          {run.simulated && <span className="badge is-accent">simulated</span>}
        </p>
        <table aria-label="Profile">
          <tbody>
            <Row name="Roundtrip" depth={0} ms={roundtripMs} share="100 %" />
            <Row
              name="Client-server network"
              depth={1}
              ms={clientServerNetworkMs}
              share={shareOf(clientServerNetworkMs)}
            />
            <Row name="Server" depth={1} ms={serverMs} share={shareOf(serverMs)} />
            <Row
              name="Gateway-executors network"
              depth={2}
              ms={gatewayExecutorsNetworkMs}
              share={serverShare(gatewayExecutorsNetworkMs)}
              title="The gateway's span minus the time in which at least one executor worked. Jina's own profiling() subtracts the sum, which goes below zero where branches run in parallel."
            />
            {executors.map(({ executor, durationMs, share, failed }, index) => (
              <Row
                key={executor}
                name={executor}
                depth={2}
                ms={durationMs}
                share={share === null ? "" : formatShare(share)}
                colour={colour(index)}
                failed={failed}
                onClick={() => designer.do.find(executor)}
              />
            ))}
          </tbody>
        </table>
      </div>
      <div className="waterfall scroll" role="img" aria-label="Executors on the gateway's clock">
        <div className="waterfall-axis">
          {[0, 0.25, 0.5, 0.75, 1].map((part) => (
            <span key={part}>{formatMs(spanMs * part)}</span>
          ))}
        </div>
        {serverMs !== null && (
          <Bar name="gateway" startMs={0} durationMs={serverMs} spanMs={spanMs} colour="var(--line2)" />
        )}
        {executors.map(({ executor, startMs, durationMs }, index) => (
          <Bar
            key={executor}
            name={executor}
            startMs={startMs}
            durationMs={durationMs}
            spanMs={spanMs}
            colour={colour(index)}
          />
        ))}
      </div>
    </div>
  );
}

function Row(props: {
  name: string;
  depth: number;
  ms: number | null;
  share: string;
  colour?: string;
  title?: string;
  failed?: boolean;
  onClick?: () => void;
}) {
  const { name, depth, ms, share, colour, title, failed, onClick } = props;
  const text = (
    <>
      {colour && <i className="swatch" style={{ background: colour }} />}
      {name}
      {failed && <span className="card-failed"> failed</span>}
    </>
  );
  return (
    <tr title={title}>
      <th scope="row" style={{ paddingLeft: 14 + depth * 16 }}>
        {onClick ? (
          <button type="button" className="plain" onClick={onClick}>
            {text}
          </button>
        ) : (
          text
        )}
      </th>
      <td className="profile-ms">{ms === null ? "no end" : formatMs(ms)}</td>
      <td className="profile-share">{share}</td>
    </tr>
  );
}

function Bar(props: {
  name: string;
  startMs: number | null;
  durationMs: number | null;
  spanMs: number;
  colour: string;
}) {
  const { name, startMs, durationMs, spanMs, colour } = props;
  const left = ((startMs ?? 0) / spanMs) * 100;
  const width = ((durationMs ?? 0) / spanMs) * 100;
  const isRight = left + width > 80;
  return (
    <div className="waterfall-row">
      <span title={name}>{name}</span>
      <div className="waterfall-track">
        {startMs !== null && (
          <i
            className={durationMs === null ? "is-open" : ""}
            style={{
              left: `${left}%`,
              width: durationMs === null ? undefined : `${Math.max(width, 0.3)}%`,
              background: colour,
            }}
          />
        )}
        <em
          style={
            isRight ? { right: `${Math.max(0, 100 - left) + 0.5}%` } : { left: `${left + width + 0.7}%` }
          }
        >
          {startMs === null ? "never started" : durationMs === null ? "no end time" : formatMs(durationMs)}
        </em>
      </div>
    </div>
  );
}
