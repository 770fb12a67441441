/** React Flow as its quick start shows it, with a card of our own. */
import "@xyflow/react/dist/style.css";
import {
  applyEdgeChanges,
  applyNodeChanges,
  type Edge,
  Handle,
  type Node,
  type NodeProps,
  type OnEdgesChange,
  type OnNodesChange,
  Position,
  ReactFlow,
} from "@xyflow/react";
import { useCallback, useState } from "react";
import { createRoot } from "react-dom/client";
import type { Rect } from "../../src/model/drawing/geometry.ts";
import type { Pilot } from "./pilot.ts";
import type { Scene, SceneCard } from "./scene.ts";

type Card = Node<Pick<SceneCard, "name" | "uses" | "badge">, "card">;

function CardNode({ data }: NodeProps<Card>) {
  return (
    <div className="card">
      <Handle type="target" position={Position.Left} />
      <b>{data.name}</b>
      <span>{data.uses}</span>
      <span>{data.badge}</span>
      <Handle type="source" position={Position.Right} />
    </div>
  );
}

const nodeTypes = { card: CardNode };

function Page({ first }: { first: { nodes: Card[]; edges: Edge[] } }) {
  const [nodes, setNodes] = useState(first.nodes);
  const [edges, setEdges] = useState(first.edges);
  const onNodesChange: OnNodesChange<Card> = useCallback(
    (changes) => setNodes((before) => applyNodeChanges(changes, before)),
    [],
  );
  const onEdgesChange: OnEdgesChange = useCallback(
    (changes) => setEdges((before) => applyEdgeChanges(changes, before)),
    [],
  );
  return (
    <ReactFlow
      nodes={nodes}
      edges={edges}
      nodeTypes={nodeTypes}
      onNodesChange={onNodesChange}
      onEdgesChange={onEdgesChange}
      minZoom={0.001}
      onInit={(instance) => {
        const pilot: Pilot = {
          view: () => instance.getViewport(),
          go: (view) => void instance.setViewport(view),
        };
        Object.assign(globalThis, { pilot });
      }}
    />
  );
}

const given = async (path: string) => (await fetch(path)).json();
const scene: Scene = await given("/scene");
const box: Rect = await given("/box");
const root = document.querySelector<HTMLElement>("#root")!;
root.style.left = `${box.x}px`;
root.style.top = `${box.y}px`;
root.style.width = `${box.width}px`;
root.style.height = `${box.height}px`;
const first = {
  nodes: scene.cards.map(
    ({ id, x, y, name, uses, badge }): Card => ({
      id,
      type: "card",
      position: { x, y },
      data: { name, uses, badge },
    }),
  ),
  edges: scene.lines.map(({ id, source, target }): Edge => ({ id, source, target })),
};

performance.mark("handed over");
createRoot(root).render(<Page first={first} />);
