"""Asks the real engine what it makes of Flow files. It loads and builds them; it never starts anything.

    python ask.py < questions.jsonl

A question is one line {"id", "yaml"}; each gets one line of answer, in the same order, as soon as it is known, so that
the process can stay as a companion. An answer is

    id, ok          ok: the file loads and the Flow builds
    error           {phase: "load" or "build", type, message}, only if not ok
    warnings        texts: Python's warnings and the engine's log at level warning or above, each once
    deployments     in the engine's order, without the gateway: {node, name, role, needs, external, floating, shards,
                    replicas, polling, uses}; node is the name in the graph, name what the executor calls itself
    graph           {node: [successors]}, with start-gateway and end-gateway, as the gateway gets it
    end             the node whose answer the gateway returns; "gateway" if there is none
    mermaid         the very text that Flow.plot() draws, or null
    mermaidError    {type, message}, only if the drawing fails

Sets have no order in Python: needs and the names in the "floating" warning are sorted.
"""
import argparse
import contextlib
import functools
import io
import json
import logging
import os
import re
import sys
import warnings

os.environ['JINA_OPTOUT_TELEMETRY'] = '1'
os.environ.setdefault('JINA_LOG_LEVEL', 'WARNING')

# The engine prints banners and logs to stdout: our answers keep the real one, the rest goes to stderr.
ANSWERS = os.fdopen(os.dup(1), 'w', encoding='utf-8')
os.dup2(2, 1)

import jina  # noqa: E402
import jina_cli.lookup  # noqa: E402
from jina import Flow  # noqa: E402

GATEWAY = 'gateway'

# Two shortcuts that leave the answers alone and take nine tenths of the time away: the table of all flags, a constant
# that the engine makes anew at each unknown one, and the translation of argparse's texts, of which there is none.
jina_cli.lookup._build_lookup_table = functools.cache(jina_cli.lookup._build_lookup_table)
argparse._ = str


class LogWarnings:
    """Keeps the engine's log records at level warning or above while it is entered."""

    def __enter__(self):
        self.texts = []
        self.make = logging.getLogRecordFactory()
        logging.setLogRecordFactory(self._record)
        return self.texts

    def __exit__(self, *_):
        logging.setLogRecordFactory(self.make)

    def _record(self, *args, **kwargs):
        record = self.make(*args, **kwargs)
        if record.levelno >= logging.WARNING:
            self.texts.append(record.getMessage())
        return record


def _tidy(text):
    """Takes out what differs from run to run: addresses in memory and the order of a set."""
    text = re.sub(r' at 0x[0-9a-f]+', '', text)
    names = re.match(r"\[('[^\]]*')\](?= are \"floating\")", text)
    if names:
        text = '[' + ', '.join(sorted(names[1].split(', '))) + ']' + text[names.end():]
    return text


def _fault(error, stderr):
    """A fault as data. argparse prints its message and then raises SystemExit(2)."""
    message = str(error)
    if isinstance(error, SystemExit):
        lines = stderr.strip().splitlines() or [message]
        message = lines[-1].split(': error: ', 1)[-1]
    return {'type': type(error).__name__, 'message': _tidy(message)}


def _deployments(flow):
    for node, deployment in flow:
        if node == GATEWAY:
            continue
        args = deployment.args
        yield {
            'node': node,
            'name': deployment.name,
            'role': str(deployment.role),
            'needs': sorted(deployment.needs),
            'external': deployment.external,
            'floating': args.floating,
            'shards': args.shards,
            'replicas': args.replicas,
            'polling': str(args.polling),
            'uses': args.uses,
        }


def ask(yaml):
    """The answer to one question, without its id."""
    answer = {'ok': False}
    stderr = io.StringIO()
    phase = 'load'
    with contextlib.redirect_stdout(sys.__stderr__), contextlib.redirect_stderr(stderr), LogWarnings() as logged:
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter('always')
            # Python 3.11's own, about how the engine makes its parsers.
            warnings.filterwarnings('ignore', message='Nesting argument groups')
            try:
                flow = Flow.load_config(io.StringIO(yaml, newline=None))
                phase = 'build'
                flow.build()
                answer['ok'] = True
            except (Exception, SystemExit) as error:
                answer['error'] = {'phase': phase, **_fault(error, stderr.getvalue())}
    texts = [str(one.message) for one in warned if not issubclass(one.category, ResourceWarning)] + logged
    answer['warnings'] = list(dict.fromkeys(map(_tidy, texts)))
    if not answer['ok']:
        return answer
    gateway = flow[GATEWAY]
    answer['deployments'] = list(_deployments(flow))
    answer['graph'] = json.loads(gateway.args.graph_description)
    (answer['end'],) = gateway.needs
    try:
        answer['mermaid'] = flow._mermaid_str
    except Exception as error:
        answer['mermaid'] = None
        answer['mermaidError'] = _fault(error, '')
    return answer


def main():
    if jina.__version__ != '3.34.0':
        sys.exit(f'jina 3.34.0 is needed, this is {jina.__version__}')
    sys.argv = ['jina']  # argparse names the program in its messages
    for line in sys.stdin:
        question = json.loads(line)
        answer = {'id': question['id'], **ask(question['yaml'])}
        print(json.dumps(answer, ensure_ascii=False), file=ANSWERS, flush=True)


if __name__ == '__main__':
    main()
