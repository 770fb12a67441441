"""Says how fast the engine's gateway routes requests, for the benchmark: its own code, without any network.

    python time_routes.py REQUESTS

The graph is that of bench/simulator/scene.ts, without its shards, which a head would speak with: they count as one. Its
executors answer at once with what they are sent. Prints {"stepsPerSecond"}, a step being one call of an executor.
"""
import asyncio
import json
import os
import sys
import time

os.environ['JINA_OPTOUT_TELEMETRY'] = '1'
ANSWER = os.fdopen(os.dup(1), 'w', encoding='utf-8')
os.dup2(2, 1)

from executors import Docs, Note  # noqa: E402
from jina.serve.runtimes.gateway.async_request_response_handling import AsyncRequestResponseHandler  # noqa: E402
from jina.serve.runtimes.gateway.graph.topology_graph import TopologyGraph  # noqa: E402
from jina.types.request.data import DataRequest  # noqa: E402

GRAPH = {
    'start-gateway': ['a'],
    'a': ['left', 'right'],
    'left': ['join'],
    'right': ['join'],
    'join': ['side', 'up', 'down'],
    'side': [],
    'up': ['end'],
    'down': ['end'],
    'end': ['end-gateway'],
}


class Pool:
    """Answers at once."""

    calls = 0

    def send_requests_once(self, requests, **_):
        async def answer():
            self.calls += 1
            copy = DataRequest(requests[0].proto.SerializeToString())
            copy.document_array_cls = Docs
            return copy, {}

        return asyncio.create_task(answer())

    def send_discover_endpoint(self, *_, **__):
        async def nothing():
            return None

        return nothing()


async def main(count):
    pool = Pool()
    handle = AsyncRequestResponseHandler().handle_request(TopologyGraph(GRAPH), pool)
    begin = time.perf_counter()
    for _ in range(count):
        request = DataRequest()
        request.header.exec_endpoint = '/'
        request.document_array_cls = Docs
        request.data.docs = Docs(Note(id=f'd{index}', text='a text', tags={'size': index % 4}) for index in range(10))
        answered, floating = handle(request, Docs)
        await answered
        await floating
    spent = time.perf_counter() - begin
    print(json.dumps({'stepsPerSecond': pool.calls / spent}), file=ANSWER, flush=True)


if __name__ == '__main__':
    asyncio.run(main(int(sys.argv[1])))
