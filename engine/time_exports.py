"""Says how long the engine takes for the exports of a Flow file.

    python time_exports.py [SECONDS] < flow.yml

The answer is {"mermaid": milliseconds, "kubernetes": milliseconds, "isDone": true}. Reading and building the Flow do not
count. After SECONDS, 60 by default, the engine is stopped at the files for Kubernetes: `isDone` is false then, and it
would have taken longer. With 0 these are not asked for, and are not in the answer. Parsers, which take most of its time, are made once, as in ask.py.
"""
import io
import json
import os
import signal
import sys
import tempfile
import time

os.environ['JINA_GATEWAY_IMAGE'] = 'jina'

import ask  # noqa: E402
from jina import Flow  # noqa: E402

SECONDS = 60


class Stopped(BaseException):
    """The time is over. Not an Exception, which the engine catches."""


def _milliseconds(work):
    begin = time.perf_counter()
    work()
    return (time.perf_counter() - begin) * 1000


def _stop(*_):
    raise Stopped


def main(seconds):
    flow = Flow.load_config(io.StringIO(sys.stdin.read()))
    flow.build()
    answer = {'mermaid': _milliseconds(lambda: flow._mermaid_str)}
    if seconds > 0:
        answer.update(_kubernetes(flow, seconds))
    print(json.dumps(answer), file=ask.ANSWERS, flush=True)


def _kubernetes(flow, seconds):
    answer = {'isDone': True}
    signal.signal(signal.SIGALRM, _stop)
    begin = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        signal.alarm(seconds)
        try:
            flow.to_kubernetes_yaml(os.path.join(folder, 'k8s'))
        except Stopped:
            answer['isDone'] = False
        finally:
            signal.alarm(0)
            answer['kubernetes'] = (time.perf_counter() - begin) * 1000
    return answer


if __name__ == '__main__':
    main(int(sys.argv[1]) if len(sys.argv) > 1 else SECONDS)
