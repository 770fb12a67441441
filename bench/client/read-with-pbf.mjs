/** Documents of the benchmark by `pbf`: the fields that they have; it passes over any other. */
import { PbfReader } from "pbf";

/** The document in these bytes. */
export function readWithPbf(bytes) {
  const pbf = new PbfReader(bytes);
  const document = { id: "", text: "", embedding: null };
  for (let field = pbf.nextField(); field; field = pbf.nextField()) {
    if (field === 1) {
      document.id = pbf.readString();
    } else if (field === 4) {
      document.text = pbf.readString();
    } else if (field === 16) {
      document.embedding = readArray(pbf, endOf(pbf));
    }
  }
  return document;
}

function readArray(pbf, end) {
  const array = { dense: null, cls_name: "" };
  for (let field = pbf.nextField(end); field; field = pbf.nextField(end)) {
    if (field === 1) {
      array.dense = readDense(pbf, endOf(pbf));
    } else if (field === 3) {
      array.cls_name = pbf.readString();
    }
  }
  return array;
}

function readDense(pbf, end) {
  const dense = { buffer: null, shape: [], dtype: "" };
  for (let field = pbf.nextField(end); field; field = pbf.nextField(end)) {
    if (field === 1) {
      dense.buffer = pbf.readBytes();
    } else if (field === 2) {
      pbf.readPackedVarint(dense.shape);
    } else if (field === 3) {
      dense.dtype = pbf.readString();
    }
  }
  return dense;
}

/** Where the message ends whose length stands here. */
function endOf(pbf) {
  const length = pbf.readVarint();
  return pbf.pos + length;
}
