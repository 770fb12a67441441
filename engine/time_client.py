"""Says how long Jina's own Client takes for documents with texts and embeddings, for the benchmark.

    python time_client.py PORT DOCUMENTS DIMENSIONS REQUEST_SIZE

Sends them to a gRPC gateway once for each line on stdin, and answers each with a line {"ms": milliseconds}. The documents
are made before, and one small request goes before the first.
"""
import json
import os
import sys
import time

os.environ['JINA_OPTOUT_TELEMETRY'] = '1'
ANSWER = os.fdopen(os.dup(1), 'w', encoding='utf-8')
os.dup2(2, 1)

import executors  # noqa: E402
import numpy  # noqa: E402
from jina import Client  # noqa: E402
from jina._docarray import docarray_v2  # noqa: E402


def main(port, count, dimensions, size):
    vector = numpy.arange(dimensions, dtype=numpy.float32)
    kind = executors.Vector if docarray_v2 else executors.Note
    docs = executors.VectorDocs(kind(text=f'document {index}', embedding=vector) for index in range(count))
    client = Client(port=port)
    more = {'return_type': executors.VectorDocs} if docarray_v2 else {}
    client.post('/', docs[:1], **more)
    for _ in sys.stdin:
        begin = time.perf_counter()
        answer = client.post('/', docs, request_size=size, **more)
        took = (time.perf_counter() - begin) * 1000
        assert len(answer) == count, len(answer)
        print(json.dumps({'ms': took}), file=ANSWER, flush=True)


if __name__ == '__main__':
    main(*map(int, sys.argv[1:]))
