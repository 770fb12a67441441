"""Posts requests with Jina's own Client, for the tests, and says what it hands over.

    python post_requests.py < questions

A question is a line {"id", "host", "asked": arguments of Client.post under their own names}. Documents are objects of
their fields; {"$bytes": base64} in one is bytes, {"$array": [numbers], "dtype", "shape"} an array. For each one line goes
to stdout, in the order of the questions: {"id", "responses": [{"documents", "parameters", "status"}], "done", "failed",
"always": how often each callback was called, "raised": the type of what the call raised, or null}. Documents are as
protobuf spells them in JSON, all other values as the wire has them. Before all answers comes a line "ready", once Jina is
imported.
"""
import base64
import json
import os
import sys

os.environ['JINA_OPTOUT_TELEMETRY'] = '1'
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
ANSWER = os.fdopen(os.dup(1), 'w', encoding='utf-8')
os.dup2(2, 1)

import executors  # noqa: E402
import numpy  # noqa: E402
from google.protobuf import json_format  # noqa: E402
from jina import Client  # noqa: E402
from jina._docarray import docarray_v2  # noqa: E402


def _value(value):
    if isinstance(value, list):
        return [_value(item) for item in value]
    if not isinstance(value, dict):
        return value
    if '$bytes' in value:
        return base64.b64decode(value['$bytes'])
    if '$array' in value:
        return numpy.array(value['$array'], dtype=value['dtype']).reshape(value['shape'])
    return {key: _value(item) for key, item in value.items()}


def _document(fields):
    values = {key: _value(value) for key, value in fields.items()}
    if docarray_v2:
        return executors.Anything(**values)
    nested = {key: values.pop(key) for key in ('chunks', 'matches') if key in values}
    document = executors.Note(**values)
    for key, items in nested.items():
        setattr(document, key, executors.DocumentArray([executors.Note(**item) for item in items]))
    return document


def _message(proto):
    return json_format.MessageToDict(proto, preserving_proto_field_name=True)


def _response(response):
    return {
        'documents': [_message(document.to_protobuf()) for document in response.docs],
        'parameters': dict(response.parameters or {}),
        'status': _message(response.header.status),
    }


def _ask(host, asked):
    inputs = asked.pop('inputs', None)
    counts = {'done': 0, 'failed': 0, 'always': 0}
    responses = []

    def count(name):
        def called(response):
            counts[name] += 1
            if name == 'always':
                responses.append(_response(response))

        return called

    raised = None
    more = {}
    if docarray_v2:
        more['return_type'] = executors.DocList[executors.Anything]
    if 'metadata' in asked:
        asked['metadata'] = tuple(tuple(pair) for pair in asked['metadata'])
    try:
        Client(host=host).post(
            inputs=None if inputs is None else executors.AnyDocs(_document(fields) for fields in inputs),
            on_done=count('done'),
            on_error=count('failed'),
            on_always=count('always'),
            **asked,
            **more,
        )
    except BaseException as error:  # a closed WebSocket ends in a CancelledError
        raised = type(error).__name__
    return {'responses': responses, **counts, 'raised': raised}


def main():
    print(json.dumps('ready'), file=ANSWER, flush=True)
    for line in sys.stdin:
        question = json.loads(line)
        answer = {'id': question['id'], **_ask(question['host'], question['asked'])}
        print(json.dumps(answer, default=str), file=ANSWER, flush=True)


if __name__ == '__main__':
    main()
