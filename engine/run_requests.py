"""Sends requests through Flows with the real Jina and says by which executors and with which documents they come back.

    python run_requests.py < questions

A question is a line {"id", "yaml", "stream", "insists", "requests": [{"endpoint", "documents", "parameters",
"targetExecutor"}]}. For each one line goes to stdout, in any order: {"id", "answers"}, an answer being {"routes":
[[executor, whether it has an end, whether it has an error]], "documents", "parameters", "status"} or {"error": what the
call ended with}; {"id", "error"} if the Flow does not start. With `stream` the first document of each request is sent by
stream_doc, and an answer has all that has come. With `insists` the first request is sent again until it fails. EXTERNAL
in a Flow's text is the port of an Executor that is served without a gateway.
"""
import json
import os
import sys

os.environ['JINA_OPTOUT_TELEMETRY'] = '1'
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from ports import free_ports, hold_ports  # noqa: E402

GATEWAY_PORTS = hold_ports()
ANSWER = os.fdopen(os.dup(1), 'w', encoding='utf-8')
os.dup2(2, 1)

import executors  # noqa: E402
import grpc  # noqa: E402
from google.protobuf import json_format  # noqa: E402
from jina import Deployment, Flow  # noqa: E402
from jina._docarray import docarray_v2  # noqa: E402
from jina.proto import jina_pb2  # noqa: E402
from jina.types.request.data import DataRequest  # noqa: E402
from quick_starts import make_starts_quick  # noqa: E402

METHOD = '/jina.JinaSingleDataRequestRPC/process_single_data'
STREAM = '/jina.JinaSingleDocumentRequestRPC/stream_doc'
SECONDS = 60
TURNS = 5


def _fields(doc):
    if docarray_v2:
        return {'id': doc.id, 'text': doc.text, 'tags': doc.tags}
    fields = {'id': doc.id, 'text': doc.text, 'tags': dict(doc.tags)}
    if doc.chunks:
        fields['chunks'] = [{'id': chunk.id, 'text': chunk.text} for chunk in doc.chunks]
    return fields


def _send(call, number, asked):
    request = DataRequest()
    request.header.request_id = f'{number:032x}'
    request.header.exec_endpoint = asked.get('endpoint', '/')
    request.header.target_executor = asked.get('targetExecutor', '')
    request.data.docs = executors.Docs(executors.Note(**fields) for fields in asked['documents'])
    request.parameters = asked.get('parameters', {})
    try:
        answer = DataRequest(call(request, timeout=SECONDS))
    except grpc.RpcError as error:
        return {'error': f'{error.code().name}: {error.details()}'}
    if docarray_v2:
        answer.document_array_cls = executors.Docs
    return _told(answer, answer.docs)


def _stream(call, number, asked):
    request = jina_pb2.SingleDocumentRequestProto()
    request.header.request_id = f'{number:032x}'
    request.header.exec_endpoint = asked.get('endpoint', '/')
    request.header.target_executor = asked.get('targetExecutor', '')
    request.document.CopyFrom(executors.Note(**asked['documents'][0]).to_protobuf())
    request.parameters.update(asked.get('parameters', {}))
    docs, last = [], jina_pb2.SingleDocumentRequestProto()
    try:
        for last in call(request, timeout=SECONDS):
            docs.append(executors.Note.from_protobuf(last.document))
    except grpc.RpcError as error:
        return {'error': f'{error.code().name}: {error.details()}'}
    return _told(last, docs)


def _told(answer, docs):
    status = answer.header.status
    return {
        'routes': [
            [route.executor, route.HasField('end_time'), route.status.code == jina_pb2.StatusProto.ERROR]
            for route in answer.routes
        ],
        'documents': [_fields(doc) for doc in docs],
        'parameters': json_format.MessageToDict(answer.parameters)
        if isinstance(answer, jina_pb2.SingleDocumentRequestProto)
        else dict(answer.parameters),
        'status': json_format.MessageToDict(status)
        if status.code == jina_pb2.StatusProto.ERROR
        else {'code': 'SUCCESS'},
    }


def _ask(question, external):
    flow = Flow.load_config(question['yaml'].replace('EXTERNAL', str(external)))
    (flow.port,) = free_ports(GATEWAY_PORTS, 1)
    with flow, grpc.insecure_channel(f'127.0.0.1:{flow.port}') as channel:
        # Jina's own stubs fail on an answer that comes with an error.
        write = lambda request: request.SerializeToString()  # noqa: E731
        if question.get('stream'):
            send, call = _stream, channel.unary_stream(STREAM, write, jina_pb2.SingleDocumentRequestProto.FromString)
        else:
            send, call = _send, channel.unary_unary(METHOD, write, bytes)
        answers = []
        for number, asked in enumerate(question['requests']):
            said = send(call, number, asked)
            # The replica that it is to end may not be the one whose turn it is.
            for _ in range(TURNS if question.get('insists') and number == 0 else 0):
                if 'error' in said:
                    break
                said = send(call, number, asked)
            answers.append(said)
        return answers


def main():
    make_starts_quick()
    questions = [json.loads(line) for line in sys.stdin if line.strip()]
    (external,) = free_ports(GATEWAY_PORTS, 1)
    served = Deployment(name='ext', uses='Trail', port=external, include_gateway=False)
    if any('EXTERNAL' in question['yaml'] for question in questions):
        served.start()
    for question in questions:
        try:
            said = {'answers': _ask(question, external)}
        except (Exception, SystemExit) as error:
            said = {'error': f'{type(error).__name__}: {error}'}
        print(json.dumps({'id': question['id'], **said}), file=ANSWER, flush=True)
    os._exit(0)


if __name__ == '__main__':
    main()
