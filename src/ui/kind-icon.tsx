import "./kind-icon.css";

/** A drawing of what sort of thing an executor is, or of what holds of it, in the colour of the text around it. Screen readers pass over it. */
export function KindIcon({
  kind,
}: {
  kind: "class" | "file" | "docker" | "hub" | "external" | "join" | "inspect" | "shards" | "replicas" | "pin";
}) {
  return <span className={`kind-icon is-${kind}`} />;
}
