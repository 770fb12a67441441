/** A document of docarray below 0.30. */
export function readWithPbf(bytes: Uint8Array): {
  id: string;
  text: string;
  embedding: { dense: { buffer: Uint8Array | null; shape: number[]; dtype: string } | null } | null;
};
