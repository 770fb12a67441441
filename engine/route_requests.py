"""Routes requests by the gateway's own code, with executors that are told what to do, in a time that jumps.

A line on stdin is {"graph": {name: followers}, "executors": {name: {"ms", "fails", "endpoints", "when", "noReduce"}},
"endpoint", "documents", "targetExecutor"}; `graph` is the engine's, from `start-gateway` to `end-gateway`. Its answer is
a line {"routes": [[executor, whether it has an end, whether it has an error]], "documents": [{"id", "text"}], "isError"}
or {"error": the exception's type}. An executor appends ">" and its name to the texts after so many milliseconds. For
docarray from 0.30 on.
"""
import asyncio
import json
import os
import sys

os.environ['JINA_OPTOUT_TELEMETRY'] = '1'
ANSWER = os.fdopen(os.dup(1), 'w', encoding='utf-8')
os.dup2(2, 1)

from executors import Docs, Note  # noqa: E402
from jina.proto import jina_pb2  # noqa: E402
from jina.serve.runtimes.gateway.async_request_response_handling import AsyncRequestResponseHandler  # noqa: E402
from jina.serve.runtimes.gateway.graph.topology_graph import TopologyGraph  # noqa: E402
from jina.types.request.data import DataRequest  # noqa: E402


class JumpingLoop(asyncio.SelectorEventLoop):
    """Never waits: its clock jumps to the next thing that is to happen."""

    now = 0.0

    def time(self):
        return self.now

    def _run_once(self):
        if not self._ready and self._scheduled:
            self.now = max(self.now, self._scheduled[0]._when)
        super()._run_once()


class Pool:
    """Stands for the network and the executors behind it."""

    def __init__(self, executors):
        self.executors = executors

    def send_requests_once(self, requests, deployment, **_):
        sent = []
        for request in requests:
            copy = DataRequest(request.proto.SerializeToString())
            copy.document_array_cls = Docs
            sent.append(copy)

        async def work():
            told = self.executors[deployment]
            await asyncio.sleep(told['ms'] / 1000)
            answer = sent[0]
            metadata = {}
            if told['fails']:
                answer.add_exception(RuntimeError('told to fail'))
                metadata = {'is-error': 'true'}
            else:
                docs = Docs(doc for request in sent for doc in request.docs)
                for doc in docs:
                    doc.text = f'{doc.text}>{deployment}'
                answer.data.docs = docs
            back = DataRequest(answer.proto.SerializeToString())
            back.document_array_cls = Docs
            return back, metadata

        return asyncio.create_task(work())


async def _route(asked):
    executors = asked['executors']
    graph = TopologyGraph(
        asked['graph'],
        graph_conditions={name: told['when'] for name, told in executors.items() if told['when']},
        deployments_no_reduce=[name for name, told in executors.items() if told['noReduce']],
    )
    for node in graph.all_nodes:
        if node.name not in executors:
            continue
        node.endpoints = executors[node.name]['endpoints']
        node._pydantic_models_by_endpoint = {name: {'input': Note, 'output': Note} for name in node.endpoints}
    handler = AsyncRequestResponseHandler()
    handler._endpoint_discovery_finished = True
    handle = handler.handle_request(graph, Pool(executors))
    request = DataRequest()
    request.header.exec_endpoint = asked['endpoint']
    request.header.target_executor = asked['targetExecutor']
    request.document_array_cls = Docs
    request.data.docs = Docs(Note(**fields) for fields in asked['documents'])
    # As it comes from the wire: what its documents are is not known.
    request = DataRequest(request.proto.SerializeToString())
    answered, floating = handle(request, None)
    try:
        answer = await answered
    except Exception as error:
        return {'error': type(error).__name__}
    finally:
        if floating is not None:
            floating.cancel()
    handler.handle_result()(answer)
    answer.document_array_cls = Docs
    return {
        'routes': [
            [route.executor, route.HasField('end_time'), route.status.code == jina_pb2.StatusProto.ERROR]
            for route in answer.routes
        ],
        'documents': [{'id': doc.id, 'text': doc.text} for doc in answer.docs],
        'isError': answer.header.status.code == jina_pb2.StatusProto.ERROR,
    }


def main():
    for line in sys.stdin:
        loop = JumpingLoop()
        asyncio.set_event_loop(loop)
        try:
            answer = loop.run_until_complete(_route(json.loads(line)))
        except Exception as error:
            answer = {'error': type(error).__name__}
        print(json.dumps(answer), file=ANSWER, flush=True)


if __name__ == '__main__':
    main()
