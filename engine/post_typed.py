"""Posts typed documents with Jina's own Client, and says what came back as the class that was asked for.

    python post_typed.py < questions

A question is a line {"protocol", "port", "endpoint", "type", "documents", "returnType"}, the types being classes of
executors.py. Each is answered by a line: {"documents"}, {"refused": why} if the class does not take what is given, or
{"failed": why} if the call or reading the answer fails. Environment: docarray 0.30 or later.
"""
import json
import os
import sys

os.environ['JINA_OPTOUT_TELEMETRY'] = '1'
ANSWER = os.fdopen(os.dup(1), 'w', encoding='utf-8')
os.dup2(2, 1)

import executors  # noqa: E402
from docarray import DocList  # noqa: E402
from jina import Client  # noqa: E402


def _answer(question):
    given, wanted = getattr(executors, question['type']), getattr(executors, question['returnType'])
    try:
        docs = DocList[given](given(**fields) for fields in question['documents'])
    except ValueError as error:
        return {'refused': str(error)}
    client = Client(host='127.0.0.1', port=question['port'], protocol=question['protocol'])
    try:
        answer = client.post(question['endpoint'], docs, return_type=DocList[wanted])
        return {'documents': [executors.tell(doc) for doc in answer]}
    except Exception as error:
        return {'failed': f'{type(error).__name__}: {error}'}


for line in sys.stdin:
    print(json.dumps(_answer(json.loads(line))), file=ANSWER, flush=True)
