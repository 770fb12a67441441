"""Filters documents by conditions as a gateway does for `when`, with docarray itself.

A line {"query", "documents": [{"id", "text", "tags"}]} on stdin is answered with a line: the ids that are left, or
{"error": the exception's type}.
"""
import json
import os
import sys

os.environ['JINA_OPTOUT_TELEMETRY'] = '1'
ANSWER = os.fdopen(os.dup(1), 'w', encoding='utf-8')
os.dup2(2, 1)

from jina._docarray import docarray_v2  # noqa: E402

if docarray_v2:
    from docarray import DocList
    from docarray.documents.legacy import LegacyDocument as Document
    from docarray.utils.filter import filter_docs

    Docs = DocList[Document]
else:
    from docarray import Document
    from docarray import DocumentArray as Docs


def _left(query, documents):
    docs = Docs(Document(**fields) for fields in documents)
    left = filter_docs(docs, query) if docarray_v2 else docs.find(query)
    return [doc.id for doc in left]


for line in sys.stdin:
    asked = json.loads(line)
    try:
        answer = _left(asked['query'], asked['documents'])
    except Exception as error:
        answer = {'error': type(error).__name__}
    print(json.dumps(answer), file=ANSWER, flush=True)
