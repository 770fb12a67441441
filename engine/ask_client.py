"""Asks Jina's own Client what it has beside `post`, for the tests.

    python ask_client.py < questions

A question is a line {"host", "method", "asked": arguments of that method}; without a method it is told which there are, with
those of the Client that is asynchronous. For each one line goes to stdout, in the order of the questions: {"value": what comes back, "raised": the type of what
the call raised, or null, "warned": categories of its warnings}. `profiling` also has what stands in the answer that its
report is made of: "answered": [endpoint, how many documents], "routes": [executor, start and end in ms, null for none].
"""
import json
import os
import sys
import warnings

os.environ['JINA_OPTOUT_TELEMETRY'] = '1'
ANSWER = os.fdopen(os.dup(1), 'w', encoding='utf-8')
os.dup2(2, 1)

from jina import Client  # noqa: E402
from jina.clients import mixin  # noqa: E402

REPORT = mixin._render_response_table


def _ms(route, name):
    return getattr(route, name).ToNanoseconds() / 1e6 if route.HasField(name) else None


def _ask(question, answer):
    host, method = question['host'], question.get('method')
    if method is None:
        kinds = [type(Client(host=host, asyncio=is_async)) for is_async in (False, True)]
        mixins = [part for kind in kinds for part in kind.__mro__ if part.__module__ == mixin.__name__]
        return sorted({name for part in mixins for name in vars(part) if not name.startswith('_')})

    def report(response, *args, **kwargs):
        answer['answered'] = [response.header.exec_endpoint, len(response.docs)]
        answer['routes'] = [
            [route.executor, _ms(route, 'start_time'), _ms(route, 'end_time')] for route in response.routes
        ]
        return REPORT(response, *args, **kwargs)

    mixin._render_response_table = report
    return getattr(Client(host=host), method)(**question.get('asked', {}))


def main():
    for line in sys.stdin:
        answer = {'value': None, 'raised': None}
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter('always')
            try:
                answer['value'] = _ask(json.loads(line), answer)
            except BaseException as error:  # a closed WebSocket ends in a CancelledError
                answer['raised'] = type(error).__name__
        answer['warned'] = sorted({one.category.__name__ for one in warned})
        print(json.dumps(answer), file=ANSWER, flush=True)


if __name__ == '__main__':
    main()
