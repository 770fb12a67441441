"""Says what the engine's Flow.plot() does with Flow files, as far as the network: nothing is sent.

    python plot_flow.py < questions.json

A list of {"yaml", "vertical"} comes in, and a list of answers goes out. Each is plotted into a file, with a service that answers
every request with 400: `urls` are those that were asked, `bytes` the size of the file, null if there is none, `errors`
what the engine logged as an error, and `raised` the exception as "Type: message", null if there was none.
"""
import io
import json
import os
import sys
import tempfile
import urllib.error
from unittest import mock

os.environ['JINA_OPTOUT_TELEMETRY'] = '1'

# The engine prints to stdout: the answer keeps the real one, the rest goes to stderr.
ANSWER = os.fdopen(os.dup(1), 'w', encoding='utf-8')
os.dup2(2, 1)

from jina import Flow  # noqa: E402
from jina.logging.predefined import default_logger  # noqa: E402


def plot(text, vertical):
    urls, errors, raised = [], [], None

    def refuse(request, *_, **__):
        urls.append(request.full_url)
        raise urllib.error.HTTPError(request.full_url, 400, 'Bad Request', {}, None)

    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, 'flow.svg')
        with mock.patch('urllib.request.urlopen', refuse), mock.patch.object(default_logger, 'error', errors.append):
            try:
                Flow.load_config(io.StringIO(text, newline=None)).plot(file, vertical_layout=vertical)
            except Exception as error:
                raised = f'{type(error).__name__}: {error}'
        size = os.path.getsize(file) if os.path.exists(file) else None
    return {'urls': urls, 'bytes': size, 'errors': errors, 'raised': raised}


if __name__ == '__main__':
    json.dump([plot(one['yaml'], one['vertical']) for one in json.load(sys.stdin)], ANSWER)
