"""Asks the real engine what it makes of texts under `uses` when a Flow starts. It opens and starts nothing.

    python load_uses.py < questions.jsonl

A line is the text as the engine holds it, in JSON, and gets one line:

    kind       image or hub, which are told by their form; else what the loader of Executors takes it for: file, url,
               yaml, class, module, inline (JSON, as which a mapping of the file comes), or nothing
    error      {type, message}, if it is inline or nothing and no Executor comes of it. The classes of executors.py are
               known
"""
import json
import os
import sys
import urllib.request
from unittest import mock

os.environ['JINA_OPTOUT_TELEMETRY'] = '1'
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

# The engine prints banners and logs to stdout: our answers keep the real one, the rest goes to stderr.
ANSWERS = os.fdopen(os.dup(1), 'w', encoding='utf-8')
os.dup2(2, 1)

import executors  # noqa: E402,F401  (importing it makes the class names known to the engine)
import jina.jaml.helper as helper  # noqa: E402
from hubble.executor.helper import is_valid_docker_uri, is_valid_huburi  # noqa: E402
from jina.excepts import BadConfigSource  # noqa: E402
from jina.importer import PathImporter  # noqa: E402
from jina.serve.executors import BaseExecutor  # noqa: E402


class Taken(BaseException):
    """The loader has taken the text for something that it would open or import."""


def _taking(kind):
    def take(*_, **__):
        raise Taken(kind)

    return take


def _kind(text):
    if text.startswith('docker://'):
        return 'image'
    if is_valid_huburi(text):
        return 'hub image' if is_valid_docker_uri(text) else 'hub'
    with (
        mock.patch.object(helper, 'complete_path', _taking('file')),
        mock.patch.object(urllib.request, 'urlopen', _taking('url')),
        mock.patch.object(PathImporter, 'add_modules', _taking('module')),
    ):
        try:
            stream, _ = helper.parse_config_source(text)
        except Taken as taken:
            return str(taken)
        except BadConfigSource:
            return 'nothing'
    if text.lstrip().startswith(('!', 'jtype')):
        return 'yaml'
    return 'class' if stream.read() == f'!{text}' else 'inline'


def _error(text):
    try:
        BaseExecutor.load_config(text, runtime_args={'name': 'a'})
    except Exception as error:
        return {'type': type(error).__name__, 'message': str(error)}
    return None


for line in sys.stdin:
    text = json.loads(line)
    kind = _kind(text)
    answer = {'kind': kind, 'error': _error(text) if kind in ('inline', 'nothing') else None}
    print(json.dumps(answer), file=ANSWERS, flush=True)
